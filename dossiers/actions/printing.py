"""Many letters in one go: put down as a job, made one by one, then set as one file that its giver fetches.

Each letter keeps the number that it gets. A letter that was printed before comes with the facts of then: a file of one
is that letter byte for byte, in a file of several all are set again, each by its own template.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, transaction

from agencies.models import Agency
from agencies.worktime import local_day
from dossiers.actions.accesses import saw_each
from dossiers.actions.bulk import counts, put_down
from dossiers.actions.letters import locked, made, print_letter, print_passing
from dossiers.actions.refused import Refused
from dossiers.models import (
    AccessKind,
    Dossier,
    Job,
    JobFile,
    JobItem,
    JobItemState,
    JobKind,
    JobState,
    Letter,
    LetterKind,
)
from dossiers.reads import scope
from dossiers.reads.letters import NothingToPrint, Within, hand_overs_of, register
from dossiers.reads.letters.register import taken_in
from dossiers.reads.moments import database_now
from dossiers.reads.printing import KEPT, lines, printable, rounds_within, within
from dossiers.typesetting import typeset

log = structlog.get_logger("dossiers.actions.printing")

MOST = 2_000  # letters of a period at once
MOST_CHOSEN = 500  # dossiers that one person chooses
MOST_LINES = 5_000  # of a register
LONGEST = 366  # days of a period
PORTION = 20  # letters in one transaction


@transaction.atomic
def queue_period(
    *, by: User, now: datetime, key: UUID, kind: LetterKind, agency_id: int, since: date, until: date
) -> Job:  # fmt: skip
    """Put down the printing of an agency's letters of one kind, or of its register, for a period.

    since, until: local days, both included. The same key twice is one job. Raises Refused.
    """
    if agency_id not in scope.reader_of(by).agencies(*scope.WORKERS):
        raise Refused("print_agency")
    if until < since:
        raise Refused("print_order")
    if until > local_day(now):
        raise Refused("print_future")
    if (until - since).days >= LONGEST:
        raise Refused("print_long")
    facts = {"letter": kind.value, "agency": agency_id, "since": since.isoformat(), "until": until.isoformat()}
    if kind is LetterKind.REGISTER:
        n = lines(agency_id, since, until)
        if n > MOST_LINES:
            raise Refused("register_many", most=MOST_LINES, n=n)
        return _put_down(by, now, key, facts, [], total=n)
    found = printable(agency_id, kind, since, until, MOST)
    if len(found) > MOST:
        raise Refused("print_many", most=MOST)
    return _put_down(by, now, key, facts, found)


@transaction.atomic
def queue_chosen(
    *, by: User, now: datetime, key: UUID, kind: LetterKind, chosen: Sequence[tuple[int, int]]
) -> Job:  # fmt: skip
    """The same for dossiers that were chosen, (id, version); those on which this person does not work are left out.

    Raises Refused.
    """
    if len(chosen) > MOST_CHOSEN:
        raise Refused("bulk_many", most=MOST_CHOSEN, n=len(chosen))
    theirs = scope.worked_on(scope.reader_of(by)).filter(pk__in=[pk for pk, _version in chosen])
    there = set(theirs.values_list("pk", flat=True))
    facts = {"letter": kind.value, "chosen": [pk for pk, _version in chosen if pk in there]}
    return _put_down(by, now, key, facts, [(pk, version) for pk, version in chosen if pk in there])


def print_portion(job: Job) -> bool:
    """Make the next letters of a job, in the caller's transaction; once all are there, the file. False: finished."""
    now, by = database_now(), job.created_by
    assert by is not None  # noqa: S101 - it is always somebody's
    if job.done < job.total:
        _print(job, by, now)
        return True
    ids = job.result.get("letters", [])
    if ids:
        JobFile.objects.create(job=job, name=_name(job, now), content=_file(ids, now))
    job.state, job.finished_at = JobState.DONE, now
    return False


def purge_printed(*, now: datetime) -> int:
    """Take away files of many letters KEPT after they were made; the letters themselves stay. How many."""
    gone, _each = JobFile.objects.filter(job__finished_at__lt=now - KEPT).delete()
    return gone


def _file(ids: Sequence[int], now: datetime) -> bytes:
    """Of these letters, in this order. One alone is there already, and a register takes long to set."""
    if len(ids) == 1:
        return bytes(Letter.objects.values_list("pdf", flat=True).get(pk=ids[0]))
    letters = Letter.objects.only("facts").in_bulk(ids)
    return typeset([letters[pk].facts for pk in ids], now)


def _put_down(
    by: User, now: datetime, key: UUID, facts: dict[str, Any], found: Sequence[tuple[int, int]], *, total: int = 0
) -> Job:  # fmt: skip
    total = total or len(found)
    if not total:
        raise Refused("print_none")
    job, is_new = put_down(JobKind.PRINT, by, now, key, facts)
    if is_new:
        JobItem.objects.bulk_create(
            JobItem(job=job, n=n, dossier_id=pk, version=version) for n, (pk, version) in enumerate(found, start=1)
        )
        job.total = total
        job.save(update_fields=["total"])
    return job


def _print(job: Job, by: User, now: datetime) -> None:
    kind = LetterKind(job.facts["letter"])
    if kind is LetterKind.REGISTER:
        _print_register(job, by, now)
        return
    items = list(JobItem.objects.filter(job=job, n__gt=job.cursor).order_by("n"))
    if kind is not LetterKind.PASSING:  # one slip for all that went between two units on one day
        items = items[:PORTION]
    locked([item.dossier_id for item in items], by=by)
    if not counts(by, now):
        letters = _refused(items, str(Refused("account_ended")))
    elif kind is LetterKind.PASSING:
        letters = _passing(items, within(job.facts), by, now)
    else:
        asked = _rounds(job, kind, items)
        letters = [letter for item in items for letter in _one(item, kind, asked[item.dossier_id], by, now)]
    JobItem.objects.bulk_update(items, ["state", "said"])
    seen = [item.dossier_id for item in items if item.state == JobItemState.DONE]
    _noted(job, Dossier.objects.filter(pk__in=seen), letters, by, now)
    job.result["refused"] = job.result.get("refused", 0) + len(items) - len(seen)
    job.done += len(items)
    job.cursor = items[-1].n


def _rounds(job: Job, kind: LetterKind, items: Sequence[JobItem]) -> Mapping[int, Sequence[int | None]]:
    """Which rounds are printed, by dossier: those that were asked for in the job's period; otherwise None, the last."""
    period, dossiers = within(job.facts), [item.dossier_id for item in items]
    if kind is not LetterKind.SUPPLEMENT or period is None:
        return dict.fromkeys(dossiers, (None,))
    return rounds_within(dossiers, period)


def _one(item: JobItem, kind: LetterKind, rounds: Sequence[int | None], by: User, now: datetime) -> list[Letter]:
    """The dossier's letters, one for each round; none, and why, where it has none."""
    try:
        with transaction.atomic():
            letters = [
                print_letter(kind=kind, dossier_id=item.dossier_id, by=by, now=now, which=which) for which in rounds
            ]
            if not letters:  # taken back since
                raise Refused("no_supplement")
    except Refused as refusal:
        return _refused([item], str(refusal))
    except Dossier.DoesNotExist:
        return _refused([item], str(Refused("print_not_yours")))
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not the dossier's: the whole portion waits for the next round
    except Exception as fault:
        log.error("print_item_broke", job=item.job_id, dossier=item.dossier_id, fault=type(fault).__name__)
        return _refused([item], str(Refused("print_broken")))
    item.state = JobItemState.DONE
    return letters


def _passing(items: Sequence[JobItem], period: Within | None, by: User, now: datetime) -> list[Letter]:
    """Slips of all these dossiers' hand-overs: those of a period, or the last."""
    theirs = scope.worked_on(scope.reader_of(by)).filter(pk__in=[item.dossier_id for item in items], voided_at=None)
    handed = {handed.event.dossier_id for handed in hand_overs_of(theirs.values_list("pk", flat=True), period)}
    _refused([item for item in items if item.dossier_id not in handed], str(Refused("no_passing")))
    for item in items:
        if item.dossier_id in handed:
            item.state = JobItemState.DONE
    return print_passing(dossier_ids=handed, by=by, now=now, within=period) if handed else []


def _print_register(job: Job, by: User, now: datetime) -> None:
    """All of it at once: a register has one number."""
    since, until = (date.fromisoformat(job.facts[day]) for day in ("since", "until"))
    letters: list[Letter] = []
    agency = Agency.objects.select_related("parent").get(pk=job.facts["agency"])
    if counts(by, now) and agency.pk in scope.reader_of(by).agencies(*scope.WORKERS):
        try:
            letters = [made(register(agency, since, until), by=by, now=now)]
        except NothingToPrint as nothing:
            job.result["said"] = str(Refused(str(nothing)))
        else:
            _noted(job, taken_in(agency.pk, since, until), letters, by, now)
    else:
        job.result["said"] = str(Refused("account_ended"))
    job.done = job.total


def _noted(job: Job, dossiers, letters: Sequence[Letter], by: User, now: datetime) -> None:
    """That this person sees these dossiers in the file, before there is one; and which letters it will hold."""
    what = f"{LetterKind(job.facts['letter']).label} (in nhiều)"
    saw_each(dossiers, by=by, reader=scope.reader_of(by), kind=AccessKind.PRINTED, now=now, what=what)
    kept = job.result.get("letters", [])
    job.result["letters"] = [*kept, *(letter.pk for letter in letters if letter.pk not in kept)]


def _refused(items: Sequence[JobItem], why: str) -> list[Letter]:
    for item in items:
        item.state, item.said = JobItemState.REFUSED, why[:500]
    return []


def _name(job: Job, now: datetime) -> str:
    return f"{job.facts['letter']}-{local_day(now):%Y%m%d}-{job.pk}.pdf"
