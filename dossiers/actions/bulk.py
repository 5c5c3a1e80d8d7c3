"""Many dossiers in one go: put down whole as a job, then done one by one, each whole or not at all.

What may be done to each dossier is judged when its turn comes, by the action itself and as the person is then.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import structlog
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from agencies.models import Account
from dossiers.actions.holders import assign
from dossiers.actions.letters import locked
from dossiers.actions.refused import Refused, Stale
from dossiers.actions.steps import complete_step, hand_over
from dossiers.actions.urging import check_words, urge
from dossiers.models import CollectionWay, Collector, Dossier, Job, JobItem, JobItemState, JobKind, JobState
from dossiers.reads import scope
from dossiers.reads.holders import held_by_person
from dossiers.reads.moments import database_now
from dossiers.workflow import ROLES, Move

log = structlog.get_logger("dossiers.actions.bulk")

MOST = 500  # dossiers that one person chooses at once
MOST_REASSIGNED = 30_000  # of somebody who leaves; what is beyond it stays theirs, for a second time
PORTION = 20  # dossiers in one transaction, locked while it lasts

URGE = "urge"  # no move: the dossier stays as it is
VERBS: dict[str, Callable[..., Any]] = {
    Move.ASSIGN: assign,
    Move.COMPLETE_STEP: complete_step,
    Move.HAND_OVER: hand_over,
    URGE: lambda *, version, **asked: urge(**asked),
}

_PUT_DOWN = """
INSERT INTO dossiers_jobitem (job_id, state, said, n, dossier_id, version)
SELECT %s, %s, '', held.* FROM ({held}) AS held (n, dossier_id, version)
"""


@transaction.atomic
def queue_bulk(
    *, by: User, now: datetime, key: UUID, move: Move, chosen: Sequence[tuple[int, int]],
    to: Sequence[int] = (), way: str = CollectionWay.COUNTER, paper: str = "",
) -> Job:  # fmt: skip
    """Put down one move for many dossiers, (id, version as it was chosen). The same key twice is one job, and refused
    when it comes with anything else.

    to: ids of the people among whom they are shared out, for assigning. way, paper: for handing over, to the
    applicants themselves; by post the number of the list that the post signs. Raises Refused.
    """
    if not chosen:
        raise Refused("bulk_none")
    if len(chosen) > MOST:
        raise Refused("bulk_many", most=MOST, n=len(chosen))
    facts: dict[str, Any] = {"move": move.value}
    if move is Move.ASSIGN:
        if not to:
            raise Refused("bulk_to")
        facts["to"] = list(to)
    if move is Move.HAND_OVER:
        if not paper.strip():
            raise Refused("parcel_list" if way == CollectionWay.POST else "paper_checked")
        facts |= {"way": way, "paper": paper.strip()}
    job, is_new = put_down(JobKind.BULK, by, now, key, facts)
    if not is_new and list(job.items.order_by("n").values_list("dossier", "version")) != list(chosen):
        raise Refused("other_choice")
    if is_new:
        _lay_out(job, chosen)
        job.save(update_fields=["total"])
    return job


@transaction.atomic
def queue_reassignment(
    *, by: User, now: datetime, key: UUID, agency_id: int, person: User, to: Sequence[int]
) -> Job:  # fmt: skip
    """Share out what one person works on at an agency among others there: in turn, the most pressing first.

    The person may have left already. One job, however many they are, up to MOST_REASSIGNED. The key as of `queue_bulk`.
    Raises Refused.
    """
    if agency_id not in scope.reader_of(by).agencies(*ROLES[Move.ASSIGN]):
        raise Refused("reassign_role")
    if not to:
        raise Refused("bulk_to")
    facts = {"move": Move.ASSIGN.value, "to": list(to), "from": person.pk, "agency": agency_id}
    job, is_new = put_down(JobKind.BULK, by, now, key, facts)
    if is_new:
        job.total = _put_in_slack_order(job, agency_id, person)
        if not job.total:
            raise Refused("nothing_held")
        job.save(update_fields=["total"])
    return job


@transaction.atomic
def queue_urging(
    *, by: User, now: datetime, key: UUID, chosen: Sequence[tuple[int, int]], request: str, reply_by: datetime
) -> Job:  # fmt: skip
    """One slip for each of these dossiers, (id, version as it was chosen), all with the same words.

    As many as fit into one portion are done at once, more in the background. The key as of `queue_bulk`. Raises
    Refused; what is not late any more, or not this person's to urge, is refused dossier by dossier.
    """
    if not chosen:
        raise Refused("bulk_none")
    if len(chosen) > MOST:
        raise Refused("urge_many", most=MOST, n=len(chosen))
    facts = {"move": URGE, "request": request.strip(), "reply_by": reply_by.isoformat()}
    job, is_new = put_down(JobKind.BULK, by, now, key, facts)
    if not is_new:
        if {pk for pk, _ in chosen} != set(job.items.values_list("dossier", flat=True)):
            raise Refused("other_choice")
        return job
    check_words(request, reply_by, now)
    _lay_out(job, chosen)
    if len(chosen) <= PORTION:
        bulk_portion(job)
    job.save()
    return job


def _lay_out(job: Job, chosen: Sequence[tuple[int, int]]) -> None:
    JobItem.objects.bulk_create(
        JobItem(job=job, n=n, dossier_id=pk, version=version) for n, (pk, version) in enumerate(chosen, start=1)
    )
    job.total = len(chosen)


def bulk_portion(job: Job) -> bool:
    """Do the next dossiers of a job, each inside a savepoint of its own, in the caller's transaction.

    Its result is written in the same transaction: what a crash takes back was not done. False: finished.
    """
    items = list(JobItem.objects.filter(job=job, n__gt=job.cursor).order_by("n")[:PORTION])
    now = database_now()
    by = job.created_by
    assert by is not None  # noqa: S101 - it is always somebody's
    if counts(by, now):
        verb = job.facts["move"]
        if verb == URGE:  # before the first slip: the counter of their numbers stays locked, too
            locked([item.dossier_id for item in items], by=by)
        people = User.objects.in_bulk(job.facts.get("to", []))
        for item in items:
            item.state, item.said = _done(item, verb, _asked(job, item, people), by, now)
    else:
        for item in items:
            item.state, item.said = JobItemState.REFUSED, str(Refused("account_ended"))
    JobItem.objects.bulk_update(items, ["state", "said"])
    refused = sum(item.state == JobItemState.REFUSED for item in items)
    job.result = {"refused": job.result.get("refused", 0) + refused}
    job.done += len(items)
    job.cursor = items[-1].n if items else job.cursor
    if job.done < job.total:
        return True
    job.state, job.finished_at = JobState.DONE, now
    return False


def put_down(kind: JobKind, by: User, now: datetime, key: UUID, facts: dict[str, Any]) -> tuple[Job, bool]:
    """(the job, whether it is new). One press at a time of one person, so that a double click is one job. Raises
    Refused when this key came before with other facts.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    facts = {**facts, "key": str(key)}
    same = Job.objects.filter(kind=kind, created_by=by, facts__key=str(key)).first()
    if same is not None and same.facts != facts:
        raise Refused("other_choice")
    if same is not None:
        return same, False
    return Job.objects.create(kind=kind, created_at=now, created_by=by, facts=facts), True


def _put_in_slack_order(job: Job, agency_id: int, person: User) -> int:
    """One statement, whether it is ten dossiers or thirty thousand; how many."""
    turn = Window(RowNumber(), order_by=[F("start_by").asc(nulls_last=True), F("pk").asc()])
    held = held_by_person(agency_id, person.pk).annotate(turn=turn).order_by("turn")[:MOST_REASSIGNED]
    sql, params = held.values_list("turn", "pk", "version").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_PUT_DOWN.format(held=sql), [job.pk, JobItemState.WAITING, *params])
        return cursor.rowcount


def counts(by: User, now: datetime) -> bool:
    """Whether this person's account is alive on this day."""
    account = Account.objects.filter(user=by).first()
    return by.is_active and (account is None or account.counts_on(timezone.localdate(now)))


def _asked(job: Job, item: JobItem, people: dict[int, User]) -> dict[str, Any]:
    """What the move needs beside the dossier."""
    facts = job.facts
    if "to" in facts:
        return {"to": people.get(facts["to"][(item.n - 1) % len(facts["to"])])}
    if "way" in facts:
        return {"way": facts["way"], "paper": facts["paper"], "collector": Collector.APPLICANT}
    if "request" in facts:
        said = {"request": facts["request"], "reply_by": datetime.fromisoformat(facts["reply_by"])}
        return {"key": uuid5(UUID(facts["key"]), str(item.dossier_id)), **said}
    return {}


def _done(item: JobItem, verb: str, asked: dict[str, Any], by: User, now: datetime) -> tuple[JobItemState, str]:
    """The action is atomic: inside the portion that is a savepoint, and one that breaks leaves nothing behind."""
    try:
        if verb == Move.ASSIGN and asked["to"] is None:
            raise Refused("receiver_gone")
        VERBS[verb](dossier_id=item.dossier_id, by=by, now=now, version=item.version, **asked)
    except Stale as stale:
        return JobItemState.REFUSED, str(Refused("stale_chosen", **stale.facts))[:500]
    except Refused as refusal:
        return JobItemState.REFUSED, str(refusal)[:500]
    except Dossier.DoesNotExist:
        return JobItemState.REFUSED, str(Refused("print_not_yours"))
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not the dossier's: the whole portion waits for the next round
    except Exception as fault:
        log.error("bulk_item_broke", job=item.job_id, dossier=item.dossier_id, fault=type(fault).__name__)
        return JobItemState.REFUSED, str(Refused("bulk_broken"))
    return JobItemState.DONE, ""
