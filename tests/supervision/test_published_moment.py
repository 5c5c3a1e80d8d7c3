"""All thirteen months are counted as of one moment, whatever others commit meanwhile."""

import time
from contextlib import closing
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from dossiers import actions
from dossiers.actions import publishing
from dossiers.models import Dossier, Publication, Published
from dossiers.reads.published.counting import slices
from tests import databases

pytestmark = pytest.mark.xdist_group("seeded province")
WAITS = "SELECT FROM pg_locks WHERE relation = 'dossiers_published'::regclass AND NOT granted"


@pytest.fixture
def committed(copied_database, django_db_blocker):
    """A province to commit to."""
    with django_db_blocker.unblock(), databases.within(copied_database):
        yield


def test_what_is_committed_between_two_months_is_in_none_of_them(committed, monkeypatch):
    Published.objects.all().delete()  # every line is written anew, beside names that change
    counted = []

    def meanwhile(stretch, *, is_last):
        counted.append(stretch)
        if len(counted) == 2:
            still_open = Dossier.objects.filter(closed_at=None, voided_at=None, official_code__isnull=False)
            dossier = still_open.filter(received_at__lt=stretch.cut).earliest("received_at")
            with closing(connection.copy()) as other, other.cursor() as cursor:
                cursor.execute("UPDATE dossiers_dossier SET voided_at = now() WHERE id = %s", [dossier.pk])
                cursor.execute("UPDATE agencies_agency SET name = name || '.'")
                cursor.execute("UPDATE agencies_procedure SET name = name || '.'")
        return slices(stretch, is_last=is_last)

    monkeypatch.setattr(publishing, "slices", meanwhile)
    actions.publish_figures()

    of_all = Published.objects.filter(agency=None, field="", procedure=None).order_by("month")
    figures = list(of_all.values_list("figures", flat=True))
    assert [n["open"] for n in figures[:-1]] == [n["carried"] for n in figures[1:]]


def test_who_waits_for_another_count_sees_what_it_wrote(committed):
    """And so neither counts again nor fails, though every line has changed."""
    Publication.objects.update(counted_at="2026-01-01T00:00:00Z")
    other, watching = connection.copy(), connection.copy()
    other.set_autocommit(False)
    for each in (other, watching):
        each.inc_thread_sharing()
    with closing(other), closing(watching), other.cursor() as cursor:
        cursor.execute("LOCK TABLE dossiers_published IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("UPDATE dossiers_published SET figures = '{}'")
        cursor.execute("UPDATE dossiers_publication SET counted_at = now() + %s", [timedelta(minutes=1)])
        ends = Thread(target=_commit_when_waited_for, args=[other, watching])
        ends.start()
        assert actions.publish_figures() == {}
        ends.join()


def _commit_when_waited_for(working, watching) -> None:
    with watching.cursor() as cursor:
        give_up = time.monotonic() + 10
        while time.monotonic() < give_up:
            cursor.execute(WAITS)
            if cursor.fetchone() is not None:
                break
            time.sleep(0.01)
    working.commit()
