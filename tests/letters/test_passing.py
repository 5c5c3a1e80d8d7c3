"""Slips of hand-overs: which unit gave what to which, when; several on one slip where the same two did so in a day."""

from django.utils import timezone

from agencies.models import Unit, UnitKind
from dossiers import actions
from dossiers.models import Dossier, LetterKind
from dossiers.reads.letters.handing import is_handed_on
from tests.dossiers.working import at_office, press, refused, taken_in
from tests.letters.reading import missing, outside, pages_of, text_of
from tests.province import receive


def slip_of(p, dossier, by=None):
    now = timezone.now()
    return actions.print_letter(kind=LetterKind.PASSING, dossier_id=dossier.pk, by=by or p.clerk, now=now)


def registry(p) -> Unit:
    return Unit.objects.get(agency=p.department, kind=UnitKind.REGISTRY)


def test_every_field_is_the_hand_overs(province):
    dossier = at_office(province)

    letter = slip_of(province, dossier)

    assert missing(
        letter, "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP SỞ XÂY DỰNG", "Số: 01/GBG-SXD", "Đồng Tháp, ngày 02 tháng 3 năm 2026",
        "GIẤY BÀN GIAO HỒ SƠ", "Bên giao: Bộ phận Một cửa, Sở Xây dựng", "Bên nhận: Phòng Chuyên môn, Sở Xây dựng",
        "Thời gian giao: 09 giờ 05 phút, ngày 02 tháng 3 năm 2026", "Số hồ sơ bàn giao: 1",
        "STT Mã hồ sơ Người nộp Thủ tục Hẹn trả Số giấy tờ Ghi chú",
        f"1 {dossier.official_code} Nguyễn Thị Đoan Cấp giấy phép xây dựng 17:00 30/03/2026 1",
        "BÊN GIAO (Ký, ghi rõ họ tên) Lê Thị Bích Ngọc", "BÊN NHẬN (Ký, ghi rõ họ tên, giờ, ngày nhận)",
        "Lập thành 02 bản, mỗi bên giữ 01 bản.",
    ) == []  # fmt: skip
    assert len(pages_of(letter)) == 1


def test_it_is_the_last_hand_over_that_stands(province):
    """Handed on, taken back, handed on again, sent back, offered to another unit, taken over there."""
    p, dossier = province, at_office(province)
    press(dossier, actions.undo, p.clerk, "2026-03-02 09:10")
    with refused("no_passing"):
        slip_of(p, dossier)
    press(dossier, actions.complete_step, p.clerk, "2026-03-02 09:20")
    assert missing(slip_of(p, dossier), "Thời gian giao: 09 giờ 20 phút") == []
    press(dossier, actions.complete_step, p.officer, "2026-03-03 09:00")
    press(dossier, actions.return_step, p.leader, "2026-03-03 10:00", reason="Thiếu chữ ký")
    returned = slip_of(p, dossier)
    press(dossier, actions.pass_on, p.officer, "2026-03-04 09:00", to=registry(p))
    offered = slip_of(p, dossier)
    press(dossier, actions.take_over, p.leader, "2026-03-04 10:00")

    assert missing(
        returned, "Bên giao: Lãnh đạo, Sở Xây dựng", "Bên nhận: Phòng Chuyên môn", "Trả lại bước trước: Thẩm định",
    ) == []  # fmt: skip
    assert (
        missing(offered, "Bên giao: Phòng Chuyên môn", "Bên nhận: Văn thư, Sở Xây dựng", "09 giờ 00 phút, ngày 04")
        == []
    )
    assert slip_of(p, dossier).pk == offered.pk  # taking it over is the other end of the same hand-over
    assert "Thiếu chữ ký" not in text_of(returned)


def test_what_a_page_offers_is_what_is_printed(province):
    p, waiting = province, receive(province)
    dossier = press(at_office(p), actions.assign, p.leader, "2026-03-02 10:00", to=p.officer)

    assert (is_handed_on(waiting), is_handed_on(dossier)) == (False, True)
    assert missing(slip_of(p, dossier), "Thời gian giao: 09 giờ 05 phút") == []


def test_what_lies_where_it_came_in_has_none(province):
    dossier = receive(province)
    with refused("no_passing"):
        slip_of(province, dossier)
    Dossier.objects.filter(pk=at_office(province).pk).update(voided_at=timezone.now())
    with refused("no_passing"):
        slip_of(province, Dossier.objects.latest("pk"))


def test_several_of_one_day_between_the_same_two_are_one_slip(province):
    p, now = province, timezone.now()
    together = [at_office(p) for _ in range(2)]
    next_day = press(taken_in(p, "2026-03-02 10:00"), actions.complete_step, p.clerk, "2026-03-03 08:00")
    elsewhere = press(at_office(p), actions.complete_step, p.officer, "2026-03-02 11:00")
    waiting, foreign = receive(p), receive(p, p.birth)
    asked = [d.pk for d in (elsewhere, waiting, next_day, foreign, *together)]

    letters = actions.print_passing(dossier_ids=asked, by=p.clerk, now=now)

    assert [letter.facts["rows"][0]["official_code"] for letter in letters] == [
        together[0].official_code, next_day.official_code, elsewhere.official_code,
    ]  # fmt: skip
    assert missing(
        letters[0], "Số hồ sơ bàn giao: 2", f"1 {together[0].official_code}", f"2 {together[1].official_code}"
    ) == []  # fmt: skip
    assert letters[0].dossier is None
    assert letters[1].dossier == next_day
    again = actions.print_passing(dossier_ids=[d.pk for d in reversed(together)], by=p.clerk, now=now)
    assert [letter.pk for letter in again] == [letters[0].pk]
    with refused("no_passing"):
        actions.print_passing(dossier_ids=[waiting.pk], by=p.clerk, now=now)


def test_many_dossiers_with_long_names_stay_inside_pages_under_one_head(province, django_assert_max_num_queries):
    who = actions.Applicant(name=("Công ty trách nhiệm hữu hạn Trường Thịnh " * 5)[:200].strip(), phone="0900000123")
    dossiers = [at_office(province, applicant=who) for _ in range(12)]

    with django_assert_max_num_queries(25):
        (letter,) = actions.print_passing(dossier_ids=[d.pk for d in dossiers], by=province.clerk, now=timezone.now())

    assert len(pages_of(letter)) > 2
    assert text_of(letter).count("Người nộp") >= len(pages_of(letter)) - 1
    assert outside(letter, margin=6) == []
