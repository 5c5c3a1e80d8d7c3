"""Form 07: the register of what an agency's counter took in during a period, one line a dossier."""

import json
from collections import Counter
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Prefetch

from agencies.models import Agency
from agencies.worktime import DAY, moment
from dossiers.models import Collection, CollectionWay, Dossier, LetterKind
from dossiers.querysets import DossierQuerySet
from dossiers.reads import words
from dossiers.reads.letters.content import Content, NothingToPrint, in_full, without_mark
from dossiers.wording import MOVE, STATUS
from dossiers.workflow import ENDED_WITHOUT_RESULT, Move, Status

_WAYS = {CollectionWay.COUNTER: "Tại quầy", CollectionWay.POST: "Bưu chính"}


def register(agency: Agency, since: date, until: date) -> Content:
    """since, until: local days, both included. The same lines give the same letter. Raises NothingToPrint for none.

    Dossiers without a number were not taken in and have no line; a mistaken intake keeps its line, marked so
    (TT 01/2018/TT-VPCP Art 9: numbered without gaps). Two queries.
    """
    with_way = Prefetch("collections", Collection.objects.filter(undone_at=None), to_attr="fetched")
    dossiers = taken_in(agency.pk, since, until).select_related("rules__procedure", "deciding_agency")
    rows = [_row(dossier) for dossier in dossiers.prefetch_related(with_way).order_by("received_at", "pk")]
    if not rows:
        raise NothingToPrint("no_register")
    digest = sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    said = {
        "since": words.day(since), "until": words.day(until), "closed": in_full(until), "rows": rows,
        "total": _total(rows),
    }  # fmt: skip
    subject = f"register:{agency.pk}:{since}:{until}:{digest}"
    return Content(LetterKind.REGISTER, subject, agency, None, until, said, by_counter=True)


def taken_in(agency_id: int, since: date, until: date) -> DossierQuerySet:
    """What has a line in it. A counter reads what it took in, and the index goes by readers."""
    opens, closes = (moment(day.toordinal() * DAY) for day in (since, date.fromordinal(until.toordinal() + 1)))
    return Dossier.objects.readable_by([agency_id]).filter(
        receiving_agency=agency_id, official_code__isnull=False, received_at__gte=opens, received_at__lt=closes
    )


def _row(dossier: Dossier) -> dict[str, Any]:
    rules, fetched = dossier.rules, next(iter(dossier.fetched), None)
    due = _promised(dossier)
    return {
        "code": dossier.official_code, "request": rules.procedure.name + (f" ({rules.case})" if rules.case else ""),
        "name": dossier.applicant_name,
        "reach": ", ".join(filter(None, (dossier.applicant_address, dossier.applicant_phone))),
        "decider": without_mark(dossier.deciding_agency.name), "received": words.minute(dossier.received_at),
        "due": words.minute(due) if due else "", "returned": words.minute(fetched.at) if fetched else "",
        "way": _WAYS[CollectionWay(fetched.way)] if fetched else "", "got": fetched.collector_name if fetched else "",
        "note": _note(dossier), "state": _state(dossier),
    }  # fmt: skip


def _state(dossier: Dossier) -> str:
    """Under which of the sums at the foot it counts."""
    if dossier.voided_at is not None:
        return "void"
    if dossier.status in ENDED_WITHOUT_RESULT:
        return "ended"
    return {Status.RETURNED: "returned", Status.DONE: "done"}.get(Status(dossier.status), "open")


def _promised(dossier: Dossier) -> datetime | None:
    """As the receipt says it: a day that came later is for the notes, so that the column hides no lateness."""
    return dossier.second_original_due_at or dossier.original_due_at


def _note(dossier: Dossier) -> str:
    if dossier.voided_at is not None:
        return "Hủy"
    notes = []
    if dossier.due_at is not None and dossier.due_at != _promised(dossier):
        notes.append(f"hạn mới {words.local_day(dossier.due_at)}")
    if dossier.promised_at is not None:
        notes.append(f"hẹn lại {words.local_day(dossier.promised_at)}")
    if dossier.status in ENDED_WITHOUT_RESULT and dossier.closed_at is not None:
        status = Status(dossier.status)
        # What has a line here was accepted: it can only have been declined.
        ended = MOVE[Move.DECLINE] if status is Status.NOT_ACCEPTED else STATUS[status].label
        notes.append(f"{ended} {words.local_day(dossier.closed_at)}")
    return "; ".join(notes)


def _total(rows: list[dict[str, Any]]) -> dict[str, int]:
    found = Counter(row["state"] for row in rows)
    return {"all": len(rows), **{state: found[state] for state in ("returned", "done", "open", "ended", "void")}}
