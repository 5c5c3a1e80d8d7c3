"""Urging whoever holds an overdue dossier: a slip, numbered and kept like every letter, news on a desk, the answer."""

import uuid
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from dossiers.actions.letters import made
from dossiers.actions.refused import Refused
from dossiers.models import Dossier, Letter, LetterKind, Notice, NoticeKind, Urge
from dossiers.reads import scope
from dossiers.reads.ledger import key_of
from dossiers.reads.letters.urge import urge as slip
from dossiers.reads.letters.urge import urging_agency
from dossiers.reads.supervision.urges import why_not_answer

FURTHEST = timedelta(days=365)
LONGEST = 2000  # characters of an answer
_WITH = (
    "rules__procedure", "deciding_agency__parent", "receiving_agency", "holder_agency", "holder_unit__agency",
    "assignee",
)  # fmt: skip


@transaction.atomic
def urge(*, key: uuid.UUID, dossier_id: int, by: User, now: datetime, request: str, reply_by: datetime) -> Letter:
    """The slip that one press of the button makes; the same key with the same words gives the same slip.

    Two presses at once wait for each other at the dossier, so that each slip has its own "lần thứ". Raises Refused,
    Dossier.DoesNotExist where this person may not see it.
    """
    reader = scope.reader_of(by)
    scope.worked_on(reader).only("pk").get(pk=dossier_id)
    Dossier.objects.select_for_update(no_key=True).only("pk").get(pk=dossier_id)
    dossier = Dossier.objects.select_related(*_WITH).get(pk=dossier_id)
    agency = urging_agency(reader, dossier)
    if agency is None:
        raise Refused("urge_role")
    subject, wanted = f"press:{key}", request.strip()
    pressed = Letter.objects.filter(kind=LetterKind.URGE, subject=subject).first()
    if pressed is not None:
        said = (pressed.dossier_id, pressed.made_by_id, pressed.facts["asked"], pressed.facts["reply_at"])
        if said != (dossier.pk, by.pk, wanted, reply_by.isoformat()):
            raise Refused("urge_other")
        return pressed
    if not dossier.is_overdue(now=now):
        raise Refused("urge_not_late")
    check_words(wanted, reply_by, now)
    content = slip(dossier, subject=subject, agency=agency, by=by, request=wanted, reply_by=reply_by, now=now)
    letter = made(content, by=by, now=now)
    Urge.objects.create(
        letter=letter, dossier=dossier, nth=letter.facts["nth"], at=now, by=by, agency=agency, reply_by=reply_by
    )
    # A slip on a leader's screen moves nobody.
    Notice.objects.create(
        dedup_key=f"{NoticeKind.URGED}:{letter.pk}:{key_of(reply_by)}", dossier=dossier, kind=NoticeKind.URGED,
        agency=dossier.holder_agency, unit=dossier.holder_unit, created_at=now,
    )  # fmt: skip
    return letter


def check_words(request: str, reply_by: datetime, now: datetime) -> None:
    """What a slip asks and by when to answer. Raises Refused."""
    if not request.strip():
        raise Refused("urge_request")
    if reply_by <= now:
        raise Refused("urge_past")
    if reply_by > now + FURTHEST:
        raise Refused("urge_far")


@transaction.atomic
def answer_urge(*, dossier_id: int, nth: int, by: User, now: datetime, answer: str) -> Urge:
    """What those who hold the dossier, or decide it, answer to an urge; once. It makes nothing less late.

    The same again from the same person is the same press. Raises Refused; Urge.DoesNotExist, and Dossier.DoesNotExist
    where this person's agencies have no part in it.
    """
    reader = scope.reader_of(by)
    dossier = scope.worked_on(reader).select_for_update(of=("self",), no_key=True).get(pk=dossier_id)
    urged = Urge.objects.get(dossier=dossier, nth=nth)
    said = answer.strip()
    if urged.answered_at is not None and (urged.answered_by_id, urged.answer) == (by.pk, said):
        return urged
    why = why_not_answer(reader, dossier, urged)
    if why is not None:
        raise Refused(why)
    if not said:
        raise Refused("urge_answer")
    if len(said) > LONGEST:
        raise Refused("urge_answer_long", most=LONGEST)
    urged.answered_at, urged.answered_by, urged.answer = max(now, urged.at), by, said
    urged.save(update_fields=["answered_at", "answered_by", "answer"])
    return urged
