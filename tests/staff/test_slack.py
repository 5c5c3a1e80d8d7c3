"""The work list stands by slack, says it in words, and is narrowed and ordered as its reader wants it."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from agencies.models import Absence, Membership, Unit, UsualTime
from dossiers import actions
from dossiers.models import Dossier, Event, EventKind, Heartbeat, Opinion, Supplement
from dossiers.reads import pages
from dossiers.reads.slack import slack_of
from dossiers.reads.worklist import Pile
from tests.dossiers.working import FETCHED, at, at_office, press, taken_in
from tests.province import receive
from tests.staff.lists import HOME, MONDAY, codes_in, count_of, in_list
from tests.staff.pages import said, text


def usually(p, minutes: int, step="Thẩm định") -> None:
    UsualTime.objects.create(procedure=p.building.procedure, step=step, minutes=minutes, cases=9)


def papers_asked(p, dossier, when="2026-03-03 09:00") -> Dossier:
    papers = {"papers": ["Bản vẽ"], "answer_by": at("2026-03-20 09:00").date()}
    return press(dossier, actions.request_supplement, p.officer, when, reason="Thiếu", **papers)


# ── The order, and what is at risk ───────────────────────────────────────────────────────────────────────────────


def test_who_can_wait_least_comes_first_whatever_the_dates(province, enter, now):
    """The later date belongs to the one with more work before it."""
    usually(province, 10)
    usually(province, 10, "Phê duyệt, ký kết quả")
    quick = at_office(province)
    slow = press(taken_in(province, "2026-03-03 08:00", province.pausing), actions.complete_step, province.clerk,
                 "2026-03-03 08:05")  # fmt: skip
    assert quick.due_at < slow.due_at

    now("2026-03-03 09:00")
    officer = enter(province.officer)
    assert codes_in(officer.get(HOME)) == [slow.official_code, quick.official_code]
    assert codes_in(officer.get(HOME, {"sort": "ngay-hen"})) == [quick.official_code, slow.official_code]
    assert codes_in(officer.get(HOME, {"sort": "moi-nhan"})) == [slow.official_code, quick.official_code]


def test_slack_is_said_in_words_and_its_lack_is_a_risk_before_it_is_late(province, enter, now):
    dossier = at_office(province)  # 20 working days and 5 hours 55 minutes; 17 days of steps are left
    officer = enter(province.officer)
    page = said(officer.get(HOME))
    assert "Còn dư 3,5 ngày làm việc" in page
    assert "Có nguy cơ trễ" not in page.replace("0 Có nguy cơ trễ", "")

    usually(province, 30 * 480)
    Dossier.objects.filter(pk=dossier.pk).update(start_by=dossier.start_by - timedelta(days=7))
    risky = officer.get(HOME, {"loc": "nguy-co"})
    assert codes_in(risky) == [dossier.official_code]
    assert count_of(risky, Pile.AT_RISK) == "1"
    assert "Thiếu 1,5 ngày làm việc" in said(risky)
    assert said(risky).count("Có nguy cơ trễ") >= 3  # the count, the heading, the row


def test_what_is_overdue_is_not_also_at_risk(province, enter, now):
    dossier = at_office(province)
    now("2026-04-10 09:00")
    page = enter(province.officer).get(HOME)
    assert count_of(page, Pile.OVERDUE) == "1"
    assert count_of(page, Pile.AT_RISK) == "0"
    assert "Thiếu" not in said(page)
    assert slack_of(dossier, None, at("2026-04-10 09:00")) is None


def test_the_counts_stand_in_the_order_of_urgency(province, enter, now):
    page = text(enter(province.leader).get(HOME))
    assert re.findall(r'class="tile tile--([a-z-]+)"', page) == [
        "qua-han", "hom-nay", "sap-den-han", "nguy-co", "cho-nhan", "giay-to-da-ve", "tat-ca", "cho-ky", "y-kien",
        "cho-bo-sung", "qua-han-bo-sung", "cho-tra",
    ]  # fmt: skip


def test_it_says_when_usual_times_were_counted(province, enter, now):
    clerk = enter(province.clerk)
    assert "chưa tính từ thực tế" in said(clerk.get(HOME))
    Heartbeat.objects.create(name="usual", started_at=at(MONDAY), finished_at=at("2026-03-02 01:15"))
    assert "tính lần gần nhất lúc 01:15 02/03/2026" in said(clerk.get(HOME))


# ── Papers that came in, opinions, results ───────────────────────────────────────────────────────────────────────


def test_papers_that_came_in_wait_until_somebody_does_something(province, now):
    asked, never = papers_asked(province, at_office(province)), at_office(province)
    came = press(asked, actions.receive_supplement, province.clerk, "2026-03-06 10:00")
    assert in_list(province.officer, Pile.PAPERS, "2026-03-09 09:00") == [came]

    press(came, actions.correct_applicant, province.clerk, "2026-03-06 11:00", reason="Sai tên",
          applicant=actions.Applicant(name="Nguyễn Thị Đoàn", phone="0900000123"))  # fmt: skip
    assert in_list(province.officer, Pile.PAPERS, "2026-03-09 09:00") == [came], "a correction is nothing done"

    press(came, actions.complete_step, province.officer, "2026-03-09 08:00")
    assert in_list(province.leader, Pile.PAPERS, "2026-03-09 09:00") == []
    assert never.pk


def test_supplement_and_event_have_one_moment(province, now):
    """What the list of papers that came in goes by."""
    came = press(papers_asked(province, at_office(province)), actions.receive_supplement, province.clerk,
                 "2026-03-06 10:00")  # fmt: skip
    event = Event.objects.get(dossier=came, kind=EventKind.SUPPLEMENT_RECEIVED)
    assert Supplement.objects.get(dossier=came).received_at == event.at
    assert timezone.is_aware(event.at)
    assert receive(province).pk


def test_who_is_asked_for_an_opinion_sees_it_with_its_own_deadline_and_only_they(province, enter, now):
    later, sooner = at_office(province), at_office(province)
    for dossier, day in ((later, "2026-03-12"), (sooner, "2026-03-10")):
        press(dossier, actions.ask_opinion, province.officer, "2026-03-03 09:00", agency=province.commune,
              question="Có tranh chấp không?", answer_by=at(f"{day} 09:00").date())  # fmt: skip
    now("2026-03-04 09:00")
    page = enter(province.officer_b).get(HOME, {"loc": "y-kien"})

    assert codes_in(page) == [sooner.official_code, later.official_code]
    assert "Ý kiến trước 17:00 10/03/2026" in said(page)
    assert codes_in(enter(province.clerk_b).get(HOME, {"loc": "y-kien"})) == []
    assert codes_in(enter(province.officer).get(HOME, {"loc": "y-kien"})) == []

    Opinion.objects.filter(dossier=later).update(
        answered_at=at("2026-03-04 08:00"), answered_by=province.officer_b, answer="Không"
    )
    assert in_list(province.officer_b, Pile.OPINIONS, "2026-03-04 09:00") == [sooner]


def test_results_that_wait_longest_come_first_and_say_for_how_long(province, enter, now):
    def ready(when: str) -> Dossier:
        moved = press(at_office(province), actions.complete_step, province.officer, when)
        return press(moved, actions.finish, province.leader, when)

    old, fresh = ready("2026-03-03 09:00"), ready("2026-03-30 09:00")
    now("2026-04-10 09:00")
    clerk = enter(province.clerk)
    page = clerk.get(HOME, {"loc": "cho-tra"})
    assert codes_in(page) == [old.official_code, fresh.official_code]
    assert "Kết quả chờ 38 ngày" in said(page)
    assert codes_in(clerk.get(HOME, {"loc": "cho-tra", "waits": "30"})) == [old.official_code]
    press(old, actions.hand_over, province.clerk, "2026-04-10 08:00", **FETCHED)
    assert codes_in(clerk.get(HOME, {"loc": "cho-tra"})) == [fresh.official_code]


# ── Narrowing ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_list_is_narrowed_by_its_address_and_every_link_keeps_it(province, enter, now, monkeypatch):
    monkeypatch.setattr(pages, "SIZE", 1)
    building, other = [at_office(province) for _ in range(2)], at_office(province, province.pausing)
    leader = enter(province.leader)
    asked = {"procedure": province.building.procedure_id, "sort": "ngay-hen"}
    page = leader.get(HOME, asked)

    assert count_of(page, Pile.ALL) == "2"
    links = [html.unescape(link) for link in re.findall(r'<li class="tile[^>]*><a href="([^"]+)"', text(page))]
    assert links
    assert all(f"procedure={province.building.procedure_id}" in link and "sort=ngay-hen" in link for link in links)
    following = html.unescape(re.search(r'href="([^"]+)">Trang sau', text(page))[1])
    seen = [*codes_in(page), *codes_in(leader.get(HOME + following))]
    assert sorted(seen) == sorted(dossier.official_code for dossier in building)
    assert other.official_code not in seen


def test_by_step_unit_person_and_clock(province, enter, now):
    first, second = at_office(province), at_office(province)
    at_counter = taken_in(province, "2026-03-02 09:00")
    press(second, actions.assign, province.leader, "2026-03-02 10:00", to=province.officer)
    stopped = press(at_office(province), actions.pause, province.officer, "2026-03-03 09:00", ground="survey",
                    reason="Đo đạc lại")  # fmt: skip
    office = Unit.objects.get(agency=province.department, kind="office")
    leader = enter(province.leader)

    def seen(**asked):
        return set(codes_in(leader.get(HOME, asked)))

    assert seen(step="Chuyển hồ sơ") == {at_counter.official_code}
    assert seen(unit=office.pk) == {first.official_code, second.official_code, stopped.official_code}
    assert seen(person=province.officer.pk) == {second.official_code}
    assert seen(person="chua") == {first.official_code, at_counter.official_code, stopped.official_code}
    assert seen(person="toi") == set()
    assert seen(clock="dung") == {stopped.official_code}
    assert seen(clock="chay", unit=office.pk) == {first.official_code, second.official_code}
    assert set(codes_in(enter(province.officer).get(HOME, {"person": "toi"}))) == {second.official_code}


@pytest.mark.parametrize(
    "asked",
    [
        {"procedure": "999999999"}, {"procedure": "x"}, {"procedure": "9" * 40}, {"step": "Không có bước này"},
        {"person": "ai đó"}, {"person": "999999999"}, {"unit": "-1"}, {"unit": "٣"}, {"clock": "x"}, {"sort": "; DROP"},
        {"waits": "7"}, {"loc": "khong-co"}, {"loc": "qua-han\u200b"},
    ],
    ids=str,
)  # fmt: skip
def test_what_means_nothing_is_passed_over_with_a_sentence(province, enter, now, asked):
    dossier = at_office(province)
    page = enter(province.leader).get(HOME, asked)
    assert page.status_code == 200
    assert codes_in(page) == [dossier.official_code]
    assert "đã bỏ qua" in said(page) or "danh sách không có" in said(page)


def test_a_list_that_is_anothers_is_passed_over_too(province, enter, now):
    page = enter(province.officer).get(HOME, {"loc": "cho-tra"})
    assert "Ông/Bà không có danh sách mà địa chỉ nêu" in said(page)


def test_a_bookmark_of_what_is_empty_now_stays_empty(province, enter, now):
    at_office(province)
    page = enter(province.officer).get(HOME, {"procedure": province.pausing.procedure_id})
    assert codes_in(page) == []
    assert "khớp bộ lọc" in said(page)
    assert "đã bỏ qua" not in said(page)


def test_nobody_is_narrowed_to_a_stranger(province, enter, now):
    """Whether somebody works elsewhere is none of this list's business."""
    at_office(province)
    page = enter(province.officer).get(HOME, {"person": province.officer_b.pk})
    assert "đã bỏ qua" in said(page)
    assert "Võ Thành Tâm" not in said(page)


# ── Standing in ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_stands_in_sees_the_work_of_the_absent_and_nothing_after_it(province, enter, now):
    away = User.objects.create(username="vang", last_name="Cao Thị", first_name="Mai")
    other = Unit.objects.create(agency=province.department, name="Phòng Thẩm định", kind="office")
    Membership.objects.create(user=away, agency=province.department, unit=other, role="officer")
    theirs, mine = at_office(province), at_office(province)
    Dossier.objects.filter(pk=theirs.pk).update(holder_unit=other, assignee=away)
    Dossier.objects.filter(pk=mine.pk).update(assignee=province.officer)
    officer = enter(province.officer)
    assert codes_in(officer.get(HOME)) == [mine.official_code]

    Absence.objects.create(
        user=away, stand_in=province.officer, since=at(MONDAY).date(), until=at("2026-03-06 09:00").date(),
        noted_by=away,
    )  # fmt: skip
    page = officer.get(HOME, {"person": "toi"})
    assert set(codes_in(page)) == {mine.official_code, theirs.official_code}
    assert "Kể cả việc Ông/Bà làm thay: Cao Thị Mai" in said(page)
    assert "Làm thay Cao Thị Mai" in said(page)
    assert set(codes_in(officer.get(HOME))) == {mine.official_code, theirs.official_code}

    now("2026-03-09 09:00")
    assert codes_in(officer.get(HOME)) == [mine.official_code]


def test_standing_in_elsewhere_shows_nothing(province, now):
    """Whoever stands in for somebody of another agency gets none of its dossiers."""
    dossier = at_office(province)
    Dossier.objects.filter(pk=dossier.pk).update(assignee=province.officer)
    assert in_list(province.officer_b, Pile.ALL, MONDAY, away=[province.officer.pk]) == []
