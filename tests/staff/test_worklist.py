"""The desk: what waits for me or my unit, most urgent first."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Agency, AgencyKind, Membership, Party, Role, Unit, UnitKind, working_calendar
from dossiers import actions
from dossiers.clock import DeadlineState
from dossiers.models import Dossier, Notice
from dossiers.reads import pages, scope, worklist
from dossiers.reads.deadlines import deadline_of
from dossiers.reads.worklist import Pile
from tests.province import receive


def text(response) -> str:
    return response.content.decode()


def queries(client, address: str) -> int:
    client.get(address)  # the session's and the process' first things are not the page's
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def codes_in(page: str) -> list[str]:
    return re.findall(r'<a class="code" href="[^"]+">([^<]+)</a>', page)


def test_each_desk_has_what_its_own_unit_holds(province, enter, advance):
    at_counter = receive(province)
    at_office = advance(receive(province), province.clerk)
    elsewhere = receive(province, province.birth)

    assert codes_in(text(enter(province.clerk).get("/can-bo/"))) == [at_counter.official_code]
    assert codes_in(text(enter(province.officer).get("/can-bo/"))) == [at_office.official_code]
    assert set(codes_in(text(enter(province.leader).get("/can-bo/")))) == {
        at_counter.official_code, at_office.official_code,
    }  # fmt: skip
    assert codes_in(text(enter(province.clerk_b).get("/can-bo/"))) == [elsewhere.official_code]


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.CLERK, {UnitKind.COUNTER, UnitKind.REGISTRY}),
        (Role.OFFICER, {UnitKind.OFFICE, UnitKind.REGISTRY}),
        (Role.SUPERVISOR, set(UnitKind)),
    ],
)
def test_who_has_no_unit_has_what_their_role_works_on(province, role, kinds):
    person = User.objects.create(username="moi")
    Membership.objects.create(user=person, agency=province.department, role=role)
    for unit in Unit.objects.filter(agency=province.department):
        Dossier.objects.filter(pk=receive(province).pk).update(holder_unit=unit)

    found = worklist.work_list(reader=scope.reader_of(person), pile=Pile.ALL, cursor="", now=timezone.now())

    assert {row.dossier.holder_unit.kind for row in found.rows} == kinds


def test_what_an_outside_body_holds_waits_for_the_deciding_agency_and_its_news_reach_it(province, enter, late, advance):
    province.post.steps.filter(n=3).update(party=Party.OUTSIDE)
    dossier = advance(late(), province.clerk)
    assert dossier.holder_agency == province.tax
    Notice.objects.create(
        dedup_key="thử", dossier=dossier, kind="overdue", agency=province.tax, state="shown",
        created_at=timezone.now(), shown_at=timezone.now(),
    )  # fmt: skip

    desk, elsewhere = text(enter(province.officer).get("/can-bo/")), text(enter(province.officer_b).get("/can-bo/"))

    assert dossier.official_code in codes_in(desk)
    assert "Vừa quá hạn" in desk
    assert "Vừa quá hạn" not in elsewhere


def test_an_outside_body_with_people_here_works_on_its_own(province, enter, advance):
    Agency.objects.filter(pk=province.department.pk).update(kind=AgencyKind.OUTSIDE)
    dossier = advance(receive(province), province.clerk)
    other = Unit.objects.create(agency=province.department, name="Phòng khác", kind=UnitKind.OFFICE)
    Membership.objects.filter(user=province.officer_b).update(agency=province.department, unit=other)

    assert codes_in(text(enter(province.officer).get("/can-bo/"))) == [dossier.official_code]
    assert codes_in(text(enter(province.officer_b).get("/can-bo/"))) == []


def test_the_most_urgent_comes_first_and_what_has_no_date_last(province, enter, late):
    undated = receive(province, province.termless)
    in_time = receive(province)
    older, old = late(120), late(90)
    page = text(enter(province.clerk).get("/can-bo/"))
    assert codes_in(page) == [d.official_code for d in (older, old, in_time, undated)]
    assert "Quá hạn" in page
    assert "Chưa có ngày hẹn trả" in page


def test_an_empty_desk_says_so(province, enter):
    assert "Hôm nay không có hồ sơ chờ Ông/Bà xử lý." in text(enter(province.clerk).get("/can-bo/"))


def test_the_counts_are_the_lists(province, enter, late):
    late()
    receive(province)
    clerk = enter(province.clerk)
    found = worklist.work_list(reader=scope.reader_of(province.clerk), pile=Pile.ALL, cursor="", now=timezone.now())
    for pile, number in found.counts.items():
        page = text(clerk.get(f"/can-bo/?loc={pile}"))
        assert len(codes_in(page)) == number
        assert f"({number})" in page
    assert found.counts[Pile.OVERDUE] == 1
    assert found.counts[Pile.ALL] == 2


def test_piles_agree_with_the_clock_at_every_boundary(province, late):
    """The lists ask SQL, the tags ask the clock: they must never differ."""
    made = receive(province)
    received, due, soon = made.received_at, made.due_at, made.due_soon_at
    midnight = timezone.localtime(due).replace(hour=0, minute=0)
    moments = [at + timedelta(microseconds=step) for at in (received, due, soon, midnight) for step in (-1, 0, 1)]
    moments += [due + timedelta(days=40)]
    of_pile = {
        Pile.OVERDUE: DeadlineState.OVERDUE,
        Pile.DUE_TODAY: DeadlineState.DUE_TODAY,
        Pile.DUE_SOON: DeadlineState.DUE_SOON,
    }  # fmt: skip
    for now in moments:
        state = deadline_of(made, working_calendar(), now).state
        for pile, meant in of_pile.items():
            rows = worklist.work_list(reader=scope.reader_of(province.clerk), pile=pile, cursor="", now=now).rows
            assert bool(rows) == (state is meant), (now, pile, state)


def test_supplements_and_results_wait_in_lists_of_their_own(province, enter, advance):
    asked = advance(receive(province), province.clerk)
    actions.request_supplement(
        dossier_id=asked.pk, by=province.officer, now=timezone.now(), version=asked.version, reason="Thiếu",
        papers=["Bản vẽ"], answer_by=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    ready = advance(receive(province), province.clerk, province.officer)
    ready = actions.finish(dossier_id=ready.pk, by=province.leader, now=timezone.now(), version=ready.version)
    clerk = enter(province.clerk)
    assert codes_in(text(clerk.get("/can-bo/?loc=cho-bo-sung"))) == [asked.official_code]
    assert codes_in(text(clerk.get("/can-bo/?loc=cho-tra"))) == [ready.official_code]
    assert f"/can-bo/ho-so/{ready.pk}/tra-ket-qua" in text(clerk.get("/can-bo/?loc=cho-tra"))
    assert "cho-tra" not in text(enter(province.officer).get("/can-bo/?loc=cho-tra"))


def test_pages_follow_one_another_without_gap_or_repetition(province, enter, many, monkeypatch):
    monkeypatch.setattr(pages, "SIZE", 3)
    many(7)
    receive(province, province.termless)
    receive(province, province.termless)
    clerk, seen, address = enter(province.clerk), [], "/can-bo/"
    while address:
        page = text(clerk.get(address))
        seen += codes_in(page)
        following = re.search(r'href="([^"]+)">Trang sau', page)
        address = "/can-bo/" + html.unescape(following[1]) if following else None
    assert len(seen) == len(set(seen)) == 9


@pytest.mark.parametrize(
    "cursor", ["x", "1", "1.x", "-.-", "9" * 400 + ".1", "1." + "9" * 400, "１.１", "-.-5", "nan.1"]
)
def test_a_cursor_that_means_nothing_shows_the_first_page(province, enter, cursor):
    dossier = receive(province)
    answer = enter(province.clerk).get("/can-bo/", {"sau": cursor})
    assert codes_in(text(answer)) == [dossier.official_code]


def test_news_of_the_day_is_shown(province, enter, late):
    actions.sweep()
    late()
    actions.sweep()
    actions.relay()
    assert Notice.objects.exists()
    assert "Vừa quá hạn" in text(enter(province.clerk).get("/can-bo/"))
    assert "Vừa quá hạn" not in text(enter(province.clerk_b).get("/can-bo/"))


def test_counts_stop_at_a_thousand(province, enter, monkeypatch, many):
    monkeypatch.setattr("dossiers.reads.bounded.MOST", 3)
    monkeypatch.setattr("dossiers.templatetags.staff.MOST", 3)
    many(4)
    page = text(enter(province.clerk).get("/can-bo/"))
    assert "<strong>3+</strong>" in page
    assert "(3+)" in page


def test_queries_do_not_grow_with_the_dossiers(province, enter, many):
    clerk, leader = enter(province.clerk), enter(province.leader)
    many(10)
    at_ten = [queries(clerk, "/can-bo/"), queries(leader, "/can-bo/")]
    many(50)
    at_sixty = [queries(clerk, "/can-bo/"), queries(leader, "/can-bo/")]
    assert at_ten == at_sixty
    assert max(at_sixty) <= 10, at_sixty


def test_the_dossier_page_asks_at_most_fifteen_queries_however_long_its_life(province, enter, advance):
    dossier = receive(province)
    leader = enter(province.leader)
    young = queries(leader, f"/can-bo/ho-so/{dossier.pk}")
    advance(dossier, province.clerk, province.officer)
    assert queries(leader, f"/can-bo/ho-so/{dossier.pk}") == young <= 15


def test_pages_stay_light(province, enter, many):
    many(60)
    clerk = enter(province.clerk)
    dossier = Dossier.objects.first()
    for address in ("/can-bo/", "/can-bo/tiep-nhan", f"/can-bo/ho-so/{dossier.pk}"):
        assert len(clerk.get(address).content) <= 60_000, address
