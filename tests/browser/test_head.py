"""A head's ten minutes in the morning: the figures, what is late, whose it is, an urge, where lateness rises."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import full_name
from dossiers import actions
from dossiers.models import Count, Counted, Dossier, HotSpot, Urge
from tests.browser.pages import faults_of, shows, sign_in
from tests.province import receive
from tests.unattended.test_sweep import overdue_by

MISSED, DUE, PAST_MISSED, PAST_DUE = 5, 6, 1, 8


@pytest.fixture
def morning(committed_province):
    """Two dossiers late, one of them the officer's; figures of the night before."""
    p = committed_province
    long_ago = {"received_at": timezone.now() - timedelta(days=90), "reason": "Hồ sơ gửi qua bưu chính"}
    theirs, _another = (overdue_by(receive(p, p.post, **long_ago), timedelta(days=days)) for days in (3, 1))
    Dossier.objects.filter(pk=theirs.pk).update(assignee=p.officer)
    actions.sweep()
    actions.count_figures()
    return p, theirs


def _to_the_late_ones(page, p, chromium) -> None:
    """From the dashboard to what is late, and of it to what is one person's."""
    sign_in(page, p.leader)
    page.goto("/giam-sat/")
    shows(page, "Bảng điều hành")
    assert faults_of(page, chromium) == []
    number = page.locator(".figures a[href^='/giam-sat/qua-han']").first
    assert number.inner_text() == "2"
    number.click()
    shows(page, "2 hồ sơ quá hạn")
    page.locator(".groups").get_by_text(full_name(p.officer)).click()
    shows(page, "1 hồ sơ quá hạn")
    shows(page, "Chưa ghi nguyên nhân")


def test_from_a_number_to_the_person_it_hangs_on(page, morning, chromium):
    p, theirs = morning
    _to_the_late_ones(page, p, chromium)
    assert page.get_by_text(theirs.official_code).count() == 1
    assert faults_of(page, chromium) == []


@pytest.mark.soak
def test_ten_minutes(page, morning, chromium):
    p, theirs = morning
    _rising(p)
    _to_the_late_ones(page, p, chromium)

    page.get_by_role("link", name=re.compile("^Đôn đốc$")).last.click()
    shows(page, "Đôn đốc giải quyết hồ sơ")
    assert faults_of(page, chromium) == []
    page.get_by_role("button", name="Lập và in phiếu lần thứ 1").click()
    page.wait_for_load_state()
    slip = Urge.objects.get()
    assert (slip.dossier_id, slip.nth) == (theirs.pk, 1)
    assert slip.reply_by > timezone.now()

    page.goto("/giam-sat/")
    number = page.locator("section:has(#diem-nong) a[href$='loc=tre']").first
    assert number.inner_text().split()[0].startswith(str(MISSED))
    number.click()
    shows(page, f"28 ngày qua ({MISSED})")
    assert page.locator("tbody tr").count() == MISSED
    assert faults_of(page, chromium) == []

    page.goto("/giam-sat/so-lieu/tre-hen")
    shows(page, f"{MISSED} hồ sơ")
    assert faults_of(page, chromium) == []


def _rising(p) -> None:
    """One procedure of the department misses its dates more than it did."""
    through = Count.objects.get().through
    stretches = [(through, DUE, MISSED), (through - timedelta(days=40), PAST_DUE, PAST_MISSED)]
    for day, due, missed in stretches:
        for n in range(due):
            Counted.objects.create(
                dossier=receive(p), agency=p.department, procedure=p.building.procedure, channel=1,
                received_on=through, due_on=day, is_missed=n < missed,
            )  # fmt: skip
    HotSpot.objects.create(
        agency=p.department, procedure=p.building.procedure, since=through - timedelta(days=27), until=through,
        before=through - timedelta(days=111), due=DUE, missed=MISSED, past_due=PAST_DUE, past_missed=PAST_MISSED,
        chance=0.0163,
    )  # fmt: skip
