"""The page of the figures that everybody may read, on a province with a year behind it."""

import gzip
import html
import re
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Agency
from dossiers.models import Publication, Published
from dossiers.reads import maintenance
from dossiers.reads.published import page as reads
from dossiers.reads.published.asked import By, asked_of, months
from dossiers.reads.published.definitions import ALL, BY_KEY
from dossiers.reads.published.told import Told
from dossiers.reads.words import IN
from dossiers.wording import published as wording
from tests import databases
from tests.statements import statements_sent
from tests.supervision.published_pages import text

pytestmark = pytest.mark.xdist_group("seeded province")
HEAVIEST = 30_000  # bytes, compressed


def cells(row: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip()


def test_each_number_of_each_section_is_its_published_row(reader):
    answer = reader.get("/thong-ke")
    month = Publication.objects.get().through.replace(day=1)
    row = Published.objects.get(month=month, agency=None, field="", procedure=None).figures
    told = Told(IN["vi"])
    page = html.unescape(answer.content.decode())
    rows = [
        (label, cells(value).split(" ")[0])
        for label, value in re.findall(r'<tr[^>]*><th scope="row">([^<]*)</th><td>(.*?)</td></tr>', page)
    ]

    assert {key for _slug, _heading, keys in wording.SECTIONS for key in keys} | {
        f"{by}_{how}" for by in wording.DATES for how in wording.HOW
    } | {"finished"} == {figure.key for figure in ALL}, "every figure has its place on the page"  # fmt: skip
    shown = 0
    for _slug, _heading, keys in wording.SECTIONS:
        for key in keys:
            said = {value for label, value in rows if label == BY_KEY[key].label}
            # Of reasons only those that somebody gave have their lines.
            assert said == {told.number(row[key])} or (not said and row[key] == 0), key
            shown += len(said)
    assert shown > 40
    for how, head in wording.HOW.items():
        line = cells(re.search(rf'<th scope="row">{head}</th>(.*?)</tr>', page)[1]).split(" ")
        numbers = [told.number(row[f"{by}_{how}"]) for by in wording.DATES]
        assert (line if how == "none" else line[::2]) == numbers, how


def test_each_line_of_each_table_is_its_published_row(reader, names):
    told = Told(IN["vi"])
    month = Publication.objects.get().through.replace(day=1)
    agency = Agency.objects.get(code="H20.28261")
    page = html.unescape(reader.get("/thong-ke?co-quan=H20.28261&xem=thu-tuc&het=1").content.decode())
    rows = [cells(each) for each in re.findall(r"<tr[^>]*>.*?</tr>", page, re.S)]
    alone = [
        each
        for each in Published.objects.filter(month=month, agency=agency).exclude(procedure=None)
        if len(names.groups.procedures[each.procedure_id]) == 1
    ]

    assert alone
    for each in alone:
        assert f"{each.procedure.name[:60]}" in page
        assert any(row.endswith(" ".join(told.cells(each.figures))) for row in rows), each


def test_the_headline_is_in_words_and_never_flatters(reader):
    figures = Published.objects.get(
        month=Publication.objects.get().through.replace(day=1), agency=None, field="", procedure=None
    ).figures
    of = figures["first_early"] + figures["first_on_time"] + figures["first_late"]
    kept = of - figures["first_late"]

    said = text(reader.get("/thong-ke"))
    more = "hơn " if 10 * kept % of else ""
    assert (
        f"Cứ 10 hồ sơ có kết quả thì {more}{10 * kept // of} hồ sơ xong không muộn hơn ngày hẹn đầu tiên: {kept} trong"
        in said
    )
    assert f"có {figures['overdue']} hồ sơ đang quá hạn, lâu nhất {figures['overdue_worst']} ngày làm việc" in said
    told = Told(IN["vi"])
    assert (told.share(1999, 2000), told.share(1, 9999), told.share(0, 0)) == ("99,9%", "0,1%", "–")
    assert Told(IN["en"]).share(7, 8) == "87.5%"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_way_of_looking_is_light_whole_and_in_both_languages(reader, names, language):
    procedure = next(each.code for each in names.procedures.values() if each.is_sensitive)
    parts = ["", "co-quan=H20.28261", "linh-vuc=Hộ tịch", f"thu-tuc={procedure}", "co-quan=H20.5&linh-vuc=Đất đai",
             f"co-quan=H20.28261&thu-tuc={procedure}", "het=1"]  # fmt: skip
    for part in parts:
        for by in ("", *By):
            answer = reader.get(f"/thong-ke?{part}&xem={by}&lang={language}")
            page = answer.content.decode()

            assert answer.status_code == 200, (part, by)
            assert len(gzip.compress(answer.content, 6)) <= HEAVIEST, (part, by)
            assert page.count("<h1") == 1 and page.count('<link rel="stylesheet"') == 2 and "<script" not in page
            assert "style=" not in page and f'<html lang="{language}">' in page and "Undefined" not in page


def test_one_question_of_the_database_when_the_page_is_kept_and_three_when_it_is_drawn(reader, names):
    """The one is asked below Django. Which maintenance there was is read once for all pages."""
    reader.get("/thong-ke/dinh-nghia")
    maintenance.past(IN["vi"], names.changed_at, timezone.now())
    for address, cold in (("/thong-ke", 2), ("/thong-ke?xem=thu-tuc", 2), ("/thong-ke?xem=thang", 1)):
        with CaptureQueriesContext(connection) as first:
            drawn = reader.get(address)
        with CaptureQueriesContext(connection) as again:
            kept = reader.get(address)
        assert len(first) == cold and len(again) == 0, address
        assert drawn.content == kept.content


def test_a_kept_page_sends_one_prepared_statement(seeded_database, django_db_blocker):
    with django_db_blocker.unblock(), databases.within(seeded_database), statements_sent() as sent:
        first = Client().get("/thong-ke")
        before = len(sent)
        again = Client().get("/thong-ke")

    assert sent[before:] == ["EXECUTE standing_publication"]
    assert again.content == first.content


def test_a_new_count_is_a_new_page(reader):
    before = reader.get("/thong-ke").content
    row = Published.objects.get(
        month=Publication.objects.get().through.replace(day=1), agency=None, field="", procedure=None
    )
    row.figures["received"] += 1000
    row.save()

    assert reader.get("/thong-ke").content == before
    published = Publication.objects.get()
    published.counted_at += timedelta(seconds=1)
    published.save()
    assert Told(IN["vi"]).number(row.figures["received"]) in text(reader.get("/thong-ke"))


def test_a_renamed_agency_is_a_new_page(reader):
    reader.get("/thong-ke")
    Agency.objects.filter(code="H20.5").update(name="Sở <b>Mới</b>")

    page = reader.get("/thong-ke").content.decode()
    assert "Sở &lt;b&gt;Mới&lt;/b&gt;" in page and "<b>Mới" not in page


def test_what_the_address_cannot_mean_is_said_in_one_sentence(reader):
    wrong = {
        "thang=2001-01": "month", "thang=x": "month", "co-quan=H99": "agency", "co-quan=1": "agency",
        "linh-vuc=Thiên văn": "field", "thu-tuc=9.9": "procedure", "xem=<script>": "by",
        "linh-vuc=Hộ tịch&thu-tuc=1.001193": "both",
    }  # fmt: skip
    for query, key in wrong.items():
        for address in ("/thong-ke", "/thong-ke/so-lieu.csv"):
            answer = reader.get(f"{address}?{query}")
            assert answer.status_code == 400, query
            assert wording.BAD[key] in text(answer) and "<script>" not in answer.content.decode()
    assert reader.post("/thong-ke").status_code == 405
    # What one part has and another has not is no mistake: it came along with a link.
    assert reader.get("/thong-ke?co-quan=H20.28261&xem=co-quan").status_code == 200


def test_what_there_is_of_a_wrong_question_is_kept_and_the_sentence_is_there_in_english(reader):
    """A form that was emptied by one mistake would be filled in from the beginning."""
    month = f"{Publication.objects.get().through.replace(day=1) - timedelta(days=1):%Y-%m}"
    asked = {"thang": month, "co-quan": "H20.28261", "linh-vuc": 'Thiên "văn"', "xem": "thu-tuc"}
    answer = reader.get("/thong-ke", asked)
    page = answer.content.decode()

    assert f'<option value="{month}" selected>' in page
    assert '<input type="hidden" name="co-quan" value="H20.28261">' in page
    assert '<input type="hidden" name="xem" value="thu-tuc">' in page and 'name="linh-vuc"' not in page
    other = html.unescape(re.search(r'href="(/thong-ke[^"]*lang=en)"', page)[1])
    assert parse_qs(other.partition("?")[2]) == {name: [value] for name, value in (asked | {"lang": "en"}).items()}
    english = reader.get(other)
    assert english.status_code == 400 and html.escape(IN["en"].say(wording.BAD["field"])) in english.content.decode()


def test_before_the_first_count_the_page_says_so(reader):
    Publication.objects.all().delete()

    answer = reader.get("/thong-ke")
    assert answer.status_code == 200 and "Chưa có số liệu" in text(answer)
    assert reader.get("/thong-ke/so-lieu.csv").status_code == 404
    assert reader.get("/thong-ke/dinh-nghia").status_code == 200


def test_an_old_count_is_said_to_be_old(reader):
    assert "Số liệu đã cũ" not in text(reader.get("/thong-ke"))
    Publication.objects.update(counted_at=Publication.objects.get().counted_at - timedelta(days=3))
    assert "Số liệu đã cũ" in text(reader.get("/thong-ke"))


def test_a_share_is_of_what_stands_beside_it_and_tenths_never_of_none(reader):
    row = Published.objects.get(
        month=Publication.objects.get().through.replace(day=1), agency=None, field="", procedure=None
    ).figures
    told = Told(IN["vi"])
    for slug, _heading, rows in ((each.slug, each.heading, each.rows) for each in told.sections(row)):
        keys = next(keys for name, _said, keys in wording.SECTIONS if name == slug)
        apart = {BY_KEY[key].label for key in ("promise_missed", "no_file") if key in keys}
        assert all(not each.share and not each.is_part for each in rows if each.label in apart), slug
    few = row | {"first_early": 9, "first_on_time": 0, "first_late": 91}
    assert told.headline(few, "")[0].startswith("9 trong 100 hồ sơ có kết quả xong")
    assert told.headline(few | {"first_early": 10, "first_late": 90}, "")[0].startswith("Cứ 10 hồ sơ có kết quả thì 1 ")
    assert "thì hơn 1 hồ sơ" in told.headline(few | {"first_early": 11, "first_late": 89}, "")[0]


def test_shares_of_dates_are_of_those_that_had_one_and_say_so(reader):
    row = Published.objects.get(
        month=Publication.objects.get().through.replace(day=1), agency=None, field="", procedure=None
    ).figures
    told = Told(IN["vi"])
    some = row | {"finished": 165, "first_early": 100, "first_on_time": 24, "first_late": 38, "first_none": 3}
    whole = dict(told.kept_table(some))
    assert [whole[head][0] for head in wording.HOW.values()] == [
        ("100", "61,7%"), ("24", "14,8%"), ("38", "23,5%"), ("3", "")
    ]  # fmt: skip
    assert told.shares_of(some | {"now_none": 0}) == [
        "Tỷ lệ theo ngày hẹn đầu tiên tính trên 162 hồ sơ: 165 hồ sơ có kết quả trừ 3 hồ sơ không có ngày hẹn."
    ]
    said = told.shares_of(row)
    assert len(said) == sum(row[f"{by}_none"] > 0 for by in wording.DATES)
    assert all(sentence in text(reader.get("/thong-ke")) for sentence in said)


def test_one_agency_alone_has_no_place(reader, names, monkeypatch):
    version = reads.publication()[0]
    best = max(
        place.kept.known
        for kind in reads.shown(asked_of({}, version.through, names), version.through, names).ranked.values()
        for place in kind.places
    )
    monkeypatch.setattr("dossiers.reads.published.ranking.FEWEST", best)
    page = text(reader.get("/thong-ke?xem=xep-hang"))
    assert "Chỉ một cơ quan có đủ số liệu, nên không có thứ hạng." in page
    assert f"trong {best} " in page
    assert "hạng 1" not in page


def test_the_months_of_the_ranking_are_those_that_are_there_and_its_table_has_no_file(reader):
    offered = months(Publication.objects.get().through)
    for month, since in ((offered[0], offered[2]), (offered[-2], offered[-1])):
        page = text(reader.get(f"/thong-ke?xem=xep-hang&thang={month:%Y-%m}"))
        assert f"từ tháng {since.month}/{since.year} đến tháng {month.month}/{month.year}." in page
        assert "Tải bảng trên trang này" not in page
    oldest = offered[-1]
    assert f"theo số liệu tháng {oldest.month}/{oldest.year}." in text(reader.get(f"/thong-ke?thang={oldest:%Y-%m}"))
    assert "Tải bảng trên trang này" in text(reader.get("/thong-ke"))


def test_only_a_field_that_is_there_is_gone_to(reader):
    assert b'href="#thang"' in reader.get("/thong-ke?thang=x").content
    assert (
        b'href="#'
        not in reader.get("/thong-ke?co-quan=H99").content.partition(b'role="alert"')[2].partition(b"<h1>")[0]
    )


def test_the_ranking_shows_intervals_and_sets_small_ones_apart(reader, names):
    version = reads.publication()[0]
    shown = reads.shown(asked_of({"xem": "xep-hang"}, version.through, names), version.through, names)
    page = text(reader.get("/thong-ke?xem=xep-hang"))
    told = Told(IN["vi"])

    assert any(ranking.places for ranking in shown.ranked.values())
    for ranking in shown.ranked.values():
        if len(ranking.places) == 1:
            (alone,) = ranking.places
            assert f"{names.agency(alone.agency).name}: {alone.kept.on_time} trong {alone.kept.known}" in page
            continue
        for place in ranking.places:
            assert (
                f"{names.agency(place.agency).name} {place.n} {told.share(place.kept.on_time, place.kept.known)}"
                in page
            )
            assert told.interval(place.kept) in page
        for agency, kept in ranking.few:
            assert f"{names.agency(agency).name}: {kept.on_time} trong {kept.known}" in page
