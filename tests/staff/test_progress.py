"""How work on many dossiers gets on: who sees it, and how it is found again."""

import pytest
from django.utils import timezone

from dossiers import actions
from tests.staff.pages import said, text
from tests.staff.test_bulk import HERE, ask, confirm, received


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("leader", 200), ("officer", 404), ("clerk_b", 404), ("leader_b", 404), ("auditor", 403)],
)
def test_a_job_is_seen_by_whoever_gave_it_and_who_leads_them(province, enter, who, status):
    clerk = enter(province.clerk)
    sent = confirm(clerk, ask(clerk, received(province, 1), "chuyen-buoc"), "chuyen-buoc")

    assert enter(getattr(province, who)).get(sent.url).status_code == status


@pytest.mark.parametrize("asked", ["?loc=x", "?sau=x", "?sau=99999", "?sau=-1", "?loc=refused&sau=5", "?sau=٣"])
def test_a_progress_page_reads_any_address(province, enter, asked):
    clerk = enter(province.clerk)
    sent = confirm(clerk, ask(clerk, received(province, 1), "chuyen-buoc"), "chuyen-buoc")

    assert clerk.get(sent.url + asked).status_code == 200


def test_other_jobs_have_no_page_here(province, enter):
    job = actions.ask_for_audit(by=province.leader, now=timezone.now())

    assert enter(province.leader).get(f"/can-bo/viec/{job.pk if job else 1}").status_code == 404


def test_jobs_given_before_are_found_again(province, enter):
    clerk = enter(province.clerk)
    sent = confirm(clerk, ask(clerk, received(province, 1), "chuyen-buoc"), "chuyen-buoc")
    actions.work()

    page = clerk.get(HERE)

    assert sent.url in text(page)
    assert "Chuyển sang bước tiếp theo: 1 hồ sơ" in said(page)
    assert sent.url not in text(enter(province.officer).get(HERE))
