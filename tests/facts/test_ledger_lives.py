"""Random lives on the ledger alone: whatever happens in whatever order, the dates are those of the rule book."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from psycopg2.extras import DateTimeTZRange

from agencies.models import ProcedureRules
from agencies.worktime import Calendar
from dossiers import clock
from dossiers.clock import DeadlineState
from dossiers.models import Dossier, Pause, Payment, Supplement
from dossiers.reads.ledger import Appointment, Facts, appointments, dates, next_flag
from tests.facts.slow import DAY, HANOI, Told
from tests.often import TIMES

OFFICES = [
    [(time(7), time(11, 30)), (time(13, 30), time(17))],
    [(time(8), time(12))],
]
TERMS = st.sampled_from([
    [[0, "working_days"]], [[1, "working_days"]], [[3, "working_days"]], [[8.5, "working_days"]],
    [[5, "calendar_days"]], [[3, "calendar_days"], [2, "working_days"]], [[12, "working_hours"]], None,
])  # fmt: skip
DAYS = st.dates(date(2026, 4, 1), date(2026, 6, 30))
OPEN = (DeadlineState.NONE, DeadlineState.OVERDUE, DeadlineState.PAUSED, DeadlineState.DUE_TODAY,
        DeadlineState.DUE_SOON, DeadlineState.IN_TIME)  # fmt: skip


class Lives(RuleBasedStateMachine):
    """One dossier, told twice: by its rows through the ledger, and by the rule book."""

    @initialize(
        term=TERMS, second=TERMS, restarts=st.booleans(), cutoff=st.sampled_from(["", "15:00", "last_hour"]),
        day=st.dates(date(2026, 4, 1), date(2026, 4, 30)), minute=st.integers(0, 1439), office=st.sampled_from(OFFICES),
        off=st.sets(DAYS, max_size=4), make_up=st.sets(DAYS.filter(lambda d: d.weekday() >= 5), max_size=2),
    )  # fmt: skip
    def receive(self, term, second, restarts, cutoff, day, minute, office, off, make_up):
        self.calendar = Calendar.of(off - make_up, make_up, {2026}, office)
        self.now = datetime.combine(day, time(), HANOI) + timedelta(minutes=minute)
        rules = ProcedureRules(term=term, second_term=second if term else None, cutoff=cutoff)
        self.dossier = Dossier(rules=rules, received_at=self.now)
        self.facts = Facts([], [], [])
        self.restarts = restarts
        terms = [t for t in (term, rules.second_term) if t is not None]
        self.told = Told(self.now, terms, cutoff or None, restarts)
        self.first = {}
        self.asked = self.paused = self.form = None
        self.look()

    @property
    def stands(self):
        return bool(self.asked or self.paused or self.form)

    @rule(minutes=st.one_of(st.integers(0, 600), st.integers(600, 12_000)))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: not self.stands)
    @rule()
    def pause(self):
        self.paused = Pause(span=_span(self.now, None), ground="survey")
        self.facts.pauses.append(self.paused)
        self.told.pause(self.now)

    @precondition(lambda self: self.paused)
    @rule()
    def resume(self):
        self.paused.span = _span(self.paused.span.lower, self.now)
        self.paused = None
        self.told.resume(self.now)

    @precondition(lambda self: not self.stands)
    @rule()
    def ask(self):
        self.asked = Supplement(asked_at=self.now, restarts=self.restarts)
        self.facts.supplements.append(self.asked)
        if not self.restarts:
            self.facts.pauses.append(Pause(span=_span(self.now, None), ground="supplement"))
        self.told.ask(self.calendar, self.now)

    @precondition(lambda self: self.asked)
    @rule()
    def answer(self):
        self.asked.received_at = self.now
        self._close()
        self.asked = None
        self.told.answer(self.now)

    @precondition(lambda self: not self.stands)
    @rule()
    def send_form(self):
        splits = self.dossier.rules.second_term is not None and not any(p.splits for p in self.facts.payments)
        self.form = Payment(requested_at=self.now, splits=splits)
        self.facts.payments.append(self.form)
        if not splits:
            self.facts.pauses.append(Pause(span=_span(self.now, None), ground="payment"))
        self.told.send_form(self.now)

    @precondition(lambda self: self.form)
    @rule()
    def pay(self):
        self.form.confirmed_at = self.now
        self._close()
        self.form = None
        self.told.paid(self.now)

    @precondition(lambda self: not self.stands)  # the rule book judges a request for papers on the day it is made
    @rule(day=DAYS, works=st.booleans())
    def the_calendar_is_edited(self, day, works):
        if day <= self.now.date() + DAY:
            return
        off, make_up = self.calendar.off - {day}, self.calendar.make_up - {day}
        if works and day.weekday() >= 5:
            make_up |= {day}
        elif not works:
            off |= {day}
        self.calendar = Calendar.of(off, make_up, {2026}, self.calendar.sessions)

    def _close(self):
        for pause in self.facts.pauses:
            if pause.span.upper is None:
                pause.span = _span(pause.span.lower, self.now)

    @invariant()
    def look(self):
        if not hasattr(self, "first"):
            return
        course = appointments(self.dossier, self.facts)
        found = dates(course, self.calendar)

        assert found.due_at == self.told.due(self.calendar)
        assert found.is_paused == (bool(self.told.terms) and self.stands)
        self._first_dates_stay()
        read = clock.state(
            self.calendar, self.now, found.due_at, paused=found.is_paused, started=bool(course)
        )  # fmt: skip
        assert read in OPEN
        if found.due_at is not None and self.now > found.due_at:
            assert read is DeadlineState.OVERDUE
        elif course and self.stands:
            assert read is DeadlineState.PAUSED
        flag = next_flag(found, self.now)
        assert flag is None or flag >= self.now or flag == found.due_at

    def _first_dates_stay(self):
        """What was first promised for an appointment follows from its beginning alone, whatever came later."""
        for n, appointment in enumerate(appointments(self.dossier, self.facts), start=1):
            bare = Appointment(appointment.ledger._replace(stops=()))
            date_then, calendar = self.first.setdefault(n, (dates((bare,), self.calendar).due_at, self.calendar))
            assert dates((bare,), calendar).due_at == date_then
            assert n == 2 or appointment.ledger.received_at == self.dossier.received_at


def _span(start, end):
    return DateTimeTZRange(start, end)


@pytest.mark.parametrize("part", range(2))  # one for each core
def test_whatever_happens_the_dates_are_those_of_the_rule_book(part):
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=250 * TIMES, stateful_step_count=30, deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )  # fmt: skip
