"""The calendar's months, quarters, halves and years that a report may be about. Local days, Viet Nam's."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from agencies.worktime import DAY, moment
from dossiers.models import ReportSpan

MONTHS = {ReportSpan.MONTH: 1, ReportSpan.QUARTER: 3, ReportSpan.HALF: 6, ReportSpan.YEAR: 12}
OFFERED = {ReportSpan.MONTH: 18, ReportSpan.QUARTER: 8, ReportSpan.HALF: 4, ReportSpan.YEAR: 3}


@dataclass(frozen=True)
class Stretch:
    """start, end: its first and its last day."""

    span: ReportSpan
    start: date
    end: date

    @property
    def since(self) -> datetime:
        return moment(self.start.toordinal() * DAY)

    @property
    def cut(self) -> datetime:
        """The instant at which it is over; what happens then or later has not happened yet."""
        return moment((self.end.toordinal() + 1) * DAY)

    @property
    def key(self) -> str:
        """How an address names it."""
        return f"{self.span.value}-{self.start:%Y-%m}"

    @property
    def before(self) -> "Stretch":
        """The one of the same length that ended when this one began."""
        return holding(self.span, self.start - timedelta(days=1))

    def __str__(self) -> str:
        """As reports head it.

        >>> [str(holding(span, date(2026, 8, 5))) for span in ReportSpan]
        ['Tháng 8/2026', 'Quý III/2026', '6 tháng cuối năm 2026', 'Năm 2026']
        """
        year = self.start.year
        match self.span:
            case ReportSpan.MONTH:
                return f"Tháng {self.start.month}/{year}"
            case ReportSpan.QUARTER:
                return f"Quý {('I', 'II', 'III', 'IV')[self.start.month // 3]}/{year}"
            case ReportSpan.HALF:
                return f"6 tháng {'đầu' if self.start.month == 1 else 'cuối'} năm {year}"
        return f"Năm {year}"


def holding(span: ReportSpan, day: date) -> Stretch:
    """The stretch of this length that a day lies in.

    >>> holding(ReportSpan.QUARTER, date(2026, 12, 31))
    Stretch(span=ReportSpan.QUARTER, start=datetime.date(2026, 10, 1), end=datetime.date(2026, 12, 31))
    """
    months = MONTHS[span]
    first = (day.month - 1) // months * months + 1
    following = day.year * 12 + first - 1 + months
    end = date(following // 12, following % 12 + 1, 1) - timedelta(days=1)
    return Stretch(span, date(day.year, first, 1), end)


def over(span: ReportSpan, today: date) -> list[Stretch]:
    """Those that are over and may be frozen, the latest first."""
    found = [holding(span, today).before]
    while len(found) < OFFERED[span]:
        found.append(found[-1].before)
    return found


def named(key: str, today: date) -> Stretch | None:
    """The stretch that an address names; None for anything that `over` does not offer."""
    return next((stretch for span in ReportSpan for stretch in over(span, today) if stretch.key == key), None)
