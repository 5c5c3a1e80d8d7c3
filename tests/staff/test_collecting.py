"""A result is handed over in two presses, and what nobody fetches is seen by who answers for it."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from dossiers import actions, wording
from dossiers.models import Collection, Dossier
from dossiers.workflow import Status
from tests.dossiers.working import FETCHED
from tests.province import receive
from tests.staff.pages import at_field, page, press, said, text
from tests.staff.plants import act, codes_in

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def with_result(province, advance):
    dossier = advance(receive(province), province.clerk, province.officer)
    return act(actions.finish, dossier, province.leader, timezone.now())


def filled_in(response) -> dict:
    """The form as the browser would send it when nobody types anything."""
    form = re.search(r'<form method="post" novalidate>.*?</form>', text(response), re.S)[0]
    typed = {
        html.unescape(name): html.unescape(value)
        for name, value in re.findall(r'<input type="(?:text|hidden)" name="([^"]+)"(?: value="([^"]*)")?', form)
    }
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        typed[name] = re.search(r'<option value="([^"]*)" selected', options)[1]
    return typed


def test_in_the_normal_case_it_is_two_presses(province, enter, with_result):
    clerk = enter(province.clerk)
    opened = clerk.get(page(with_result, "tra-ket-qua"))

    done = clerk.post(page(with_result, "tra-ket-qua"), filled_in(opened))

    assert done.status_code == 302
    kept = Collection.objects.get()
    assert (kept.way, kept.collector, kept.collector_name, kept.paper) == (
        "counter", "applicant", "Nguyễn Thị Đoan", "Căn cước công dân",
    )  # fmt: skip


def test_a_representative_is_expected_where_there_is_one(province, enter, advance):
    who = actions.Applicant(name="Công ty Sen Việt", identity="1400123456", representative_name="Lê Văn Năm")
    dossier = advance(receive(province, applicant=who), province.clerk, province.officer)
    dossier = act(actions.finish, dossier, province.leader, timezone.now())
    clerk = enter(province.clerk)
    opened = clerk.get(page(dossier, "tra-ket-qua"))
    assert "Người được ủy quyền ghi trong hồ sơ: Lê Văn Năm" in text(opened)

    clerk.post(page(dossier, "tra-ket-qua"), filled_in(opened))

    kept = Collection.objects.get()
    assert (kept.collector_name, kept.paper) == ("Lê Văn Năm", "Giấy giới thiệu, căn cước công dân")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"paper": " "}, "paper", wording.REFUSED["paper_checked"]),
        ({"way": "post"}, "parcel", wording.REFUSED["parcel"]),
        ({"collector": "other"}, "collector_name", wording.REFUSED["collector_name"]),
        ({"collector": "representative"}, "collector", "Chọn người nhận kết quả."),
        ({"way": "x"}, "way", "Chọn hình thức trả kết quả."),
        ({"collector": ""}, "collector", "Chọn người nhận kết quả."),
        ({"paper": "a\x00"}, "paper", "Nội dung có ký tự không đọc được. Xóa rồi gõ lại bằng bàn phím."),
    ],
)
def test_what_is_missing_is_said_at_its_field(province, enter, with_result, typed, field, sentence):
    answer = press(enter(province.clerk), with_result, "tra-ket-qua", **{**FETCHED, "collector_name": "", **typed})
    assert (answer.status_code, at_field(answer, field)) == (400, sentence)
    assert not Collection.objects.exists()


def test_by_post_the_parcel_is_kept_and_never_the_paper_that_was_filled_in(province, enter, with_result):
    typed = {**FETCHED, "way": "post", "parcel": "RR123456789VN"}
    assert press(enter(province.clerk), with_result, "tra-ket-qua", **typed).status_code == 302
    assert Collection.objects.get().paper == "RR123456789VN"


# ── Results that nobody fetched ──────────────────────────────────────────────────────────────────────────────

WAITING = "/giam-sat/cho-nhan-ket-qua"


def test_results_that_wait_for_a_month_are_listed_the_longest_first(province, enter, advance):
    p = province
    ready = [advance(receive(p), p.clerk, p.officer) for _ in range(3)]
    start = timezone.now()
    for n, dossier in enumerate(ready):
        act(actions.finish, dossier, p.leader, start + n * DAY)
    act(actions.hand_over, ready[0], p.clerk, start + 3 * DAY, **FETCHED)

    for days, expected in ((30, []), (31, [ready[1]]), (32, [ready[1], ready[2]])):
        with time_machine.travel(start + days * DAY + MINUTE, tick=False):
            for person in (p.leader, p.auditor):
                answer = enter(person).get(WAITING)
                assert codes_in(text(answer)) == [d.official_code for d in expected], days
                assert f"{len(expected)} kết quả" in said(answer)
            assert codes_in(text(enter(p.leader_b).get(WAITING))) == []
    with time_machine.travel(start + 32 * DAY + MINUTE, tick=False):
        shown = enter(p.auditor).get(WAITING)
        assert re.search(r"<span>Sở Xây dựng </span><b>2</b>", text(shown))
        assert re.findall(r'data-label="Đã chờ \(ngày\)"><strong>(\d+)<', text(shown)) == ["31", "30"]
        for bad in ({"agency": "x"}, {"procedure": "\x00"}):
            assert enter(p.auditor).get(WAITING, bad).status_code == 400


def test_many_of_them_come_page_by_page(province, enter, django_assert_max_num_queries):
    p = province
    dossiers = [receive(p) for _ in range(60)]
    start = timezone.now()
    for n, dossier in enumerate(dossiers):
        Dossier.objects.filter(pk=dossier.pk).update(
            status=Status.DONE, closed_at=start + n * MINUTE, next_flag_at=None, stalls_at=None
        )
    with time_machine.travel(start + 40 * DAY, tick=False):
        leader = enter(p.leader)
        leader.get(WAITING)
        with django_assert_max_num_queries(11):
            first = leader.get(WAITING)
        after = re.search(r'href="(\?sau=[^"]+)"', text(first))[1]
        second = leader.get(WAITING + after)
    assert codes_in(text(first)) + codes_in(text(second)) == [d.official_code for d in dossiers]
    assert "60 kết quả" in said(first)
    assert len(first.content) < 60_000
