"""All of what lies in a dossier, page by page, newest first: history, notes, files, letters, messages."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.fields.json import KT

from dossiers.models import Attachment, Dossier, Event, Letter, Message, Note, Opinion
from dossiers.reads import pages, scope
from dossiers.reads.attachments import why_not_remove
from dossiers.reads.sheet import PAGE, told

MESSAGES = 8  # on a page: each with all that it said


@dataclass(frozen=True)
class Pageful:
    """cursor: of the next page; None on the last."""

    rows: list
    cursor: int | None


def dossier_of(*, pk: int, reader: scope.Reader) -> Dossier:
    """Raises Dossier.DoesNotExist also for what this person may not see. One query, two for supervisors."""
    return scope.readable(reader).select_related("rules__procedure").get(pk=pk)


def history(dossier: Dossier, cursor: str) -> Pageful:
    """Every event with all that people wrote; those of opinions with `opinion`. At most two queries."""
    found = told(_before(Event.objects.filter(dossier=dossier), "seq", cursor), PAGE + 1)
    asked = {event.data["opinion"] for event in found if "opinion" in event.data}
    opinions = Opinion.objects.in_bulk(asked) if asked else {}
    for event in found:
        event.opinion = opinions.get(event.data.get("opinion"))
    return _pageful(found, "seq")


def notes(dossier: Dossier, cursor: str) -> Pageful:
    """One query."""
    found = Note.objects.filter(dossier=dossier).select_related("by", "agency").order_by("-pk")
    return _pageful(list(_before(found, "pk", cursor)[: PAGE + 1]), "pk")


def files(dossier: Dossier, reader: scope.Reader, cursor: str, now: datetime) -> Pageful:
    """Each with `may_be_removed`. One query."""
    found = Attachment.objects.filter(dossier=dossier).select_related("by", "removed_by").order_by("-pk")
    rows = list(_before(found, "pk", cursor)[: PAGE + 1])
    for row in rows:
        row.may_be_removed = why_not_remove(reader, dossier, row, now) is None
    return _pageful(rows, "pk")


def letters(dossier: Dossier, cursor: str) -> Pageful:
    """What was printed of it, without the pages themselves; each with `said_number`, as it is printed. One query."""
    found = Letter.objects.filter(dossier=dossier).defer("facts", "pdf").select_related("made_by")
    found = found.annotate(said_number=KT("facts__number")).order_by("-pk")
    return _pageful(list(_before(found, "pk", cursor)[: PAGE + 1]), "pk")


def messages(dossier: Dossier, cursor: str) -> Pageful:
    """What its applicant was told, or is to be. cursor: how many are on the pages before. One query."""
    before = pages.number(cursor, 4) or 0
    told = Message.objects.filter(dossier=dossier, follower=None).order_by("-created_at", "pk")
    found = list(told[before : before + MESSAGES + 1])
    return Pageful(found[:MESSAGES], before + MESSAGES if len(found) > MESSAGES else None)


def _before(rows: QuerySet, field: str, cursor: str) -> QuerySet:
    """A cursor that means nothing is the start."""
    last = pages.number(cursor)
    return rows if last is None else rows.filter(**{f"{field}__lt": last})


def _pageful(found: list, field: str) -> Pageful:
    shown = found[:PAGE]
    return Pageful(shown, getattr(shown[-1], field) if len(found) > PAGE else None)
