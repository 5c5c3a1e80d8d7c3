"""How a person wants their own pages and letters, and how applicants want to be told."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from agencies.models import DIGEST_PARTS, Account
from dossiers import wording
from dossiers.actions.changing import may
from dossiers.actions.notes import add_note
from dossiers.actions.refused import Refused
from dossiers.models import Dossier
from dossiers.models.dossier import TOLD_IN
from dossiers.reads import scope
from dossiers.workflow import Move


@transaction.atomic
def choose_columns(*, by: User, columns: Sequence[str]) -> None:
    """Keep which columns of the work list this person wants to see."""
    Account.objects.update_or_create(user=by, defaults={"columns": list(columns)})


@transaction.atomic
def choose_digest(*, by: User, parts: Sequence[str]) -> None:
    """Keep which of DIGEST_PARTS the morning's letter tells this person; none: they get no letter."""
    Account.objects.update_or_create(user=by, defaults={"digest": [part for part in DIGEST_PARTS if part in parts]})


@transaction.atomic
def choose_messages(*, dossier_id: int, by: User, now: datetime, told_in: str) -> None:
    """Set, for an applicant who asked for it, in which language messages about the dossier come; "": none.

    It is no step forward, so the version stays; an internal note says who did it. For those who may set an applicant's
    data right. Raises Refused; Dossier.DoesNotExist for what this person's agencies have no part in.
    """
    worked_on = scope.worked_on(scope.reader_of(by)).select_related("rules__procedure", "deciding_agency")
    dossier = worked_on.select_for_update(of=("self",), no_key=True).get(pk=dossier_id)
    if not may(dossier=dossier, move=Move.CORRECT_APPLICANT, by=by):
        raise Refused("role", move=gettext(wording.MOVE[Move.CORRECT_APPLICANT]))
    if dossier.told_in != told_in:
        _choose(dossier.pk, told_in)
        said = f"Nhận tin báo về hồ sơ, theo lời người nộp: {dict(TOLD_IN)[told_in]}."
        add_note(dossier_id=dossier.pk, by=by, now=now, text=said)


@transaction.atomic
def choose_own_messages(*, dossier_id: int, told_in: str) -> bool:
    """The same by the applicants themselves, who have shown that they are; False when the dossier is gone."""
    return _choose(dossier_id, told_in)


def _choose(dossier_id: int, told_in: str) -> bool:
    return Dossier.objects.filter(pk=dossier_id, voided_at=None).update(told_in=told_in) > 0
