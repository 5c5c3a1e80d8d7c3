"""The night's count, counted again in other words."""

import pytest
from django.db import connection

from dossiers import actions
from dossiers.models import Count, Counted, Dossier, Tally

pytestmark = pytest.mark.xdist_group("seeded province")

LOCAL = "AT TIME ZONE 'Asia/Ho_Chi_Minh'"
TODAY = f"(now() {LOCAL})::date"
ACCEPTED = "official_code IS NOT NULL AND voided_at IS NULL"


def test_every_accepted_dossier_of_ended_days_is_counted_once(recount):
    (n,) = recount(f"SELECT count(*) FROM dossiers_dossier WHERE {ACCEPTED} AND (received_at {LOCAL})::date < {TODAY}")[
        0
    ]
    assert Counted.objects.count() == Count.objects.get().dossiers == n > 1000


def test_ended_by_day_and_agency(recount):
    mine = recount(
        f"""SELECT deciding_agency_id, (closed_at {LOCAL})::date, count(*) FROM dossiers_dossier
            WHERE {ACCEPTED} AND (closed_at {LOCAL})::date < {TODAY} GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    assert (
        list(Tally.objects.filter(ended__gt=0).order_by("agency", "day").values_list("agency", "day", "ended")) == mine
    )


def test_late_by_the_first_dates_is_late_by_either_of_them(recount):
    mine = recount(
        f"""SELECT id FROM dossiers_dossier d WHERE {ACCEPTED} AND (closed_at {LOCAL})::date < {TODAY}
            AND (closed_at > coalesce(second_original_due_at, closed_at)
                 OR original_due_at < coalesce((SELECT requested_at FROM dossiers_payment p
                                                WHERE p.dossier_id = d.id AND splits), closed_at)) ORDER BY 1"""
    )
    assert list(Counted.objects.filter(by_first="late").order_by("pk").values_list("pk")) == mine
    assert mine


def test_counted_again_nothing_changes_and_a_voided_dossier_is_forgotten(seeded):
    before = list(Tally.objects.order_by("agency", "day").values())
    actions.count_figures()
    after = list(Tally.objects.order_by("agency", "day").values())
    assert [{**row, "id": 0} for row in after] == [{**row, "id": 0} for row in before]
    gone = Counted.objects.filter(ended_on=None).first().dossier_id
    with connection.cursor() as cursor:
        cursor.execute("UPDATE dossiers_dossier SET voided_at = now() WHERE id = %s", [gone])
    actions.count_figures()
    assert not Counted.objects.filter(pk=gone).exists()
    assert Dossier.objects.filter(pk=gone).exists()
