"""The rule book read aloud: a second engine, slow and plain, that the real one must always agree with."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from dossiers.clock import Pause

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = timedelta(days=1)


def slow(calendar, received_at, term, cutoff, pauses):
    """The rule book read aloud, one day or one stretch of a session at a time."""
    noon, close = calendar.sessions[0][1], calendar.sessions[-1][1]

    def works(day):
        covered = day.year in calendar.years
        if covered and day in calendar.make_up:
            return True
        return day.weekday() < 5 and not (covered and day in calendar.off)

    def runs(moment):
        return not any(p.start <= moment and (p.end is None or moment < p.end) for p in pauses)

    def on(day, hour):
        return datetime.combine(day, hour, HANOI)

    local = received_at.astimezone(HANOI)
    limit = on(local.date(), close)
    if cutoff == "last_hour":
        limit -= timedelta(hours=1)
    elif cutoff is not None:
        limit = min(limit, on(local.date(), time.fromisoformat(cutoff)))
    receipt = local.date()
    if not works(receipt) or local > limit:
        receipt += DAY
        while not works(receipt):
            receipt += DAY
    horizon = receipt + 400 * DAY  # longer than any of these terms and their pauses
    for pause in pauses:
        if pause.end is None:  # from here on nothing runs
            horizon = min(horizon, max(receipt, pause.start.astimezone(HANOI).date()) + 2 * DAY)

    if term[0][1] == "working_hours":
        left, day = timedelta(hours=term[0][0]), receipt
        start = local if local.date() == receipt else on(receipt, time())
        while day < horizon:
            for opens, closes in calendar.sessions if works(day) else ():
                edges = {max(start, on(day, opens)), max(start, on(day, closes))}
                low, high = min(edges), max(edges)
                edges |= {e for p in pauses for e in (p.start, p.end) if e is not None and low < e < high}
                points = sorted(edges)
                for since, until in pairwise(points):
                    if runs(since):
                        if until - since >= left:
                            return since + left
                        left -= until - since
            day += DAY
        return None

    day, hour = receipt, close
    for amount, unit in term:
        while amount > 0 and day < horizon:
            day += DAY
            hour = noon if amount == 0.5 else close
            if (unit == "calendar_days" or works(day)) and runs(on(day, hour)):
                amount -= min(amount, 1)
    while day < horizon:
        if works(day) and runs(on(day, hour)):
            return on(day, hour)
        day += DAY
    return None


@dataclass
class Told:
    """A dossier's life as the rule book tells it, from what happened in its order; knows nothing of ledgers.

    terms: one, or two for two appointments, as `[[amount, unit], …]`; none without a term.
    """

    received_at: datetime
    terms: list
    cutoff: str | None = None
    restarts: bool = True  # what a supplement does
    pauses: list[Pause] = field(default_factory=list)
    has_ended: bool = False  # the term had ended when papers were asked for: nothing restarts it any more
    stands_since: datetime | None = None
    waits_for_payment: bool = False

    def __post_init__(self):
        self.start, self.n = self.received_at, 0

    def pause(self, at):
        self.stands_since = at

    def resume(self, at):
        self._stand_until(at)

    def ask(self, calendar, at):
        if self.restarts and not self.has_ended and self.terms:
            held = [*self.pauses, Pause(at)]
            self.has_ended = slow(calendar, self.start, self.terms[self.n], self.cutoff, held) is not None
        self.stands_since = at

    def answer(self, at):
        if not self.restarts:
            self._stand_until(at)
        elif not self.has_ended and at > self.stands_since:
            self.start = max(self.start, at)
        self.stands_since = None

    def send_form(self, at):
        if len(self.terms) == 2 and self.n == 0:
            self.waits_for_payment = True
        else:
            self.stands_since = at

    def paid(self, at):
        if not self.waits_for_payment:
            return self._stand_until(at)
        self.start, self.n, self.pauses, self.has_ended, self.waits_for_payment = at, 1, [], False, False

    def due(self, calendar):
        """The due date now; None without a term, while the clock stands inside it, and between two appointments."""
        if not self.terms or self.waits_for_payment:
            return None
        standing = [Pause(self.stands_since)] if self.stands_since else []
        return slow(calendar, self.start, self.terms[self.n], self.cutoff, [*self.pauses, *standing])

    def _stand_until(self, at):
        self.pauses.append(Pause(self.stands_since, at))
        self.stands_since = None
