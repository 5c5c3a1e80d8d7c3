"""Form 02: each round of asking on a slip of its own."""

from datetime import date

from dossiers import actions
from dossiers.models import LetterKind
from tests.dossiers.working import at_office, press, refused
from tests.letters.agency_letters import COMPANY, LONG, faults_of_long, is_same_when_renamed, missing, printed
from tests.letters.reading import pages_of, text_of

ASKED = {"reason": "Thiếu giấy tờ. Bản vẽ chưa đóng dấu.", "papers": ["Bản vẽ mặt bằng", "Sơ đồ vị trí"],
         "answer_by": date(2026, 3, 20)}  # fmt: skip
SLIP = LetterKind.SUPPLEMENT


def asked(p, when="2026-03-03 09:00", **more):
    return press(at_office(p), actions.request_supplement, p.officer, when, **{**ASKED, **more})


def test_it_says_every_field_of_the_form(province):
    dossier = asked(province)
    slip = printed(dossier, SLIP, province.clerk)

    assert missing(
        slip, "SỞ XÂY DỰNG", "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Số: 01/PBS-", "Đồng Tháp, ngày 03 tháng 3 năm 2026",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Hồ sơ của Ông/Bà, tổ chức: Nguyễn Thị Đoan",
        "Nội dung yêu cầu giải quyết: Cấp giấy phép xây dựng", "Địa chỉ: Ấp 3, xã Tân Hồng",
        "Số điện thoại: 0900000123", f"Mã số hồ sơ: {dossier.official_code}", "1. Bản vẽ mặt bằng", "2. Sơ đồ vị trí",
        "Lý do: Thiếu giấy tờ. Bản vẽ chưa đóng dấu.", "trong hết ngày 20 tháng 3 năm 2026", "tính lại từ đầu",
        "liên hệ với Trần Minh Khôi, Sở Xây dựng, số điện thoại 0277 3800 000", "NGƯỜI HƯỚNG DẪN",
        "Mẫu số 02 – Thông tư số 03/2025/TT-VPCP", f"/tra-cuu/{dossier.receipt_code}",
    ) == []  # fmt: skip
    assert len(pages_of(slip)) == 1
    assert "Lần thứ" not in text_of(slip)
    assert slip.subject == f"supplement:{dossier.supplements.get().pk}"
    assert is_same_when_renamed(slip, province.clerk)


def test_each_round_has_its_own_and_the_last_is_meant_when_none_is_named(province):
    dossier = asked(province)
    with refused("no_supplement"):
        printed(dossier, SLIP, province.clerk, which=2)
    dossier = press(dossier, actions.receive_supplement, province.clerk, "2026-03-05 09:00")
    dossier = press(dossier, actions.permit_supplement, province.leader, "2026-03-05 09:05", reason="Sót một bản vẽ.")
    again = {**ASKED, "papers": ["Bản vẽ móng"]}
    dossier = press(dossier, actions.request_supplement, province.officer, "2026-03-05 09:10", **again)

    second, first = printed(dossier, SLIP, province.clerk), printed(dossier, SLIP, province.clerk, which=1)

    assert missing(second, "Lần thứ 2", "1. Bản vẽ móng") == []
    assert missing(first, "1. Bản vẽ mặt bằng") == []
    assert (second.number, first.number) == (1, 2)


def test_nothing_was_asked_for(province):
    with refused("no_supplement"):
        printed(at_office(province), SLIP, province.clerk)


def test_a_clock_that_only_stood_still_goes_on(province):
    dossier = at_office(province, province.pausing)
    dossier = press(dossier, actions.request_supplement, province.officer, "2026-03-03 09:00", **ASKED)

    assert "tính tiếp sau khi nhận đủ" in text_of(printed(dossier, SLIP, province.clerk))


def test_long_texts_run_on_inside_the_page(province):
    dossier = at_office(province, applicant=COMPANY)
    papers = [f"Giấy tờ {n} {'rất dài ' * 30}".strip() for n in range(30)]
    dossier = press(dossier, actions.request_supplement, province.officer, "2026-03-03 09:00",
                    **{**ASKED, "reason": LONG, "papers": papers})  # fmt: skip

    slip = printed(dossier, SLIP, province.clerk)

    assert faults_of_long(slip, LONG, margin=5) == []
    assert missing(slip, COMPANY.name, "30. Giấy tờ 29") == []
