"""Form 07: every dossier that a counter took in during a period has its line, numbered without gaps."""

import uuid
from datetime import date

import pypdfium2
import pytest
from django.utils import timezone

from agencies.models import Agency, Procedure
from dossiers import actions
from dossiers.actions.letters import made
from dossiers.models import Dossier, Letter, LetterKind
from dossiers.reads.letters import NothingToPrint, register
from tests import crowd
from tests.dossiers.working import FETCHED, at, at_office, press, taken_in
from tests.letters.judging import faults_of
from tests.letters.reading import missing, pages_of, text_of
from tests.letters.test_letters import printed
from tests.province import receive

MARCH = date(2026, 3, 1), date(2026, 3, 31)


def book(p, since=MARCH[0], until=MARCH[1], agency=None) -> Letter:
    return made(register(agency or p.department, since, until), by=p.clerk, now=at("2026-04-01 08:00"))


def returned(p) -> Dossier:
    dossier = at_office(p)
    press(dossier, actions.complete_step, p.officer, "2026-03-10 09:00")
    press(dossier, actions.finish, p.leader, "2026-03-11 09:00")
    return press(dossier, actions.hand_over, p.clerk, "2026-03-12 10:30", **FETCHED)


def test_every_column_is_the_dossiers(province):
    dossier = returned(province)

    letter = book(province)

    assert missing(
        letter, "SỞ XÂY DỰNG BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ", "Số: 01/STD-BPTNTKQ",
        "Đồng Tháp, ngày 31 tháng 3 năm 2026", "SỔ THEO DÕI HỒ SƠ", "Từ ngày 01/03/2026 đến hết ngày 31/03/2026",
        "STT", "Mã hồ sơ", "Tên thủ tục hành chính", "Tên tổ chức, cá nhân", "Địa chỉ, số điện thoại",
        "Cơ quan chủ trì giải quyết", "Nhận và trả kết quả", "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả",
        "Phương thức nhận kết quả", "Ký nhận", "Ghi chú",
        "Ấp 3, xã Tân Hồng, 0900000123", "09:00 02/03/2026", "17:00 30/03/2026", "10:30 12/03/2026", "Tại quầy",
        "Cộng: 1 hồ sơ. Đã trả kết quả: 1; có kết quả, chờ trả: 0; đang giải quyết: 0;",
        "Sổ này có 1 hồ sơ, ghi liên tục từ số thứ tự 1 đến số thứ tự 1, khóa sổ ngày 31 tháng 3 năm 2026.",
        "NGƯỜI GHI SỔ", "NGƯỜI PHỤ TRÁCH BỘ PHẬN", "Mẫu số 07 – Thông tư số 03/2025/TT-VPCP",
    ) == []  # fmt: skip
    row = letter.facts["rows"][0]
    assert row["code"] == dossier.official_code
    assert (row["request"], row["decider"]) == ("Cấp giấy phép xây dựng", "Sở Xây dựng")
    assert (row["name"], row["got"]) == ("Nguyễn Thị Đoan", "Nguyễn Thị Đoan")
    assert faults_of(letter) == []


def test_lines_are_those_of_the_counter_and_the_period_in_order(province):
    p = province
    taken_in(p, "2026-02-28 16:00")
    second = taken_in(p, "2026-03-31 16:59")
    first = taken_in(p, "2026-03-01 00:00")
    taken_in(p, "2026-04-01 00:00")
    taken_in(p, "2026-03-05 09:00", p.birth)
    for_us = taken_in(p, "2026-03-05 09:00", agency=p.commune, by=p.clerk_b)
    assert for_us.deciding_agency == p.department

    assert [row["code"] for row in book(p).facts["rows"]] == [first.official_code, second.official_code]
    with pytest.raises(NothingToPrint):
        register(p.other, *MARCH)


def test_what_was_never_taken_in_has_no_line(province):
    p, today = province, timezone.localdate()
    taken = receive(p)
    actions.refuse_dossier(
        key=uuid.uuid4(), agency=p.department, rules=p.building, by=p.clerk, papers=[], reason="Sai nơi nộp",
        applicant=actions.Applicant(name="Lê Văn An", phone="0912345678"),
    )  # fmt: skip

    assert [row["code"] for row in book(p, today, today).facts["rows"]] == [taken.official_code]


def test_a_mistaken_intake_keeps_its_line_and_an_end_says_which(province):
    p = province
    voided, withdrawn, open_, declined = (taken_in(p, f"2026-03-02 09:0{n}") for n in range(4))
    press(voided, actions.void, p.clerk, "2026-03-02 10:00", reason_class="trial", reason="Nhập thử")
    press(withdrawn, actions.withdraw, p.clerk, "2026-03-03 10:00", reason_class="no_need", reason="Đổi ý")
    press(declined, actions.decline, p.leader, "2026-03-04 10:00", reason_class="conditions", reason="Chưa đủ")

    letter = book(p)

    assert [row["note"] for row in letter.facts["rows"]] == [
        "Hủy", "Công dân yêu cầu rút hồ sơ 03/03/2026", "", "Từ chối giải quyết 04/03/2026",
    ]  # fmt: skip
    assert letter.facts["total"] == {"all": 4, "returned": 0, "done": 0, "open": 1, "ended": 2, "void": 1}
    assert "hủy tiếp nhận nhầm: 1." in text_of(letter)
    assert str(open_) in text_of(letter).replace(" ", "")


def test_the_day_on_the_receipt_stands_and_later_ones_are_notes(province):
    p = province
    asked = {"reason": "Thiếu bản vẽ", "papers": ["Bản vẽ"], "answer_by": date(2026, 3, 20)}
    moved = press(at_office(p), actions.request_supplement, p.officer, "2026-03-04 09:00", **asked)
    moved = press(moved, actions.receive_supplement, p.clerk, "2026-03-06 09:00")
    late = press(at_office(p), actions.draft_apology, p.officer, "2026-03-25 09:00", reason="Chậm",
                 promised_on=date(2026, 4, 10))  # fmt: skip
    late = press(late, actions.approve_apology, p.leader, "2026-03-25 10:00")
    assert moved.due_at > moved.original_due_at

    rows = book(p).facts["rows"]

    assert {row["due"] for row in rows} == {"17:00 30/03/2026"}
    assert [row["note"] for row in rows] == [f"hạn mới {moved.due_at:%d/%m/%Y}", "hẹn lại 10/04/2026"]


def test_the_same_lines_are_the_same_register_and_a_change_is_a_new_one(province):
    dossier = at_office(province)
    first = book(province)
    press(dossier, actions.complete_step, province.officer, "2026-03-10 09:00")
    assert book(province) == first  # no column of it has changed

    press(dossier, actions.withdraw, province.clerk, "2026-03-11 09:00", reason_class="no_need", reason="Đổi ý")

    again = book(province)
    assert (first.number, again.number, again.year) == (1, 2, 2026)
    assert bytes(book(province).pdf) == bytes(again.pdf)
    assert again.dossier is None


def test_many_lines_have_the_head_of_the_table_on_every_page(province):
    crowd.copies([taken_in(province, "2026-03-02 09:00")], 29)
    for dossier in Dossier.objects.all():  # lines of every height
        Dossier.objects.filter(pk=dossier.pk).update(applicant_name="Trần " * (3 + dossier.pk % 9 * 4) + "Út")

    letter = book(province)

    pages = [" ".join(page.extract_text().split()) for page in pages_of(letter)]
    assert len(pages) > 1
    assert all("Mã hồ sơ" in page and f"Trang {n}/{len(pages)}" in page for n, page in enumerate(pages[:-1], start=1))
    assert [page.count("Út") for page in pages] == [page.count("H20.") for page in pages]  # no line on two pages
    assert letter.facts["total"]["all"] == len(letter.facts["rows"]) == 30
    assert " 30 H20.6" in " ".join(pages)
    assert faults_of(letter) == []


def test_a_code_stays_in_its_column(province):
    codes = []
    for code in ("H20.28999", "H20.28999.99.99"):
        Agency.objects.filter(pk=province.department.pk).update(code=code)
        province.department.refresh_from_db()
        codes.append(str(taken_in(province, "2026-03-02 09:00")))

    page = pypdfium2.PdfDocument(bytes(book(province).pdf))[0].get_textpage()

    found = [page.search(code.partition("-")[2]).get_next() for code in codes]
    ends = [page.get_charbox(at + n - 1)[2] / 72 * 25.4 for at, n in found]
    assert max(ends) < 56  # millimetres
    assert codes[0] in page.get_text_bounded()
    assert codes[1].replace("-", "-\r\n", 1) in page.get_text_bounded()


def test_a_line_longer_than_a_page_loses_nothing(province):
    name = "Cấp giấy phép xây dựng đối với công trình không theo tuyến; " * 25
    Procedure.objects.filter(pk=province.building.procedure_id).update(name=name[:1499] + ".")
    taken_in(province, "2026-03-02 09:00")

    assert faults_of(book(province)) == []


def test_it_asks_two_questions_however_many_lines(province, django_assert_num_queries):
    crowd.copies([taken_in(province, "2026-03-02 09:00")], 30)

    with django_assert_num_queries(2):
        register(province.department, *MARCH)


def test_it_is_no_letter_of_one_dossier(province):
    with pytest.raises(KeyError):
        printed(province, taken_in(province, "2026-03-02 09:00"), LetterKind.REGISTER)
