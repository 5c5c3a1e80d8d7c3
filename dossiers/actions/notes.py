"""What staff write for each other beside a dossier."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from dossiers.actions.refused import Refused
from dossiers.models import Note
from dossiers.reads import scope

LONGEST = 2000  # characters
_TWICE = timedelta(minutes=1)  # the same words again so soon are the same press


@transaction.atomic
def add_note(*, dossier_id: int, by: User, now: datetime, text: str) -> Note:
    """Keep an internal note, whatever has become of the dossier. It is no event: the version stays, so nobody's open
    page becomes stale, and a dossier that stands still goes on standing still.

    Raises Refused; Dossier.DoesNotExist for what this person's agencies have no part in.
    """
    reader = scope.reader_of(by)
    dossier = scope.worked_on(reader).select_for_update(of=("self",), no_key=True).get(pk=dossier_id)
    text = text.strip()
    if not text:
        raise Refused("note_empty")
    if len(text) > LONGEST:
        raise Refused("note_long", most=LONGEST)
    same = Note.objects.filter(dossier=dossier, by=by, text=text, at__gt=now - _TWICE).first()
    if same is not None:
        return same
    agency_id = scope.acting_for(reader, dossier)
    return Note.objects.create(dossier=dossier, at=now, by=by, agency_id=agency_id, text=text)
