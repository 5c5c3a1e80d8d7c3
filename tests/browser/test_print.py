"""The status page on paper, as Chromium prints it: all that a reader needs, nothing that only a screen can do."""

from io import BytesIO

from django.utils import timezone
from pypdf import PdfReader

from dossiers import actions, codes
from dossiers.models import LetterKind
from tests.browser.pages import faults_of
from tests.province import receive


def printed(page) -> tuple[str, PdfReader]:
    """All words of the page's print, spaces made one, and the print itself."""
    reader = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
    return " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split()), reader


def test_the_status_page_and_its_details_on_paper(page, committed_province, chromium):
    p = committed_province
    dossier = receive(p)
    now = timezone.now()
    actions.complete_step(dossier_id=dossier.pk, by=p.clerk, now=now, version=1)
    actions.print_letter(kind=LetterKind.RECEIPT, dossier_id=dossier.pk, by=p.clerk, now=now)
    page.goto(f"/tra-cuu/{dossier.receipt_code}")

    text, reader = printed(page)

    assert len(reader.pages) <= 2
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [210, 297]
    for said in (
        codes.grouped(dossier.receipt_code), "Đang xử lý", "Hẹn trả kết quả", "Ông/Bà cần làm gì?", "Thẩm định",
        "Hoàn thành bước “Chuyển hồ sơ”", "Cấp giấy phép xây dựng", "Thông tin cập nhật lúc", "1022",
    ):  # fmt: skip
        assert said in text, said
    for only_on_screen in (
        "English",
        "Tra cứu hồ sơ khác",
        "4 số cuối",
        "Thêm vào lịch",
        "Cách tính ngày hẹn",
        "Theo dõi",
    ):
        assert only_on_screen not in text, only_on_screen

    page.get_by_label("4 số cuối").fill("0123")
    page.get_by_role("button", name="Xem chi tiết").click()
    page.get_by_role("heading", name="Giấy của Ông/Bà").wait_for()
    page.locator("#chi-tiet summary").click()
    page.set_viewport_size({"width": 320, "height": 800})
    assert faults_of(page, chromium) == []
    text, _reader = printed(page)

    for said in ("N.T.Đ.", "Lê Thị Bích Ngọc", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu số 01)", "Đơn đề nghị",
                 "Ai đã xem thông tin cá nhân", "Chưa có lần xem nào"):  # fmt: skip
        assert said in text, said
    for not_on_paper in ("Lưu lựa chọn", "Nhận tin báo", "Đoan", "0900000123"):
        assert not_on_paper not in text, not_on_paper
