"""Hand-overs of dossiers from one unit to another: on one slip those of one day between the same two."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from agencies.models import Agency, Unit, full_name
from agencies.worktime import local_day
from dossiers.models import Dossier, Event, EventKind, LetterKind, Supplement
from dossiers.reads import words
from dossiers.reads.letters.content import Content, NothingToPrint, moment_in_full, without_mark
from dossiers.reads.letters.handing import HandOver, Where, Within, lives_of, standing
from dossiers.reads.letters.official import last_mended, subject_since

# What says for itself why it was handed on.
_PLAIN = (EventKind.PASSED_ON, EventKind.STEP_COMPLETED)


def passing(dossier: Dossier) -> Content:
    """Of the dossier's last hand-over. Seven queries. Raises NothingToPrint where there was none."""
    found = hand_overs_of([dossier.pk])
    if not found or dossier.voided_at is not None:
        raise NothingToPrint("no_passing")
    return passing_of(found)


def hand_overs_of(dossiers: Iterable[int], within: Within | None = None) -> list[HandOver]:
    """The last hand-over that stands of each of these dossiers (ids), or all that stand within an agency's period, by
    the order in which they were made; none of those that nobody has handed on. Events with dossier, its rules'
    procedure, actor, agency. One query.
    """
    lives = lives_of(list(dossiers), "dossier__rules__procedure", "actor", "agency__parent")
    stand = [standing(life) for life in lives]
    if within is None:
        found = [made[-1] for made in stand if made]
    else:
        found = [one for made in stand for one in made if within.has(one.event)]
    return sorted(found, key=lambda one: one.event.pk)


def passing_of(handed: Sequence[HandOver]) -> Content:
    """One slip of these, made between the same two on the same day; in the order in which they were handed over.

    Its facts beside those of every letter: {"giver", "receiver": str, "given": moment in full, of the last,
    "given_by": [name], "rows": [{"official_code", "name", "request", "due", "papers": int, "note"}]}. Four queries.
    """
    events, last = [one.event for one in handed], handed[-1]
    papers = _papers([event.dossier_id for event in events])
    said: dict[str, Any] = {
        "giver": _name(last.giver), "receiver": _name(last.receiver), "given": moment_in_full(last.event.at),
        "given_by": list(dict.fromkeys(full_name(event.actor) for event in events if event.actor)),
        "rows": [_row(event, papers.get(event.dossier_id, 0)) for event in events],
    }  # fmt: skip
    assert last.event.agency is not None  # noqa: S101 - people of an agency hand over
    only = last.event.dossier if len(handed) == 1 else None
    return Content(
        LetterKind.PASSING, _subject(events), last.event.agency, only, local_day(last.event.at), said
    )  # fmt: skip


def _subject(events: Sequence[Event]) -> str:
    """The same events give the same slip, whatever the order in which they were asked for."""
    mended = last_mended([event.dossier_id for event in events])
    about = {event.pk: subject_since(str(event.pk), event.at, mended.get(event.dossier_id)) for event in events}
    if len(events) == 1:
        return f"event:{about[events[0].pk]}"
    every = ",".join(about[pk] for pk in sorted(about))
    return f"events:{hashlib.sha256(every.encode()).hexdigest()}"


def _name(where: Where) -> str:
    if where.unit:
        return without_mark(str(Unit.objects.select_related("agency").get(pk=where.unit)))
    return without_mark(Agency.objects.get(pk=where.agency).name)


def _row(event: Event, added: int) -> dict[str, Any]:
    dossier = event.dossier
    step = event.data.get("name", "")
    note = "" if event.kind in _PLAIN else event.get_kind_display() + (f": {step}" if step else "")
    return {
        "official_code": str(dossier), "name": dossier.applicant_name, "request": dossier.rules.procedure.name,
        "due": words.minute(dossier.due_at) if dossier.due_at else "–", "papers": len(dossier.papers) + added,
        "note": note,
    }  # fmt: skip


def _papers(dossiers: Sequence[int]) -> dict[int, int]:
    """How many papers came in later, by dossier."""
    brought = Supplement.objects.filter(dossier__in=dossiers, received_at__isnull=False)
    found: dict[int, int] = {}
    for dossier, papers in brought.values_list("dossier", "papers"):
        found[dossier] = found.get(dossier, 0) + len(papers)
    return found
