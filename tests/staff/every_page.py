"""Every staff page there is: who opens it, on the dossier in which situation, with which questions."""

import uuid
from collections.abc import Iterator
from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier, LetterKind, Report, ReportSpan
from dossiers.reads.reports.periods import over
from dossiers.reads.supervision.behind import FIGURES
from dossiers.reads.supervision.lists import LISTS
from dossiers.reads.supervision.signs import BY_SLUG
from dossiers.reads.supervision.urges import Pile
from dossiers.views.worklist import PILES
from tests import busy
from tests.province import receive
from tests.staff.conftest import Draft
from tests.staff.test_doors import staff_routes

NO_PAGE = {
    "sign-out", "sessions-end", "intake-discard", "intake-receipts",  # a press of a button
    "kept",  # nothing was kept: on to one's own room
    "letter-issue", "dossier-messages-choose", "urge-many",  # the same
    "dossier-file", "letter", "unsigned-apology", "print-file",  # the file itself
    "report-file",  # a press of a button
    "export", "own-file", "own-file-again", "own-file-discard",  # a press of a button, and the file itself
}  # fmt: skip
BESIDE = ["history", "notes", "files", "letters"]
SUPERVISION = [*(each.name for each in LISTS), "watch", "mended", "messages", "accesses", "books"]
REPORT = [f"report{part}" for part in ("", "-register", "-quality", "-candour", "-dossiers")]
TABLE = {
    "staff-home": [("clerk", "", [f"loc={pile}" for pile in PILES] + ["chon=het"]), ("leader", "", [""])],
    "sign-in": [("nobody", "", ["", "het=nghi"])],
    "password-forgotten": [("nobody", "", [""])],
    "password": [("clerk", "", [""])],
    "account": [("leader", "", [""])],
    "staff-find": [("clerk", "", ["", "ma=nguyen thi doan"])],
    "intake": [("clerk", "", ["", "tim=xay dung"])],
    **{f"intake-{page}": [("clerk", "", [""])] for page in ("applicant", "papers", "check")},
    "staff-dossier": [(who, situation, [""]) for who in ("leader", "auditor") for situation in busy.SITUATIONS],
    "receipt": [("clerk", "full", [""])],
    **{name: [("leader", "full", [""])] for name in ("staff-clock", *(f"dossier-{of}" for of in BESIDE))},
    "dossier-file-removal": [("officer", "full", [""])],
    **{f"move-{slug}": [(who, what, [""])] for slug, (who, what) in busy.MOVES.items()},
    "urge": [("leader", "overdue", [""])],
    "urge-answer": [("officer", "overdue", [""])],
    "delay": [("officer", "overdue", [""])],
    "urges": [(who, "", [f"loc={pile}" for pile in Pile]) for who in ("leader", "auditor")],
    "bulk": [("clerk", "", [""])],
    "job": [("clerk", "", [f"loc={state}" for state in ("waiting", "done", "refused")])],
    "print-many": [("clerk", "", [""])],
    "print-job": [("clerk", "", [f"loc={state}" for state in ("waiting", "done", "refused")])],
    "own-files": [("clerk", "", [""]), ("leader", "", [""])],
    "own-file-job": [("clerk", "", [""])],
    "reassign": [("leader", "", ["", "nguoi={officer}&co-quan={department}"])],
    "absences": [("leader", "", [""])],
    **{name: [("leader", "", [""]), ("auditor", "", [""])] for name in SUPERVISION},
    **{name: [("leader", "", [""]), ("auditor", "", [""])] for name in ("dashboard", "figures-by-agency")},
    **{name: [("leader", "", [""]), ("auditor", "", [""])] for name in ("steps", "step", "hot-spot")},
    **{f"figure-{figure.slug}": [("leader", "", [""])] for figure in FIGURES},
    **{f"watch-{slug}": [("leader", "", [""])] for slug in BY_SLUG},
    "reports": [("leader", "", [""]), ("auditor", "", [""])],
    "report-job": [],  # once it is done, the report
    "report": [("leader", "", ["", "ngay=first", "co-quan={department}"]), ("auditor", "", [""])],
    **{f"report-{part}": [("leader", "", [""])] for part in ("register", "quality", "candour")},
    "report-dossiers": [("leader", "", ["muc=all", "muc=new&nhom=departments"])],
    # These come on the way in, below.
    **{name: [] for name in ("password-set", "second-factor", "second-factor-new", "recovery-codes")},
}


def at_work(p: SimpleNamespace, each: int) -> SimpleNamespace:
    """busy.department among lists of so many, with `values` for addresses: of a draft, a visit, a job, a file."""
    made = busy.department(p)
    busy.crowded(p, made, each)
    busy.told(p, made.full, each)
    job = busy.queued(p, uuid.uuid4())
    actions.work()
    printing = actions.queue_chosen(
        by=p.clerk, now=timezone.now(), key=uuid.uuid4(), kind=LetterKind.RECEIPT,
        chosen=list(Dossier.objects.filter(receiving_agency=p.department).values_list("pk", "version")[:each]),
    )  # fmt: skip
    draft = _visit(p)
    attachment = made.full.attachments.filter(removed_at=None).first().pk
    made.values = {"key": draft.key, "group": draft.group, "job": job.pk, "print-job": printing.pk,
                   "own-file-job": printing.pk,
                   **dict.fromkeys(REPORT, _frozen(p).pk),
                   "attachment": attachment, "nth": 1,
                   "officer": p.officer.pk, "department": p.department.pk}  # fmt: skip
    return made


def addresses(made: SimpleNamespace) -> Iterator[tuple[str, str, str]]:
    """(route, who opens it, address)."""
    for name, parameters in staff_routes().items():
        for who, situation, questions in TABLE.get(name, []):
            pk = (
                made.values[name]
                if name in ("job", "print-job", "own-file-job", *REPORT)
                else getattr(made, situation or "full").pk
            )
            values = {**made.values, "pk": pk}
            path = reverse(f"dossiers:{name}", kwargs={p: values[p] for p in parameters if p in values})
            for question in questions:
                yield name, who, f"{path}?{question.format(**values)}" if question else path


def _frozen(p) -> Report:
    """Of the month before this one."""
    stretch = over(ReportSpan.MONTH, timezone.localdate())[0]
    actions.queue_report(
        by=p.leader, now=timezone.now(), key=uuid.uuid4(), agency_id=p.department.pk, span=stretch.span,
        start=stretch.start,
    )  # fmt: skip
    actions.work_long()
    return Report.objects.get()


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
