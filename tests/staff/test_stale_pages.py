"""Two people on one dossier: the second sees what the first did, and saves what was typed with one more press."""

import re

import pytest
from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier, Supplement
from tests.staff.pages import on_top, page, press, said, text, version_in
from tests.staff.test_moves import asking


def seen_in(response) -> str:
    return re.search(r'name="seen" value="(\d+)"', text(response))[1]


def missed(response) -> str:
    """What the page says that others did meanwhile."""
    block = re.search(r'<section class="missed".*?</section>', text(response), re.S)
    return block[0] if block else ""


def opened(client, dossier, slug) -> dict:
    """The page as it stands in somebody's browser."""
    answer = client.get(page(dossier, slug))
    return {"version": version_in(answer), "seen": seen_in(answer)}


def test_the_second_sees_exactly_what_was_done_meanwhile(province, enter, at_office):
    officer, leader = enter(province.officer), enter(province.leader)
    before = opened(officer, at_office, "yeu-cau-bo-sung")
    press(leader, at_office, "phan-cong", to=province.officer.pk)
    press(leader, at_office, "tam-dung", ground="survey", reason="Chờ đo đạc lại ranh giới.")

    answer = officer.post(page(at_office, "tra-lai-buoc-truoc"), {**before, "reason": "Thiếu trích lục."})

    assert answer.status_code == 409
    shown = missed(answer)
    assert "Phân công người thụ lý" in shown
    assert "Chờ đo đạc lại ranh giới." in shown
    assert "Phạm Quốc Dũng" in shown
    assert "Tiếp nhận hồ sơ" not in shown  # known when the page was opened
    assert "Thiếu trích lục." in text(answer)


def test_one_more_press_saves_it(province, enter, at_office):
    officer, leader = enter(province.officer), enter(province.leader)
    before = opened(officer, at_office, "yeu-cau-bo-sung")
    press(leader, at_office, "phan-cong", to=province.officer.pk)

    answer = officer.post(page(at_office, "yeu-cau-bo-sung"), {**before, **asking()})

    assert answer.status_code == 409
    assert "bấm “Gửi yêu cầu bổ sung” một lần nữa là lưu" in said(answer)
    assert not Supplement.objects.exists()
    kept = dict(re.findall(r'<input type="hidden" name="(version|seen)" value="(\d+)"', text(answer)))
    again = officer.post(page(at_office, "yeu-cau-bo-sung"), {**kept, **asking()})
    assert again.status_code == 302
    assert Supplement.objects.get().papers == ["Bản vẽ mặt bằng", "Giấy ủy quyền"]


def test_a_third_change_between_the_two_presses_is_told_too(province, enter, at_office):
    officer, leader = enter(province.officer), enter(province.leader)
    before = opened(officer, at_office, "yeu-cau-bo-sung")
    press(leader, at_office, "phan-cong", to=province.officer.pk)
    first = officer.post(page(at_office, "yeu-cau-bo-sung"), {**before, **asking()})
    press(leader, at_office, "phan-cong", to=province.clerk.pk)

    second = officer.post(
        page(at_office, "yeu-cau-bo-sung"), {"version": version_in(first), "seen": seen_in(first), **asking()}
    )

    assert second.status_code == 409
    assert "Lê Thị Bích Ngọc" in missed(second)
    assert "Trần Minh Khôi</div>" not in missed(second)
    assert missed(second).count("Phân công người thụ lý") == 1


def test_where_the_others_change_leaves_nothing_to_save_the_text_is_still_there(province, enter, advance, at_office):
    officer = enter(province.officer)
    before = opened(officer, at_office, "yeu-cau-bo-sung")
    other = Dossier.objects.get(pk=at_office.pk)
    actions.withdraw(dossier_id=other.pk, by=province.clerk, now=timezone.now(), version=other.version,
                     reason_class="no_need", reason="Theo đơn của người nộp.")  # fmt: skip

    answer = officer.post(page(at_office, "yeu-cau-bo-sung"), {**before, **asking()})

    assert answer.status_code == 409
    assert "Người nộp rút hồ sơ" in missed(answer)
    assert "Theo đơn của người nộp." in missed(answer)
    assert "Thiếu bản vẽ mặt bằng." in text(answer)
    assert '<form method="post" novalidate' not in text(answer)
    assert "Lê Thị Bích Ngọc đã cập nhật hồ sơ này lúc" in on_top(answer)


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40, "1\x00", "٣"])
def test_a_number_that_means_nothing_loses_nothing(province, enter, advance, at_office, seen):
    officer = enter(province.officer)
    before = opened(officer, at_office, "yeu-cau-bo-sung")
    press(enter(province.leader), at_office, "phan-cong", to=province.officer.pk)
    answer = officer.post(page(at_office, "yeu-cau-bo-sung"), {**before, "seen": seen, **asking()})
    assert answer.status_code == 409
    assert "Phạm Quốc Dũng đã cập nhật hồ sơ này lúc" in on_top(answer)
    assert "Thiếu bản vẽ mặt bằng." in text(answer)


def test_a_page_that_is_not_stale_tells_of_nobody(province, enter, at_office):
    officer = enter(province.officer)
    assert missed(press(officer, at_office, "yeu-cau-bo-sung", **asking(papers=""))) == ""
