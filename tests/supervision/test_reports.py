"""Reports: frozen once with a number, as things were at the end of a period, and read by those who may."""

import uuid
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from agencies.models import Agency, AgencyKind, Membership, Role
from dossiers import actions
from dossiers.actions.reporting import report_portion
from dossiers.models import Dossier, Event, EventKind, Job, Report
from dossiers.reads.reports import measures
from dossiers.reads.reports.asof import as_of
from tests.dossiers.test_races import together
from tests.dossiers.working import at, at_office, done, press, refused, taken_in

AFTER = "2026-05-04 08:00"
MARCH, APRIL = "2026-03-01", "2026-04-01"
ASKED = {"reason": "Thiếu bản vẽ.", "papers": ["Bản vẽ"], "answer_by": date(2026, 4, 20)}


@pytest.fixture
def freeze(province):
    """freeze(MARCH): that month, of the department by its head, frozen on 4 May 2026."""

    def frozen(start: str, span: str = "month", *, by=None, agency=None) -> Report:
        asked = {"agency_id": (agency or province.department).pk, "span": span, "start": date.fromisoformat(start)}
        job = actions.queue_report(by=by or province.leader, now=at(AFTER), key=uuid.uuid4(), **asked)
        assert done(job).state == "done", job.error
        return Report.objects.get(pk=job.result["report"])

    return frozen


def n(report: Report, *keys: str) -> list[int]:
    return [report.content["total"][key] for key in keys]


def listed(report: Report, key: str) -> list[int]:
    return measures.behind(report.pk, key, size=1000)


def with_leader(p, **changes) -> Dossier:
    """Due on 30 March 2026 at 17:00."""
    return press(at_office(p, **changes), actions.complete_step, p.officer, "2026-03-10 09:00")


def finished(dossier: Dossier, p, when: str) -> Dossier:
    """Late, with the cause that is asked for."""
    actions.explain_delay(dossier_id=dossier.pk, by=p.leader, now=at(when), kind="load", text="Nhiều hồ sơ cùng lúc")
    return press(dossier, actions.finish, p.leader, when)


def test_overdue_at_the_end_and_finished_later(province, freeze):
    dossier = with_leader(province)
    assert dossier.due_at == at("2026-03-30 17:00")
    finished(dossier, province, "2026-04-02 09:00")
    march, april = freeze(MARCH), freeze(APRIL)
    assert n(march, "all", "new", "working", "working_now_late", "working_first_late", "ended") == [1, 1, 1, 1, 1, 0]
    assert n(april, "all", "carried", "working", "processed_now_late", "processed_first_late") == [1, 1, 0, 1, 1]
    assert listed(march, "working_now_late") == listed(april, "processed_first_late") == [dossier.pk]
    assert n(march, "late_unapologised", "national_late") == [1, 1]


def test_paused_at_the_end_and_resumed_later(province, freeze):
    asked, halted = (at_office(province, province.pausing) for _ in range(2))
    press(asked, actions.request_supplement, province.officer, "2026-03-05 09:00", **ASKED)
    press(halted, actions.pause, province.officer, "2026-03-05 09:00", ground="survey", reason="Đo đạc")
    press(asked, actions.receive_supplement, province.clerk, "2026-04-10 09:00")
    press(halted, actions.resume, province.officer, "2026-04-10 09:00")
    march, april = freeze(MARCH), freeze(APRIL)
    assert n(march, "paused", "paused_now_on_time", "paused_first_late", "working") == [1, 1, 1, 1]
    assert n(march, "stands", "stands_supplement", "stands_by_hand", "stands_was_late") == [2, 1, 1, 0]
    assert listed(march, "stands_by_hand") == [halted.pk]
    assert n(march, "days_supplement", "working_first_late", "working_now_on_time") == [18, 1, 1]
    assert n(april, "stands", "working", "working_now_on_time", "working_now_late") == [0, 2, 2, 0]
    # Nationally the clock ends with the first request; the one that was paused by hand has run out.
    assert n(march, "national_on_time", "national_late") == [1, 1]


def test_a_date_that_moved_later_stands_as_it_was(province, freeze):
    dossier = at_office(province, province.pausing)
    press(dossier, actions.request_supplement, province.officer, "2026-03-05 09:00", **ASKED)
    moved = press(dossier, actions.receive_supplement, province.clerk, "2026-04-02 09:00")
    assert moved.due_at > at("2026-04-20 00:00")
    other = with_leader(province)  # due on 30 March; nothing ever moves it
    assert n(freeze(MARCH), "working_now_late", "paused_now_on_time", "moved") == [1, 1, 0]
    assert n(freeze(APRIL), "working_now_late", "paused", "moved", "times_moved") == [2, 0, 1, 1]
    assert other.due_at < moved.due_at < at("2026-04-30 00:00")


def test_voided_later_the_first_report_stays_and_the_next_one_says_what_differs(province, freeze):
    dossier, other = taken_in(province, "2026-03-30 09:00"), taken_in(province, "2026-03-30 09:00")
    first = freeze(MARCH)
    kept = bytes(repr(first.content), "utf-8")
    press(dossier, actions.void, province.clerk, "2026-04-01 09:00", reason_class="twice", reason="Trùng")
    again = freeze(MARCH)
    assert n(first, "all") == [2]
    assert n(again, "all") == [1]
    assert listed(first, "all") == [dossier.pk, other.pk]
    assert listed(again, "all") == [other.pk]
    assert (first.number, again.number) == (1, 2)
    assert again.content["again"]["report"] == first.pk
    assert again.content["again"]["n"]["all"] == 2
    assert bytes(repr(Report.objects.get(pk=first.pk).content), "utf-8") == kept
    assert freeze(APRIL).content["before"]["number"] == 2  # the last one of the period before


def test_an_end_that_was_taken_back_never_was(province, freeze):
    dossier = with_leader(province)
    finished(dossier, province, "2026-03-31 23:55")
    press(dossier, actions.undo, province.leader, "2026-04-01 00:05")
    assert n(freeze(MARCH), "ended", "working", "working_now_late") == [0, 1, 1]
    assert n(freeze(APRIL), "carried", "new") == [1, 0]


def test_it_counts_for_the_agency_that_decided_then(province, freeze):
    chief = Membership.objects.create(
        user=province.auditor, agency=province.root, role=Role.SUPERVISOR
    ).user  # sees all of it
    dossier = taken_in(province, "2026-03-31 15:30", province.birth)
    assert dossier.due_at > at("2026-04-01 12:00")
    press(
        dossier, actions.redirect, province.leader_b, "2026-04-01 08:00", to=province.other, reason="Cư trú ở Cao Lãnh"
    )
    by_agency = {}
    for start in (MARCH, APRIL):
        rows = freeze(start, by=chief, agency=province.root).content["progress"]
        by_agency[start] = {row["id"]: row["n"]["all"] for row in rows}
    assert by_agency[MARCH] == {province.department.pk: 0, province.commune.pk: 1, province.other.pk: 0}
    assert by_agency[APRIL] == {province.department.pk: 0, province.commune.pk: 0, province.other.pk: 1}


def test_two_appointments_are_late_by_the_first_dates_when_one_was_missed(province, freeze):
    """The form went out too late; the second date was kept."""
    from_rules = province.pausing
    type(from_rules).objects.filter(pk=from_rules.pk).update(second_term=[[5, "working_days"]])
    from_rules.refresh_from_db()
    dossier = press(at_office(province, from_rules), actions.request_payment, province.officer, "2026-04-01 09:00")
    assert n(freeze(MARCH), "working_now_late", "working_first_late", "paused") == [1, 1, 0]
    press(dossier, actions.confirm_payment, province.officer, "2026-04-20 09:00")
    april = freeze(APRIL)
    second = Dossier.objects.get(pk=dossier.pk).second_original_due_at
    assert at("2026-04-20 12:00") < second < at("2026-04-30 00:00")
    assert n(april, "working", "working_now_late", "working_first_late", "stands") == [1, 1, 1, 0]


def test_only_those_who_answer_for_an_agency_freeze_it_and_only_what_is_over(province):
    def queue(by, agency, span, start):
        asked = {"agency_id": agency.pk, "span": span, "start": date.fromisoformat(start)}
        return actions.queue_report(by=by, now=at(AFTER), key=uuid.uuid4(), **asked)

    with refused("report_agency"):
        queue(province.auditor, province.department, "month", MARCH)
    with refused("report_agency"):
        queue(province.leader, province.commune, "month", MARCH)
    for span, start in (("month", "2026-05-01"), ("quarter", APRIL), ("year", "2026-01-01"), ("month", "2026-03-02")):
        with refused("report_not_over"):
            queue(province.leader, province.department, span, start)
    assert not Report.objects.exists()


def test_a_head_who_has_left_freezes_nothing(province):
    asked = {"agency_id": province.department.pk, "span": "month", "start": date(2026, 3, 1)}
    job = actions.queue_report(by=province.leader, now=at(AFTER), key=uuid.uuid4(), **asked)
    Membership.objects.filter(user=province.leader).delete()
    assert "lãnh đạo" in done(job).result["said"]
    assert not Report.objects.exists()


def test_one_at_a_time_of_a_person_and_of_an_agency_and_period(province):
    key, march, april = uuid.uuid4(), date(2026, 3, 1), date(2026, 4, 1)
    second = Membership.objects.create(user=province.auditor, agency=province.department, role=Role.SUPERVISOR).user

    def queue(by, start, key=None):
        asked = {"agency_id": province.department.pk, "span": "month", "start": start}
        return actions.queue_report(by=by, now=at(AFTER), key=key or uuid.uuid4(), **asked)

    job = queue(province.leader, march, key)
    assert queue(province.leader, march, key) == job  # the same press
    for by, start in ((province.leader, march), (province.leader, april), (second, march)):
        with refused("report_one"):
            queue(by, start)
    other = queue(second, april)
    assert (done(job).state, done(other).state) == ("done", "done")
    Job.objects.filter(pk=queue(province.leader, march).pk).update(state="failed")
    assert done(queue(province.leader, march)).state == "done"  # what failed stands in nobody's way
    assert list(Report.objects.order_by("pk").values_list("number", flat=True)) == [1, 2, 3]


def test_numbers_have_no_gap_and_no_twin_when_frozen_at_once(committed_province):
    p, asked = committed_province, {"agency": committed_province.department.pk, "span": "month", "start": MARCH}
    jobs = [Job.objects.create(kind="report", total=1, created_at=at(AFTER), created_by=p.leader, facts=asked)
            for _ in range(4)]  # fmt: skip

    def freeze(n: int) -> None:
        with transaction.atomic():
            report_portion(jobs[n])
            if n == 3:
                raise actions.Refused("report_one")  # it breaks off when all but its commit is done

    together(freeze, 4)
    reports = list(Report.objects.order_by("number"))
    assert [report.number for report in reports] == [1, 2, 3]
    earlier = [None, *(report.pk for report in reports[:2])]
    assert [(report.content["again"] or {}).get("report") for report in reports] == earlier


def test_the_provinces_centre_has_a_report_of_its_own_and_of_what_belongs_to_it(province, freeze):
    centre = Agency.objects.create(code="H20.20", name="Trung tâm", kind=AgencyKind.CENTRE, parent=province.root)
    room = Agency.objects.create(code="H20.20.1", name="Quầy", kind=AgencyKind.CENTRE, parent=centre)
    theirs, elsewhere = taken_in(province, "2026-03-10 09:00"), taken_in(province, "2026-03-10 09:00")
    Dossier.objects.filter(pk=theirs.pk).update(deciding_agency=room)
    head = Membership.objects.create(user=province.auditor, agency=centre, role=Role.SUPERVISOR).user
    assert listed(freeze(MARCH, by=head, agency=centre), "all") == [theirs.pk]
    assert listed(freeze(MARCH, by=head, agency=province.root), "all") == [theirs.pk, elsewhere.pk]


def test_a_freeze_takes_the_time_that_it_takes(province, freeze, monkeypatch):
    """Before the first look at the dossiers."""
    asked = []

    def watched(*given):
        with connection.cursor() as cursor:
            for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                cursor.execute(f"SHOW {limit}")
                asked.append(cursor.fetchone()[0])
        return as_of(*given)

    monkeypatch.setattr("dossiers.actions.reporting.as_of", watched)
    freeze(MARCH)
    assert asked == ["0", "0"]


def test_a_report_that_breaks_off_leaves_no_number(province, monkeypatch, freeze):
    monkeypatch.setattr("dossiers.actions.reporting.content", lambda *_args, **_more: 1 / 0)
    asked = {"agency_id": province.department.pk, "span": "month", "start": date(2026, 3, 1)}
    job = actions.queue_report(by=province.leader, now=at(AFTER), key=uuid.uuid4(), **asked)
    assert done(job).state == "failed"
    monkeypatch.undo()
    assert freeze(MARCH).number == 1


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE dossiers_report SET content = '{}'",
        "UPDATE dossiers_report SET number = 7",
        "DELETE FROM dossiers_report",
        "UPDATE dossiers_reported SET by_now = 'early'",
        "DELETE FROM dossiers_reported",
        "TRUNCATE dossiers_reported",
    ],
)
def test_what_is_frozen_stays(province, freeze, attack):
    with_leader(province)
    freeze(MARCH)
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert refusal.value.__cause__.pgcode == "42501"


def test_nothing_of_a_person_is_in_a_report(province, freeze):
    with_leader(province)
    said = repr(freeze(MARCH).content)
    assert "Đoan" not in said
    assert "087190001234" not in said
    assert Event.objects.filter(kind=EventKind.RECEIVED).exists()


def test_others_than_departments_and_communes_have_a_group_of_their_own(province, freeze):
    Agency.objects.filter(pk=province.department.pk).update(kind=AgencyKind.LAND_OFFICE)
    with_leader(province)
    (row,) = freeze(MARCH).content["progress"]
    assert (row["group"], row["n"]["all"]) == ("others", 1)
