"""The receipt of a result: who fetched it, by which paper, when, from whom; nothing before, nothing once taken back."""

from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier, LetterKind
from tests.dossiers.working import FETCHED, at_office, press, refused
from tests.letters.reading import missing, pages_of, text_of
from tests.province import receive


def slip_of(p, dossier):
    return actions.print_letter(kind=LetterKind.RESULT, dossier_id=dossier.pk, by=p.clerk, now=timezone.now())


def ready(p, **changes) -> Dossier:
    """The result waits at the counter since Tuesday, 10:00."""
    dossier = press(at_office(p, **changes), actions.complete_step, p.officer, "2026-03-03 09:00")
    return press(dossier, actions.finish, p.leader, "2026-03-03 10:00")


def fetched(p, dossier, **how) -> Dossier:
    return press(dossier, actions.hand_over, p.clerk, "2026-03-04 08:05", **{**FETCHED, **how})


def test_every_field_is_the_hand_overs(province):
    dossier = fetched(province, ready(province))

    letter = slip_of(province, dossier)

    assert missing(
        letter, "SỞ XÂY DỰNG BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "Số: 01/BNKQ-BPTNTKQ", "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ",
        "Đồng Tháp, ngày 04 tháng 3 năm 2026", f"Mã số hồ sơ: {dossier.official_code}",
        "Hồ sơ của Ông/Bà, tổ chức: Nguyễn Thị Đoan", "Số định danh: 087190001234",
        "Nội dung yêu cầu giải quyết: Cấp giấy phép xây dựng",
        "Thời gian nhận hồ sơ: 09 giờ 00 phút, ngày 02 tháng 3 năm 2026",
        "Thời gian hẹn trả kết quả: 17 giờ 00 phút, ngày 30 tháng 3 năm 2026",
        "Thời gian có kết quả: 10 giờ 00 phút, ngày 03 tháng 3 năm 2026", "Giấy tờ kết quả (loại, số, trích yếu): ...",
        "Nơi trả kết quả: Bộ phận Tiếp nhận và Trả kết quả, Sở Xây dựng (điện thoại 0277 3800 000)",
        "Hình thức: nhận tại quầy", "Thời gian trả: 08 giờ 05 phút, ngày 04 tháng 3 năm 2026",
        "Người nhận kết quả: Nguyễn Thị Đoan (người nộp hồ sơ)", "Số điện thoại: 0900000123",
        "Giấy tờ đã kiểm tra khi trả: Căn cước công dân", "Người trả kết quả: Lê Thị Bích Ngọc",
        "NGƯỜI NHẬN KẾT QUẢ (Ký, ghi rõ họ tên) Nguyễn Thị Đoan",
        "NGƯỜI TRẢ KẾT QUẢ (Ký, ghi rõ họ tên) Lê Thị Bích Ngọc",
    ) == []  # fmt: skip
    assert len(pages_of(letter)) == 1


def test_a_parcel_is_named_by_its_number_and_signed_for_by_the_post(province):
    how = {"way": "post", "collector": "other", "collector_name": "Trần Văn Hậu", "paper": "EB123456789VN"}
    letter = slip_of(province, fetched(province, ready(province), **how))

    assert missing(
        letter, "Hình thức: gửi bưu chính công ích", "Số hiệu bưu gửi: EB123456789VN", "NHÂN VIÊN BƯU CHÍNH",
        "Người nhận kết quả: Trần Văn Hậu (người khác được ủy quyền)",
    ) == []  # fmt: skip
    assert "Giấy tờ đã kiểm tra" not in text_of(letter)
    assert text_of(letter).count("0900000123") == 1  # the applicant's, and nobody else's


def test_a_hand_over_that_was_taken_back_has_no_slip_and_the_next_one_its_own(province):
    dossier = ready(province)
    with refused("no_result_receipt"):
        slip_of(province, dossier)
    first = slip_of(province, fetched(province, dossier))
    press(dossier, actions.undo, province.clerk, "2026-03-04 08:10")

    with refused("no_result_receipt"):
        slip_of(province, dossier)
    press(dossier, actions.hand_over, province.clerk, "2026-03-05 08:00", **FETCHED)
    again = slip_of(province, dossier)

    assert again.pk != first.pk
    assert missing(again, "Số: 02/BNKQ", "Thời gian trả: 08 giờ 00 phút, ngày 05 tháng 3 năm 2026") == []
    assert slip_of(province, dossier).pk == again.pk


def test_there_is_none_of_what_has_just_come_in(province):
    with refused("no_result_receipt"):
        slip_of(province, receive(province))
