"""Internal notes: read by staff only, and no step forward."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier, Event, Note
from tests.province import receive
from tests.staff.conftest import MONDAY
from tests.staff.pages import at_field, on_top, page, said, text

MINE = "Đã gọi người nộp, hẹn sáng thứ Năm mang bản vẽ."


@pytest.fixture
def dossier(province, advance, moments):
    return advance(receive(province), province.clerk)


def test_a_note_stands_on_the_page_with_its_writer_and_the_newest_comes_first(province, enter, moments, dossier):
    officer = enter(province.officer)
    assert officer.post(page(dossier, "ghi-chu"), {"text": MINE}).status_code == 302
    moments.to(MONDAY + timedelta(hours=1))
    assert enter(province.leader).post(page(dossier, "ghi-chu"), {"text": "Xin ý kiến\ncấp trên."}).status_code == 302

    shown = said(officer.get(page(dossier)))
    assert "Nội bộ – người nộp không đọc được" in shown
    assert "08:00 09/03/2026 Đã gọi người nộp, hẹn sáng thứ Năm mang bản vẽ. Trần Minh Khôi, Sở Xây dựng" in shown
    assert shown.index("Xin ý kiến") < shown.index("Đã gọi người nộp")
    assert "Xin ý kiến<br>cấp trên." in text(officer.get(page(dossier)))


def test_the_applicant_reads_nothing_of_it(province, enter, client, dossier):
    enter(province.officer).post(page(dossier, "ghi-chu"), {"text": MINE})
    for address in (f"/tra-cuu/{dossier.receipt_code}", f"/api/v1/status/{dossier.receipt_code}"):
        assert "Đã gọi" not in text(client.get(address))


def test_it_moves_nothing_ends_no_standstill_and_makes_nobodys_page_stale(province, enter, dossier):
    before, events = Dossier.objects.filter(pk=dossier.pk).values().get(), Event.objects.count()
    enter(province.officer).post(page(dossier, "ghi-chu"), {"text": MINE})
    assert Dossier.objects.filter(pk=dossier.pk).values().get() == before
    assert Event.objects.count() == events
    actions.complete_step(dossier_id=dossier.pk, by=province.officer, now=timezone.now(), version=dossier.version)


def test_whoever_has_a_part_in_it_writes_and_nobody_else(province, enter, dossier):
    for who in (province.clerk, province.officer, province.leader):
        assert enter(who).post(page(dossier, "ghi-chu"), {"text": f"Của {who}"}).status_code == 302
    for who, status in ((province.clerk_b, 404), (province.auditor, 403), (province.administrator, 403)):
        assert enter(who).post(page(dossier, "ghi-chu"), {"text": MINE}).status_code == status
    assert Note.objects.count() == 3
    assert "Của motcua" in said(enter(province.auditor).get(page(dossier)))
    assert 'name="text"' not in text(enter(province.auditor).get(page(dossier)))


def test_an_auditor_who_works_elsewhere_writes_only_there(province, enter, dossier):
    province.clerk_b.memberships.create(agency=province.root, role="auditor")
    assert enter(province.clerk_b).get(page(dossier)).status_code == 200
    assert enter(province.clerk_b).post(page(dossier, "ghi-chu"), {"text": MINE}).status_code == 404
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Ghi nội dung ghi chú."), ("  \n ", "Ghi nội dung ghi chú."), ("x" * 2001, "Nội dung dài quá 2000 ký tự"),
     ("a\x00b", "Nội dung có ký tự không đọc được")],
)  # fmt: skip
def test_a_bad_note_is_told_at_its_field_and_kept(province, enter, dossier, typed, sentence):
    answer = enter(province.officer).post(page(dossier, "ghi-chu"), {"text": typed})
    assert answer.status_code == 400
    assert sentence in at_field(answer, "text")
    assert sentence in said(answer)
    assert '<a href="#id_text">' in text(answer)  # the summary leads there
    assert text(answer).count("<h1") == 1
    if typed.strip() and "\x00" not in typed:
        assert typed in text(answer)
    assert on_top(answer) == ""
    assert not Note.objects.exists()


def test_a_double_click_writes_it_once_and_the_same_words_another_day_again(province, enter, moments, dossier):
    officer = enter(province.officer)
    for _ in range(2):
        assert officer.post(page(dossier, "ghi-chu"), {"text": "Đã gọi, không nghe máy."}).status_code == 302
    assert Note.objects.count() == 1
    moments.to(MONDAY + timedelta(days=1))
    officer.post(page(dossier, "ghi-chu"), {"text": "Đã gọi, không nghe máy."})
    assert Note.objects.count() == 2


def test_many_and_long_notes_are_all_there_page_by_page(province, enter, dossier):
    written = [
        Note(dossier=dossier, at=timezone.now(), by=province.officer, agency=province.department,
             text=f"Ghi chú {n:02} " + "ộ" * 1900)
        for n in range(40)
    ]  # fmt: skip
    Note.objects.bulk_create(written)
    officer = enter(province.officer)
    first = officer.get(page(dossier))
    assert len(first.content) <= 60_000
    assert "Tất cả 40 ghi chú" in said(first)
    assert said(first).count("Đọc hết") == 5
    found, address = [], page(dossier, "ghi-chu")
    while address:
        answer = officer.get(address)
        assert len(answer.content) <= 110_000  # fifteen of the longest; the usual ones are a tenth of it
        found += [n for n in range(40) if f"Ghi chú {n:02} " in text(answer)]
        following = text(answer).partition('class="next"><a href="')[2].partition('"')[0]
        address = page(dossier, "ghi-chu") + following if following else ""
    assert sorted(found) == list(range(40))
    assert officer.get(page(dossier, "ghi-chu") + "?sau=x").status_code == 200
