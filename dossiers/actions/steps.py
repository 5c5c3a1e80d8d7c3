"""Moving a dossier along its steps: complete one, send it back, finish with a result, hand the result over."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from agencies.models import Party
from dossiers.actions.changing import arrival, changed, hands, opened
from dossiers.actions.delays import explained
from dossiers.actions.refused import Refused
from dossiers.models import Collection, CollectionWay, Collector, Dossier, EventKind, Payment, Step
from dossiers.reads.course import goes_with_form
from dossiers.workflow import Move


@transaction.atomic
def complete_step(*, dossier_id: int, by: User, now: datetime, version: int) -> Dossier:
    """Finish the current step and pass the dossier to the next step's holder.

    Raises Refused, also where the tax form goes out: that stops the clock (request_payment). Raises Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.COMPLETE_STEP, by=by, version=version, now=now)
    current, following = current_and_next(dossier)
    if is_last(following):
        raise Refused("last_step")
    if goes_with_form(dossier, following):
        raise Refused("form_first")
    left = hands(dossier)
    where = advance(dossier, current, following, now)
    changed(
        dossier, kind=EventKind.STEP_COMPLETED, by=by, now=now, move=Move.COMPLETE_STEP, agency_id=where,
        data={"step": current.n, "name": current.rule_step.name, "to": arrival(following), **left}, fields=POSITION,
    )  # fmt: skip
    return dossier


@transaction.atomic
def return_step(*, dossier_id: int, by: User, now: datetime, version: int, reason: str) -> Dossier:
    """Send the dossier back to the step before (an outside body's is passed over, both ways), to be done again.

    Raises Refused, also without a reason; Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.RETURN_STEP, by=by, version=version, now=now)
    if not reason.strip():
        raise Refused("return_reason")
    steps = Step.objects.filter(dossier=dossier).select_related("rule_step", "agency", "unit")
    earlier = steps.filter(n__gt=1, n__lt=dossier.current_step).exclude(rule_step__party=Party.OUTSIDE)
    before = earlier.order_by("-n").first()
    if before is None:
        raise Refused("first_step")
    current = steps.get(n=dossier.current_step)  # type: ignore[misc]
    where = dossier.holder_agency_id
    # An outside body whose payment is confirmed has done its step: left open, nothing would lead past it any more.
    is_done = current.rule_step.party == Party.OUTSIDE and _is_paid(current)
    Step.objects.filter(pk=current.pk).update(**({"finished_at": now} if is_done else {"started_at": None}))
    Step.objects.filter(pk=before.pk).update(started_at=now, finished_at=None)
    stand_at(dossier, before)
    changed(
        dossier, kind=EventKind.STEP_RETURNED, by=by, now=now, move=Move.RETURN_STEP, agency_id=where, reason=reason,
        data={"step": current.n, "name": before.rule_step.name, "to": arrival(before)}, fields=POSITION,
    )  # fmt: skip
    return dossier


@transaction.atomic
def finish(
    *, dossier_id: int, by: User, now: datetime, version: int, cause: tuple[str, str] | None = None
) -> Dossier:  # fmt: skip
    """The result exists: the clock ends and the result goes to the counter that returns it.

    cause: why it is late, (of DelayKind, text); an overdue dossier ends only with one. Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.FINISH, by=by, version=version, now=now)
    current, following = current_and_next(dossier)
    if not is_last(following):
        raise Refused("steps_left", step=following.rule_step.name)
    explained(dossier, by=by, now=now, cause=cause)
    left = hands(dossier)
    where = advance(dossier, current, following, now)
    changed(
        dossier, kind=EventKind.FINISHED, by=by, now=now, move=Move.FINISH, agency_id=where,
        data={"step": current.n, "name": current.rule_step.name, "to": arrival(following), **left}, fields=POSITION,
    )  # fmt: skip
    return dossier


@transaction.atomic
def hand_over(
    *, dossier_id: int, by: User, now: datetime, version: int, way: str, collector: str, collector_name: str = "",
    paper: str,
) -> Dossier:  # fmt: skip
    """The citizen has the result: who fetched it, and which paper was checked, or the number of the parcel.

    way: of CollectionWay; collector: of Collector; collector_name: of somebody the dossier does not name. Raises
    Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.HAND_OVER, by=by, version=version, now=now)
    if way not in CollectionWay or collector not in Collector:
        raise Refused("reason_class")
    known = {Collector.APPLICANT: dossier.applicant_name, Collector.REPRESENTATIVE: dossier.representative_name}
    if collector == Collector.REPRESENTATIVE and not dossier.representative_name:
        raise Refused("no_representative")
    name = known.get(Collector(collector)) or collector_name.strip()
    if not name:
        raise Refused("collector_name")
    if not paper.strip():
        raise Refused("parcel" if way == CollectionWay.POST else "paper_checked")
    Collection.objects.create(
        dossier=dossier, at=now, by=by, way=way, collector=collector, collector_name=name, paper=paper.strip()
    )
    Step.objects.filter(dossier=dossier, n=dossier.current_step).update(finished_at=now)  # type: ignore[misc]
    dossier.returned_at = now
    dossier.current_step = None
    changed(
        dossier, kind=EventKind.HANDED_OVER, by=by, now=now, move=Move.HAND_OVER,
        data={"way": way, "collector": collector, **hands(dossier)}, fields=("returned_at", "current_step"),
    )  # fmt: skip
    return dossier


POSITION = ("current_step", "holder_agency", "holder_unit", "assignee", "passing_to")


def current_and_next(dossier: Dossier) -> tuple[Step, Step]:
    """The step at which it stands and the one after it, with rule_step, agency and unit.

    What an outside body has done is not done again when the dossier was sent back over it.
    """
    ahead = Step.objects.select_related("rule_step", "agency", "unit").filter(
        dossier=dossier, n__gte=dossier.current_step
    )
    steps = list(ahead.exclude(rule_step__party=Party.OUTSIDE, finished_at__isnull=False).order_by("n")[:2])
    return steps[0], steps[1]


def is_last(step: Step) -> bool:
    """Nothing follows it: the handing over of the result."""
    return not Step.objects.filter(dossier=step.dossier_id, n__gt=step.n).exists()


def _is_paid(step: Step) -> bool:
    return Payment.objects.filter(dossier=step.dossier_id, confirmed_at__gte=step.started_at).exists()


def advance(dossier: Dossier, current: Step, following: Step, now: datetime) -> int:
    """Pass the dossier on; answers which agency's people did so: an outside body has none here."""
    outside = current.rule_step.party == Party.OUTSIDE
    where = dossier.deciding_agency_id if outside else dossier.holder_agency_id
    Step.objects.filter(pk=current.pk).update(finished_at=now)
    Step.objects.filter(pk=following.pk).update(started_at=now)
    stand_at(dossier, following)
    return where


def stand_at(dossier: Dossier, step: Step) -> None:
    """The dossier lies at this step from now on; nobody is assigned there yet."""
    dossier.current_step = step.n
    dossier.holder_agency, dossier.holder_unit = step.agency, step.unit
    dossier.assignee = dossier.passing_to = None
