"""Who was urged, by when they were to answer, and what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from dossiers.models import Dossier, Urge
from dossiers.reads import pages, scope
from dossiers.reads.arrays import array, fields
from dossiers.reads.bounded import counted
from dossiers.reads.supervision.groups import Groups, grouped
from dossiers.reads.supervision.within import Narrowed
from dossiers.reads.worklist.desks import on_desk
from dossiers.wording import REFUSED
from dossiers.workflow import LEADERS

SHOWN = 10  # on the work list
_ASKED = KeyTextTransform("asked", "letter__facts")


class Pile(StrEnum):
    """Every urge is in one of them, by the name that its address carries."""

    PASSED = "qua-gio"
    WAITING = "cho-tra-loi"
    ANSWERED = "da-tra-loi"
    ENDED = "khong-tra-loi"  # the dossier ended before anybody answered


@dataclass(frozen=True)
class Row:
    """urge: with dossier, by, answered_by, `asked`. again: which time the next slip is, where it is due."""

    urge: Urge
    again: int | None


@dataclass(frozen=True)
class Urges:
    pile: Pile
    rows: list[Row]
    counts: dict[Pile, int]  # each at most 1,001
    groups: Groups
    cursor: str | None


@dataclass(frozen=True)
class Chosen:
    """Of the dossiers that were chosen, in that order, those that may be urged, and the others by the sentence why."""

    able: list[Dossier]
    unable: dict[str, list[Dossier]]


def waiting_here(reader: scope.Reader) -> list[Urge]:
    """Urges without an answer about what lies on a person's desk, the earliest answer first; with dossier. At most
    SHOWN. One query.
    """
    mine = Q(pk__in=[])
    for part in on_desk(reader):
        mine |= Q(Exists(part.filter(pk=OuterRef("dossier"))))
    # Nobody answers their own.
    unanswered = Urge.objects.filter(mine, answered_at=None).exclude(by=reader.user_id)
    return list(unanswered.select_related("dossier").order_by("reply_by", "pk")[:SHOWN])


def piles(by: Narrowed, now: datetime) -> dict[Pile, QuerySet[Urge]]:
    """By deciding agency: what waits longest first, the latest answer first."""
    whose = {"holder_unit": F("dossier__holder_unit"), "assignee": F("dossier__assignee")}  # as `grouped` asks
    urged = Urge.objects.filter(dossier__in=by.decided().values("pk")).annotate(**whose)
    unanswered = urged.filter(answered_at=None).order_by("reply_by", "pk")
    asked = unanswered.filter(dossier__closed_at=None, dossier__voided_at=None)
    return {
        Pile.PASSED: asked.filter(reply_by__lt=now),
        Pile.WAITING: asked.filter(reply_by__gte=now),
        Pile.ANSWERED: urged.filter(answered_at__isnull=False).order_by("-answered_at", "-pk"),
        Pile.ENDED: unanswered.exclude(dossier__closed_at=None, dossier__voided_at=None),
    }


def urges(*, by: Narrowed, pile: str, cursor: str, now: datetime) -> Urges:
    """One page of a pile with the counts of all, and whose its dossiers are. Two queries, and those of `grouped`."""
    questions = piles(by, now)
    pile = Pile(pile) if pile in list(Pile) else Pile.PASSED
    counts, _version, _swept_at = counted(**{each.name: question for each, question in questions.items()})
    field = "answered_at" if pile is Pile.ANSWERED else "reply_by"
    after = pages.before if pile is Pile.ANSWERED else pages.after
    later = Urge.objects.filter(dossier=OuterRef("dossier"), nth__gt=OuterRef("nth"))
    page = list(
        questions[pile]
        .filter(after(cursor, field))
        .annotate(asked=_ASKED, is_last=~Exists(later))
        .select_related(
            "by", "answered_by", "agency", "dossier__deciding_agency", "dossier__holder_agency", "dossier__holder_unit",
            "dossier__assignee",
        )[: pages.SIZE + 1]
    )  # fmt: skip
    shown = page[: pages.SIZE]
    return Urges(
        pile=pile,
        rows=[Row(urge, _again(urge, now)) for urge in shown],
        counts={each: counts[each.name] for each in Pile},
        groups=grouped(questions[pile], by, agency_field="dossier__deciding_agency"),
        cursor=pages.cursor_of(shown[-1], field) if len(page) > pages.SIZE else None,
    )


def rows(limit: int, *, unanswered_first: bool = False) -> ArraySubquery:
    """For annotate() of dossiers: its last urges, the latest first, each with what it `asked`."""
    first = [F("answered_at").desc(nulls_first=True)] if unanswered_first else []
    last = Urge.objects.filter(dossier=OuterRef("pk")).order_by(*first, "-nth").annotate(asked=_ASKED)
    own = ("letter_id", "nth", "at", "reply_by", "answered_at", "answer", "asked")
    return array(last[:limit], fields(*own, people=("by", "answered_by"), agency=("id", "name")))


def one(dossier: Dossier, nth: int) -> Urge | None:
    """With by, answered_by, agency and what it `asked`."""
    with_people = Urge.objects.select_related("by", "answered_by", "agency").annotate(asked=_ASKED)
    return with_people.filter(dossier=dossier, nth=nth).first()


def is_passed(urge: Urge, now: datetime) -> bool:
    """Nobody answered by the hour that it said."""
    return urge.answered_at is None and urge.reply_by < now


def why_not_answer(reader: scope.Reader, dossier: Dossier, urge: Urge) -> str | None:
    """The key in wording.REFUSED why this person may not answer; None when they may. No query."""
    if urge.answered_at is not None:
        return "urge_answered"
    if not reader.agencies(*scope.WORKERS) & {dossier.holder_agency_id, dossier.deciding_agency_id}:
        return "urge_answer_role"
    return "urge_own" if urge.by_id == reader.user_id else None


def chosen(*, reader: scope.Reader, pks: Sequence[int], now: datetime) -> Chosen:
    """What this person does not work on is left out. Three queries."""
    led = reader.agencies(*LEADERS)
    theirs = set(scope.supervised_from(led).values_list("pk", flat=True))
    found = (
        scope.worked_on(reader)
        .filter(pk__in=pks)
        .select_related("rules__procedure", "holder_agency", "holder_unit")
        .in_bulk()
    )
    able: list[Dossier] = []
    unable: dict[str, list[Dossier]] = {}
    for dossier in (found[pk] for pk in pks if pk in found):
        if dossier.deciding_agency_id not in theirs:
            unable.setdefault(REFUSED["urge_role"], []).append(dossier)
        elif not dossier.is_overdue(now=now):
            unable.setdefault(REFUSED["urge_not_late"], []).append(dossier)
        else:
            able.append(dossier)
    return Chosen(able, unable)


def _again(urge: Urge, now: datetime) -> int | None:
    is_due = urge.is_last and is_passed(urge, now) and urge.dossier.is_overdue(now=now)
    return urge.nth + 1 if is_due else None
