"""Every published figure of every slice and month, against a recount written apart; and how it is written."""

import json
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from agencies.models import Agency, calendars
from dossiers import actions
from dossiers.actions import publishing
from dossiers.models import (
    Attachment,
    Dossier,
    Event,
    Finding,
    Heartbeat,
    Job,
    JobKind,
    JobState,
    Publication,
    Published,
)
from dossiers.reads.moments import database_now
from dossiers.reads.published.counting import MONTHS, months, slices
from dossiers.reads.published.definitions import ALL, BY_KEY, DEFINITIONS, PARTS
from dossiers.reads.published.hiding import added
from dossiers.reads.supervision.figures import open_by_agency
from dossiers.reads.supervision.within import Choices, Narrowed
from dossiers.wording.figures import FIGURES
from tests.supervision.recounted import Books

pytestmark = pytest.mark.xdist_group("seeded province")
ENDED_OTHERWISE = {
    "declined": (3, ("authority", "other")),
    "withdrawn": (7, ("elsewhere", "other")),
    "stopped": (8, ("unpaid", "abolished", "other")),
}  # kind of event: status, reasons that nobody in the invented province gives


@pytest.fixture
def bent(seeded):
    """What the invented province has none of: files, findings, another channel, dates that the calendar moved, dossiers
    that another agency had at first, results fetched late, rare reasons why there is none."""
    now, who, other = database_now(), User.objects.first(), Agency.objects.filter(kind="commune").first()
    Dossier.objects.extra(where=["id %% 5 = 0"]).update(channel=2)
    dossiers = list(Dossier.objects.filter(voided_at=None, official_code__isnull=False).order_by("pk"))
    for n, dossier in enumerate([d for d in dossiers if d.closed_at and d.closed_at > now - timedelta(days=70)][::3]):
        Attachment.objects.create(
            dossier=dossier, name="a.pdf", content_type="application/pdf", size=1, sha256="0" * 64, by=who,
            at=dossier.closed_at, agency_id=dossier.deciding_agency_id if n % 2 else other.pk,
        )  # fmt: skip
    for dossier in [d for d in dossiers if d.status == 9 and d.closed_at < now - timedelta(days=90)][::2]:
        Event.objects.create(dossier=dossier, at=now, kind="handed_over", data={})
        Dossier.objects.filter(pk=dossier.pk).update(status=10, returned_at=now)
    waiting = [d for d in dossiers if not d.closed_at and d.received_at < now - timedelta(days=5)]
    for dossier in waiting[:3]:
        at = max(now - timedelta(days=2), Event.objects.filter(dossier=dossier).latest("seq").at)
        Event.objects.create(dossier=dossier, at=at, kind="due_changed", data=_moved(dossier))
        Event.objects.create(dossier=dossier, at=now, kind="redirected", data={"from": other.pk})
    ended = [d for d in dossiers if d.closed_at]
    _end_otherwise(dossiers)
    for scope, found in (("all", [waiting[3], ended[0], ended[0]]), ("open", [waiting[4], waiting[5], None])):
        job = Job.objects.create(
            kind=JobKind.BOOKS, state=JobState.DONE, created_by=who, facts={"scope": scope}, created_at=now,
            finished_at=now + timedelta(seconds=scope == "open"),
        )  # fmt: skip
        Finding.objects.bulk_create([Finding(job=job, dossier=dossier, what="-") for dossier in found])
    actions.publish_figures()


def _end_otherwise(dossiers: list[Dossier]) -> None:
    """Results of the month before, whose dossiers turn out to have ended without one in the same moment."""
    month = months(timezone.localdate() - timedelta(days=1))[1]
    finished = iter([d for d in dossiers if d.status in (9, 10) and month.since <= d.closed_at < month.cut])
    for kind, (status, reasons) in ENDED_OTHERWISE.items():
        for reason in reasons:
            dossier = next(finished)
            Event.objects.create(dossier=dossier, at=dossier.closed_at, kind=kind, data={"class": reason})
            Dossier.objects.filter(pk=dossier.pk).update(status=status, returned_at=None)


def _moved(dossier: Dossier) -> dict:
    due = dossier.due_at and dossier.due_at.isoformat()
    return {"because": "calendar", "before": due, "after": due}


def kept(month) -> dict[tuple, dict]:
    rows = Published.objects.filter(month=month).values_list("agency", "field", "procedure", "figures")
    return {(agency, field or None, procedure): figures for agency, field, procedure, figures in rows}


def test_every_figure_of_every_slice_equals_the_recount(bent):
    books, through = Books(), timezone.localdate() - timedelta(days=1)
    counted = months(through)
    seen = set()
    for stretch in counted:
        theirs, mine = kept(stretch.start), books.figures(stretch.start, stretch.end, is_last=stretch is counted[0])
        assert set(theirs) == set(mine), stretch
        for figure in ALL:
            number = {key: row[figure.key] for key, row in theirs.items()}
            again = {key: row.get(figure.key, 0) for key, row in mine.items()}
            assert number == again, (figure.key, str(stretch))
            seen |= {figure.key} if any(number.values()) else set()
    rare = {key for key in FIGURES if key.startswith(("declined_", "withdrawn_", "stopped_", "paused_", "overdue_"))}
    rare -= {f"{kind}_{reason}" for kind, (_, reasons) in ENDED_OTHERWISE.items() for reason in reasons}
    assert set(BY_KEY) - seen <= rare | {"promise_missed", "supplements_again", "in_batches", "ended_missed"}


def test_parts_add_up_in_every_row_and_what_is_open_is_carried_into_the_next_month(seeded):
    rows = list(Published.objects.values_list("figures", flat=True))
    assert len(rows) > 1000
    for n in rows:
        for whole, parts in PARTS.items():
            assert n[whole] == sum(n[part] for part in parts), (whole, n)
        assert n["paused"] == n["open_paused"] + n["paused_overdue"]
        assert n["finished"] == sum(n[f"now_{how}"] for how in ("early", "on_time", "late", "none"))
        ended = n["finished"] + n["declined"] + n["withdrawn"] + n["stopped"]
        assert n["received"] + n["carried"] == ended + n["open"]
    of_all = Published.objects.filter(agency=None, field="", procedure=None).order_by("month")
    months_of_all = list(of_all.values_list("figures", flat=True))
    assert len(months_of_all) == MONTHS
    assert [n["open"] for n in months_of_all[:-1]] == [n["carried"] for n in months_of_all[1:]]


def test_the_current_month_agrees_with_the_dashboard(seeded):
    """Both at the last midnight; dossiers to which something happened today are out of it."""
    last = months(timezone.localdate() - timedelta(days=1))[0]
    today = Event.objects.filter(at__gte=last.cut).values("dossier")
    Dossier.objects.filter(pk__in=today).update(voided_at=last.cut)
    actions.publish_figures()
    theirs = open_by_agency(Narrowed(Choices([], [], is_all=True)), last.cut)
    asked = ("open", "overdue", "open_missed", "paused", "paused_overdue", "unapologised")
    shown = {
        agency: (n.open, n.overdue, n.missed, n.paused, n.paused_late, n.unapologised) for agency, n in theirs.items()
    }
    of_agencies = Published.objects.filter(month=last.start, field="", procedure=None).exclude(agency=None)
    mine = {row.agency_id: tuple(row.figures[key] for key in asked) for row in of_agencies if row.figures["open"]}
    assert mine == shown
    assert all(sum(numbers[i] for numbers in mine.values()) for i in range(4))


def everything() -> list[tuple]:
    """With the ids and where each row lies on its page: what is written again lies elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ctid::text, xmax::text, dossiers_published.* FROM dossiers_published ORDER BY id")
        return cursor.fetchall()


def test_counted_again_nothing_is_written_but_when_it_was(seeded, capsys):
    before, begun = everything(), Heartbeat.objects.get(name="published").finished_at
    call_command("publish_figures")
    told = json.loads(capsys.readouterr().out)
    through = timezone.localdate() - timedelta(days=1)
    assert (told["rows"], told["written"], told["through"]) == (len(before), 0, through.isoformat())
    assert everything() == before
    publication = Publication.objects.get()
    assert (publication.counted_at, publication.through) == (database_now(), through)
    assert (publication.calendar_version, publication.definitions) == (calendars().version, DEFINITIONS)
    beat = Heartbeat.objects.get(name="published")
    assert (beat.rows, beat.error) == (len(before), "")
    assert beat.finished_at > begun


def test_a_voided_dossier_is_gone_from_all_months_and_its_rows_with_it(seeded):
    through = timezone.localdate() - timedelta(days=1)
    of_all = Published.objects.filter(agency=None, field="", procedure=None).values_list("month", "figures")
    before = dict(of_all)
    still_open = Dossier.objects.filter(closed_at=None, voided_at=None, due_at__isnull=False)
    dossier = still_open.filter(received_at__lt=months(through)[1].cut).earliest("received_at")
    procedure = dossier.rules.procedure
    others = Dossier.objects.filter(rules__procedure=procedure).exclude(pk=dossier.pk)
    others.update(voided_at=database_now())
    actions.publish_figures()
    assert Published.objects.filter(procedure=procedure).exists()
    Dossier.objects.filter(pk=dossier.pk).update(voided_at=database_now())
    told = actions.publish_figures()
    assert told["written"] > 3
    assert not Published.objects.filter(procedure=procedure).exists()
    after = dict(of_all.all())
    for stretch in months(through)[:2]:
        assert after[stretch.start]["open"] < before[stretch.start]["open"]
    assert all(after[month]["received"] <= before[month]["received"] for month in before)


def test_a_count_that_slipped_in_is_not_counted_again(seeded, monkeypatch):
    def slips_in(key):
        Publication.objects.update(counted_at=database_now() + timedelta(seconds=1))

    rows = Published.objects.count()
    monkeypatch.setattr(publishing, "await_turn", slips_in)
    monkeypatch.setattr(publishing, "slices", None)
    assert actions.publish_figures() == {}
    assert Heartbeat.objects.get(name="published").rows == rows


def test_a_count_that_is_killed_leaves_the_one_before_it_whole(seeded, monkeypatch):
    class Killed(BaseException):
        """As a worker that is killed."""

    before, counted = list(Published.objects.order_by("pk").values()), Publication.objects.get().counted_at
    Dossier.objects.filter(closed_at=None).update(voided_at=database_now())
    asked = []

    def killed(stretch, *, is_last):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            asked.append(cursor.fetchone()[0])
        if len(asked) == 5:
            assert list(Published.objects.order_by("pk").values()) != before
            raise Killed
        return slices(stretch, is_last=is_last)

    monkeypatch.setattr(publishing, "slices", killed)
    with pytest.raises(Killed):
        actions.publish_figures()
    assert list(Published.objects.order_by("pk").values()) == before
    assert Publication.objects.get().counted_at == counted
    assert asked == ["0"] * 5


def test_where_nothing_was_checked_no_mismatch_is_denied(seeded):
    of_all = Published.objects.filter(agency=None, field="", procedure=None).order_by("-month")
    assert [n["mismatches"] for n in of_all.values_list("figures", flat=True)] == [None] * MONTHS
    assert added([{"mismatches": None}] * 2) == {"mismatches": None}
    Job.objects.create(
        kind=JobKind.BOOKS, state=JobState.DONE, created_by=User.objects.first(), facts={"scope": "all"},
        created_at=database_now(), finished_at=database_now(),
    )  # fmt: skip
    actions.publish_figures()
    assert [n["mismatches"] for n in of_all.values_list("figures", flat=True)] == [0] + [None] * (MONTHS - 1)


def test_thirteen_months_also_on_the_first_of_one_and_what_is_older_goes(seeded):
    first = months(date(2026, 11, 30))
    assert [first[0].start, first[0].end, first[-1].start] == [date(2026, 11, 1), date(2026, 11, 30), date(2025, 11, 1)]
    assert first[1].end == date(2026, 10, 31)
    assert months(date(2026, 12, 1))[0].end == date(2026, 12, 1)
    Published.objects.create(month=date(2020, 1, 1), figures={})
    assert actions.publish_figures()["written"] == 1
    assert Published.objects.values("month").distinct().count() == MONTHS


def test_each_figure_is_said_and_defined():
    assert set(BY_KEY) == set(FIGURES)
    assert len({figure.label for figure in ALL}) == len(ALL)
    assert all(figure.definition.endswith(".") for figure in ALL)
