"""Mistakes set right and a result handed over in a real browser; every page of it holds axe's rules."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from dossiers import actions
from dossiers.models import Collection, Dossier
from tests.browser.pages import faults_of, shows, sign_in
from tests.province import receive
from tests.staff.plants import act


@pytest.fixture
def ready(committed_province):
    """Two dossiers at the counter, the second with its result."""
    p = committed_province
    first, second = receive(p), receive(p)
    for by in (p.clerk, p.officer):
        second = act(actions.complete_step, second, by, timezone.now())
    return first, act(actions.finish, second, p.leader, timezone.now())


@pytest.mark.soak
def test_a_clerk_sets_mistakes_right(page, chromium, committed_province, ready):
    first, second = ready
    sign_in(page, committed_province.clerk)

    page.goto(f"/can-bo/ho-so/{second.pk}/tra-ket-qua")
    assert faults_of(page, chromium) == []
    page.get_by_role("button", name="Xác nhận đã trả kết quả").click()
    shows(page, "Đã trả kết quả hồ sơ")
    assert Collection.objects.get().collector == "applicant"
    assert faults_of(page, chromium) == []

    page.get_by_role("link", name="Hoàn tác", exact=True).click()
    shows(page, "Việc sẽ hoàn tác")
    assert faults_of(page, chromium) == []
    page.get_by_role("button", name="Hoàn tác").click()
    shows(page, "Đã hoàn tác")

    page.goto(f"/can-bo/ho-so/{first.pk}/sua-nguoi-nop")
    page.get_by_label("Số điện thoại", exact=True).fill("12")
    page.get_by_role("button", name="Lưu thông tin đã sửa").click()
    shows(page, "Có chỗ cần sửa")
    assert faults_of(page, chromium) == []
    page.get_by_label("Số điện thoại", exact=True).fill("0977 777 888")
    page.get_by_label("Lý do sửa").fill("Người nộp báo lại.")
    page.get_by_role("button", name="Lưu thông tin đã sửa").click()
    shows(page, "Đã sửa thông tin người nộp")

    old = first.receipt_code
    page.goto(f"/can-bo/ho-so/{first.pk}/cap-lai-ma")
    assert faults_of(page, chromium) == []
    page.get_by_label("Giấy tờ đã kiểm tra").fill("Mất giấy; đã xem căn cước.")
    page.get_by_role("button", name="Cấp mã mới").click()
    shows(page, "đã có mã biên nhận mới")

    page.goto(f"/can-bo/ho-so/{first.pk}/huy-tiep-nhan")
    assert faults_of(page, chromium) == []
    page.get_by_label("Nhầm ở đâu").select_option("trial")
    page.get_by_label("Giải thích").fill("Tập huấn.")
    page.get_by_role("button", name="Hủy tiếp nhận").click()
    shows(page, "Ông/Bà có chắc chắn không?")
    page.get_by_role("button", name="Hủy tiếp nhận, không phục hồi").click()
    shows(page, "Đã hủy lần tiếp nhận")
    assert faults_of(page, chromium) == []

    for code in (old, Dossier.objects.get(pk=first.pk).receipt_code):
        for language in ("vi", "en"):
            page.goto(f"/tra-cuu/{code}?lang={language}")
            assert faults_of(page, chromium) == []


@pytest.mark.soak
def test_a_leader_sees_what_was_set_right_and_what_nobody_fetched(page, chromium, committed_province, ready):
    p, (_, second) = committed_province, ready
    who = actions.Applicant(name="Nguyễn Thị Đoan", identity="087190001234", phone="0977777888", address="Ấp 4")
    at = timezone.now() + timedelta(days=40)
    act(actions.correct_applicant, second, p.clerk, at, applicant=who, reason="Ghi nhầm số và địa chỉ.")
    act(actions.reissue_code, second, p.clerk, at, reason="Mất giấy; đã xem căn cước.")
    with time_machine.travel(at + timedelta(hours=1)):
        sign_in(page, p.leader)
        for address, words in (
            ("/giam-sat/sua-sai", "Mất giấy; đã xem căn cước."),
            ("/giam-sat/sua-sai?loc=corrected", "0900000123 → 0977777888"),
            ("/giam-sat/cho-nhan-ket-qua", second.official_code),
        ):
            page.goto(address)
            shows(page, words)
            assert faults_of(page, chromium) == [], address


@pytest.mark.soak
def test_a_leader_gives_a_dossier_away(page, chromium, committed_province, ready):
    sign_in(page, committed_province.leader)
    page.goto(f"/can-bo/ho-so/{ready[0].pk}/chuyen-co-quan")
    page.get_by_role("button", name="Chuyển hồ sơ").click()
    shows(page, "Chọn một cơ quan trong danh sách.")
    assert faults_of(page, chromium) == []
