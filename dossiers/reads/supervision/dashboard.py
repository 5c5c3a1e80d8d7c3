"""What a head sees in the morning, of one agency with all that belongs to it, or of all that they oversee."""

from dataclasses import dataclass
from datetime import datetime

from dossiers.reads.supervision.figures import Closed, Open, Stretch, closed_by_agency, open_by_agency, stretch_of
from dossiers.reads.supervision.freshness import Freshness, freshness
from dossiers.reads.supervision.hot_spots import HotSpots, hot_spots
from dossiers.reads.supervision.load import Load, load
from dossiers.reads.supervision.oldest import Waiting, oldest
from dossiers.reads.supervision.step_times import WorkingTime, working_time
from dossiers.reads.supervision.trend import Week, trend
from dossiers.reads.supervision.within import Narrowed


@dataclass(frozen=True)
class AgencyRow:
    """The dossiers that one agency decides, without those of what belongs to it."""

    id: int
    name: str
    open: Open
    closed: Closed


@dataclass(frozen=True)
class Dashboard:
    """open: at the moment. closed: of `during`; without a counted day in it, during is None and closed nothing.

    agencies: those that have anything, the worst first; of one agency none.
    """

    freshness: Freshness
    open: Open
    during: Stretch | None
    closed: Closed
    agencies: list[AgencyRow]
    weeks: list[Week]
    load: list[Load]
    oldest: list[Waiting]
    working_time: WorkingTime
    hot_spots: HotSpots


def dashboard(by: Narrowed, period: str, now: datetime) -> Dashboard:
    """period: a month as 2026-11, or empty for thirty days. Nine queries."""
    fresh = freshness(by.within, now)
    during, opened, closed = _figures(by, period, fresh, now)
    rows = _rows(by, opened, closed)
    return Dashboard(
        freshness=fresh,
        open=Open.total([Open(), *opened.values()]),
        during=during,
        closed=Closed.total([Closed(), *closed.values()]),
        agencies=rows,
        weeks=trend(by, fresh.through) if fresh.through else [],
        load=load(by, now),
        oldest=oldest(by, now, fresh.calendars),
        working_time=working_time(by, fresh.count),
        hot_spots=hot_spots(by, fresh.count),
    )


@dataclass(frozen=True)
class ByAgency:
    freshness: Freshness
    during: Stretch | None
    agencies: list[AgencyRow]


def by_agency(by: Narrowed, period: str, now: datetime) -> ByAgency:
    """The dashboard's table of agencies, all of it. Four queries."""
    fresh = freshness(by.within, now)
    during, opened, closed = _figures(by, period, fresh, now)
    return ByAgency(fresh, during, _rows(by, opened, closed))


def _figures(by: Narrowed, period: str, fresh: Freshness, now: datetime):
    during = stretch_of(period, fresh.through) if fresh.through else None
    return during, open_by_agency(by, now), closed_by_agency(by, during) if during else {}


def _rows(by: Narrowed, opened: dict[int, Open], closed: dict[int, Closed]) -> list[AgencyRow]:
    if len(by.agencies) < 2:
        return []
    rows = [
        AgencyRow(pk, name, opened.get(pk, Open()), closed.get(pk, Closed()))
        for pk, name in by.within.agencies
        if pk in opened or pk in closed
    ]
    return sorted(rows, key=lambda row: (-row.open.overdue, -row.open.at_risk, -row.open.open, row.name))
