"""A dossier's way from the counter to the citizen's hand."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import CalendarDay, DayKind, DayStatus, Party, WorkCalendar, working_calendar
from dossiers import actions
from dossiers.models import Dossier, Event, Pause, Step, Supplement
from dossiers.workflow import Status
from tests.dossiers.working import FETCHED
from tests.province import receive

ASKED = {"reason": "Thiếu bản vẽ", "papers": ["Bản vẽ mặt bằng"]}


def done(dossier, verb, by, **more):
    """Make a move on the page as it is now, a minute after the last one."""
    fresh = Dossier.objects.get(pk=dossier.pk)
    return verb(dossier_id=fresh.pk, by=by, now=fresh.updated_at + timedelta(minutes=1), version=fresh.version, **more)


def at_office(p, rules=None):
    dossier = receive(p, rules)
    return done(dossier, actions.complete_step, p.clerk)


def asked(p, rules=None, **more):
    return asked_at(p, at_office(p, rules), **more)


def asked_at(p, dossier, **more):
    by = timezone.localdate() + timedelta(days=30)
    return done(dossier, actions.request_supplement, p.officer, **{**ASKED, "answer_by": by, **more})


def test_a_dossier_passes_from_holder_to_holder_and_into_the_citizens_hand(province):
    p = province
    dossier = receive(p)
    assert (dossier.holder_unit.kind, Status(dossier.status)) == ("counter", Status.ACCEPTED)

    dossier = done(dossier, actions.complete_step, p.clerk)
    assert (dossier.holder_unit.kind, Status(dossier.status)) == ("office", Status.PROCESSING)
    dossier = done(dossier, actions.complete_step, p.officer)
    assert dossier.holder_unit.kind == "leaders"
    dossier = done(dossier, actions.finish, p.leader)
    assert (Status(dossier.status), dossier.holder_unit.kind) == (Status.DONE, "counter")
    closed_at = dossier.closed_at
    dossier = done(dossier, actions.hand_over, p.clerk, **FETCHED)

    dossier.refresh_from_db()
    assert (Status(dossier.status), dossier.closed_at) == (Status.RETURNED, closed_at)
    assert dossier.returned_at > closed_at
    assert not Step.objects.filter(dossier=dossier, finished_at=None).exists()
    assert list(Event.objects.filter(dossier=dossier).order_by("seq").values_list("seq", "kind")) == [
        (1, "received"), (2, "step_completed"), (3, "step_completed"), (4, "finished"), (5, "handed_over"),
    ]  # fmt: skip


def test_the_last_step_is_finished_and_no_other(province):
    p = province
    dossier = at_office(p)
    with pytest.raises(actions.Refused, match="Phê duyệt"):
        done(dossier, actions.finish, p.leader)

    dossier = done(dossier, actions.complete_step, p.officer)

    with pytest.raises(actions.Refused, match="Kết thúc"):
        done(dossier, actions.complete_step, p.leader)


def test_a_supplement_that_restarts_gives_the_whole_term_again(province):
    p = province
    dossier = asked(p)
    assert (dossier.due_at, dossier.next_flag_at, dossier.is_paused) == (None, None, True)
    first = dossier.original_due_at

    with_papers = Dossier.objects.get(pk=dossier.pk)
    in_ten_days = with_papers.updated_at + timedelta(days=10)
    dossier = actions.receive_supplement(
        dossier_id=dossier.pk, by=p.clerk, now=in_ten_days, version=with_papers.version
    )

    fresh = receive(p)
    assert dossier.original_due_at == first
    assert dossier.due_at > first
    assert dossier.due_at >= fresh.due_at + timedelta(days=7)
    kinds = [event.kind for event in Event.objects.filter(dossier=dossier).order_by("seq")]
    assert kinds[-3:] == ["supplement_requested", "supplement_received", "due_changed"]
    moved = Event.objects.filter(dossier=dossier).latest("seq").data
    assert (datetime.fromisoformat(moved["before"]), datetime.fromisoformat(moved["after"])) == (first, dossier.due_at)


def test_an_event_names_the_agency_whose_people_acted(province):
    p = province
    dossier = receive(p, agency=p.commune, by=p.clerk_b)
    dossier = done(dossier, actions.complete_step, p.clerk_b)
    dossier = asked_at(p, dossier)
    done(dossier, actions.receive_supplement, p.clerk_b)

    where = Event.objects.filter(dossier=dossier).order_by("seq").values_list("agency__name", flat=True)
    assert list(where)[:4] == [p.commune.name, p.commune.name, p.department.name, p.commune.name]


def test_a_supplement_that_pauses_only_stops_the_clock(province):
    p = province
    dossier = asked(p, p.pausing)
    assert dossier.is_paused
    assert Pause.objects.get(dossier=dossier).span.upper is None

    dossier = done(dossier, actions.receive_supplement, p.clerk)

    assert dossier.due_at == dossier.original_due_at  # a minute's pause costs nothing
    assert not dossier.is_paused


def test_papers_are_asked_for_once(province):
    dossier = asked(province)
    dossier = done(dossier, actions.receive_supplement, province.clerk)

    with pytest.raises(actions.Refused, match="một lần"):
        done(
            dossier,
            actions.request_supplement,
            province.officer,
            **ASKED,
            answer_by=timezone.localdate() + timedelta(9),
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [({"reason": " "}, "lý do"), ({"papers": ["", " "]}, "giấy tờ"), ({"answer_by": timedelta(0)}, "sau hôm nay")],
)
def test_a_supplement_says_what_why_and_until_when(province, change, words):
    if "answer_by" in change:
        change = {"answer_by": timezone.localdate() + change["answer_by"]}

    with pytest.raises(actions.Refused, match=words):
        asked(province, **change)

    assert not Supplement.objects.exists()


def test_a_late_dossier_stays_late_when_papers_are_asked_for(province):
    p = province
    dossier = receive(p, p.post, received_at=timezone.now() - timedelta(days=60), reason="Hồ sơ chuyển từ hệ thống cũ")
    due = dossier.due_at
    assert due < timezone.now()
    dossier = done(dossier, actions.complete_step, p.clerk)
    dossier = actions.request_supplement(
        dossier_id=dossier.pk, by=p.officer, now=timezone.now() + timedelta(hours=2), version=dossier.version,
        answer_by=timezone.localdate() + timedelta(9), **ASKED,
    )  # fmt: skip
    assert dossier.due_at == due

    dossier = done(dossier, actions.receive_supplement, p.clerk)

    assert dossier.due_at == dossier.original_due_at == due
    assert dossier.is_overdue(now=timezone.now())


def test_the_second_of_two_clerks_sees_what_the_first_did(province):
    dossier = receive(province)
    stale = dossier.version
    done(dossier, actions.complete_step, province.clerk)

    with pytest.raises(actions.Stale, match="Lê Thị Bích Ngọc") as refusal:
        actions.complete_step(dossier_id=dossier.pk, by=province.leader, now=timezone.now(), version=stale)

    assert "Chuyển hồ sơ" in str(refusal.value)


def test_what_a_stale_page_missed_is_told_with_its_day(province):
    p = province
    dossier = at_office(p)
    stale, day = dossier.version, timezone.localdate() + timedelta(days=60)
    while not working_calendar().is_working(day):
        day += timedelta(days=1)
    done(dossier, actions.draft_apology, p.officer, reason="Nhiều hồ sơ", promised_on=day)
    done(dossier, actions.approve_apology, p.leader)

    with pytest.raises(actions.Stale, match=f"{day:%d/%m/%Y}"):
        actions.complete_step(dossier_id=dossier.pk, by=p.officer, now=timezone.now(), version=stale)


@pytest.mark.parametrize("stranger", ["clerk_b", "officer_b", "leader_b", "auditor", "administrator"])
def test_nobody_from_elsewhere_moves_a_dossier(province, stranger):
    dossier = receive(province)

    with pytest.raises(actions.Refused, match="Vai trò"):
        done(dossier, actions.complete_step, getattr(province, stranger))


def test_each_step_is_done_by_its_own_party(province):
    p = province
    dossier = at_office(p)

    with pytest.raises(actions.Refused, match="Vai trò"):
        done(dossier, actions.complete_step, p.clerk)
    done(dossier, actions.complete_step, p.officer)
    with pytest.raises(actions.Refused, match="Vai trò"):
        done(dossier, actions.finish, p.clerk)


def test_a_disabled_account_moves_nothing(province):
    province.clerk.is_active = False
    province.clerk.save(update_fields=["is_active"])
    dossier = receive(province, by=province.leader)

    with pytest.raises(actions.Refused):
        done(dossier, actions.complete_step, province.clerk)


def test_a_date_that_the_calendar_moved_says_so(province):
    p = province
    dossier = at_office(p)
    CalendarDay.objects.create(
        day=_working_day_before(dossier.due_at), kind=DayKind.OFF, status=DayStatus.IN_FORCE, legal_basis="Thử", since=2
    )
    WorkCalendar.objects.update(version=2)

    done(dossier, actions.complete_step, p.officer)

    moved = Event.objects.filter(dossier=dossier, kind="due_changed").get()
    assert moved.data["because"] == "calendar"
    assert "Lịch làm việc thay đổi" in Client().get(f"/tra-cuu/{dossier.receipt_code}").content.decode()


def _working_day_before(at):
    calendar, day = working_calendar(), timezone.localdate(at) - timedelta(days=1)
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day


def test_a_host_whose_clock_is_behind_writes_after_the_one_that_acted_before(province):
    p = province
    dossier = receive(p)
    behind = dossier.updated_at - timedelta(seconds=3)

    dossier = actions.complete_step(dossier_id=dossier.pk, by=p.clerk, now=behind, version=dossier.version)

    ats = list(Event.objects.filter(dossier=dossier).order_by("seq").values_list("at", flat=True))
    assert ats == sorted(ats)
    assert dossier.updated_at >= Step.objects.get(dossier=dossier, n=2).started_at


def test_only_the_party_of_the_last_working_step_finishes(province):
    p = province
    dossier = done(at_office(p), actions.complete_step, p.officer)

    with pytest.raises(actions.Refused, match="Vai trò"):
        done(dossier, actions.finish, p.officer)

    assert done(dossier, actions.finish, p.leader).status == Status.DONE


def test_the_deciding_agency_finishes_for_an_outside_body(province):
    p = province
    p.building.steps.filter(n=4).update(party=Party.OUTSIDE)
    dossier = done(at_office(p), actions.complete_step, p.officer)
    assert dossier.holder_agency == p.tax

    done(dossier, actions.finish, p.officer)

    assert Event.objects.get(dossier=dossier, kind="finished").agency == p.department


def test_papers_taken_in_where_the_dossier_lies_name_that_agency(province):
    p = province
    dossier = done(receive(p, agency=p.commune, by=p.clerk_b), actions.complete_step, p.clerk_b)
    done(asked_at(p, dossier), actions.receive_supplement, p.clerk)

    assert Event.objects.get(dossier=dossier, kind="supplement_received").agency == p.department
