"""What waits on a desk this morning: the four lists of the work list that the letter tells of."""

from dataclasses import dataclass
from datetime import datetime

from agencies.models import Calendars
from dossiers import clock
from dossiers.models import Dossier
from dossiers.querysets import DossierQuerySet
from dossiers.reads import scope
from dossiers.reads.bounded import counted
from dossiers.reads.worklist import Pile, Sort
from dossiers.reads.worklist.ordering import Order
from dossiers.reads.worklist.piles import Parts, piles_of

PILES = {"overdue": Pile.OVERDUE, "today": Pile.DUE_TODAY, "risk": Pile.AT_RISK, "offered": Pile.OFFERED}
FIRST = 10


@dataclass(frozen=True)
class Scope:
    """What decides a desk's lists. People with the same posts who stand in for the same (ids of users) share them."""

    posts: tuple[scope.Post, ...]
    away: tuple[int, ...] = ()

    @property
    def reader(self) -> scope.Reader:
        return scope.Reader(self.posts)


@dataclass(frozen=True)
class Item:
    """A dossier as it may be told by e-mail: nothing of its applicant, of a sensitive procedure its field only.

    code: the official one, "" without. late: working days by the deciding agency's calendar, None while it is not.
    """

    code: str
    procedure: str
    due_at: datetime | None
    late: int | None


@dataclass(frozen=True)
class Part:
    """One list: how many (at most 1,001), and the first ten by due date."""

    pile: Pile
    n: int
    items: list[Item]


def parts_of(desk: Scope, found: Calendars, now: datetime) -> dict[str, Part]:
    """The lists of a desk that hold something, as DIGEST_PARTS names them: what the work list shows at this moment.

    One query, and one more for each list that is not empty; none for who works nowhere.
    """
    reader = desk.reader
    if not reader.has(*scope.WORKERS):
        return {}
    piles = piles_of(reader, now, desk.away)
    counts, _version, _beat = counted(**{name: piles[pile] for name, pile in PILES.items()})
    held = {name: pile for name, pile in PILES.items() if counts[name]}
    return {
        name: Part(pile, counts[name], [item_of(dossier, found, now) for dossier in _first(pile, reader, piles[pile])])
        for name, pile in held.items()
    }


def _first(pile: Pile, reader: scope.Reader, parts: Parts) -> DossierQuerySet:
    order = Order(pile, Sort.DUE, reader)
    some = Dossier.objects.filter(pk__in=order.first(parts, "", FIRST)).select_related("rules__procedure")
    return order.of(some)[:FIRST]


def item_of(dossier: Dossier, found: Calendars, now: datetime) -> Item:
    """dossier: with its rules and their procedure."""
    procedure, late = dossier.rules.procedure, None
    if dossier.is_overdue(now=now):
        late = -clock.working_days(found.of(dossier.deciding_agency_id), now, dossier.due_at)
    name = procedure.field if procedure.is_sensitive else procedure.name
    return Item(dossier.official_code or "", name, dossier.due_at, late)
