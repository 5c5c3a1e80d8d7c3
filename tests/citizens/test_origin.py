"""Where the date comes from, in one or two sentences: the same day and term as the page of the clock works out."""

import pytest
from django.utils import timezone

from agencies.models import ProcedureRules, StopMode
from dossiers import actions
from dossiers.clock import Kind
from dossiers.reads import clockwork, lookup, origin
from dossiers.reads.words import IN
from tests.citizens.lives import at, begun, two_appointments

WAYS = {
    "received": "ngày tiếp nhận",
    "supplement_received": "ngày nhận đủ giấy tờ bổ sung",
    "payment_confirmed": "ngày xác nhận Ông/Bà đã nộp tiền",
}


def told(life) -> str:
    """What the page says, after it was held against the explanation of the clock."""
    found = lookup.by_receipt_code(life.dossier.receipt_code)
    work = clockwork.for_public(life.dossier.receipt_code, timezone.now())
    been = origin.course(found)
    text = origin.origin(found, been, work.calendar, IN["vi"])
    last = work.appointments[-1]
    if found.due_at is not None:
        receipt = next(row.last for row in last.rows if row.kind is Kind.RECEIVED)
        assert last.due_at == found.due_at
        assert last.counted_from == been.since
        assert IN["vi"].term(last.term) in text
        assert f"{WAYS[been.because]} {receipt:%d/%m/%Y}" in text
    if been.first is not None:
        first = work.appointments[0]
        assert (first.ended_at, first.due_at) == (been.first.ended_at, been.first.due_at)
        assert ("trễ" in origin.first_fate(been.first, IN["vi"])) == first.is_late
    return text


@pytest.mark.parametrize("stop_mode", [StopMode.PAUSE, StopMode.RESTART])
def test_a_whole_life_is_told_as_the_clock_explains_it(province, stop_mode):
    rules = two_appointments(province, stop_mode=stop_mode)
    with begun(province, rules) as life:
        first = told(life.to_office())
        life.asked()
        waiting = told(life)
        life.answered()
        again = told(life)
        life.paused()
        stopped = told(life)
        life.resumed()
        resumed = told(life)
        life.billed()
        between = told(life)
        life.paid()
        second = told(life)

    assert first == (
        "Thời hạn 10 ngày làm việc, tính từ ngày làm việc liền sau ngày tiếp nhận 21/08/2026 "
        "(lúc 15:30 20/08/2026 là ngoài giờ nhận)."
    )
    if stop_mode == StopMode.RESTART:
        assert waiting == "Thời hạn 10 ngày làm việc, được tính lại từ đầu khi cơ quan nhận đủ giấy tờ."
        assert again.endswith("tính từ ngày làm việc liền sau ngày nhận đủ giấy tờ bổ sung 26/08/2026.")
    else:
        assert waiting == "Thời hạn 10 ngày làm việc; phần còn lại được tính tiếp khi hết tạm dừng."
        assert again == f"{first} Thời gian chờ Ông/Bà bổ sung giấy tờ không tính vào thời hạn."
    assert stopped == "Thời hạn 10 ngày làm việc; phần còn lại được tính tiếp khi hết tạm dừng."
    assert resumed == f"{again} Thời gian tạm dừng không tính vào thời hạn."
    assert between.startswith("Thời hạn của lần hẹn hai là 03 ngày làm việc")
    assert second == (
        "Thời hạn 03 ngày làm việc, tính từ ngày làm việc liền sau ngày xác nhận Ông/Bà đã nộp tiền 07/09/2026."
    )


def test_papers_asked_for_after_the_term_wash_no_lateness_away(province):
    with begun(province, two_appointments(province, stop_mode=StopMode.RESTART)) as life:
        before = told(life.to_office())
        life.do(at(9, 9, month=9), actions.request_supplement, province.officer, reason="Thiếu", papers=["Đơn"],
                answer_by=at(20, 9, month=9).date())  # fmt: skip
        assert told(life) == before
        life.do(at(10, 9, month=9), actions.receive_supplement, province.clerk)
        assert told(life) == before


def test_a_first_appointment_that_was_missed_is_apologised_for(client, province):
    with begun(province) as life:
        life.to_office()
        life.do(at(10, 9, month=9), actions.request_payment, province.officer, form_number="PC-12")
        told(life)
        page = f"/tra-cuu/{life.dossier.receipt_code}"
        waiting = client.get(page).content.decode()
        life.do(at(11, 9, month=9), actions.confirm_payment, province.officer)
        told(life)
        second = client.get(page).content.decode()

    sorry = "Lần hẹn thứ nhất (08/09/2026) đã xong trễ hẹn, ngày 10/09/2026. Cơ quan xin lỗi Ông/Bà."
    assert sorry in waiting
    assert sorry in second


def test_terms_in_hours_in_days_and_of_no_day_say_from_when(province):
    said = {}
    rules = two_appointments(province, second_term=None)
    for term in ([[4, "working_hours"]], [[15, "calendar_days"]], [[0, "working_days"]]):
        ProcedureRules.objects.filter(pk=rules.pk).update(term=term, cutoff="")
        rules.refresh_from_db()
        with begun(province, rules) as life:
            found = lookup.by_receipt_code(life.dossier.receipt_code)
            calendar = clockwork.for_public(life.dossier.receipt_code, timezone.now()).calendar
            said[term[0][1]] = origin.origin(found, origin.course(found), calendar, IN["vi"])

    assert said == {
        "working_hours": "Thời hạn 04 giờ làm việc, tính từ 15:30 20/08/2026.",
        "calendar_days": "Thời hạn 15 ngày, tính từ ngày liền sau ngày tiếp nhận 20/08/2026.",
        "working_days": "Thời hạn là trong ngày tiếp nhận 20/08/2026.",
    }
