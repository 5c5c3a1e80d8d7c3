"""The order of a list, and its first dossiers in that order."""

from collections.abc import Iterable

from django.db.models import OuterRef, Q, Subquery

from dossiers.querysets import DossierQuerySet
from dossiers.reads import pages, scope
from dossiers.reads.worklist.narrowing import Sort
from dossiers.reads.worklist.piles import Pile, asked_of

_KEYS = {Sort.SLACK: "start_by", Sort.DUE: "due_at", Sort.NEWEST: "received_at"}


class Order:
    """By one instant and the id. Slack is the default: from `start_by` on it is negative, so that it orders alike.

    Results stand by how long they have waited and opinions by their own deadlines, whatever was asked.
    """

    def __init__(self, pile: Pile, sort: Sort, reader: scope.Reader):
        own = {Pile.RESULTS: "closed_at", Pile.OPINIONS: "answer_by"}
        self.key = own.get(pile) or _KEYS[sort]
        self.is_descending = self.key == "received_at"
        self._reader = reader

    def after(self, cursor: str) -> Q:
        """What lies after this cursor."""
        return (pages.before if self.is_descending else pages.after)(cursor, self.key)

    def first(self, parts: Iterable[DossierQuerySet], cursor: str, most: int) -> DossierQuerySet:
        """The first ones after the cursor, unordered: of each part its own first ones, so that each rides its index."""
        firsts = [self.of(self.keyed(part).filter(self.after(cursor))).values("pk")[:most] for part in parts]
        return firsts[0].union(*firsts[1:]) if len(firsts) > 1 else firsts[0]

    def keyed(self, dossiers: DossierQuerySet) -> DossierQuerySet:
        """With the instant that orders them, where it is not the dossier's own."""
        if self.key != "answer_by":
            return dossiers
        soonest = asked_of(self._reader).filter(dossier=OuterRef("pk")).order_by("answer_by")
        return dossiers.annotate(answer_by=Subquery(soonest.values("answer_by")[:1]))

    def of(self, dossiers: DossierQuerySet) -> DossierQuerySet:
        if self.is_descending:
            return dossiers.order_by(f"-{self.key}", "-pk")
        return dossiers.in_order(self.key)
