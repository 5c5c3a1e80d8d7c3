"""What the page of a dossier shows beside its moves: its history, what was promised, what lies in it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from agencies.worktime import Calendar
from dossiers import clock
from dossiers.models import (
    Attachment,
    Collection,
    Delay,
    Dossier,
    Event,
    Note,
    RetiredCode,
    Supplement,
    SupplementPermission,
    Urge,
)
from dossiers.reads import pages
from dossiers.reads.arrays import PERSON, array, fields, unpacked
from dossiers.reads.attachments import why_not_remove
from dossiers.reads.clockwork import COUNTED, calendar_until
from dossiers.reads.desk import Desk, explained
from dossiers.reads.slack import slack_of, working_day_of
from dossiers.reads.supervision import delays, urges
from dossiers.workflow import LATE_AFTER

# The newest, on the page of a dossier; pages of their own show all of them.
EVENTS, NOTES, FILES, DELAYS, URGES = 40, 5, 30, 3, 5
PAGE = 15  # of those pages, however long what people wrote


@dataclass(frozen=True)
class Round:
    """One round of asking for papers. permission: what allowed a second one, with `why`."""

    asked: Supplement
    permission: SupplementPermission | None
    is_unanswered: bool  # awaited, and its day has passed
    is_late: bool  # the first one, asked for after the day by which the law wants it


@dataclass(frozen=True)
class Appointed:
    """One appointment as it was told. due_at: as it stands, or stood when the tax form went out (ended_at)."""

    n: int
    first_due_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None = None

    @property
    def is_late(self) -> bool:
        """The tax form went out after this appointment's date."""
        return self.ended_at is not None and self.due_at is not None and self.ended_at > self.due_at


@dataclass(frozen=True)
class Sheet:
    """The values of the dossier page that are not its moves. Lists are newest first, and no longer than the page."""

    slack: int | None  # working minutes to spare; negative: at risk. None without a date that can still be kept
    usual: int  # working minutes that the steps that remain usually take
    working_day: int  # its minutes
    events: list[Event]  # each with `assigned`, the person whom it names
    rounds: list[Round]
    appointed: list[Appointed]
    explanation: list[clock.Row]
    notes: list[Note]
    notes_in_all: int
    files: list[Attachment]  # each with `may_be_removed`
    files_in_all: int
    collections: list[Collection]
    retired_codes: int
    is_late: bool  # overdue, or ended late
    delays: list[Delay]  # why
    urges: list[Urge]  # each with `asked` and `may_answer`; those without an answer first


def sheet_of(desk: Desk) -> Sheet:
    """Everything else about the dossier on this desk. Two queries."""
    dossier = desk.dossier
    beside = _beside(dossier)
    files = unpacked(Attachment, beside.rows_of_files)
    for file in files:
        file.may_be_removed = why_not_remove(desk.reader, dossier, file, desk.now) is None
    first_by = desk.told_by
    if desk.appointments and desk.appointments[0].ended_at is not None:
        counted = unpacked(Event, beside.rows_of_dates)
        first_by = calendar_until(dossier, counted, desk.appointments[0].ended_at)
    urged = unpacked(Urge, beside.rows_of_urges)
    for urge in urged:
        urge.may_answer = urges.why_not_answer(desk.reader, dossier, urge) is None
    ledger = desk.appointments[-1].ledger if desk.appointments else None
    return Sheet(
        slack=slack_of(dossier, desk.told_by, desk.now),
        usual=desk.laid.usual_rest(dossier.rules_id, dossier.current_step) if dossier.current_step else 0,
        working_day=working_day_of(desk.told_by),
        events=told(Event.objects.filter(dossier=dossier), EVENTS),
        rounds=_rounds(desk, desk.today),
        appointed=_appointed(desk, first_by),
        explanation=explained(ledger, first_by if len(desk.appointments) == 1 else desk.told_by),
        notes=unpacked(Note, beside.rows_of_notes),
        notes_in_all=beside.n_notes or 0,
        files=files,
        files_in_all=beside.n_files or 0,
        collections=unpacked(Collection, beside.rows_of_collections),
        retired_codes=beside.n_codes or 0,
        is_late=delays.is_late(dossier, desk.now),
        delays=unpacked(Delay, beside.rows_of_delays),
        urges=urged,
    )


def told(events: QuerySet[Event], n: int) -> list[Event]:
    """The newest n of these events with actor, agency, reason and `assigned`. One query."""
    people = User.objects.filter(pk=OuterRef("named"))
    found = list(
        events.annotate(named=Cast(KT("data__user"), IntegerField()), rows_of_people=array(people, PERSON))
        .select_related("actor", "agency", "reason")
        .order_by("-seq")[:n]
    )
    for event in found:
        event.assigned = next(iter(unpacked(User, event.rows_of_people)), None)
    return found


def missed(desk: Desk, seen: str) -> list[Event]:
    """What others did since a page was opened, newest first. seen: the number of the last event then, as it came back;
    one that means nothing tells of nothing. One query.
    """
    last = pages.number(seen, 9)
    return [] if last is None else told(Event.objects.filter(dossier=desk.dossier, seq__gt=last), PAGE)


def _beside(dossier: Dossier) -> Dossier:
    of_it = {"dossier": OuterRef("pk")}
    counted = Event.objects.filter(**of_it, kind__in=COUNTED).order_by("seq")
    notes = Note.objects.filter(**of_it).order_by("-at", "-pk")
    files = Attachment.objects.filter(**of_it).order_by("-at", "-pk")
    filed = ("id", "at", "name", "size", "content_type", "removed_at", "removed_because", "by_id", "agency_id")
    fetched = ("at", "way", "collector", "collector_name", "paper", "undone_at")
    return (
        Dossier.objects.filter(pk=dossier.pk)
        .only("pk")
        .annotate(
            rows_of_dates=array(counted, ("at", "kind", "data")),
            rows_of_notes=array(notes[:NOTES], fields("at", "text", people=("by",), agency=("id", "name"))),
            n_notes=_count(Note),
            rows_of_files=array(files[:FILES], fields(*filed, people=("by", "removed_by"))),
            n_files=_count(Attachment),
            rows_of_collections=array(
                Collection.objects.filter(**of_it).order_by("-at"), fields(*fetched, people=("by",))
            ),
            n_codes=_count(RetiredCode),
            rows_of_delays=delays.rows(DELAYS),
            rows_of_urges=urges.rows(URGES, unanswered_first=True),
        )
        .get()
    )


def _count(model) -> Subquery:
    return Subquery(
        model.objects.filter(dossier=OuterRef("pk")).order_by().values("dossier").annotate(n=Count("*")).values("n")
    )


def _rounds(desk: Desk, today: date) -> list[Round]:
    allowed = {given.supplement_id: given for given in desk.permissions}
    return [
        Round(
            asked,
            allowed.get(asked.pk),
            is_unanswered=desk.dossier.is_open and asked.received_at is None and asked.answer_by < today,
            is_late=asked.round == 1 and asked.asked_on_day > LATE_AFTER,
        )
        for asked in desk.facts.supplements
    ]


def _appointed(desk: Desk, first_by: Calendar) -> list[Appointed]:
    """What was promised; both of two appointments, the second still without a date while its beginning is awaited."""
    dossier, so_far = desk.dossier, desk.appointments
    if not so_far:
        return []
    first = so_far[0]
    due_at = dossier.due_at if first.ended_at is None else clock.ledger_due(first_by, first.ledger).at
    appointed = [Appointed(1, dossier.original_due_at, due_at, first.ended_at)]
    if dossier.rules.second_term is not None:
        is_on = len(so_far) == 2
        appointed.append(Appointed(2, dossier.second_original_due_at, dossier.due_at if is_on else None))
    return appointed
