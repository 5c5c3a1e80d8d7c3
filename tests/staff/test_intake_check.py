"""The last page: what the applicant is told, and what looks filed twice."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from agencies.worktime import ZONE
from dossiers import actions
from dossiers.models import Access, Dossier
from tests.province import COMMUNE_STEPS, receive, rules_of
from tests.staff.pages import at_field, said, text

FRIDAY = datetime(2026, 3, 13, 14, 59, tzinfo=ZONE)
TICK = {"other": "on"}


# The due date.


def test_the_date_is_said_with_its_reasons_before_and_at_the_end(province, ready, moments):
    moments.to(datetime(2026, 3, 9, 10, 0, tzinfo=ZONE))
    draft = ready()

    for page in ("giay-to", "kiem-tra"):
        shown = draft.shown(page)
        assert "Nếu tiếp nhận bây giờ: hẹn trả 17:00 06/04/2026" in shown
        assert "Vì sao là ngày này" in shown


def test_the_cut_off_that_passed_meanwhile_is_told_before_anything_is_received(province, ready, moments):
    moments.to(FRIDAY)
    draft = ready(province.birth, province.clerk_b)
    before = draft.held()
    moments.to(FRIDAY + timedelta(minutes=2))

    answer = draft.press(**before)

    assert answer.status_code == 409
    assert "Ngày hẹn trả nay là 17:00 17/03/2026, khác với ngày Ông/Bà vừa xem" in text(answer)
    assert "hẹn trả 17:00 17/03/2026" in text(answer)
    assert not Dossier.objects.exists()
    assert draft.press(**draft.held()).status_code == 302
    assert f"{timezone.localtime(Dossier.objects.get().due_at):%d/%m/%Y}" == "17/03/2026"


@pytest.mark.parametrize(
    "due", [None, "", "x", "\x00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2026-03-16"]
)
def test_a_press_without_a_date_that_was_shown_receives_nothing(province, ready, due):
    draft = ready()

    answer = draft.press(**({} if due is None else {"due": due}))

    assert answer.status_code == 409
    assert not Dossier.objects.exists()


def test_a_term_in_hours_runs_on_without_bothering_anybody_within_the_day(province, ready, moments):
    hours = rules_of("2.000999", "Cấp bản sao", "Hộ tịch", COMMUNE_STEPS, None, term=[[2, "working_hours"]])
    moments.to(datetime(2026, 3, 13, 14, 0, tzinfo=ZONE))
    draft = ready(hours, province.clerk_b)
    before = draft.held()
    moments.to(datetime(2026, 3, 13, 14, 20, tzinfo=ZONE))
    assert draft.press(**before).status_code == 302

    late = ready(hours, province.clerk_b, identity="", phone="0911111111", name="Người khác")
    before = late.held()
    moments.to(datetime(2026, 3, 13, 16, 20, tzinfo=ZONE))
    assert late.press(**before).status_code == 409


@pytest.mark.parametrize("due", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_a_date_beyond_all_calendars_is_no_date_that_was_shown(province, ready, due):
    hours = rules_of("2.000999", "Cấp bản sao", "Hộ tịch", COMMUNE_STEPS, None, term=[[2, "working_hours"]])

    assert ready(hours, province.clerk_b).press(due=due).status_code == 409


def test_a_procedure_without_a_term_is_received_without_a_date(province, ready):
    draft = ready(province.termless)

    assert "Thủ tục này chưa có thời hạn" in draft.shown("kiem-tra")
    assert draft.press().status_code == 302


# The same person, the same procedure.


def test_a_second_filing_is_named_and_must_be_looked_at(province, ready):
    first = receive(province)
    draft = ready()

    for page in ("giay-to", "kiem-tra"):
        shown = draft.shown(page)
        assert f'<a href="/can-bo/ho-so/{first.pk}">Hồ sơ {first}</a>' in shown
        assert "Được tiếp nhận" in shown
    silent = draft.send()
    assert silent.status_code == 400
    assert at_field(silent, "other") == "Kiểm tra hồ sơ đã nộp trước, rồi đánh dấu nếu đây là hồ sơ khác."
    assert Dossier.objects.count() == 1

    assert draft.send(**TICK).status_code == 302
    assert Dossier.objects.latest("pk").earlier == first


def test_a_tick_counts_for_the_dossier_that_was_shown_alone(province, ready):
    receive(province)
    draft = ready()
    before = draft.held()
    newest = receive(province)

    answer = draft.press(**before, **TICK)

    assert answer.status_code == 400
    assert f"Hồ sơ {newest}" in text(answer)
    assert draft.press(**draft.held(), **TICK).status_code == 302
    for junk in ("", "abc", "\x00", "9" * 400):
        assert ready().press(**(ready().held() | {"earlier": junk}), **TICK).status_code == 400


@pytest.mark.parametrize(
    "other",
    [
        {"identity": "087190009999", "phone": "0911111111"},
        {"name": "Trần Văn Bé", "identity": "", "phone": "0900 000 123"},
    ],
)
def test_another_person_is_no_second_filing(province, ready, other):
    receive(province)

    assert "Người này đã nộp" not in ready(**other).shown("kiem-tra")


def test_another_procedure_is_no_second_filing(province, ready):
    receive(province, province.pausing)

    assert "Người này đã nộp" not in ready().shown("kiem-tra")


def test_of_a_dossier_elsewhere_only_the_place_the_day_and_the_state_are_said(province, ready):
    foreign = receive(province)
    draft = ready(user=province.clerk_b)

    shown = draft.shown("kiem-tra")

    assert f"Một hồ sơ tại {province.department}" in said(draft.client.get(draft.page("kiem-tra")))
    assert "điện thoại 0277 3800 000" in shown
    assert str(foreign) not in shown
    assert f"/can-bo/ho-so/{foreign.pk}" not in shown
    assert Access.objects.filter(dossier=foreign, kind="viewed", user=province.clerk_b).exists()
    assert draft.send(**TICK).status_code == 302


def test_a_double_press_is_no_second_filing_of_itself(province, ready):
    draft = ready()
    sent = draft.held()

    first, second = draft.press(**sent), draft.press(**sent)

    assert first.url == second.url
    assert Dossier.objects.count() == 1


# Their weight.


@pytest.mark.parametrize("who", ["clerk", "leader"])
def test_every_page_asks_few_questions(province, ready, who, django_assert_max_num_queries):
    user = getattr(province, who)
    receive(province)
    draft = ready(user=user)
    for name in ("nguoi-nop", "giay-to", "kiem-tra"):
        with django_assert_max_num_queries(15):
            assert len(draft.client.get(draft.page(name)).content) < 60_000
    with django_assert_max_num_queries(15):
        draft.client.post(draft.page("giay-to"), draft.WHAT)
    sent = draft.held()
    with django_assert_max_num_queries(15):
        assert draft.press(**sent).status_code == 400
    with django_assert_max_num_queries(15):
        receipt = draft.press(**sent, **TICK).url
    with django_assert_max_num_queries(15):
        draft.client.get(receipt)


def test_post_is_counted_from_the_moment_that_it_brings_along(province, begin, moments):
    moments.to(datetime(2026, 3, 13, 10, 0, tzinfo=ZONE))
    draft = begin(province.clerk, province.post)
    draft.who(day="09/03/2026", hour="10:00", reason="Bưu tá giao thứ Hai")
    assert "hẹn trả 17:00 06/04/2026" in draft.shown("giay-to")
    draft.what()

    assert "tính từ 10:00 09/03/2026" in draft.shown("kiem-tra")
    draft.send()
    assert timezone.localtime(Dossier.objects.get().due_at) == datetime(2026, 4, 6, 17, 0, tzinfo=ZONE)


def test_a_procedure_is_refused_when_the_person_was_refused_it_before_without_a_tick(province, ready):
    """Refusing leads nowhere twice: nothing has to be looked at for it."""
    receive(province)

    assert ready().send(do="refuse", refusal="Đã nộp rồi.").status_code == 302


def test_actions_judge_the_date_and_the_fee_themselves(province):
    for facts, why in (
        ({"told": timezone.now()}, "due_moved"),
        ({"fee_paid": 1}, "fee_half"),
        ({"fee_receipt": "1"}, "fee_half"),
    ):
        with pytest.raises(actions.Refused) as refusal:
            receive(province, **facts)
        assert refusal.value.why == why
