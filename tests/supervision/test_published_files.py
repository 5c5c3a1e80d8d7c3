"""The files that everybody may take of the published figures, and the dictionary of their columns."""

from dataclasses import replace

import pytest

from agencies.models import Agency
from dossiers import limits
from dossiers.models import Publication, Published
from dossiers.reads.published import page as reads
from dossiers.reads.published import sheet
from dossiers.reads.published.asked import asked_of
from dossiers.reads.published.definitions import ALL, BY_KEY, DEFINITIONS
from dossiers.views import published as views
from dossiers.wording import published as wording
from tests.supervision.published_pages import lines, text

pytestmark = pytest.mark.xdist_group("seeded province")


def test_the_months_file_holds_every_line_with_its_versions(reader, names):
    published = Publication.objects.get()
    month = published.through.replace(day=1)
    answer = reader.get(f"/thong-ke/so-lieu.csv?thang={month:%Y-%m}")
    file = lines(answer)
    whole = {row["agency_code"]: row for row in file if not row["field"] and not row["procedure_code"]}

    assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
    rows = Published.objects.filter(month=month, field="", procedure=None).select_related("agency")
    assert len(whole) == len(rows)
    for row in rows:
        line = whole[row.agency.code if row.agency else ""]
        assert {key: line[key] for key in BY_KEY} == {
            key: "" if row.figures[key] is None else str(row.figures[key]) for key in BY_KEY
        }
        assert (line["month"], line["through"]) == (f"{month:%Y-%m}", f"{published.through:%Y-%m-%d}")
        assert (line["calendar_version"], line["definitions"]) == (
            str(published.calendar_version), str(published.definitions),
        )  # fmt: skip
    fields = Published.objects.filter(month=month, agency=None).exclude(field="").values_list("figures", flat=True)
    assert sum(int(row["received"]) for row in file if row["field"] and not row["agency_code"]
               and not row["procedure_code"]) == sum(each["received"] for each in fields)  # fmt: skip


def test_the_tables_file_is_the_table(reader, names):
    version = reads.publication()[0]
    asked = asked_of({"co-quan": "H20.28261", "xem": "linh-vuc"}, version.through, names)
    shown = reads.shown(asked, version.through, names)
    file = lines(reader.get("/thong-ke/so-lieu.csv?co-quan=H20.28261&xem=linh-vuc"))

    assert [row["received"] for row in file] == [
        str(each)
        for each in (shown.figures["received"], *(line.figures["received"] for line in shown.lines["linh-vuc"]))
    ]


def test_a_months_lines_are_written_once_for_both_languages(reader, monkeypatch):
    vi, en = (
        reader.get(f"/thong-ke/so-lieu.csv?lang={language}{more}") for language, more in (("vi", ""), ("en", "&het=1"))
    )
    part, whole = (reader.get(f"/thong-ke/so-lieu.csv?xem=thu-tuc{more}") for more in ("", "&het=1"))

    assert lines(vi) == lines(en) and vi.content != en.content and part.content == whole.content
    assert (views._every_line.cache_info().misses, views._lines.cache_info().misses) == (1, 1)
    monkeypatch.setattr(limits, "look_up", lambda address: 30)
    refused = reader.get("/thong-ke/so-lieu.csv")
    assert (refused.status_code, refused["Retry-After"]) == (429, "30")


def test_a_count_by_definitions_that_are_not_these_is_none(reader):
    Publication.objects.update(definitions=DEFINITIONS + 1)

    answer = reader.get("/thong-ke")
    assert answer.status_code == 200 and "Chưa có số liệu" in text(answer)
    assert reader.get("/thong-ke/so-lieu.csv").status_code == 404


def test_an_agency_that_is_younger_than_the_names_has_no_line_yet(names):
    version = reads.publication()[0]
    agencies = {code: agency for code, agency in names.agencies.items() if code != "H20.28261"}
    fewer, asked = replace(names, agencies=agencies), asked_of({}, version.through, names)
    codes = {line[1] for line in sheet.of_month(asked, version, names)}
    shown = reads.shown(asked, version.through, fewer)

    assert {line[1] for line in sheet.of_month(asked, version, fewer)} == codes - {"H20.28261"} != codes
    assert "H20.28261" not in {line.of.code for lines in shown.lines.values() for line in lines}


def test_no_name_becomes_a_formula(reader):
    Agency.objects.filter(code="H20.5").update(name='=HYPERLINK("x")')
    file = lines(reader.get("/thong-ke/so-lieu.csv"))

    assert {row["agency"] for row in file if row["agency_code"] == "H20.5"} == {'\'=HYPERLINK("x")'}


def test_the_dictionary_tells_every_column_of_the_files(reader):
    told = {row["column"]: row for row in lines(reader.get("/thong-ke/dinh-nghia.csv"))}
    page = text(reader.get("/thong-ke/dinh-nghia"))

    assert list(told) == list(lines(reader.get("/thong-ke/so-lieu.csv"))[0])
    for figure in ALL:
        assert told[figure.key]["definition"] == " ".join(figure.definition.split())
        assert figure.definition in page and figure.key in page
    assert all(sentence in page for sentence in (*wording.TOGETHER, *wording.RANKING))
