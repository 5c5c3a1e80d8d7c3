"""The order of work lists: by the moment from which the usual time of what remains no longer fits."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Party, UsualTime, days_and_rules
from agencies.worktime import ZONE, Calendar
from dossiers import actions
from dossiers.models import Dossier
from dossiers.reads.ledger import before
from tests.dossiers.working import at, at_office, press, taken_in
from tests.province import rules_of

CALENDAR = Calendar.of(off=[datetime(2026, 4, day).date() for day in (27, 30)], years=[2026])
MOMENTS = st.datetimes(datetime(2026, 3, 1), datetime(2026, 6, 30)).map(lambda moment: moment.replace(tzinfo=ZONE))
DUE = st.builds(
    lambda day, hour: datetime(2026, 4, 1, hour, tzinfo=ZONE) + timedelta(days=day),
    st.integers(0, 60), st.sampled_from([7, 11, 17, 20]),
)  # fmt: skip


def slack(now: datetime, due_at: datetime, usual: int) -> int:
    """Working minutes left, minus the usual time of what remains, counted minute by minute of session time."""
    return CALENDAR.working_minutes(now, due_at) - usual


@given(MOMENTS, DUE, st.integers(0, 6_000))
def test_slack_is_negative_exactly_after_the_moment_to_start_by(now, due_at, usual):
    start_by = before(CALENDAR, due_at, usual)

    assert slack(start_by, due_at, usual) == 0
    if now <= start_by:
        assert slack(now, due_at, usual) >= 0
    if slack(now, due_at, usual) < 0:
        assert now > start_by


@given(MOMENTS, DUE, DUE, st.integers(0, 6_000), st.integers(0, 6_000))
def test_the_order_is_that_of_slack(now, due_a, due_b, usual_a, usual_b):
    first, second = before(CALENDAR, due_a, usual_a), before(CALENDAR, due_b, usual_b)
    if first < second:
        assert slack(now, due_a, usual_a) <= slack(now, due_b, usual_b)


@pytest.mark.django_db
def test_every_step_gives_back_its_usual_time(province):
    dossier = taken_in(province, "2026-03-02 09:00")  # due on 30 March at 17:00; 17.5 days of steps are left
    calendar = days_and_rules()[0].province
    assert dossier.start_by == before(calendar, dossier.due_at, round(17.5 * 480))

    moved = press(dossier, actions.complete_step, province.clerk, "2026-03-02 09:05")
    assert moved.start_by == before(calendar, moved.due_at, 17 * 480)


@pytest.mark.django_db
def test_what_a_step_usually_takes_counts_rather_than_what_it_may_take(province):
    UsualTime.objects.create(procedure=province.building.procedure, step="Thẩm định", minutes=600, cases=9)

    dossier = at_office(province)
    assert dossier.start_by == before(days_and_rules()[0].province, dossier.due_at, 600 + 2 * 480)


@pytest.mark.django_db
def test_without_a_date_there_is_nothing_to_start_by(province):
    asked = press(
        at_office(province), actions.request_supplement, province.officer, "2026-03-03 09:00", reason="Thiếu",
        papers=["Bản vẽ"], answer_by=at("2026-03-20 09:00").date(),
    )  # fmt: skip
    assert (asked.due_at, asked.start_by) == (None, None)
    assert at_office(province, province.termless).start_by is None

    answered = press(asked, actions.receive_supplement, province.clerk, "2026-03-05 09:00")
    assert answered.start_by is not None
    ended = press(answered, actions.stop, province.officer, "2026-03-06 09:00", reason_class="other", reason="Dừng")
    assert ended.start_by is None


@pytest.mark.django_db
def test_the_first_of_two_appointments_needs_only_what_comes_before_the_tax_office(province):
    steps = [
        ("Tiếp nhận hồ sơ", Party.RECEIVING_COUNTER, 0),
        ("Chuyển hồ sơ", Party.RECEIVING_COUNTER, 0.5),
        ("Kiểm tra hồ sơ", Party.OFFICE, 2.5),
        ("Xác định nghĩa vụ tài chính", Party.OUTSIDE, 0),
        ("Ký Giấy chứng nhận", Party.LEADERS, 1),
        ("Trả kết quả", Party.RETURN_COUNTER, 0),
    ]
    land = rules_of(
        "TAM-1", "Cấp đổi Giấy chứng nhận", "Đất đai", steps, province.department, term=[[5, "working_days"]],
        second_term=[[3, "working_days"]],
    )  # fmt: skip
    calendar = days_and_rules()[0].province
    dossier = at_office(province, land)
    assert dossier.start_by == before(calendar, dossier.due_at, round(2.5 * 480))

    sent = press(dossier, actions.request_payment, province.officer, "2026-03-03 09:00", form_number="PC-1")
    assert sent.start_by is None
    paid = press(sent, actions.confirm_payment, province.officer, "2026-03-10 09:00")
    assert paid.start_by == before(calendar, paid.due_at, 480)


@pytest.mark.django_db
def test_the_question_and_the_predicate_agree_at_every_boundary(province):
    dossier = at_office(province)
    tick = timedelta(microseconds=1)
    for edge in (dossier.start_by, dossier.due_at):
        for now in (edge - tick, edge, edge + tick):
            asked = Dossier.objects.filter(pk=dossier.pk).at_risk(now=now).exists()
            assert asked == dossier.is_at_risk(now=now)
    assert dossier.is_at_risk(now=dossier.start_by + tick)
    assert not dossier.is_at_risk(now=dossier.due_at + tick)
