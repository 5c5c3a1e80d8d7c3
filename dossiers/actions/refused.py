"""How an action says no: an exception whose message the person who asked may read."""

from django.utils.translation import gettext

from dossiers import wording


class Refused(Exception):
    """The action may not be done now. str() is one Vietnamese sentence (or English, by the reader's language)."""

    def __init__(self, why: str, **facts):
        super().__init__(gettext(wording.REFUSED[why]) % facts)
        self.why = why
        self.facts = facts


class Stale(Refused):
    """Somebody else changed the dossier since the page was opened. Doors answer 409 and keep what was typed."""
