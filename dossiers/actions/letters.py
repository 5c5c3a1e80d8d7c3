"""Letters: numbered without a gap, made once, printed as often as wanted."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from agencies.worktime import local_day
from dossiers.actions.refused import Refused
from dossiers.models import Dossier, Letter, LetterCounter, LetterKind
from dossiers.reads import scope
from dossiers.reads.letters import OF_DOSSIER, Content, HandOver, NothingToPrint, Within, hand_overs_of, passing_of
from dossiers.typesetting import typeset

_WITH = ("rules__procedure", "receiving_agency__parent", "deciding_agency__parent", "return_agency", "holder_agency")


@transaction.atomic
def print_letter(
    *, kind: LetterKind, dossier_id: int, by: User, now: datetime, which: int | None = None
) -> Letter:  # fmt: skip
    """The dossier's letter of this kind as it stands now; the one made before when nothing has changed it.

    which: the round that a supplement slip asks for; the last one without it. Other kinds know no rounds. Raises
    Refused when there is nothing to print, Dossier.DoesNotExist where this person does not work on it.
    """
    if not locked([dossier_id], by=by):
        raise Dossier.DoesNotExist
    dossier = Dossier.objects.select_related(*_WITH).get(pk=dossier_id)
    chosen: dict[str, Any] = {} if which is None else {"which": which}
    if kind == LetterKind.CONTROL:
        chosen["now"] = now
    try:
        content = OF_DOSSIER[kind](dossier, **chosen)
    except NothingToPrint as nothing:
        raise Refused(str(nothing)) from None
    return made(content, by=by, now=now)


@transaction.atomic
def print_passing(
    *, dossier_ids: Iterable[int], by: User, now: datetime, within: Within | None = None
) -> list[Letter]:  # fmt: skip
    """Slips for the last hand-overs of these dossiers, or for all within an agency's period: one for all that the same
    two units handed over on one day, each dossier once.

    Left out are those that nobody handed on, and those on which this person does not work. Raises Refused when
    nothing is left.
    """
    standing = Dossier.objects.filter(pk__in=locked(dossier_ids, by=by), voided_at=None)
    slips: dict[tuple, dict[int, HandOver]] = {}
    for handed in hand_overs_of(standing.values_list("pk", flat=True), within):
        slip = slips.setdefault((handed.giver, handed.receiver, local_day(handed.event.at)), {})
        slip.pop(handed.event.dossier_id, None)  # sent again after it came back: the last time counts, and is the last
        slip[handed.event.dossier_id] = handed
    if not slips:
        raise Refused("no_passing")
    return [made(passing_of(list(slip.values())), by=by, now=now) for slip in slips.values()]


def locked(dossier_ids: Iterable[int], *, by: User) -> list[int]:
    """Those of these dossiers on which this person works, locked until the caller's transaction ends.

    A letter is read from its dossier and from its history: what changed between the two would stand in it for good.
    Whoever makes several in one transaction locks them all before the first, because a counter stays locked, too.
    """
    theirs = scope.worked_on(scope.reader_of(by)).filter(pk__in=dossier_ids).order_by("pk")
    return list(theirs.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


@transaction.atomic
def made(content: Content, *, by: User, now: datetime) -> Letter:
    """The letter with this content: the one that is there, or a new one with the next number of its year.

    Two presses at once wait for each other at the counter; its number is used only by a letter that is written.
    """
    wanted = {"kind": content.kind, "subject": content.subject}
    found = Letter.objects.filter(**wanted).first()
    if found is not None:
        return found
    of = {"agency": content.agency, "year": content.day.year, "kind": content.kind}
    LetterCounter.objects.bulk_create([LetterCounter(**of)], ignore_conflicts=True)
    counter = LetterCounter.objects.select_for_update(no_key=True).get(**of)
    found = Letter.objects.filter(**wanted).first()
    if found is not None:
        return found
    LetterCounter.objects.filter(pk=counter.pk).update(n=F("n") + 1)
    facts = content.numbered(counter.n + 1)
    return Letter.objects.create(
        **wanted, agency=content.agency, year=content.day.year, number=counter.n + 1, dossier=content.dossier,
        basis=content.form.basis, facts=facts, pdf=typeset([facts], now), made_at=now, made_by=by,
    )  # fmt: skip
