"""Sensitive procedures are published only added up with others, on every page and in every file."""

import pytest

from agencies.models import Procedure
from dossiers.models import Publication, Published
from dossiers.views import published as views
from dossiers.wording import published as wording
from tests.supervision.published_pages import lines, text

pytestmark = pytest.mark.xdist_group("seeded province")


def test_a_sensitive_procedure_has_no_line_of_its_own_anywhere(reader, names):
    sensitive = set(Procedure.objects.filter(is_sensitive=True).values_list("code", flat=True))
    file = lines(reader.get("/thong-ke/so-lieu.csv"))

    alone = {row["procedure_code"] for row in file if " " not in row["procedure_code"]}
    assert not alone & sensitive
    assert any(set(row["procedure_code"].split()) & sensitive for row in file), "they are counted, with others"
    answer = reader.get(f"/thong-ke?thu-tuc={sorted(sensitive)[0]}")
    assert "thủ tục cộng chung" in text(answer) and wording.TOGETHER[0] in text(answer)


def test_dossiers_of_another_procedure_of_the_group_change_nothing_that_is_published(reader, names):
    """What is counted as the sensitive one or as its partner makes the same pages and the same files."""
    month = Publication.objects.get().through.replace(day=1)
    group = next(
        each for each in names.groups.procedures.values()
        if any(one.is_sensitive for one in each)
        and Published.objects.filter(procedure__in=[one.id for one in each], agency=None, month=month).count() > 1
    )  # fmt: skip
    rows = Published.objects.filter(procedure__in=[each.id for each in group], agency=None, month=month)
    one, other = rows.order_by("procedure")[:2]
    addresses = [
        "/thong-ke/so-lieu.csv", "/thong-ke?xem=thu-tuc", "/thong-ke?xem=linh-vuc",
        f"/thong-ke?thu-tuc={group[0].code}", f"/thong-ke?thu-tuc={group[-1].code}&xem=thang",
        "/thong-ke/so-lieu.csv?xem=thu-tuc",
    ]  # fmt: skip
    before = [reader.get(address).content for address in addresses]
    moved = 3
    one.figures["received"] += moved
    other.figures["received"] -= moved
    one.save()
    other.save()
    views._page.cache_clear()
    views._every_line.cache_clear()
    views._lines.cache_clear()

    assert [reader.get(address).content for address in addresses] == before
