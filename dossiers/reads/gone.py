"""What a code says that opens nothing any more: the receipt was issued again, or the intake was a mistake."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.fields.json import KT

from dossiers import wording
from dossiers.models import Dossier, Event, EventKind, RetiredCode
from dossiers.reads.words import Words, local_day


class Gone(NamedTuple):
    """at: when. is_voided: the intake was a mistake; otherwise a new code was issued. why: a key of
    wording.VOID_REASON. agency, phone: whom to ask. No personal data.
    """

    at: datetime
    is_voided: bool
    why: str | None = None
    agency: str = ""
    phone: str = ""


def gone(code: str) -> Gone | None:
    """What became of a receipt code that opens no dossier; None when there never was one. One query."""
    said = Event.objects.filter(dossier=OuterRef("pk"), kind=EventKind.VOIDED).values(why=KT("data__class"))
    voided = Dossier.objects.filter(receipt_code=code, voided_at__isnull=False).values_list(
        "voided_at", Value(True), Subquery(said[:1]), F("receiving_agency__name"), F("receiving_agency__phone")
    )
    retired = RetiredCode.objects.filter(code=code).values_list("at", Value(False), Value(""), Value(""), Value(""))
    row = next(iter(voided.union(retired, all=True)), None)
    return None if row is None else Gone(*row)


def sentences(found: Gone, words: Words) -> list[str]:
    """What the citizen reads instead of a status: what happened, why, what to do now."""
    say = words.say
    if not found.is_voided:
        return [say(wording.RETIRED), say(wording.RETIRED_DUTY)]
    told = [say(wording.VOIDED) % {"day": local_day(found.at)}]
    if found.why in wording.VOID_REASON:
        told.append(say(wording.END_CLASS) % {"reason": say(wording.VOID_REASON[found.why])})
    asked = {"place": found.agency, "phone": found.phone or wording.HOTLINE}
    return [*told, say(wording.VOIDED_DUTY) % asked]
