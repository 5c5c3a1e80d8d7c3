"""Pieces of a told life: stretches between changes of the ledger, and of standing still."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from dossiers.reads.books.stopping import Stops
from dossiers.workflow import Move, Status


class Impossible(Exception):
    """An event that could not have happened then. str() says which."""


@dataclass
class Period:
    """From one change of the ledger, or of its date, to the next.

    told: the date that counts from here on, or stands behind a stopped clock. version: of the calendar, where an
    event names it; fewest and most: between which it lay; latest: which may have come before the next period.
    """

    since: datetime
    stops: Stops
    told: datetime | None
    version: int | None = None
    fewest: int = 1
    most: int = 1
    latest: int = 1


class Made(NamedTuple):
    """The last move, for whoever takes it back: its event, and where and with whom the dossier stood before."""

    seq: int
    move: Move
    status: Status | None
    n: int | None
    assignee: int | None
    passing_to: int | None


class Stand(NamedTuple):
    """Since when nothing has happened (`idle_since`), and which event was the last (`seq`). n: None: nothing stalls.

    A date that the calendar moved is nobody's doing: another stand, as idle and of the same event as the one before.
    first, period: in which periods the calendar may have counted by which it stalls.
    """

    since: datetime
    idle_since: datetime
    seq: int
    n: int | None
    first: int
    period: int
