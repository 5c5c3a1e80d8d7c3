"""Intakes that are being typed, each for its own clerk alone."""

import uuid

from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT

from dossiers.models import Dossier, Draft, Intake
from dossiers.querysets import DossierQuerySet

SHOWN = 10  # unfinished ones on the first page


def draft_of(*, key: uuid.UUID, user: User) -> Draft | None:
    """This person's draft, with its rules and `made`: the id of the dossier that it became. One query."""
    return _mine(user).filter(key=key).select_related("agency", "rules__procedure__department").first()


def unfinished(*, user: User, agencies) -> tuple[list[Draft], int]:
    """The drafts to go on with, newest first, with `name`: the applicant's as typed; and how many there are more.

    One in which nothing was typed yet is none. Two queries, one when they all are shown.
    """
    waiting = _mine(user).filter(made=None, agency__in=agencies).exclude(answers={}).order_by("-updated_at", "key")
    named = waiting.annotate(name=KT("answers__applicant__name")).select_related("rules__procedure").defer("answers")
    shown = list(named[: SHOWN + 1])
    return shown[:SHOWN], waiting.count() - SHOWN if len(shown) > SHOWN else 0


def of_visit(*, group: uuid.UUID, user: User) -> Draft | None:
    """The newest draft of this visit, for the applicant's data. One query."""
    return _mine(user).filter(group=group).select_related("agency").order_by("-updated_at", "key").first()


def received_in(*, group: uuid.UUID, user: User) -> DossierQuerySet:
    """What this person accepted in this visit, in the order of receipt."""
    keys = Draft.objects.filter(group=group, user=user).values("key")
    made = Intake.objects.filter(key__in=keys).values("dossier")
    return Dossier.objects.filter(pk__in=made, official_code__isnull=False, voided_at=None).order_by("pk")


def visit_of(*, dossier: Dossier, user: User) -> uuid.UUID | None:
    """The visit in which this person received the dossier, while its drafts are kept. One query."""
    keys = Intake.objects.filter(dossier=dossier).values("key")
    return Draft.objects.filter(key__in=keys, user=user).values_list("group", flat=True).first()


def is_made(key: uuid.UUID) -> bool:
    """Whether this key has become a dossier. One query."""
    return Intake.objects.filter(key=key).exists()


def _mine(user: User) -> QuerySet[Draft]:
    return Draft.objects.filter(user=user).annotate(
        made=Subquery(Intake.objects.filter(key=OuterRef("key")).values("dossier"))
    )
