"""The desk's days in a real browser, JavaScript off: papers, stops, two people on one dossier, five hundred at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers import actions, codes
from dossiers.models import Access, Dossier, Job, JobItem, Supplement
from dossiers.workflow import Status
from tests import crowd
from tests.browser.pages import faults_of, has_focus, shows, sign_in
from tests.dossiers.test_life import at_office
from tests.province import receive
from tests.staff.pages import page as page_of


@pytest.fixture
def person(page):
    """person(user): the page with this person signed in and nobody else."""

    def entered(user):
        page.context.clear_cookies()
        sign_in(page, user)
        return page

    return entered


def press(page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def banner(page, words: str) -> None:
    page.locator(".banner--success", has_text=words).wait_for()


def ask_for_papers(page, dossier) -> None:
    page.goto(page_of(dossier, "yeu-cau-bo-sung"))
    page.get_by_label("Lý do", exact=True).select_option("missing")
    page.get_by_label("Nội dung cần bổ sung").fill("Thiếu bản vẽ mặt bằng.")
    page.get_by_label("Giấy tờ cần bổ sung").fill("Bản vẽ mặt bằng\nGiấy ủy quyền")
    page.get_by_label("Hạn bổ sung").fill(f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}")


@pytest.mark.soak
def test_papers_are_asked_for_the_clock_stops_and_runs_and_the_dossier_is_finished(person, committed_province):
    p = committed_province
    dossier = at_office(p)
    page = person(p.officer)
    ask_for_papers(page, dossier)
    press(page, "Gửi yêu cầu bổ sung")
    banner(page, "Đã yêu cầu bổ sung")

    page = person(p.clerk)
    page.get_by_role("link", name="Chờ người nộp bổ sung").click()
    page.get_by_role("link", name=dossier.official_code, exact=True).click()
    page.locator("main a.button", has_text="Ghi nhận bổ sung").click()
    shows(page, "Giấy ủy quyền")
    press(page, "Xác nhận đã nhận đủ giấy tờ")
    banner(page, "Đã ghi nhận giấy tờ bổ sung")

    page = person(p.officer)
    page.goto(page_of(dossier))
    page.get_by_role("link", name="Tạm dừng", exact=True).click()
    page.get_by_label("Căn cứ tạm dừng").select_option("survey")
    press(page, "Tạm dừng")
    shows(page, "Có chỗ cần sửa")
    has_focus(page, ".problem")
    assert page.get_by_label("Căn cứ tạm dừng").input_value() == "survey"
    page.get_by_label("Lý do", exact=True).fill("Chờ đo đạc lại ranh giới.")
    press(page, "Tạm dừng")
    banner(page, "Đã tạm dừng tính thời hạn")
    page.locator("main a.button").first.click()
    press(page, "Tiếp tục tính thời hạn")
    banner(page, "được tính tiếp")
    page.locator("main a.button").first.click()
    press(page, "Chuyển bước")
    banner(page, "sang bước “Phê duyệt, ký kết quả”")

    page = person(p.leader)
    page.goto(page_of(dossier))
    page.locator("main a.button").first.click()
    press(page, "Xác nhận đã có kết quả")
    banner(page, "Đã ghi nhận kết quả")
    assert Dossier.objects.get().status == Status.DONE


def test_the_second_of_two_sees_what_the_first_did_and_saves_with_one_more_press(
    page, person, chromium, live_server, committed_province
):
    p = committed_province
    dossier = at_office(p)
    second = person(p.officer)
    ask_for_papers(second, dossier)
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    first = context.new_page()
    sign_in(first, p.leader)
    first.goto(page_of(dossier, "phan-cong"))
    first.get_by_label("Người thụ lý").select_option(str(p.officer.pk))
    press(first, "Phân công")
    banner(first, "Đã phân công")
    context.close()

    press(second, "Gửi yêu cầu bổ sung")
    shows(second, "Đã thay đổi từ lúc Ông/Bà mở trang")
    changed = second.locator(".missed").inner_text()
    assert "Phạm Quốc Dũng" in changed
    assert "Phân công" in changed
    assert second.get_by_label("Giấy tờ cần bổ sung").input_value() == "Bản vẽ mặt bằng\nGiấy ủy quyền"
    assert not Supplement.objects.exists()
    press(second, "Gửi yêu cầu bổ sung")
    banner(second, "Đã yêu cầu bổ sung")
    assert Supplement.objects.get().papers == ["Bản vẽ mặt bằng", "Giấy ủy quyền"]


@pytest.mark.soak
@pytest.mark.parametrize("page", [1280], indirect=True, ids=["wide"])
def test_five_hundred_are_moved_on_together_while_their_page_is_open(page, person, committed_province, chromium):
    p = committed_province
    crowd.copies([receive(p)], 519)
    page = person(p.clerk)
    page.get_by_role("button", name="Cả danh sách, nhiều nhất 500").click()
    shows(page, "Xử lý hàng loạt 500 hồ sơ")
    page.get_by_role("button", name="Chuyển sang bước tiếp theo").click()
    shows(page, "500 hồ sơ: “Chuyển hồ sơ” xong, chuyển đến “Thẩm định”")
    page.get_by_role("button", name="Chuyển bước 500 hồ sơ").click()
    shows(page, "Đang chờ bắt đầu")
    assert page.locator("progress").get_attribute("value") == "0"

    touched = JobItem.objects.order_by("n").last().dossier
    actions.assign(dossier_id=touched.pk, by=p.leader, now=timezone.now(), version=touched.version, to=p.officer)
    actions.work(seconds=0.01)
    page.get_by_role("link", name="Xem lại tiến độ").click()
    shows(page, "Đang làm:")
    assert 0 < int(page.locator("progress").get_attribute("value")) < 500
    assert faults_of(page, chromium) == []
    while Job.objects.get().finished_at is None:
        actions.work()
    page.get_by_role("link", name="Xem lại tiến độ").click()
    shows(page, "499 hồ sơ đã xong, 1 hồ sơ không thực hiện")
    page.get_by_role("link", name="không thực hiện").click()
    shows(page, "Phạm Quốc Dũng đã cập nhật hồ sơ này")
    page.get_by_role("link", name=touched.official_code).click()
    shows(page, "Trần Minh Khôi")
    assert Dossier.objects.filter(status=Status.PROCESSING).count() == 499


def test_whatever_a_scanner_reads_opens_its_dossier(page, person, committed_province):
    dossier = receive(committed_province)
    page = person(committed_province.clerk)
    code = dossier.receipt_code
    for read in (f"https://hoso.dongthap.gov.vn/tra-cuu/{code}", dossier.official_code, code, codes.grouped(code)):
        page.goto("/can-bo/")
        page.locator("#tim-ma").focus()
        page.keyboard.type(read)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{page_of(dossier)}")


def test_a_person_is_found_after_saying_why(page, person, committed_province):
    dossier = receive(committed_province)
    page = person(committed_province.clerk)
    page.locator("#tim-ma").fill("doan nguyen")
    page.keyboard.press("Enter")
    shows(page, "Mỗi lần tìm người đều được ghi lại")
    assert dossier.official_code not in page.content()
    press(page, "Tìm")
    shows(page, "Chọn lý do tìm người này.")
    assert not Access.objects.exists()
    page.get_by_label("Vì sao Ông/Bà tìm người này?").select_option("asks")
    press(page, "Tìm")
    shows(page, "1 hồ sơ khớp “doan nguyen”")
    assert "doan" not in page.url
    seen = Access.objects.get()
    assert (seen.what, seen.found) == ("doan nguyen", 1)
    page.get_by_role("link", name=dossier.official_code).click()
    page.wait_for_url(f"**{page_of(dossier)}")


def test_a_step_is_completed_with_the_keyboard_alone(page, person, committed_province):
    dossier = at_office(committed_province)
    page = person(committed_province.officer)

    def tab_to(words: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if words in page.evaluate(
                "document.activeElement.matches('a, button') ? document.activeElement.innerText : ''"
            ):
                return
        pytest.fail(f"no way to “{words}” by Tab")

    tab_to("Đến nội dung chính")
    page.keyboard.press("Enter")
    tab_to(dossier.official_code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{page_of(dossier)}")
    tab_to("Chuyển sang bước")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chuyen-buoc")
    tab_to("Chuyển bước")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    banner(page, "Đã chuyển hồ sơ")
    dossier.refresh_from_db()
    assert dossier.current_step == 4
