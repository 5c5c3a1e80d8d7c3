"""When each step of a dossier was to be done, as the clock stood when it was."""

from collections.abc import Sequence
from datetime import datetime

from agencies.worktime import Term
from dossiers import clock
from dossiers.models import Dossier, Event, EventKind, Step
from dossiers.reads.course import is_outside
from dossiers.reads.ledger import appointments, calendar_of, facts_of


class Plan:
    """The steps of a dossier against its clock. Three queries, and one for a calendar that is not in memory.

    What stopped the clock, or made the term begin again, moves every step after it: the plan that was laid down with
    the receipt knew nothing of that, and would call late what was not.
    """

    def __init__(self, dossier: Dossier, events: Sequence[Event], steps: Sequence[Step]):
        """events: the whole history, in order. steps: all of them, with rule_step."""
        self.dossier, self.events, self.steps = dossier, events, {step.n: step for step in steps}
        self.facts = facts_of(dossier)
        self.calendar = calendar_of(dossier, dossier.calendar_version)

    def stands_at(self, event: Event) -> int | None:
        """The number of the step at which the dossier stood when this happened; None once it was over."""
        later = (e.data["step"] for e in self.events if e.seq > event.seq and _leaves_a_step(e))
        return next(later, self.dossier.current_step)

    def judged(self, n: int | None, at: datetime) -> clock.DeadlineState | None:
        """How a step that was done or passed on at this moment stood to its plan: EARLY (another day), ON_TIME, LATE.

        None where nothing was planned: no term, no days of its own, an outside body's, the clock stood still.
        """
        by = self._due(n, at)
        return None if by is None else clock.state(self.calendar, at, by, closed_at=at)

    def _due(self, n: int | None, at: datetime) -> datetime | None:
        step = self.steps.get(n) if n else None
        if step is None or is_outside(step) or not step.rule_step.on_clock or not step.rule_step.days:
            return None
        before = [e for e in self.events if e.at < at]
        course = appointments(self.dossier, self.facts, before[-1].at if before else at)
        if not course or course[-1].ended_at is not None:
            return None
        first = self._first_of_second(before) if len(course) == 2 else 1
        days = sum(
            float(s.rule_step.days) for s in self.steps.values() if first <= s.n <= step.n and s.rule_step.on_clock
        )
        whole = clock.ledger_due(self.calendar, course[-1].ledger).at
        part = course[-1].ledger._replace(term=Term.parse([[days, "working_days"]]))
        own = clock.ledger_due(self.calendar, part).at
        return None if whole is None or own is None else min(whole, own)

    def _first_of_second(self, before: Sequence[Event]) -> int:
        """The number of the step at which the second appointment began."""
        confirmed = next(e for e in before if e.kind == EventKind.PAYMENT_CONFIRMED and e.data.get("splits"))
        return confirmed.data["step"] + 1 if "step" in confirmed.data else self.stands_at(confirmed) or 1


def _leaves_a_step(event: Event) -> bool:
    return event.kind != EventKind.UNDONE and event.data.get("step") is not None
