"""Who works on a dossier: assigned to a person, passed on to another unit, taken over there."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from agencies.models import Membership, Unit, full_name
from dossiers import wording
from dossiers.actions.changing import arrival, changed, current_step, hands, opened
from dossiers.actions.refused import Refused
from dossiers.models import Dossier, EventKind, Step
from dossiers.workflow import ROLES, WORKERS, Move


@transaction.atomic
def assign(*, dossier_id: int, by: User, now: datetime, version: int, to: User) -> Dossier:
    """Charge one person of the holding agency with the dossier: anybody by their head, oneself by oneself where nobody
    works on it. Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.ASSIGN, by=by, version=version, now=now)
    if (
        to.pk != by.pk
        and not Membership.objects.of(by, *ROLES[Move.ASSIGN]).filter(agency=dossier.holder_agency).exists()
    ):
        raise Refused("role", move=gettext(wording.MOVE[Move.ASSIGN]))
    if dossier.assignee_id == to.pk:
        raise Refused("assigned_already", who=full_name(to))
    if not Membership.objects.of(to, *WORKERS).filter(agency=dossier.holder_agency).exists():
        raise Refused("not_of_agency", who=full_name(to), agency=dossier.holder_agency.name)
    dossier.assignee = to
    changed(
        dossier, kind=EventKind.ASSIGNED, by=by, now=now, move=Move.ASSIGN, data={"user": to.pk}, fields=("assignee",),
        public=False,
    )  # fmt: skip
    return dossier


@transaction.atomic
def pass_on(*, dossier_id: int, by: User, now: datetime, version: int, to: Unit, reason: str = "") -> Dossier:
    """Offer the dossier to another unit of the holding or the deciding agency; until that unit takes it over, the
    sender answers for it. Offering it again replaces the offer. Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.PASS_ON, by=by, version=version, now=now)
    if to.pk == dossier.holder_unit_id:
        raise Refused("same_unit", unit=to.name)
    if to.agency_id not in (dossier.holder_agency_id, dossier.deciding_agency_id):
        raise Refused("other_agency", unit=to.name)
    left = hands(dossier)
    dossier.passing_to = to
    changed(
        dossier, kind=EventKind.PASSED_ON, by=by, now=now, move=Move.PASS_ON, reason=reason,
        data={"from": dossier.holder_unit_id, "unit_id": to.pk, "unit": to.name, **left}, fields=("passing_to",),
        public=False,
    )  # fmt: skip
    return dossier


@transaction.atomic
def take_over(*, dossier_id: int, by: User, now: datetime, version: int) -> Dossier:
    """Answer for a dossier that another unit has passed on. Raises Refused, Stale."""
    dossier, now = opened(dossier_id=dossier_id, move=Move.TAKE_OVER, by=by, version=version, now=now)
    step, unit, sender = current_step(dossier), dossier.passing_to, dossier.holder_unit_id
    assert step is not None  # noqa: S101 - under way, it stands at a step
    assert unit is not None  # noqa: S101 - without an offer nobody's role allows the move
    step.agency_id, step.unit = unit.agency_id, unit
    Step.objects.filter(pk=step.pk).update(agency=unit.agency_id, unit=unit)
    dossier.holder_agency_id, dossier.holder_unit = unit.agency_id, unit
    dossier.passing_to = dossier.assignee = None
    changed(
        dossier, kind=EventKind.TAKEN_OVER, by=by, now=now, move=Move.TAKE_OVER,
        data={"from": sender, "unit": unit.name, "to": arrival(step)},
        fields=("holder_agency", "holder_unit", "passing_to", "assignee"),
    )  # fmt: skip
    return dossier
