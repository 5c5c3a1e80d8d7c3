"""Every staff page with the most that it may show: few questions, light, one heading, a title, in Vietnamese."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies import links
from dossiers import actions
from dossiers.reads.supervision.signs import BY_SLUG
from dossiers.views.worklist import PILES
from tests import busy
from tests.province import receive
from tests.staff.conftest import Draft
from tests.staff.pages import text
from tests.staff.signing_in import CODE, NEW, shown, telephone
from tests.staff.test_doors import staff_routes

MOST_QUERIES, MOST_BYTES = 15, 60_000
SET = "/can-bo/dat-mat-khau"
NO_PAGE = {
    "sign-out", "sessions-end", "intake-discard",  # a press of a button
    "kept",  # nothing was kept: on to one's own room
    "dossier-file",  # the file itself
}  # fmt: skip
BESIDE = ["history", "notes", "files"]
SUPERVISION = ["overdue", "stalled", "unapologised", "watch", "mended", "uncollected", "accesses", "books"]
# Who opens it, on the dossier in which situation, with which questions.
TABLE = {
    "staff-home": [("clerk", "", [f"loc={pile}" for pile in PILES] + ["chon=het"]), ("leader", "", [""])],
    "sign-in": [("nobody", "", ["", "het=nghi"])],
    "password-forgotten": [("nobody", "", [""])],
    "password": [("clerk", "", [""])],
    "account": [("leader", "", [""])],
    "staff-find": [("clerk", "", ["", "ma=nguyen thi doan"])],
    "intake": [("clerk", "", ["", "tim=xay dung"])],
    **{f"intake-{page}": [("clerk", "", [""])] for page in ("applicant", "papers", "check", "receipts")},
    "staff-dossier": [(who, situation, [""]) for who in ("leader", "auditor") for situation in busy.SITUATIONS],
    "receipt": [("clerk", "full", [""])],
    **{name: [("leader", "full", [""])] for name in ("staff-clock", *(f"dossier-{of}" for of in BESIDE))},
    "dossier-file-removal": [("officer", "full", [""])],
    **{f"move-{slug}": [(who, what, [""])] for slug, (who, what) in busy.MOVES.items()},
    "bulk": [("clerk", "", [""])],
    "job": [("clerk", "", [f"loc={state}" for state in ("waiting", "done", "refused")])],
    "reassign": [("leader", "", ["", "nguoi={officer}&co-quan={department}"])],
    "absences": [("leader", "", [""])],
    **{name: [("leader", "", [""]), ("auditor", "", [""])] for name in SUPERVISION},
    **{f"watch-{slug}": [("leader", "", [""])] for slug in BY_SLUG},
    # These come on the way in, below.
    **{name: [] for name in ("password-set", "second-factor", "second-factor-new", "recovery-codes")},
}


@pytest.fixture
def made(province, settings, tmp_path):
    """busy.department among crowded lists, with `values` for addresses: of a draft, a visit, a job, a file."""
    settings.ATTACHMENTS_ROOT = tmp_path / "tep"
    made = busy.department(province)
    busy.crowded(province, made)
    job = busy.queued(province, uuid.uuid4())
    actions.work()
    draft = _visit(province)
    attachment = made.full.attachments.filter(removed_at=None).first().pk
    made.values = {"key": draft.key, "group": draft.group, "job": job.pk, "attachment": attachment,
                   "officer": province.officer.pk, "department": province.department.pk}  # fmt: skip
    return made


def _visit(p):
    """The draft of one more dossier, ready to be sent, in a visit that handed in a page of them."""
    drafts = [actions.open_draft(agency=p.department, rules=p.building, by=p.clerk, now=timezone.now())]
    for _ in range(6):
        receive(p, key=drafts[-1].key)
        drafts.append(
            actions.open_draft(
                agency=p.department, rules=p.building, by=p.clerk, now=timezone.now(), same_visit=drafts[0]
            )
        )
    for part, typed in (("applicant", Draft.WHO), ("papers", Draft.WHAT)):
        actions.keep_answers(key=drafts[-1].key, by=p.clerk, now=timezone.now(), part=part, typed=typed)
    return drafts[-1]


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
    }
    return [limit for limit, is_kept in limits.items() if not is_kept]


def test_every_page_has_its_row():
    assert set(staff_routes()) == set(TABLE) | NO_PAGE


def test_every_page_keeps_its_limits(province, made, enter):
    clients = {who: enter(getattr(province, who)) for rows in TABLE.values() for who, _, _ in rows if who != "nobody"}
    for client in clients.values():
        client.get("/can-bo/tai-khoan")  # what the first visit asks is not the page's
    clients["nobody"] = Client()
    wrong = {}
    for name, parameters in staff_routes().items():
        for who, situation, questions in TABLE.get(name, []):
            pk = made.values["job"] if name == "job" else getattr(made, situation or "full").pk
            values = {**made.values, "pk": pk}
            path = reverse(f"dossiers:{name}", kwargs={p: values[p] for p in parameters if p in values})
            for question in questions:
                address = f"{path}?{question.format(**values)}"
                if broken := faults(clients[who], address):
                    wrong[name, who, situation, question] = broken
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
