"""What every change has in common: lock, judge what the database says now, write the event, keep the dates right."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from agencies.models import days_and_rules, full_name
from dossiers import wording
from dossiers.actions import signals
from dossiers.actions.refused import Refused, Stale
from dossiers.actions.unattended import mark_passed
from dossiers.models import OCCASION_OF, QUIET, Dossier, Event, EventKind, Reason, Step, Untold
from dossiers.reads import scope
from dossiers.reads.ledger import Dates, dates_of, next_flag, stalls_at, start_by
from dossiers.workflow import CLOCK_ENDED, TARGET, WAITING_FOR_APPLICANT, Move, Status, is_allowed

TICK = timedelta(microseconds=1)  # no two moments of a dossier are one: a stop that ended is told from the next
# A date that moved with any other event was moved by the calendar, which has changed since.
_MOVES_THE_DATE = (
    EventKind.SUPPLEMENT_REQUESTED, EventKind.SUPPLEMENT_RECEIVED, EventKind.PAUSED, EventKind.RESUMED,
    EventKind.PAYMENT_REQUESTED, EventKind.PAYMENT_CONFIRMED,
)  # fmt: skip


def opened(*, dossier_id: int, move: Move, by: User, version: int, now: datetime) -> tuple[Dossier, datetime]:
    """The dossier, locked until the transaction ends, after judging role, status and version; and the moment to write.

    version: of the page that was acted on. now: by the clock of whoever acts; a host whose clock is behind the one
    that acted before writes right after that one. Raises Refused, and Stale when the page was older than the dossier.
    """
    Dossier.objects.select_for_update(no_key=True).only("pk").get(pk=dossier_id)
    # Read once it is locked: a join that waited for the lock would look for the agency that held it before.
    dossier = Dossier.objects.select_related("rules__procedure", "holder_agency", "deciding_agency", "passing_to").get(
        pk=dossier_id
    )
    if dossier.version != version:
        raise _stale(dossier)  # before the role: it may be another's turn just because of what this page missed
    if not may(dossier=dossier, move=move, by=by):
        raise Refused("role", move=gettext(wording.MOVE[move]))
    status = Status(dossier.status)
    if dossier.voided_at is not None or not is_allowed(move, status):
        why = "round_closed" if move is Move.RECEIVE_SUPPLEMENT else "not_now"
        raise Refused(why, status=gettext(wording.STATUS[status].label), move=gettext(wording.MOVE[move]))
    if scope.is_held(dossier, move):
        raise Refused("held", move=gettext(wording.MOVE[move]))
    return dossier, max(now, dossier.updated_at + TICK)


def may(*, dossier: Dossier, move: Move, by: User) -> bool:
    """Whether this person's role, where the dossier is, allows the move. Asks two queries."""
    return scope.may(scope.reader_of(by), move, dossier, current_step(dossier))


def current_step(dossier: Dossier) -> Step | None:
    """The step at which it stands, with its rule_step, agency and unit."""
    steps = Step.objects.select_related("rule_step", "agency", "unit")
    return steps.filter(dossier=dossier, n=dossier.current_step).first()  # type: ignore[misc]


def changed(
    dossier: Dossier, *, kind: str, by: User, now: datetime, move: Move, data: dict | None = None,
    agency_id: int | None = None, fields: tuple[str, ...] = (), reason: str = "", public: bool = True,
    seen: tuple[str, ...] = (),
) -> Event:  # fmt: skip
    """Write what happened: event, status, dates recomputed from the ledger, version. Inside the caller's transaction.

    Answers the event.

    agency_id: where the person acted, when the dossier has moved on since; otherwise its holder.
    fields: what the action itself set on the dossier and wants saved too. seen: signals that only the action knows.
    """
    if kind in QUIET:
        said = {**(data or {}), **({"signals": sorted(seen)} if seen else {})}
        return _noted(
            dossier, kind, by, now, data=said, agency_id=agency_id, fields=fields, reason=reason, public=public
        )
    if dossier.next_flag_at is not None and dossier.next_flag_at < now:
        mark_passed(dossier.pk, now=now)  # before the dates move: a deadline that passed was missed, noticed or not
    told, was_open, had_second = dossier.due_at, dossier.is_open, dossier.second_original_due_at is not None
    newest, laid = days_and_rules()
    calendar = newest.of(dossier.deciding_agency_id)
    looks_bent = (*seen, *signals.seen(move, dossier, calendar, now)) if was_open else seen
    dossier.status = TARGET.get(move, Status(dossier.status))
    if was_open:
        dossier.calendar_version = newest.version
        found = _keep(dossier, dates_of(dossier, calendar))
        dossier.stalls_at = None
        if dossier.status in CLOCK_ENDED:
            dossier.closed_at = now
            dossier.next_flag_at = found.due_at if _is_missed_anew(found, now, told) else None
        elif dossier.voided_at is not None:
            dossier.next_flag_at = None
        else:
            step = current_step(dossier)
            if step is not None and dossier.status not in WAITING_FOR_APPLICANT:
                dossier.stalls_at = stalls_at(calendar, now, step.rule_step)
            dossier.next_flag_at = next_flag(found, now, dossier.stalls_at, told=told)
        dossier.start_by = start_by(dossier, calendar, laid)
    dossier.updated_at = now
    dossier.version += 1
    dossier.save(
        update_fields=[
            "status", "closed_at", "due_at", "due_is_provisional", "due_soon_at", "is_paused", "original_due_at",
            "second_original_due_at", "calendar_version", "stalls_at", "start_by", "next_flag_at", "updated_at",
            "version",
            *fields,
        ]
    )  # fmt: skip
    if dossier.next_flag_at is not None and dossier.next_flag_at < now:
        mark_passed(dossier.pk, now=now)
        dossier.refresh_from_db(fields=["next_flag_at"])
    where = agency_id or dossier.holder_agency_id
    is_first_date = dossier.second_original_due_at is not None and not had_second
    said = {**(data or {}), **({"signals": sorted(set(looks_bent))} if looks_bent else {})}
    if is_first_date:
        said["calendar"] = newest.version
    event = written(dossier, kind=kind, by=by, now=now, agency_id=where, data=said, reason=reason, public=public)
    if was_open and dossier.due_at not in (None, told) and not is_first_date:
        because = kind if kind in _MOVES_THE_DATE else "calendar"
        tell_new_date(dossier, told, because=because, by=by, now=now, agency_id=where)
    return event


def _noted(
    dossier: Dossier, kind: str, by: User, now: datetime, *, data: dict | None, agency_id: int | None,
    fields: tuple[str, ...], reason: str, public: bool,
) -> Event:  # fmt: skip
    """What leaves the dossier where it is and its clock as it runs: the event, the fields, the version."""
    dossier.updated_at = now
    dossier.version += 1
    dossier.save(update_fields=["updated_at", "version", *fields])
    where = agency_id or dossier.holder_agency_id
    return written(dossier, kind=kind, by=by, now=now, agency_id=where, data=data, reason=reason, public=public)


def _keep(dossier: Dossier, found: Dates) -> Dates:
    """The dates as the ledger gives them; the first one of each appointment is kept for ever."""
    dossier.due_at, dossier.due_is_provisional = found.due_at, found.is_provisional
    dossier.due_soon_at, dossier.is_paused = found.due_soon_at, found.is_paused
    if dossier.original_due_at is None:
        dossier.original_due_at = found.due_at
    if found.appointment == 2 and dossier.second_original_due_at is None:
        dossier.second_original_due_at = found.due_at
    return found


def _is_missed_anew(found: Dates, now: datetime, told: datetime | None) -> bool:
    """A date that the calendar has moved into the past, which nobody has marked yet."""
    return found.due_at is not None and found.due_at < now and found.due_at != told


def tell_new_date(
    dossier: Dossier, told: datetime | None, *, because: str, by: User | None, now: datetime, agency_id: int | None
) -> None:
    """An event for a due date that differs from the last one told. told: None while the clock stood still.

    because: the kind of event that moved it, or "calendar".
    """
    moved = new_date(dossier, told, because=because)
    if moved is not None:
        written(dossier, kind=EventKind.DUE_CHANGED, by=by, now=now, agency_id=agency_id, data=moved)


def new_date(dossier: Dossier, told: datetime | None, *, because: str) -> dict | None:
    """What the event of `tell_new_date` says; None when the date is the last one told."""
    last = told or last_date(dossier)
    if dossier.due_at == last:
        return None
    return {
        "before": last and _text(last), "after": dossier.due_at and _text(dossier.due_at), "because": because,
        "calendar": dossier.calendar_version,
    }  # fmt: skip


def written(
    dossier: Dossier, *, kind: str, by: User | None, now: datetime, agency_id: int | None, data: dict | None = None,
    reason: str = "", public: bool = True,
) -> Event:  # fmt: skip
    """Append one event; the database sets its number and chains its hash. by: None for what runs unattended.

    What the applicant is to be told of is noted with it, for `telling`.
    """
    event = Event.objects.create(
        dossier_id=dossier.pk, at=now, actor_id=by.pk if by else None, agency_id=agency_id, kind=kind, data=data or {},
        public=public,
    )  # fmt: skip
    if reason:
        Reason.objects.create(event=event, text=reason)
    if kind in OCCASION_OF:
        Untold.objects.create(event=event.pk)
    return event


def hands(dossier: Dossier) -> dict:
    """For an event's "left": with whom the dossier was, for whoever takes the move back; {} with nobody."""
    held = {"assignee": dossier.assignee_id, "passing_to": dossier.passing_to_id}
    held = {name: pk for name, pk in held.items() if pk is not None}
    return {"left": held} if held else {}


def arrival(step: Step) -> dict:
    """For an event's "to": where the dossier lies from now on."""
    return {"agency": step.agency_id, "unit": step.unit_id, "party": step.rule_step.party}


def last_date(dossier: Dossier) -> datetime | None:
    """The last due date told for the present appointment, also while the clock stands still."""
    tells = Q(kind=EventKind.DUE_CHANGED) | Q(kind=EventKind.PAYMENT_CONFIRMED, data__splits=True)
    last = Event.objects.filter(tells, dossier=dossier).order_by("seq").last()
    if last is None:
        return dossier.original_due_at
    if last.kind == EventKind.PAYMENT_CONFIRMED:
        return dossier.second_original_due_at
    return datetime.fromisoformat(last.data["after"]) if last.data["after"] else None


def _text(at: datetime) -> str:
    return timezone.localtime(at).isoformat()


def _stale(dossier: Dossier) -> Stale:
    """Who was first, when, and what they did; a date that moved with it is not what they did."""
    events = Event.objects.filter(dossier=dossier).select_related("actor").order_by("-seq")
    done = events.exclude(kind=EventKind.DUE_CHANGED, actor__isnull=False)[0]
    who = full_name(done.actor) if done.actor else gettext("Hệ thống")
    what = gettext(wording.EVENT[done.kind]) % {
        "step": done.data.get("name", gettext("bước trước")),
        "unit": done.data.get("unit", ""),
        "agency": done.data.get("agency", ""),
        **{name: _day(done.data.get(name)) for name in ("before", "after", "day")},
    }
    return Stale("stale", who=who, at=timezone.localtime(done.at).strftime("%H:%M %d/%m/%Y"), what=what)


def _day(said: str | None) -> str:
    """dd/mm/yyyy of a day or a moment as events keep them."""
    return datetime.fromisoformat(said).strftime("%d/%m/%Y") if said else "–"
