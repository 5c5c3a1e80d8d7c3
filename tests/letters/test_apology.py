"""Form 04: the apology as it was signed, and as it will look once it is."""

from datetime import date

from dossiers import actions
from dossiers.models import Access, Letter, LetterCounter, LetterKind
from tests.dossiers.working import at_office, last, press, refused
from tests.letters.agency_letters import LONG, NAME, faults_of_long, is_same_when_renamed, missing, printed
from tests.letters.reading import pages_of, text_of
from tests.staff.conftest import enter  # noqa: F401 - a fixture
from tests.staff.pages import page, text

REASON = "Hồ sơ cần lấy thêm ý kiến thẩm định."


def drafted(p, reason=REASON, officer=None, **changes):
    """Due on 30 March 2026 at 17:00; at a commune long before."""
    new = {"reason": reason, "promised_on": date(2026, 4, 20)}
    return press(at_office(p, **changes), actions.draft_apology, officer or p.officer, "2026-03-10 09:00", **new)


def signed(p, reason=REASON, leader=None, **changes):
    return press(drafted(p, reason, **changes), actions.approve_apology, leader or p.leader, "2026-03-11 09:00")


def test_it_says_every_field_of_the_form(province):
    dossier = signed(province)
    letter = printed(dossier, LetterKind.APOLOGY, province.clerk)

    assert missing(
        letter, "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP", "SỞ XÂY DỰNG", "Số: 01/PXL-SXD",
        "Đồng Tháp, ngày 11 tháng 3 năm 2026", "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT HỒ SƠ",
        "Kính gửi: Ông/Bà/Tổ chức Nguyễn Thị Đoan",
        "Ngày 02 tháng 3 năm 2026, Sở Xây dựng tiếp nhận giải quyết hồ sơ “Cấp giấy phép xây dựng” của Ông/Bà/Tổ chức",
        f"số định danh: 087190001234; mã số hồ sơ: {dossier.official_code}.",
        "Thời gian hẹn trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 30 tháng 3 năm 2026.",
        "chưa trả kết quả", "đúng thời hạn ghi trên Giấy tiếp nhận hồ sơ và hẹn trả kết quả", f"Lý do: {REASON}",
        "Sở Xây dựng xin lỗi Ông/Bà/Tổ chức và sẽ trả kết quả giải quyết hồ sơ vào ngày 20 tháng 4 năm 2026",
        "- Như trên;", "- Bộ phận Tiếp nhận và Trả kết quả, Sở Xây dựng;", "- Lưu: VT.",
        "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", "Phạm Quốc Dũng", "Mẫu số 04 – Thông tư số 03/2025/TT-VPCP",
    ) == []  # fmt: skip
    assert len(pages_of(letter)) == 1
    assert letter.subject == f"event:{last(dossier, 'apologised').pk}"
    assert is_same_when_renamed(letter, province.clerk)


def test_at_a_commune_nobody_is_called_chairman_who_may_be_a_deputy(province):
    people = {"by": province.clerk_b, "officer": province.officer_b, "leader": province.leader_b}
    dossier = signed(province, rules=province.birth, **people)
    letter = printed(dossier, LetterKind.APOLOGY, province.clerk_b)

    assert missing(letter, "Số: 01/PXL-UBND", "Mỹ Tho, ngày", "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", "Đặng Thu Hà") == []
    assert "CHỦ TỊCH" not in text_of(letter)


def test_a_draft_is_no_letter(province):
    for dossier in (at_office(province), drafted(province)):
        with refused("no_apology"):
            printed(dossier, LetterKind.APOLOGY, province.officer)


def test_the_head_looks_at_it_before_signing_and_nothing_is_kept(province, enter):  # noqa: F811
    dossier, leader = drafted(province), enter(province.leader)
    address = page(dossier, "ky-xin-loi/ban-in")
    assert f'href="{address}"' in text(leader.get(page(dossier, "ky-xin-loi")))
    looked = Access.objects.filter(what="Dự thảo văn bản xin lỗi")

    answer = leader.get(address)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    said = text_of(Letter(pdf=answer.content))
    for fact in ("Số: DỰ THẢO", REASON, "ngày 20 tháng 4 năm 2026", "ngày 30 tháng 3 năm 2026", "Phạm Quốc Dũng"):
        assert fact in said
    assert looked.get().user == province.leader
    assert not Letter.objects.exists() and not LetterCounter.objects.exists()
    assert enter(province.officer).get(address).status_code == 403
    assert enter(province.leader_b).get(address).status_code == 404
    assert looked.count() == 1


def test_a_leader_on_the_dossiers_way_who_does_not_sign_it_sees_no_draft(province, enter):  # noqa: F811
    dossier = drafted(province, agency=province.commune, by=province.clerk_b)  # received for the department
    leader = enter(province.leader_b)
    assert leader.get(page(dossier, "ky-xin-loi/ban-in"), follow=True).status_code == 403


def test_without_a_draft_the_page_of_signing_says_why(province, enter):  # noqa: F811
    leader, dossier = enter(province.leader), at_office(province)
    shown = leader.get(page(dossier, "ky-xin-loi/ban-in"), follow=True)
    assert shown.status_code == 409
    assert "Chưa có dự thảo văn bản xin lỗi để ký." in text(shown)


def test_a_long_reason_and_long_names_run_on_inside_the_page(province):
    long_name = "Sở Nông nghiệp, Môi trường, Tài nguyên nước, Phát triển nông thôn và Thủy sản nội địa"
    type(province.department).objects.filter(pk=province.department.pk).update(name=long_name)
    dossier = signed(province, LONG, applicant=actions.Applicant(name=NAME, phone="0900000123"))
    letter = printed(dossier, LetterKind.APOLOGY, province.clerk)

    assert faults_of_long(letter, LONG, margin=8) == []
    assert missing(letter, NAME, long_name.upper()) == []
