"""What made a clock stand still, as plain values: the same whether events tell it or rows keep it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from dossiers.models import Pause, Payment, Supplement


class Span(NamedTuple):
    """[lower, upper), open while upper is None."""

    lower: datetime
    upper: datetime | None

    @property
    def isempty(self) -> bool:
        return self.lower == self.upper


class Stopped(NamedTuple):
    """A pause, as `reads.ledger` reads it."""

    span: Span
    ground: str


class Asked(NamedTuple):
    """A round of missing papers, as `reads.ledger` reads it."""

    round: int
    asked_at: datetime
    received_at: datetime | None
    restarts: bool
    answer_by: date


class Owed(NamedTuple):
    """A financial obligation, as `reads.ledger` reads it."""

    requested_at: datetime
    confirmed_at: datetime | None
    splits: bool


class Stops(NamedTuple):
    """Everything that made the clock stand still, in order: comparable, whether told by events or kept in rows."""

    pauses: tuple[Stopped, ...] = ()
    supplements: tuple[Asked, ...] = ()
    payments: tuple[Owed, ...] = ()


def kept(pauses: Sequence[Pause], supplements: Sequence[Supplement], payments: Sequence[Payment]) -> Stops:
    """The same from the rows."""
    return Stops(
        # A pause that ended as it began is nothing.
        tuple(stop for p in pauses if not (stop := Stopped(Span(p.span.lower, p.span.upper), p.ground)).span.isempty),
        tuple(Asked(s.round, s.asked_at, s.received_at, s.restarts, s.answer_by) for s in supplements),
        tuple(Owed(p.requested_at, p.confirmed_at, p.splits) for p in payments),
    )
