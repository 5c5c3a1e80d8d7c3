"""Form 01: every field as the dossier has it, codes that scanners read, one A5 page, and nothing outside of it."""

from django.utils import timezone

from agencies.models import Agency
from dossiers import actions, codes
from dossiers.models import Dossier, LetterKind
from dossiers.wording.letters import AUTHORITY
from tests.dossiers.working import at, press, refused, taken_in
from tests.letters.reading import missing, outside, pages_of, scanned, text_of
from tests.province import receive, rules_of
from tests.staff.conftest import LAND_STEPS

PAPERS = [
    {"name": "Đơn đề nghị cấp giấy phép", "kind": "original", "copies": 1},
    {"name": "Bản vẽ thiết kế", "kind": "certified", "copies": 2},
    {"name": "Giấy chứng nhận quyền sử dụng đất", "kind": "copy", "copies": 3},
    {"name": f"{AUTHORITY}số 15 ngày 02/03/2026, UBND xã Tân Hồng chứng thực", "kind": "original", "copies": 1},
]
WHO = actions.Applicant(
    name="Nguyễn Thị Đoan", identity="087190001234", phone="0900000123", email="doan@example.vn",
    address="Ấp 3, xã Tân Hồng", representative_name="Trần Văn Hậu", representative_identity="087190005678",
)  # fmt: skip


def receipt_of(p, dossier, by=None):
    now = timezone.now()
    return actions.print_letter(kind=LetterKind.RECEIPT, dossier_id=dossier.pk, by=by or p.clerk, now=now)


def test_every_field_of_the_form_is_the_dossiers(province, settings):
    settings.PUBLIC_URL = "https://motcua.dongthap.gov.vn"
    dossier = taken_in(province, "2026-03-02 09:05", applicant=WHO, papers=PAPERS, fee_paid=150_000,
                       fee_receipt="AA/26-0012345")  # fmt: skip

    letter = receipt_of(province, dossier)

    assert missing(
        letter,
        "SỞ XÂY DỰNG BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Số: 01/BPTNTKQ",
        "Đồng Tháp, ngày 02 tháng 3 năm 2026", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        codes.grouped(dossier.receipt_code), f"Mã số hồ sơ: {dossier.official_code}", "Giữ kín mã này.",
        f"gọi 0277 3800 000 hoặc mở https://motcua.dongthap.gov.vn/tra-cuu/{dossier.receipt_code}",
        "Tiếp nhận hồ sơ của Ông/Bà, tổ chức: Nguyễn Thị Đoan", "Số định danh: 087190001234",
        "Số điện thoại: 0900000123", "Email: doan@example.vn", "Địa chỉ: Ấp 3, xã Tân Hồng",
        "Người nộp theo ủy quyền: Trần Văn Hậu", "Số định danh: 087190005678",
        "Giấy tờ ủy quyền: số 15 ngày 02/03/2026, UBND xã Tân Hồng chứng thực",
        "Nội dung yêu cầu giải quyết: Cấp giấy phép xây dựng", "Cơ quan giải quyết: Sở Xây dựng",
        "Hình thức nộp: trực tiếp", "STT Thành phần hồ sơ nộp gồm Loại bản Số bản",
        "1 Đơn đề nghị cấp giấy phép Bản chính 1", "2 Bản vẽ thiết kế Bản sao chứng thực 2",
        "3 Giấy chứng nhận quyền sử dụng đất Bản chụp 3", "Số lượng hồ sơ: 01 (bộ)",
        "Phí, lệ phí: đã thu 150.000 đ, biên lai số AA/26-0012345",
        "Thời gian giải quyết hồ sơ theo quy định: 20 ngày làm việc",
        "Thời gian nhận hồ sơ: 09 giờ 05 phút, ngày 02 tháng 3 năm 2026",
        "Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 30 tháng 3 năm 2026",
        "Đăng ký nhận kết quả tại: Bộ phận Tiếp nhận và Trả kết quả, Sở Xây dựng (điện thoại 0277 3800 000)",
        "Vào Sổ theo dõi hồ sơ, Quyển số: 2026", "Số thứ tự: theo mã số hồ sơ",
        "NGƯỜI NỘP HỒ SƠ (Ký, ghi rõ họ tên) Trần Văn Hậu", "NGƯỜI TIẾP NHẬN (Ký, ghi rõ họ tên) Lê Thị Bích Ngọc",
        "Mẫu số 01 – Thông tư số 03/2025/TT-VPCP. Lập thành 02 liên: 01 giao người nộp, 01 lưu hồ sơ.",
    ) == []  # fmt: skip
    assert len(pages_of(letter)) == 1
    for absent in ("Trang 1", "Cấp lại", "lần 2"):
        assert absent not in text_of(letter)
    (page,) = pages_of(letter)
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [148, 210]


def test_scanners_read_both_codes_and_neither_holds_personal_data(province, settings):
    settings.PUBLIC_URL = "https://motcua.dongthap.gov.vn"
    dossier = receive(province)

    code = dossier.receipt_code
    assert scanned(receipt_of(province, dossier)) == {
        "QRCode": f"https://motcua.dongthap.gov.vn/tra-cuu/{code}", "Code128": code,
    }  # fmt: skip


def test_both_appointments_are_printed_and_the_second_renews_the_slip(province):
    p = province
    Agency.objects.filter(pk=p.tax.pk).update(phone="")
    land = rules_of("1.012756", "Đăng ký biến động đất đai", "Đất đai", LAND_STEPS, p.department,
                    term=[[10, "working_days"]], second_term=[[5, "working_days"]])  # fmt: skip
    dossier = taken_in(p, "2026-03-02 09:00", land)
    first = receipt_of(p, dossier)
    press(dossier, actions.complete_step, p.clerk, "2026-03-02 09:05")
    press(dossier, actions.request_payment, p.officer, "2026-03-04 09:00", form_number="12/PC", amount=None)

    assert receipt_of(p, dossier).pk == first.pk  # nothing that it says has changed
    press(dossier, actions.confirm_payment, p.officer, "2026-03-10 10:30")
    second = receipt_of(p, dossier)

    promised = "Thời gian trả lần 1 (nghĩa vụ tài chính): 17 giờ 00 phút, ngày 16 tháng 3 năm 2026"
    assert missing(
        first, promised,
        "Thời gian trả lần 2 (kết quả giải quyết): tính từ khi xác nhận đã nộp tiền",
        "theo quy định: hẹn lần 1: 10 ngày làm việc; hẹn lần 2: 05 ngày làm việc",
    ) == []  # fmt: skip
    assert missing(
        second, "Cấp lại, thay cho giấy đã cấp trước: hẹn lần 2", promised, "Số: 02/BPTNTKQ",
        "giai đoạn 2: 10 giờ 30 phút, ngày 10 tháng 3 năm 2026",
        "quyết): 17 giờ 00 phút, ngày 17 tháng 3 năm 2026",
    ) == []  # fmt: skip
    assert [len(pages_of(letter)) for letter in (first, second)] == [1, 1]


def test_a_new_code_and_corrected_data_give_a_new_slip_that_says_so(province):
    dossier = taken_in(province, "2026-03-02 09:00")
    first = receipt_of(province, dossier)

    new = press(dossier, actions.reissue_code, province.clerk, "2026-03-05 10:00", reason="Mất giấy")
    letter = receipt_of(province, dossier)

    assert letter.pk != first.pk
    assert missing(
        letter, codes.grouped(new.receipt_code), "ngày 05 tháng 3 năm 2026",
        "Thời gian nhận hồ sơ: 09 giờ 00 phút, ngày 02",
        "Cấp lại, thay cho giấy đã cấp trước: mã biên nhận mới, mã cũ không còn dùng được",
    ) == []  # fmt: skip
    who = actions.Applicant(name="Nguyễn Thị Đoàn", phone="0900000123")
    press(dossier, actions.correct_applicant, province.clerk, "2026-03-05 10:05", applicant=who, reason="Gõ sai")
    assert missing(receipt_of(province, dossier), "Nguyễn Thị Đoàn", "Cấp lại", "sửa thông tin người nộp") == []


def test_what_has_no_term_or_no_fee_says_so(province):
    letter = receipt_of(province, receive(province, province.termless, papers=[]))

    assert missing(
        letter, "trả kết quả giải quyết hồ sơ: chưa có ngày hẹn, vì thủ tục chưa có thời hạn",
        "Phí, lệ phí: không thu tại quầy", "Thành phần hồ sơ nộp gồm: không có giấy tờ",
    ) == []  # fmt: skip


def test_whoever_stands_in_without_a_paper_leaves_its_line_to_be_filled_in(province):
    who = actions.Applicant(name="Nguyễn Thị Đoan", representative_name="Trần Văn Hậu")
    assert missing(receipt_of(province, receive(province, applicant=who)), "Giấy tờ ủy quyền: ........") == []


def test_what_was_not_accepted_or_was_annulled_has_none(province):
    dossier = receive(province)
    Dossier.objects.update(voided_at=timezone.now())

    with refused("no_receipt"):
        receipt_of(province, dossier)


def test_heavy_data_stay_inside_the_page_and_the_head_of_the_table_comes_again(province):
    long = ("Công ty trách nhiệm hữu hạn một thành viên Xuất nhập khẩu Trường Thịnh " * 4)[:200].strip()
    Agency.objects.filter(pk=province.department.pk).update(
        name="Sở Nông nghiệp, Phát triển nông thôn và Môi trường " * 3
    )
    who = actions.Applicant(
        name=long, identity="087190001234", phone="0900000123", email="x" * 60 + "@" + "y" * 120 + ".vn",
        address="Ấp" * 150, representative_name=long,
    )  # fmt: skip
    papers = [{"name": f"{n} " + ("Giấy chứng nhận " * 20)[:290], "kind": "certified", "copies": 99} for n in range(30)]
    province.department.refresh_from_db()

    letter = receipt_of(province, receive(province, applicant=who, papers=papers))

    said, pages = text_of(letter), pages_of(letter)
    assert len(pages) > 2
    assert said.count("Thành phần hồ sơ nộp gồm") >= len(pages) - 2
    assert [f"Trang {n}/{len(pages)}" in page.extract_text() for n, page in enumerate(pages, 1)] == [True] * len(pages)
    assert outside(letter, margin=6) == []
    assert "x" * 60 + "@" in said.replace(" ", "")
    assert long in said


def test_thirty_ordinary_papers_take_a_second_page_at_most(province):
    papers = [{"name": f"Giấy tờ thứ {n}", "kind": "copy", "copies": 1} for n in range(30)]
    assert len(pages_of(receipt_of(province, receive(province, papers=papers)))) == 2


def test_the_appointment_is_read_in_the_zone_of_the_country(province):
    """Five in the afternoon, whatever zone the server runs in."""
    dossier = taken_in(province, "2026-03-02 09:00")
    assert Dossier.objects.get(pk=dossier.pk).original_due_at == at("2026-03-30 17:00")
    assert missing(receipt_of(province, dossier), "17 giờ 00 phút, ngày 30 tháng 3 năm 2026") == []
