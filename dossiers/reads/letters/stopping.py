"""Form 05: that work on a dossier has stopped, at the applicant's request or on another ground."""

from agencies.worktime import local_day
from dossiers.models import Dossier, Event, EventKind, LetterKind, Step
from dossiers.reads.letters.content import (
    Content,
    NothingToPrint,
    counter_of,
    in_full,
    moment_in_full,
    of_dossier,
    without_mark,
)
from dossiers.reads.letters.official import (
    COUNTER_CLERK,
    class_of,
    counter_name,
    head_of,
    last_event,
    reason_of,
    signed,
)
from dossiers.reads.undoing import status_before
from dossiers.wording import STATUS
from dossiers.workflow import Status

_KINDS = {Status.STOPPED: EventKind.STOPPED, Status.WITHDRAWN: EventKind.WITHDRAWN}


def stopping(dossier: Dossier) -> Content:
    """Layout by NĐ 30/2020/NĐ-CP: no official one was found. Raises NothingToPrint.

    That its applicant withdrew it says the counter that took the request, signed by whoever recorded it; that an agency
    stopped it, that agency's head.
    Ground for whoever asked themselves: NĐ 118/2025/NĐ-CP Điều 21.
    """
    kind = _KINDS.get(Status(dossier.status))
    if kind is None:
        raise NothingToPrint("no_stopping")
    event = last_event(dossier, kind, nothing="no_stopping")
    is_withdrawn = kind == EventKind.WITHDRAWN
    agency = event.agency or (dossier.receiving_agency if is_withdrawn else dossier.deciding_agency)
    decider = "" if agency == dossier.deciding_agency else without_mark(dossier.deciding_agency.name)
    key = event.data.get("class")
    said = {
        **of_dossier(dossier), "received": moment_in_full(dossier.received_at),
        "decider": decider, "at_request": is_withdrawn or key == "at_request", "is_withdrawn": is_withdrawn,
        "stopped_on": in_full(local_day(event.at)), "why": class_of(event),
        "reason": reason_of(event), "state": _state_then(dossier, event), "fee": dossier.fee_paid or 0,
        "fee_receipt": dossier.fee_receipt, "return_place": counter_of(dossier.return_agency),
        **(
            signed(agency, event.actor, copies=(decider,) if decider else (), authority=COUNTER_CLERK)
            if is_withdrawn
            else signed(agency, head_of(agency, event.actor), copies=(counter_name(dossier),))
        ),
    }  # fmt: skip
    subject, day = f"event:{event.pk}", local_day(event.at)
    return Content(LetterKind.STOPPING, subject, agency, dossier, day, said, by_counter=is_withdrawn)


def _state_then(dossier: Dossier, ended: Event) -> str:
    """Where the dossier was: its status, and the step at which it stood."""
    events = Event.objects.filter(dossier=dossier).order_by("seq")
    said = STATUS[status_before(events, ended)].label
    steps = Step.objects.select_related("rule_step", "agency", "unit__agency")
    step = steps.filter(dossier=dossier, n=ended.data.get("step") or 0).first()
    if step is None:
        return said
    return f"{said}, bước “{step.rule_step.name}” tại {without_mark(str(step.unit or step.agency))}"
