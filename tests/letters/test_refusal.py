"""Form 03: not accepted at the counter, or declined by the agency that was to decide."""

import uuid

from dossiers import actions
from dossiers.models import LetterKind
from tests.dossiers.working import at_office, last, press, refused
from tests.letters.agency_letters import COMPANY, LONG, faults_of_long, is_same_when_renamed, missing, printed
from tests.letters.reading import pages_of, text_of
from tests.province import receive

WHY = {"reason_class": "conditions", "reason": "Thửa đất nằm trong hành lang bảo vệ đê."}


def turned_away(p, reason="Thiếu giấy chứng sinh.", applicant=COMPANY):
    return actions.refuse_dossier(
        key=uuid.uuid4(), agency=p.commune, rules=p.birth, applicant=applicant, papers=[], by=p.clerk_b, reason=reason
    )


def test_at_the_counter_its_clerk_signs(province):
    dossier = turned_away(province)
    letter = printed(dossier, LetterKind.REFUSAL, province.clerk_b)

    assert missing(
        letter, "ỦY BAN NHÂN DÂN PHƯỜNG MỸ THO", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", "Số: 01/PTC-TTPVHCC",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", f"Tiếp nhận hồ sơ của Ông/Bà, tổ chức: {COMPANY.name}",
        f"Số định danh: {COMPANY.identity}", f"Địa chỉ: {COMPANY.address}", f"Số điện thoại: {COMPANY.phone}",
        "Người được ủy quyền: Lý Tú Anh", "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
        "không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau: Lý do: Thiếu giấy chứng sinh.",
        "NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ", "Nguyễn Thị Hồng", "Mẫu số 03 – Thông tư số 03/2025/TT-VPCP",
    ) == []  # fmt: skip
    assert COMPANY.email in text_of(letter).replace(" ", "")
    assert "Mã số hồ sơ" not in text_of(letter)  # it has none
    assert letter.subject == f"event:{last(dossier, 'refused').pk}"
    assert is_same_when_renamed(letter, province.clerk_b)


def test_declined_later_the_head_of_the_deciding_agency_signs(province):
    dossier = press(at_office(province), actions.decline, province.leader, "2026-03-12 09:00", **WHY)
    letter = printed(dossier, LetterKind.REFUSAL, province.officer)

    assert missing(
        letter, "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP", "SỞ XÂY DỰNG", "Số: 01/PTC-SXD",
        "Đồng Tháp, ngày 12 tháng 3 năm 2026", f"Mã số hồ sơ: {dossier.official_code}",
        "Tiếp nhận lúc: 09 giờ 00 phút, ngày 02 tháng 3 năm 2026",
        "Lý do: Chưa đủ điều kiện theo quy định. Thửa đất nằm trong hành lang bảo vệ đê.", "Nơi nhận:", "- Như trên;",
        "- Bộ phận Tiếp nhận và Trả kết quả, Sở Xây dựng;", "- Lưu: VT.", "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ",
        "Phạm Quốc Dũng",
    ) == []  # fmt: skip
    assert len(pages_of(letter)) == 1
    assert is_same_when_renamed(letter, province.officer)


def test_what_an_officer_declined_waits_for_the_hand_of_the_head(province):
    dossier = press(at_office(province), actions.decline, province.officer, "2026-03-12 09:00", **WHY)
    said = text_of(printed(dossier, LetterKind.REFUSAL, province.officer))

    assert "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ" in said
    assert "Trần Minh Khôi" not in said


def test_only_what_was_turned_away_has_one(province):
    with refused("no_refusal"):
        printed(receive(province), LetterKind.REFUSAL, province.clerk)
    dossier = press(at_office(province), actions.decline, province.officer, "2026-03-12 09:00", **WHY)
    dossier = press(dossier, actions.undo, province.officer, "2026-03-12 09:05")
    with refused("no_refusal"):
        printed(dossier, LetterKind.REFUSAL, province.officer)


def test_a_long_reason_runs_on_inside_the_page(province):
    letter = printed(turned_away(province, LONG), LetterKind.REFUSAL, province.clerk_b)

    assert faults_of_long(letter, LONG, margin=8) == []
