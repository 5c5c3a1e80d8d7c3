"""The last page: what the applicant is told, what looks filed twice, the fee, and more of the same person."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from agencies.worktime import ZONE
from dossiers import actions
from dossiers.models import Access, Dossier
from tests.province import COMMUNE_STEPS, receive, rules_of
from tests.staff.conftest import Draft
from tests.staff.pages import at_field, said, text

FRIDAY = datetime(2026, 3, 13, 14, 59, tzinfo=ZONE)
TICK = {"other": "on"}


@pytest.fixture
def ready(begin, province):
    """ready(rules, user): a draft of which only the check page is left."""

    def typed(rules=None, user=None, **who) -> Draft:
        draft = begin(user or province.clerk, rules or province.building)
        draft.who(**who)
        assert draft.what().status_code == 302
        return draft

    return typed


def held(draft) -> dict:
    """What the check page holds, hidden, and would send."""
    return dict(re.findall(r'type="hidden" name="(due|earlier)" value="([^"]*)"', draft.shown("kiem-tra")))


def press(draft, **sent):
    return draft.client.post(draft.page("kiem-tra"), {"do": "receive", **sent})


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
    before = held(draft)
    moments.to(FRIDAY + timedelta(minutes=2))

    answer = press(draft, **before)

    assert answer.status_code == 409
    assert "Ngày hẹn trả nay là 17:00 17/03/2026, khác với ngày Ông/Bà vừa xem" in text(answer)
    assert "hẹn trả 17:00 17/03/2026" in text(answer)
    assert not Dossier.objects.exists()
    assert press(draft, **held(draft)).status_code == 302
    assert f"{timezone.localtime(Dossier.objects.get().due_at):%d/%m/%Y}" == "17/03/2026"


@pytest.mark.parametrize(
    "due", [None, "", "x", "\x00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "2026-03-16"]
)
def test_a_press_without_a_date_that_was_shown_receives_nothing(province, ready, due):
    draft = ready()

    answer = press(draft, **({} if due is None else {"due": due}))

    assert answer.status_code == 409
    assert not Dossier.objects.exists()


def test_a_term_in_hours_runs_on_without_bothering_anybody_within_the_day(province, ready, moments):
    hours = rules_of("2.000999", "Cấp bản sao", "Hộ tịch", COMMUNE_STEPS, None, term=[[2, "working_hours"]])
    moments.to(datetime(2026, 3, 13, 14, 0, tzinfo=ZONE))
    draft = ready(hours, province.clerk_b)
    before = held(draft)
    moments.to(datetime(2026, 3, 13, 14, 20, tzinfo=ZONE))
    assert press(draft, **before).status_code == 302

    late = ready(hours, province.clerk_b, identity="", phone="0911111111", name="Người khác")
    before = held(late)
    moments.to(datetime(2026, 3, 13, 16, 20, tzinfo=ZONE))
    assert press(late, **before).status_code == 409


@pytest.mark.parametrize("due", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00"])
def test_a_date_beyond_all_calendars_is_no_date_that_was_shown(province, ready, due):
    hours = rules_of("2.000999", "Cấp bản sao", "Hộ tịch", COMMUNE_STEPS, None, term=[[2, "working_hours"]])

    assert press(ready(hours, province.clerk_b), due=due).status_code == 409


def test_a_procedure_without_a_term_is_received_without_a_date(province, ready):
    draft = ready(province.termless)

    assert "Thủ tục này chưa có thời hạn" in draft.shown("kiem-tra")
    assert press(draft).status_code == 302


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
    before = held(draft)
    newest = receive(province)

    answer = press(draft, **before, **TICK)

    assert answer.status_code == 400
    assert f"Hồ sơ {newest}" in text(answer)
    assert press(draft, **held(draft), **TICK).status_code == 302
    for junk in ("", "abc", "\x00", "9" * 400):
        assert press(ready(), **(held(ready()) | {"earlier": junk}), **TICK).status_code == 400


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
    sent = held(draft)

    first, second = press(draft, **sent), press(draft, **sent)

    assert first.url == second.url
    assert Dossier.objects.count() == 1


# The fee.


def test_the_fee_is_shown_noted_checked_and_printed(province, begin):
    province.building.fee = 150_000
    province.building.save()
    draft = begin(province.clerk, province.building)
    draft.who()
    assert "Mức thu theo quy định: 150.000 đ" in said(draft.client.get(draft.page("giay-to")))
    draft.what(fee_paid=" 150.000 đ ", fee_receipt="AA/26-0012345")

    assert "Đã thu 150.000 đ, biên lai số AA/26-0012345." in draft.shown("kiem-tra")
    receipt = text(draft.client.get(draft.send().url))

    dossier = Dossier.objects.get()
    assert (dossier.fee_paid, dossier.fee_receipt) == (150_000, "AA/26-0012345")
    assert "đã thu 150.000 đ, biên lai số AA/26-0012345" in receipt


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"fee_paid": "120.000"}, "fee_receipt", "Nhập số biên lai của số tiền đã thu."),
        ({"fee_receipt": "12"}, "fee_paid", "Nhập số tiền đã thu theo biên lai này."),
        ({"fee_paid": "12.00", "fee_receipt": "1"}, "fee_paid", "Nhập số tiền bằng đồng, ví dụ 1.200.000."),
        ({"fee_paid": "-5", "fee_receipt": "1"}, "fee_paid", "Nhập số tiền bằng đồng, ví dụ 1.200.000."),
        ({"fee_paid": "9" * 25, "fee_receipt": "1"}, "fee_paid", "Số tiền phải lớn hơn 0"),
        ({"fee_paid": "1", "fee_receipt": "x" * 61}, "fee_receipt", "Nội dung dài quá 60 ký tự"),
    ],
)
def test_a_fee_that_cannot_be_is_said_at_its_field_and_everything_stays(province, begin, typed, field, sentence):
    draft = begin(province.clerk, province.building)

    answer = draft.what(**typed)

    assert answer.status_code == 400
    assert sentence in at_field(answer, field)
    assert 'value="Đơn đề nghị"' in text(answer)


def test_what_costs_money_is_not_refused_before_it_is_given_back(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what(fee_paid="120000", fee_receipt="12")

    answer = draft.send(do="refuse", refusal="Không thuộc thẩm quyền.")

    assert answer.status_code == 400
    assert "Trả lại tiền, xóa phần phí" in text(answer)
    assert "Không thuộc thẩm quyền." in text(answer)
    assert not Dossier.objects.exists()


# Several dossiers of one person.


def test_several_dossiers_of_one_person_are_typed_once_and_printed_together(
    province, ready, django_assert_max_num_queries
):
    draft = ready()
    client = draft.client
    for rules in (province.pausing, province.sensitive):
        more = draft.send(do="more")
        assert more.url.startswith("/can-bo/tiep-nhan?luot=")
        assert "Nhập thêm hồ sơ cho Nguyễn Thị Đoan" in said(client.get(more.url))
        chosen = client.post("/can-bo/tiep-nhan", {"rules": rules.pk, "luot": more.url.split("=")[1]})
        assert chosen.url.endswith("/giay-to")
        draft = next_of(draft, chosen.url)
        assert "Nguyễn Thị Đoan" in draft.shown("giay-to")
        draft.what()
    receipt = client.get(draft.send().url)
    dossiers = list(Dossier.objects.order_by("pk"))

    assert len({dossier.receipt_code for dossier in dossiers}) == len({d.official_code for d in dossiers}) == 3
    assert {dossier.applicant_identity for dossier in dossiers} == {"087190001234"}
    for dossier in dossiers:
        assert str(dossier) in text(receipt)
    address = re.search(r'href="([^"]+/phieu)"', text(receipt))[1]
    with django_assert_max_num_queries(15):
        together = client.get(address)
    assert text(together).count('<article class="form01">') == 3
    assert text(together).count("<h1") == 1
    assert text(receipt).count("<h1") == 1
    printed = Access.objects.filter(kind="printed", user=province.clerk)
    assert sorted(printed.values_list("dossier", flat=True)) == sorted([*(d.pk for d in dossiers), dossiers[-1].pk])


def next_of(draft: Draft, address: str) -> Draft:
    following = object.__new__(Draft)
    following.client, following.key = draft.client, address.split("/")[3]
    return following


def test_a_double_press_of_more_makes_one_dossier_and_the_same_way_on(province, ready):
    draft = ready()
    sent = {**held(draft), "do": "more"}

    assert press(draft, **sent).url == press(draft, **sent).url
    assert Dossier.objects.count() == 1


def test_a_long_visit_prints_in_pages_that_stay_small(province, ready, django_assert_max_num_queries):
    draft = ready()
    group = draft.send(do="more").url.split("=")[1]
    for _ in range(8):
        chosen = draft.client.post("/can-bo/tiep-nhan", {"rules": province.building.pk, "luot": group})
        following = next_of(draft, chosen.url)
        following.what()
        following.send(do="more", **TICK)
    address = f"/can-bo/tiep-nhan/{group}/phieu"

    with django_assert_max_num_queries(15):
        first = draft.client.get(address)
    rest = draft.client.get(address + re.search(r'href="(\?tu=\d+)"', text(first))[1])

    assert [text(page).count('<article class="form01">') for page in (first, rest)] == [6, 3]
    assert len(first.content) < 60_000
    assert "9 hồ sơ, trang này có 6" in said(first)
    for junk in ("x", "9" * 30, "-1", "٣"):
        assert draft.client.get(address, {"tu": junk}).content.count(b'<article class="form01">') == 6


def test_what_was_refused_or_annulled_has_no_receipt_among_the_others(province, ready):
    draft = ready()
    group = draft.send(do="more").url.split("=")[1]
    Dossier.objects.update(voided_at=timezone.now())

    assert draft.client.get(f"/can-bo/tiep-nhan/{group}/phieu").status_code == 404


def test_a_visit_is_printed_by_its_own_clerk_alone(province, ready, enter):
    group = ready().send(do="more").url.split("=")[1]

    for who in (province.leader, province.clerk_b):
        assert enter(who).get(f"/can-bo/tiep-nhan/{group}/phieu").status_code == 404


def test_printing_a_receipt_is_written_down(province, enter):
    dossier = receive(province)

    enter(province.officer).get(f"/can-bo/ho-so/{dossier.pk}/giay-tiep-nhan")

    seen = Access.objects.get()
    assert (seen.user, seen.kind, seen.dossier, seen.agency) == (
        province.officer, "printed", dossier, province.department
    )  # fmt: skip


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
    sent = held(draft)
    with django_assert_max_num_queries(15):
        assert press(draft, **sent).status_code == 400
    with django_assert_max_num_queries(15):
        receipt = press(draft, **sent, **TICK).url
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
