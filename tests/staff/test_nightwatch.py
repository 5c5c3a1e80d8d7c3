"""Lists of what looks bent: each number is planted by real actions, and equals the list that it opens."""

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Membership, Role
from dossiers.models import Dossier, Event, Step
from dossiers.reads.supervision import signs
from dossiers.reads.supervision.period import period_of
from dossiers.reads.supervision.signs import BY_SLUG, Source
from tests.province import receive
from tests.staff.plants import (
    MINUTE,
    PLANTS,
    a_batch,
    asked_late,
    codes_in,
    entered_earlier,
    moved,
    on_day,
    refiled,
    stopped,
)

PAGE = "/giam-sat/canh-dem"


@pytest.fixture
def look(enter):
    """look(user, address, at=…): the page as this person sees it, an hour after the last thing that happened."""

    def seen(user, address=PAGE, at=None, **asked):
        last = Event.objects.order_by("at").last()
        with time_machine.travel(at or max(timezone.now(), last.at) + timedelta(hours=1), tick=False):
            answer = enter(user).get(address, asked)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    return seen


def number(page: str, slug: str) -> int:
    found = re.search(rf'href="{PAGE}/{slug}(?:\?[^"]*)?"><strong>([\d.]+)</strong>', page)
    return int(found[1]) if found else 0


def test_every_sign_has_its_plant():
    assert set(PLANTS) == set(BY_SLUG)


@pytest.mark.parametrize("slug", PLANTS)
def test_a_number_is_what_was_done_and_opens_exactly_that(province, look, slug):
    planted = PLANTS[slug](province)
    expected = sorted(str(Dossier.objects.get(pk=dossier.pk)) for dossier in planted)
    for person in (province.leader, province.auditor):
        assert number(look(person), slug) == len(expected)
        assert sorted(codes_in(look(person, f"{PAGE}/{slug}"))) == expected
    elsewhere = look(province.leader_b, f"{PAGE}/{slug}")
    assert codes_in(elsewhere) == []
    assert "Không có hồ sơ nào có dấu hiệu này" in elsewhere
    assert number(look(province.leader_b), slug) == 0


@pytest.mark.parametrize("slug", PLANTS)
def test_every_number_beside_it_opens_a_list_of_that_length(province, look, slug):
    """By agency on the first page; by agency, person and unit on the list."""
    PLANTS[slug](province)
    links = re.findall(rf'<a href="({PAGE}/{slug}\?[^"]*)">[^<]+: ([\d.]+)</a>', look(province.auditor))
    page = look(province.auditor, f"{PAGE}/{slug}")
    links += [
        (f"{PAGE}/{slug}{query}", n)
        for query, n in re.findall(r'<li><a href="(\?[^"]*)">[^<]+</a> <b>([\d.]+)</b></li>', page)
    ]
    assert len(links) >= 4
    for address, n in links:
        narrowed = look(province.auditor, address.replace("&amp;", "&"))
        assert len(codes_in(narrowed)) == int(n), address


def test_it_says_that_a_signal_is_no_verdict(province, look):
    a_batch(province)
    assert "dấu hiệu, không phải kết luận" in look(province.leader)
    assert "dấu hiệu, không phải kết luận" in look(province.leader, f"{PAGE}/theo-lo")


def test_late_requests_are_a_share_of_all_first_requests(province, look):
    asked_late(province)
    assert "1/2 lần yêu cầu đầu tiên (50%)" in look(province.leader)


@pytest.mark.parametrize(("last", "expected"), [(timedelta(minutes=10), 5), (timedelta(minutes=10, microseconds=1), 0)])
def test_a_batch_is_five_within_ten_minutes(province, look, last, expected):
    start = on_day(1)
    for n in range(4):
        stopped(province, start + n * MINUTE)
    stopped(province, start + last)
    assert number(look(province.leader), "theo-lo") == expected


def test_midnight_does_not_cut_a_batch_in_two(province, look):
    """Each side of the boundary counts its own endings."""
    midnight = timezone.make_aware(
        datetime.combine((on_day(1).replace(day=1) + timedelta(days=32)).replace(day=1), time())
    )
    for n in (-3, -2, -1, 1, 2):
        stopped(province, midnight + n * MINUTE)
    before, after = (midnight - MINUTE, midnight + MINUTE)
    months = [timezone.localtime(at).strftime("%Y-%m") for at in (before, after)]
    counts = [number(look(province.leader, at=midnight + timedelta(days=2), period=key), "theo-lo") for key in months]
    assert counts == [3, 2]


def test_a_batch_over_two_agencies_is_still_one_persons(province, look):
    """Somebody who leads two agencies closes three here and two there."""
    p = province
    Membership.objects.create(user=p.leader, agency=p.commune, role=Role.SUPERVISOR)
    start = on_day(1)
    for n in range(3):
        stopped(p, start + n * MINUTE, by=p.leader)
    for n in (3, 4):
        stopped(p, start + n * MINUTE, by=p.leader, rules=p.birth)
    assert number(look(p.auditor), "theo-lo") == 5
    assert number(look(p.auditor, agency=p.commune.pk), "theo-lo") == 2
    assert len(codes_in(look(p.auditor, f"{PAGE}/theo-lo", agency=p.commune.pk))) == 2


def test_a_moved_date_says_from_when_to_when_and_why(province, look):
    (dossier,) = moved(province)
    page = look(province.leader, f"{PAGE}/doi-ngay-hen")
    before, after = dossier.original_due_at, Dossier.objects.get(pk=dossier.pk).due_at
    words = " → ".join(f"{timezone.localtime(at):%H:%M\u00a0%d/%m/%Y}" for at in (before, after))
    assert words in page
    assert "Vì: Đã nhận đủ giấy tờ bổ sung" in page
    assert "Bộ phận Một cửa, Sở Xây dựng" in page


def test_a_receipt_entered_later_names_both_moments_and_the_reason(province, look):
    (dossier,) = entered_earlier(province)
    page = look(province.leader, f"{PAGE}/ghi-lui", at=timezone.now())
    assert f"Ghi tiếp nhận lúc {timezone.localtime(dossier.received_at):%H:%M %d/%m/%Y}" in page
    assert "Bưu tá giao chậm" in page


def test_one_filed_again_leads_to_the_dossier_before(province, look):
    (dossier,) = refiled(province)
    page = look(province.leader, f"{PAGE}/nop-lai")
    assert f'<a href="/can-bo/ho-so/{dossier.earlier_id}">{dossier.earlier}</a>' in page


def test_the_dossier_before_is_named_only_to_who_may_read_it(province, look):
    (dossier,) = refiled(province)
    elsewhere = {f"{which}_agency": province.other for which in ("receiving", "deciding", "return", "holder")}
    Dossier.objects.filter(pk=dossier.earlier_id).update(**elsewhere)
    Step.objects.filter(dossier=dossier.earlier_id).update(agency=province.other)
    page = look(province.leader, f"{PAGE}/nop-lai")
    assert "Hồ sơ trước nộp ở cơ quan khác" in page
    assert str(dossier.earlier) not in page
    assert f'/can-bo/ho-so/{dossier.earlier_id}"' not in page
    assert str(dossier.earlier) in look(province.auditor, f"{PAGE}/nop-lai")


def test_the_list_is_narrowed_by_procedure(province, look):
    p = province
    stopped(p, on_day(1, 20))
    stopped(p, on_day(1, 20), rules=p.pausing)
    asked = {"procedure": p.pausing.procedure_id}
    assert number(look(p.leader, **asked), "ngoai-gio") == 1
    assert len(codes_in(look(p.leader, f"{PAGE}/ngoai-gio", **asked))) == 1


def test_a_period_holds_its_days_and_no_other(province, look):
    stopped(province, on_day(1, 20))
    at = on_day(1, 20)
    month = timezone.localtime(at).strftime("%Y-%m")
    last_day, too_late = (at + timedelta(days=n) for n in (29, 30))
    assert number(look(province.leader, at=last_day), "ngoai-gio") == 1
    assert number(look(province.leader, at=too_late), "ngoai-gio") == 0
    assert number(look(province.leader, at=too_late, period=month), "ngoai-gio") == 1


@pytest.mark.parametrize("asked", [{"period": "2026-13"}, {"period": "1999-01"}, {"agency": "x"}, {"agency": "999999"}])
def test_a_filter_that_means_nothing_is_said_at_its_field(province, enter, asked):
    for address in (PAGE, f"{PAGE}/theo-lo"):
        answer = enter(province.leader).get(address, asked)
        assert answer.status_code == 400
        assert "Chọn một mục trong danh sách." in answer.content.decode()


@pytest.mark.parametrize("junk", ["x", "-1", "9" * 30, "\u0661"])
def test_a_person_a_unit_or_a_page_that_means_nothing_breaks_nothing(province, look, junk):
    stopped(province, on_day(1, 20))
    look(province.leader, f"{PAGE}/ngoai-gio", person=junk, unit=junk, sau=junk)
    assert codes_in(look(province.leader, f"{PAGE}/ngoai-gio", person=999_999)) == []


def test_long_lists_come_in_pages_that_miss_nothing_and_repeat_nothing(province, look):
    for n in range(53):
        stopped(province, on_day(1, 20) + n // 2 * MINUTE)  # two at each moment
    pages, address = [], f"{PAGE}/ngoai-gio"
    while address:
        page = look(province.leader, address)
        pages.append(codes_in(page))
        found = re.search(r'<p class="next[^>]*><a href="([^"]+)"', page)
        address = f"{PAGE}/ngoai-gio{found[1].replace('&amp;', '&')}" if found else None
    assert [len(page) for page in pages] == [50, 3]
    assert len({code for page in pages for code in page}) == 53
    assert number(look(province.leader), "ngoai-gio") == 53


def test_queries_are_few_and_do_not_grow(province, enter):
    def asked(user, address) -> int:
        client = enter(user)
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    addresses = (PAGE, f"{PAGE}/ngoai-gio", f"{PAGE}/theo-lo")
    night = timezone.localtime().replace(hour=23, minute=0)
    for round_ in range(2):
        for n in range(6):
            stopped(province, max(night, timezone.now()) + n * MINUTE)
        counts = [asked(user, address) for user in (province.leader, province.auditor) for address in addresses]
        if round_ == 0:
            few = counts
    assert counts == few
    assert max(few) <= 13, few


@pytest.fixture
def years(province):
    """Three years of signs, as one busy agency leaves them: two thousand events on forty dossiers."""
    dossiers = [receive(province) for _ in range(40)]
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO dossiers_event (dossier_id, at, actor_id, agency_id, kind, data, public, seq, previous, hash)
               SELECT (%s::bigint[])[1 + n %% 40], now() - n * interval '12 hours', %s, %s,
                      (%s::text[])[1 + n %% 4],
                      CASE n %% 4 WHEN 0 THEN jsonb_build_object('signals', '["no_result"]'::jsonb)
                                  WHEN 1 THEN jsonb_build_object('signals', '["entered_earlier"]'::jsonb,
                                                                 'entered_at', now() - n * interval '12 hours')
                                  ELSE '{"round": 1}' END, true, 0, '', ''
               FROM generate_series(1, 2000) AS n""",
            [
                [dossier.pk for dossier in dossiers], province.officer.pk, province.department.pk,
                ["stopped", "received", "due_changed", "supplement_requested"],
            ],
        )  # fmt: skip
        cursor.execute("SET LOCAL enable_seqscan = off")
    return province


@pytest.mark.parametrize(
    ("question", "indexes"),
    [
        (Source.SIGNALS, {"event_signals", "event_entered"}),
        (Source.BATCHES, {"event_endings"}),
        (Source.DUE_CHANGES, {"event_due_changes"}),
        ("first requests", {"event_measured"}),
    ],
)
def test_each_question_rides_its_index(years, question, indexes):
    """Nothing walks over all events, nor over all signs of all years."""
    overseen, period = [years.department.pk, years.commune.pk], period_of("", timezone.now())
    if question == "first requests":
        asked = signs.first_requests(overseen, period)
    else:
        asked = signs.source(question, overseen, period)
    plan = asked.explain(analyze=True)
    assert "Seq Scan on dossiers_event" not in plan, plan
    assert {name for name in indexes if name in plan} == indexes, plan
