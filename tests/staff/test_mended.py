"""What supervisors see of the mistakes that were set right."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from dossiers import actions
from dossiers.models import Access, Dossier
from tests.province import receive
from tests.staff.pages import said, text
from tests.staff.plants import VOIDED, WHO, act, codes_in

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LIST = "/giam-sat/sua-sai"


@pytest.fixture
def mended(province, advance):
    """One of each, by the department's people; the newest first."""
    p, now = province, timezone.now()
    undone, corrected, reissued, voided = (advance(receive(p), p.clerk) for _ in range(4))
    act(actions.undo, undone, p.clerk, now)
    who = actions.Applicant(**{**WHO, "phone": "0977777888"})
    act(actions.correct_applicant, corrected, p.clerk, now + MINUTE, applicant=who, reason="Ghi nhầm số")
    act(actions.reissue_code, reissued, p.clerk, now + 2 * MINUTE, reason="Mất giấy")
    act(actions.void, voided, p.clerk, now + 3 * MINUTE, **VOIDED)
    return [Dossier.objects.get(pk=d.pk) for d in (voided, reissued, corrected, undone)]


def test_each_mistake_is_listed_with_who_what_and_why(province, enter, mended):
    with time_machine.travel(timezone.now() + 10 * MINUTE, tick=False):
        answer = enter(province.leader).get(LIST)
    assert codes_in(text(answer)) == [d.official_code for d in mended]
    shown = said(answer)
    for words in (
        "Điện thoại: 0900000123 → 0977777888", "Ghi nhầm số", "Mất giấy", "Tập huấn nhân viên mới",
        "Nhập thử, không có hồ sơ thật", "Hoàn tác Hoàn thành bước", "Lê Thị Bích Ngọc",
        "1 Hoàn tác", "1 Sửa thông tin người nộp", "0 Chuyển đúng cơ quan giải quyết", "4 lần",
    ):  # fmt: skip
        assert words in shown, words


def test_whose_data_it_shows_is_written_down(province, enter, mended):
    with time_machine.travel(timezone.now() + 10 * MINUTE, tick=False):
        enter(province.leader).get(LIST)
        seen = Access.objects.get()
        assert (seen.user, seen.dossier, seen.kind) == (province.leader, mended[2], "viewed")
        enter(province.leader).get(LIST, {"loc": "voided"})
        enter(province.auditor).get(LIST)
    assert Access.objects.count() == 1


def test_an_auditor_sees_that_it_was_corrected_and_no_number(province, enter, mended):
    with time_machine.travel(timezone.now() + 10 * MINUTE, tick=False):
        shown = said(enter(province.auditor).get(LIST))
    assert "Sửa thông tin người nộp Điện thoại" in shown
    assert "0900000123" not in shown
    assert "0977777888" not in shown


def test_what_came_after_is_what_the_next_correction_found(province, enter, mended):
    who = actions.Applicant(**{**WHO, "phone": "0988888999"})
    act(actions.correct_applicant, mended[2], province.clerk, timezone.now() + 5 * MINUTE, applicant=who, reason="Lại")
    with time_machine.travel(timezone.now() + 10 * MINUTE, tick=False):
        shown = said(enter(province.leader).get(LIST))
    assert "0977777888 → 0988888999" in shown
    assert "0900000123 → 0977777888" in shown


def test_the_list_is_narrowed_by_kind_period_and_agency_and_no_address_breaks_it(province, enter, mended):
    with time_machine.travel(timezone.now() + 10 * MINUTE, tick=False):
        leader, auditor, elsewhere = (enter(p) for p in (province.leader, province.auditor, province.leader_b))
        assert codes_in(text(leader.get(LIST, {"loc": "voided"}))) == [mended[0].official_code]
        assert len(codes_in(text(leader.get(LIST, {"loc": "nonsense"})))) == 4
        assert codes_in(text(auditor.get(LIST, {"agency": province.commune.pk}))) == []
        assert "Không có sai sót nào" in said(elsewhere.get(LIST))
        assert leader.get(LIST, {"agency": province.commune.pk}).status_code == 400  # not theirs
        for bad in ({"period": "x"}, {"agency": "x"}, {"procedure": "1\x00"}):
            assert leader.get(LIST, bad).status_code == 400
        for cursor in ("x", "1.", "-.5", "9" * 40):
            assert leader.get(LIST, {"sau": cursor}).status_code == 200
    with time_machine.travel(timezone.now() + 40 * DAY, tick=False):
        assert codes_in(text(enter(province.leader).get(LIST))) == []
        month = f"{timezone.localdate() - 40 * DAY:%Y-%m}"
        assert len(codes_in(text(enter(province.leader).get(LIST, {"period": month})))) == 4


def test_pages_follow_each_other_without_gap_or_repetition(province, enter, at_office):
    dossier, now = at_office, timezone.now()
    for n in range(60):
        dossier = act(actions.reissue_code, dossier, province.clerk, now, reason=f"Lần {n}.")
    with time_machine.travel(now + 10 * MINUTE, tick=False):
        leader = enter(province.leader)
        first = leader.get(LIST)
        after = re.search(r'href="(\?sau=[^"]+)"', text(first))[1]
        second = leader.get(LIST + after)
    said_ = [int(n) for shown in (first, second) for n in re.findall(r"Lần (\d+)\.", text(shown))]
    assert said_ == list(range(59, -1, -1))
    assert len(first.content) < 60_000


def test_few_questions_however_many_corrections(province, enter, mended, at_office, django_assert_max_num_queries):
    dossier = at_office
    for n in range(30):
        who = actions.Applicant(**{**WHO, "phone": f"09000002{n:02}"})
        dossier = act(actions.correct_applicant, dossier, province.clerk, timezone.now(), applicant=who, reason="x")
    with time_machine.travel(timezone.now() + 10 * MINUTE, tick=False):
        leader = enter(province.leader)
        leader.get(LIST)
        with django_assert_max_num_queries(12):
            assert len(leader.get(LIST).content) < 60_000
