"""Form 05: withdrawn or stopped; the ground, the state then, what becomes of papers and fees."""

from dossiers import actions
from dossiers.models import LetterKind
from tests.dossiers.working import at_office, last, press, refused, taken_in
from tests.letters.agency_letters import COMPANY, LONG, faults_of_long, is_same_when_renamed, missing, printed
from tests.letters.reading import pages_of, text_of

ASKED = "Căn cứ Điều 21 Nghị định số 118/2025/NĐ-CP ngày 09 tháng 6 năm 2025"
REASON = "Không xây nữa."


def ended(p, verb, reason_class, *, by=None, reason=REASON, **changes):
    why = {"reason_class": reason_class, "reason": reason}
    return press(at_office(p, **changes), verb, by or p.leader, "2026-03-12 09:00", **why)


def test_what_the_applicant_withdrew(province):
    dossier = ended(province, actions.withdraw, "no_need", by=province.clerk, fee_paid=150_000, fee_receipt="BL-15")
    letter = printed(dossier, LetterKind.STOPPING, province.clerk)

    assert missing(
        letter, "SỞ XÂY DỰNG BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "Số: 01/TBD-BPTNTKQ",
        "Đồng Tháp, ngày 12 tháng 3 năm 2026", "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Kính gửi: Ông/Bà/Tổ chức Nguyễn Thị Đoan", ASKED,
        # When they asked is not known.
        "Theo đề nghị rút hồ sơ của Ông/Bà/Tổ chức, Bộ phận Tiếp nhận và Trả kết quả thông báo",
        "dừng giải quyết hồ sơ sau đây kể từ ngày 12 tháng 3 năm 2026",
        f"Mã số hồ sơ: {dossier.official_code}", "Thủ tục hành chính: Cấp giấy phép xây dựng",
        "Người nộp hồ sơ: Nguyễn Thị Đoan", "Số định danh: 087190001234", "Địa chỉ: Ấp 3, xã Tân Hồng",
        "Tiếp nhận lúc: 09 giờ 00 phút, ngày 02 tháng 3 năm 2026",
        "Tình trạng khi dừng: Đang xử lý, bước “Thẩm định” tại Phòng Chuyên môn, Sở Xây dựng",
        "Lý do dừng: Người nộp không còn nhu cầu. Không xây nữa.",
        "nhận lại giấy tờ đã nộp tại Bộ phận Tiếp nhận và Trả kết quả, Sở Xây dựng",
        "phí, lệ phí đã nộp là 150.000 đ (biên lai số BL-15); việc hoàn trả", "- Như trên;", "- Lưu: VT.",
        "NGƯỜI TIẾP NHẬN", "Lê Thị Bích Ngọc", "Mẫu số 05 – Thông tư số 03/2025/TT-VPCP",
    ) == []  # fmt: skip
    assert "THỦ TRƯỞNG" not in text_of(letter) and "Cơ quan giải quyết:" not in text_of(letter)
    assert len(pages_of(letter)) == 1
    assert letter.subject == f"event:{last(dossier, 'withdrawn').pk}"
    assert is_same_when_renamed(letter, province.clerk)


def test_a_withdrawal_at_another_counter_names_who_decides(province):
    p = province
    dossier = press(taken_in(p, "2026-03-02 09:00", agency=p.commune, by=p.clerk_b), actions.withdraw, p.clerk_b,
                    "2026-03-12 09:00", reason_class="no_need", reason=REASON)  # fmt: skip
    assert dossier.deciding_agency == p.department

    assert missing(
        printed(dossier, LetterKind.STOPPING, p.clerk_b), "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Số: 01/TBD-TTPVHCC",
        "Cơ quan giải quyết: Sở Xây dựng", "- Sở Xây dựng;", "NGƯỜI TIẾP NHẬN", "Nguyễn Thị Hồng",
    ) == []  # fmt: skip


def test_what_the_head_stopped_the_head_signs(province):
    dossier = ended(province, actions.stop, "abolished")

    assert missing(
        printed(dossier, LetterKind.STOPPING, province.clerk), "Số: 01/TBD-SXD", "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
        "Phạm Quốc Dũng", "- Bộ phận Tiếp nhận và Trả kết quả, Sở Xây dựng;",
    ) == []  # fmt: skip


def test_the_ground_is_article_21_only_where_the_applicant_asked(province):
    said = {
        key: text_of(printed(ended(province, actions.stop, key), LetterKind.STOPPING, province.officer))
        for key in ("at_request", "abolished")
    }

    assert ASKED in said["at_request"]
    assert "Theo đề nghị dừng giải quyết hồ sơ của" in said["at_request"]
    assert "Căn cứ Nghị định số 118/2025/NĐ-CP" in said["abolished"]
    assert "Điều 21" not in said["abolished"] and "Theo đề nghị" not in said["abolished"]
    assert "Lý do dừng: Thủ tục đã bị bãi bỏ. Không xây nữa." in said["abolished"]
    assert "Hồ sơ chưa nộp phí, lệ phí tại nơi tiếp nhận." in said["abolished"]


def test_what_an_officer_stopped_waits_for_the_hand_of_the_head(province):
    dossier = ended(province, actions.stop, "other", by=province.officer)
    said = text_of(printed(dossier, LetterKind.STOPPING, province.clerk))

    assert "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ" in said
    assert "Trần Minh Khôi" not in said and "Phạm Quốc Dũng" not in said


def test_one_that_goes_on_has_none(province):
    with refused("no_stopping"):
        printed(at_office(province), LetterKind.STOPPING, province.clerk)
    dossier = press(ended(province, actions.stop, "abolished"), actions.undo, province.leader, "2026-03-12 09:05")
    with refused("no_stopping"):
        printed(dossier, LetterKind.STOPPING, province.clerk)


def test_a_long_reason_runs_on_inside_the_page(province):
    dossier = ended(province, actions.stop, "other", reason=LONG, applicant=COMPANY)
    letter = printed(dossier, LetterKind.STOPPING, province.officer)

    assert faults_of_long(letter, LONG, margin=8) == []
    assert missing(letter, COMPANY.name) == []
