"""What every change has in common: lock, judge what the database says now, write the event, keep the dates right."""

from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext

from agencies.models import full_name, working_calendar
from dossiers import wording
from dossiers.actions.refused import Refused, Stale
from dossiers.actions.unattended import mark_passed
from dossiers.models import Dossier, Event, EventKind, Reason, Step
from dossiers.reads import scope
from dossiers.reads.ledger import dates_of, next_flag
from dossiers.workflow import CLOCK_ENDED, TARGET, Move, Status, is_allowed

# A date that moved with any other event was moved by the calendar, which has changed since.
_MOVES_THE_DATE = (EventKind.SUPPLEMENT_REQUESTED, EventKind.SUPPLEMENT_RECEIVED)


def opened(*, dossier_id: int, move: Move, by: User, version: int, now: datetime) -> tuple[Dossier, datetime]:
    """The dossier, locked until the transaction ends, after judging role, status and version; and the moment to write.

    version: of the page that was acted on. now: by the clock of whoever acts; a host whose clock is behind the one
    that acted before gets that one's moment. Raises Refused, and Stale when the page was older than the dossier.
    """
    dossier = (
        Dossier.objects.select_for_update(of=("self",), no_key=True)
        .select_related("rules__procedure", "holder_agency")
        .get(pk=dossier_id)
    )
    if dossier.version != version:
        raise _stale(dossier)  # before the role: it may be another's turn just because of what this page missed
    if not may(dossier=dossier, move=move, by=by):
        raise Refused("role", move=gettext(wording.MOVE[move]))
    status = Status(dossier.status)
    if dossier.voided_at is not None or not is_allowed(move, status):
        raise Refused("not_now", status=gettext(wording.STATUS[status].label), move=gettext(wording.MOVE[move]))
    return dossier, max(now, dossier.updated_at)


def may(*, dossier: Dossier, move: Move, by: User) -> bool:
    """Whether this person's role, where the dossier is, allows the move. Asks two queries."""
    step = Step.objects.select_related("rule_step").filter(dossier=dossier, n=dossier.current_step).first()  # type: ignore[misc]
    return scope.may(scope.reader_of(by), move, dossier, step)


def changed(
    dossier: Dossier, *, kind: str, by: User, now: datetime, move: Move, data: dict | None = None,
    agency_id: int | None = None, fields: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Write what happened: event, status, dates recomputed from the ledger, version. Inside the caller's transaction.

    agency_id: where the person acted, when the dossier has moved on since; otherwise its holder.
    fields: what the action itself set on the dossier and wants saved too.
    """
    if dossier.next_flag_at is not None and dossier.next_flag_at < now:
        mark_passed(dossier.pk, now=now)  # before the dates move: a deadline that passed was missed, noticed or not
    before = dossier.due_at
    dossier.status = TARGET[move]
    if dossier.status in CLOCK_ENDED:
        dossier.closed_at = dossier.closed_at or now
        dossier.next_flag_at = None
    else:
        found = dates_of(dossier, working_calendar())
        dossier.due_at, dossier.due_is_provisional = found.due_at, found.is_provisional
        dossier.due_soon_at, dossier.is_paused = found.due_soon_at, found.is_paused
        if dossier.original_due_at is None:
            dossier.original_due_at = found.due_at
        dossier.next_flag_at = next_flag(found, now)
    dossier.updated_at = now
    dossier.version += 1
    dossier.save(
        update_fields=[
            "status", "closed_at", "due_at", "due_is_provisional", "due_soon_at", "is_paused", "original_due_at",
            "next_flag_at", "updated_at", "version", *fields,
        ]
    )  # fmt: skip
    where = agency_id or dossier.holder_agency_id
    written(dossier, kind=kind, by=by, now=now, agency_id=where, data=data)
    if dossier.due_at is not None and dossier.due_at != before:
        last = before or _last_date(dossier)
        if dossier.due_at != last:
            because = kind if kind in _MOVES_THE_DATE else "calendar"
            moved = {"before": _text(last), "after": _text(dossier.due_at), "because": because}
            written(dossier, kind=EventKind.DUE_CHANGED, by=by, now=now, agency_id=where, data=moved)


def written(
    dossier: Dossier, *, kind: str, by: User, now: datetime, agency_id: int, data: dict | None = None, reason: str = "",
) -> None:  # fmt: skip
    """Append one event; the database sets its number and chains its hash."""
    event = Event.objects.create(
        dossier_id=dossier.pk, at=now, actor_id=by.pk, agency_id=agency_id, kind=kind, data=data or {}
    )
    if reason:
        Reason.objects.create(event=event, text=reason)


def _last_date(dossier: Dossier) -> datetime:
    """The due date that stood before the clock was stopped."""
    moved = Event.objects.filter(dossier=dossier, kind=EventKind.DUE_CHANGED).order_by("seq").last()
    return datetime.fromisoformat(moved.data["after"]) if moved else dossier.original_due_at  # type: ignore[return-value]


def _text(at: datetime) -> str:
    return timezone.localtime(at).isoformat()


def _stale(dossier: Dossier) -> Stale:
    last = Event.objects.filter(dossier=dossier).select_related("actor").latest("seq")
    who = full_name(last.actor) if last.actor else gettext("Hệ thống")
    step = gettext("bước trước")
    what = gettext(wording.EVENT[last.kind]) % {"step": last.data.get("name", step), "before": "", "after": ""}
    return Stale("stale", who=who, at=timezone.localtime(last.at).strftime("%H:%M %d/%m/%Y"), what=what)
