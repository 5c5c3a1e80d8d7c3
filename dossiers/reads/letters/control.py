"""Form 06: through whose hands a dossier went, when, and whether each was in time. Filled from its history alone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from agencies.models import full_name
from agencies.worktime import local_day
from dossiers import wording
from dossiers.models import Dossier, Event, EventKind, LetterKind, Opinion, Step
from dossiers.reads import words
from dossiers.reads.course import is_outside
from dossiers.reads.deadlines import deadline_of
from dossiers.reads.ledger import calendar_of
from dossiers.reads.letters.chain import Passing, passings_of
from dossiers.reads.letters.content import Content, NothingToPrint, moment_in_full, without_mark

_RESULT = {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Quá hạn"}  # as the form has them
_WITH_REASON = (EventKind.STEP_RETURNED, EventKind.REDIRECTED, EventKind.VOIDED)


def control(dossier: Dossier, *, now: datetime) -> Content:
    """As its history stands, and how late it is on the day it is made: a new slip after every event.

    Raises NothingToPrint for what was never taken in.
    """
    events = list(Event.objects.filter(dossier=dossier).select_related("actor", "reason").order_by("seq"))
    if dossier.official_code is None or not events:
        raise NothingToPrint("no_control")
    steps = list(Step.objects.filter(dossier=dossier).select_related("rule_step", "agency").order_by("n"))
    last, due = events[-1], dossier.second_original_due_at or dossier.original_due_at
    said = {
        "official_code": dossier.official_code, "decider": without_mark(dossier.deciding_agency.name),
        "helpers": _helpers(dossier, steps), "received": moment_in_full(dossier.received_at),
        "due": moment_in_full(due), "due_now": moment_in_full(dossier.due_at) if dossier.due_at != due else "",
        "late": _late(dossier, now), "until": words.minute(last.at),
        "passings": [_row(passing) for passing in passings_of(dossier, events, steps)],
    }  # fmt: skip
    subject = f"dossier:{dossier.pk}@{last.seq}"
    return Content(
        LetterKind.CONTROL, subject, dossier.receiving_agency, dossier, local_day(now), said, by_counter=True
    )


def _late(dossier: Dossier, now: datetime) -> str:
    """By how much it is overdue; "" when it is not, or is over."""
    if not dossier.is_overdue(now=now):
        return ""
    days = deadline_of(dossier, calendar_of(dossier, dossier.calendar_version), now).days
    return f"Quá hạn {-days if days else 'dưới 1'} ngày làm việc tính đến {words.local_day(now)}"


def _helpers(dossier: Dossier, steps: Sequence[Step]) -> list[str]:
    """Who was asked for an opinion, and outside bodies that have a step; in the order in which they came in."""
    asked = Opinion.objects.filter(dossier=dossier).order_by("asked_at").values_list("agency__name", flat=True)
    return list(dict.fromkeys(map(without_mark, [*(step.agency.name for step in steps if is_outside(step)), *asked])))


def _row(passing: Passing) -> dict[str, Any]:
    taken, begun = _minute(passing.taken), _minute(passing.begun)
    return {
        "giver": passing.giver, "given": _minute(passing.given), "given_by": passing.given_by,
        "receiver": passing.receiver, "taken": taken, "taken_by": passing.taken_by,
        "begun": begun if begun != taken else "",
        "result": _RESULT.get(passing.result or "", "–"), "is_undone": passing.is_undone,
        "is_dropped": passing.is_dropped, "notes": [_noted(event) for event in passing.events],
    }  # fmt: skip


def _noted(event: Event) -> str:
    """What happened, when, and why: a sentence for the column of notes."""
    data = event.data
    said = wording.EVENT[event.kind] % {
        "step": data.get("name", ""), "unit": without_mark(data.get("unit", "")),
        "agency": without_mark(data.get("agency", "")),
        **{name: _day(data.get(name)) for name in ("before", "after", "day")},
    }  # fmt: skip
    if event.kind == EventKind.UNDONE:
        said = f"{full_name(event.actor)} hoàn tác việc này"
    elif event.kind == EventKind.PAUSED:
        said += f" từ {words.minute(datetime.fromisoformat(data['since']))}: {wording.PAUSE_GROUND[data['ground']]}"
    elif event.kind == EventKind.DUE_CHANGED:
        said += f" ({wording.EVENT[data['because']].lower()})"
    elif (event.kind, data.get("class")) in wording.END_REASONS:
        said += f": {wording.END_REASONS[event.kind, data['class']]}"
    if event.kind in _WITH_REASON and hasattr(event, "reason"):
        said += f". Lý do: {event.reason.text}"
    return f"{words.minute(event.at)}: {said}"


def _minute(at: datetime | None) -> str:
    return "" if at is None else words.minute(at)


def _day(said: str | None) -> str:
    """dd/mm/yyyy of a day, or of the local day of a moment, as events keep them."""
    if not said:
        return "–"
    return words.local_day(datetime.fromisoformat(said)) if "T" in said else words.day(date.fromisoformat(said))
