"""The financial obligation: the form goes out, the payment is confirmed."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from agencies.models import Party
from dossiers.actions.changing import arrival, changed, opened
from dossiers.actions.refused import Refused
from dossiers.actions.steps import POSITION, advance, current_and_next, is_last
from dossiers.actions.stops import close_stop
from dossiers.models import Dossier, EventKind, Pause, PauseGround, Payment, Step
from dossiers.reads.ledger import calendar_of, planned
from dossiers.workflow import Move


@transaction.atomic
def request_payment(
    *, dossier_id: int, by: User, now: datetime, version: int, form_number: str = "", amount: int | None = None,
) -> Dossier:  # fmt: skip
    """Send the tax form out. With a second term in the rules this ends the first appointment, and the second begins
    with the payment (QĐ 138/2025/QĐ-UBND Art 5(3)); otherwise the clock only stands still meanwhile.

    A step that leads to an outside body is completed by it. form_number: needed from the second request on.
    amount: đồng, or None while the tax office has not said. Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.REQUEST_PAYMENT, by=by, version=version, now=now)
    splits = dossier.rules.term is not None and dossier.rules.second_term is not None
    is_again = Payment.objects.filter(dossier=dossier).exists()
    if splits and is_again:
        raise Refused("paid_once")
    if is_again and not form_number.strip():
        raise Refused("form_number")  # each stop of the clock has its own paper
    current, following = current_and_next(dossier)
    if following.rule_step.party != Party.OUTSIDE and _goes_outside_later(dossier, following):
        raise Refused("form_later", step=following.rule_step.name)
    Payment.objects.create(
        dossier=dossier, requested_at=now, requested_by=by, form_number=form_number, amount=amount, splits=splits
    )
    if not splits and dossier.rules.term is not None:
        Pause.objects.create(dossier=dossier, span=(now, None), ground=PauseGround.PAYMENT, by=by)
    data: dict = {"splits": splits}
    where = dossier.holder_agency_id
    if following.rule_step.party == Party.OUTSIDE:
        where = advance(dossier, current, following, now)
        data |= {"step": current.n, "name": current.rule_step.name, "to": arrival(following)}
    changed(
        dossier, kind=EventKind.PAYMENT_REQUESTED, by=by, now=now, move=Move.REQUEST_PAYMENT, agency_id=where,
        data=data, fields=POSITION,
    )  # fmt: skip
    return dossier


@transaction.atomic
def confirm_payment(*, dossier_id: int, by: User, now: datetime, version: int) -> Dossier:
    """The proof of payment is there: the second appointment begins, or the clock runs on.

    An outside body's step is completed by it, unless only the handing over follows: then what is left is to finish.
    Raises Refused, Stale.
    """
    dossier, now = opened(dossier_id=dossier_id, move=Move.CONFIRM_PAYMENT, by=by, version=version, now=now)
    payment = Payment.objects.get(dossier=dossier, confirmed_at=None)
    Payment.objects.filter(pk=payment.pk).update(confirmed_at=now, confirmed_by=by)
    close_stop(dossier, now)
    data: dict = {"splits": payment.splits}
    current, following = current_and_next(dossier)
    if current.rule_step.party == Party.OUTSIDE and not is_last(following):
        advance(dossier, current, following, now)
        data |= {"step": current.n, "name": current.rule_step.name, "to": arrival(following)}
    changed(
        dossier, kind=EventKind.PAYMENT_CONFIRMED, by=by, now=now, move=Move.CONFIRM_PAYMENT,
        agency_id=dossier.deciding_agency_id, data=data, fields=POSITION,
    )  # fmt: skip
    if payment.splits:
        _plan_the_rest(dossier, now)
    return dossier


def _goes_outside_later(dossier: Dossier, following: Step) -> bool:
    """An outside body's step lies ahead, which only a form can lead to."""
    later = Step.objects.filter(dossier=dossier, n__gt=following.n, finished_at=None)
    return later.filter(rule_step__party=Party.OUTSIDE).exists()


def _plan_the_rest(dossier: Dossier, now: datetime) -> None:
    """When each remaining step should be finished within the second appointment."""
    rest = list(
        Step.objects.filter(dossier=dossier, n__gte=dossier.current_step).select_related("rule_step").order_by("n")
    )
    days = [(float(step.rule_step.days), step.rule_step.on_clock) for step in rest]
    for step, due_at in zip(rest, planned(dossier, calendar_of(dossier), days, since=now), strict=True):
        step.due_at = due_at
    Step.objects.bulk_update(rest, ["due_at"])
