"""Every staff page with the most that it may show: few questions, light, one heading, a title, in Vietnamese, and no
style or script of its own.
"""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies import links
from portal import sessions
from tests.staff.every_page import NO_PAGE, TABLE, addresses, at_work
from tests.staff.pages import text
from tests.staff.signing_in import CODE, NEW, shown, telephone
from tests.staff.test_doors import staff_routes

MOST_QUERIES, MOST_BYTES = 15, 60_000
SET = "/can-bo/dat-mat-khau"
# The one script that is a file looks again while a job runs.
OWN = re.compile(r"style=|<style| on\w+=|<script(?! src=\"[^\"]*/progress[^\"]*\" defer></script>)")


def faults(client, address: str) -> list[str]:
    """Which limits this page does not keep."""
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    page = text(answer)
    limits = {
        f"status {answer.status_code}": answer.status_code == 200,
        f"{len(seen)} queries": len(seen) <= MOST_QUERIES,
        f"{len(answer.content)} bytes": len(answer.content) <= MOST_BYTES,
        f"{page.count('<h1')} h1": page.count("<h1") == 1,
        "no title": re.search(r"<title>[^<–]*\w[^<–]* – .*Hồ sơ Đồng Tháp</title>", page) is not None,
        "not in Vietnamese": '<html lang="vi">' in page,
        "style or script of its own": OWN.search(page) is None,
    }
    return [limit for limit, is_kept in limits.items() if not is_kept]


def test_every_page_has_its_row():
    assert set(staff_routes()) == set(TABLE) | NO_PAGE


def test_every_page_keeps_its_limits(province, enter, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(sessions, "MARK_EVERY", 3600)  # a walk of minutes meets no page that happens to mark it
    settings.ATTACHMENTS_ROOT = tmp_path / "tep"
    made = at_work(province, each=60)
    clients, wrong = {"nobody": Client()}, {}
    for name, who, address in addresses(made):
        if who not in clients:
            clients[who] = enter(getattr(province, who))
            clients[who].get("/can-bo/tai-khoan")  # what the first visit asks is not the page's
        # Once more: calendars that this page is the first to load into memory are not its own questions.
        if faults(clients[who], address) and (broken := faults(clients[who], address)):
            wrong[name, who, address] = broken
    assert wrong == {}


def test_pages_of_the_way_in_keep_them_too(province, enter, settings):
    settings.SECOND_FACTOR = True
    key, leader, newcomer = telephone(province.leader), enter(province.leader), Client()
    assert newcomer.get(links.link_to_set(province.clerk, SET)).status_code == 302
    found = {
        "password-set": faults(newcomer, SET),
        "second-factor": faults(leader, CODE),
        "second-factor-new": faults(enter(province.auditor), NEW),
    }
    leader.post(CODE, {"code": shown(key)})
    found["recovery-codes"] = faults(leader, "/can-bo/ma-xac-thuc/du-phong")
    assert {name: broken for name, broken in found.items() if broken} == {}
