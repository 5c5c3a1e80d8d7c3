"""Asking another agency for its opinion, with a day to answer by. The dossier's own clock goes on."""

from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from agencies.models import Agency
from agencies.worktime import DAY, local_day, moment
from dossiers.actions.changing import changed, opened
from dossiers.actions.refused import Refused
from dossiers.models import Dossier, EventKind, Opinion
from dossiers.reads import scope
from dossiers.reads.ledger import calendar_of
from dossiers.workflow import ROLES, Move

LONGEST = timedelta(days=366)  # a year that was mistyped is none that anybody meant


@transaction.atomic
def ask_opinion(
    *, dossier_id: int, by: User, now: datetime, version: int, agency: Agency, question: str, answer_by: date
) -> Dossier:
    """What is asked and by when is recorded (NĐ 61/2018 Art 19(5)). answer_by: a local working day, today or later.

    Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.ASK_OPINION, by=by, version=version, now=now)
    if agency.pk == dossier.deciding_agency_id:
        raise Refused("opinion_self", agency=agency.name)
    if not question.strip():
        raise Refused("opinion_question")
    calendar = calendar_of(dossier)
    closes = moment(answer_by.toordinal() * DAY + calendar.close)
    if closes <= now:
        raise Refused("opinion_past")
    if answer_by > local_day(now) + LONGEST:
        raise Refused("opinion_far")
    if not calendar.is_working(answer_by):
        raise Refused("promised_day_off", day=answer_by.strftime("%d/%m/%Y"))
    if Opinion.objects.filter(dossier=dossier, agency=agency, answered_at=None).exists():
        raise Refused("opinion_asked_already", agency=agency.name)
    asked = Opinion.objects.create(
        dossier=dossier, agency=agency, asked_at=now, asked_by=by, question=question.strip(), answer_by=closes
    )
    changed(
        dossier, kind=EventKind.OPINION_ASKED, by=by, now=now, move=Move.ASK_OPINION,
        data={"opinion": asked.pk, "agency": agency.name, "day": answer_by.isoformat()},
    )  # fmt: skip
    return dossier


@transaction.atomic
def answer_opinion(
    *, dossier_id: int, by: User, now: datetime, version: int, opinion: Opinion, answer: str, document: str = ""
) -> Dossier:
    """Write down what was answered: the agency that was asked, or whoever asked, with the paper by which it came.

    Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.ANSWER_OPINION, by=by, version=version, now=now)
    asked = Opinion.objects.select_related("agency").filter(dossier=dossier, pk=opinion.pk).first()
    if asked is None or asked.answered_at is not None:
        raise Refused("opinion_answered")
    theirs = scope.reader_of(by).agencies(*ROLES[Move.ANSWER_OPINION])
    if asked.agency_id not in theirs:
        if dossier.deciding_agency_id not in theirs:
            raise Refused("opinion_not_yours")
        if not document.strip():
            raise Refused("opinion_document")
    if not answer.strip():
        raise Refused("opinion_answer")
    Opinion.objects.filter(pk=asked.pk).update(
        answered_at=now, answered_by=by, answer=answer.strip(), document=document.strip()
    )
    where = asked.agency_id if asked.agency_id in theirs else dossier.deciding_agency_id
    changed(
        dossier, kind=EventKind.OPINION_GIVEN, by=by, now=now, move=Move.ANSWER_OPINION, agency_id=where,
        data={"opinion": asked.pk, "agency": asked.agency.name, "in_time": now <= asked.answer_by},
    )  # fmt: skip
    return dossier
