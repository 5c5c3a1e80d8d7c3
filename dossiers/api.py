"""Answers for programs: JSON, RFC 9457 problems. The status says no more than the receipt code alone opens; the clock
of a dossier is for whoever has signed in and may read it.
"""

import json
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as n_
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.models import full_name
from agencies.worktime import ZONE
from dossiers import codes, limits, wording
from dossiers.models import Dossier
from dossiers.reads import clockwork, lookup, scope
from dossiers.reads import status as reads
from dossiers.reads.words import IN, Words
from dossiers.workflow import Status

SAFE = ("GET", "HEAD")
LONGEST = 200  # characters; no code is near it
TITLES = {
    "mistyped-code": n_("Mã hồ sơ nhập sai"),
    "unknown-code": n_("Không tìm thấy hồ sơ"),
    "limited": n_("Tra cứu quá nhiều lần"),
    "method-not-allowed": n_("Phương thức không được hỗ trợ"),
    "not-signed-in": n_("Chưa đăng nhập"),
    "not-acceptable": n_("Định dạng không được hỗ trợ"),
}
_written = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
METHOD = n_("Địa chỉ này chỉ trả lời GET và HEAD.")
NOT_SIGNED_IN = n_("Địa chỉ này dành cho cán bộ đã đăng nhập. Phiên làm việc chưa có hoặc đã hết.")
JSON_ONLY = n_("Địa chỉ này chỉ trả lời bằng JSON.")


@login_not_required
def status(request, typed: str) -> HttpResponse:
    """The status of one receipt code, however it is typed."""
    if request.method not in SAFE:
        return _problem(405, "method-not-allowed", gettext(METHOD), Allow=", ".join(SAFE))
    try:
        code = _read(typed)
    except codes.BadCode as bad:
        return _mistyped(bad)
    counted = limits.LookUp(request.client_address)
    found = None if counted.is_refused else lookup.by_receipt_code(code)
    if wait := counted.wait():
        return _limited(wait)
    if found is None:
        if wait := limits.missed(request.client_address):
            return _limited(wait)
        return _problem(404, "unknown-code", gettext(wording.LOOK_UP["not_found"]))
    return _json(_body(found, timezone.now(), IN[request.language]))


def _read(typed: str) -> str:
    if len(typed) > LONGEST:
        raise codes.BadCode("length", len(typed))
    return codes.read_receipt_code(typed)


def _body(found: lookup.Found, now: datetime, words: Words) -> dict:
    reading = reads.read(found, now)
    current = Status(found.status)
    step = reading.step
    return {
        "receipt_code": found.receipt_code,
        "status": {"code": found.status, "key": current.key, "label": words.say(wording.STATUS[current].label)},
        "deadline": {
            "state": reading.state,
            "paused": reading.is_paused,
            "original_due_at": _moment(found.original_due_at),
            "second_original_due_at": _moment(found.second_original_due_at),
            "due_at": _moment(found.due_at),
            "promised_at": _moment(found.promised_at),
            "working_days": reading.days,
        },
        "holder": {"agency": found.holder, "unit": found.holder_unit},
        "step": {"n": step.n, "of": len(found.steps), "name": step.name} if step else None,
        "steps": [
            {
                "n": step.n,
                "name": step.name,
                "agency": step.agency,
                "state": state,
                "started_at": _moment(step.started_at),
                "finished_at": _moment(step.finished_at),
                "due_at": _moment(step.due_at),
            }
            for step, state in zip(found.steps, reading.step_states, strict=True)
        ],
        "next_action": reads.duty(found, reading, words),
        "received_at": _moment(found.received_at),
        "updated_at": _moment(found.updated_at),
    }


class Clock(APIView):
    """The ledger of one dossier and the explanation of its dates, for staff who may read it."""

    def get(self, request, typed: str) -> HttpResponse | Response:
        """400 mistyped; 404, always the same bytes, for what does not exist or is another's."""
        try:
            code = _read(typed)
        except codes.BadCode as bad:
            return _mistyped(bad)
        reader = scope.reader_of(request.user)
        try:
            found = clockwork.for_staff(reader=reader, now=timezone.now(), receipt_code=code)
        except Dossier.DoesNotExist:
            return _problem(404, "unknown-code", gettext(wording.LOOK_UP["not_found"]))
        return Response(_clock(found))


def refused(exception: Exception, context: dict) -> HttpResponse | None:
    """What the framework refuses, in our words; what it does not know goes on to the faults."""
    match exception:
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed() | exceptions.PermissionDenied():
            return _problem(403, "not-signed-in", gettext(NOT_SIGNED_IN))
        case exceptions.MethodNotAllowed():
            return _problem(405, "method-not-allowed", gettext(METHOD), Allow=", ".join(SAFE))
        case exceptions.NotAcceptable():
            return _problem(406, "not-acceptable", gettext(JSON_ONLY))
    return None


def _clock(found: clockwork.Clockwork) -> dict:
    dossier, apology = found.dossier, found.apology
    return {
        "receipt_code": dossier.receipt_code,
        "official_code": dossier.official_code,
        "calendar_version": found.version,
        "sessions": [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in found.calendar.sessions],
        "appointments": [
            {
                "n": told.n,
                "received_at": _moment(told.received_at),
                "counted_from": _moment(told.counted_from),
                "term": [[part.halves / 2, part.unit] for part in told.term.parts],
                "cutoff": dossier.rules.cutoff or None,
                "first_due_at": _moment(told.first_due_at),
                "due_at": _moment(told.due_at),
                "provisional": told.is_provisional,
                "ended_at": _moment(told.ended_at),
                "rows": [row.as_json() for row in told.rows],
                "first_rows": [row.as_json() for row in told.first_rows],
            }
            for told in found.appointments
        ],
        "differences": [
            {
                "at": _moment(change.at),
                "before": _moment(change.before),
                "after": _moment(change.after),
                "because": change.because,
                "calendar_version": change.calendar,
                "agency": change.event.agency and change.event.agency.name,
                "by": _person(change.event.actor),
            }
            for change in found.changes
        ],
        "pauses": [
            {
                "from": _moment(stop.pause.span.lower),
                "to": _moment(stop.pause.span.upper),
                "ground": stop.pause.ground,
                "document": stop.pause.document,
                "by": _person(stop.pause.by),
            }
            for stop in found.stops
        ],
        "supplements": [
            {
                "round": round.asked.round,
                "asked_at": _moment(round.asked.asked_at),
                "asked_on_day": round.asked.asked_on_day,
                "answer_by": round.asked.answer_by,
                "received_at": _moment(round.asked.received_at),
                "restarts": round.asked.restarts,
                "papers": round.asked.papers,
                "by": _person(round.asked.asked_by),
                "permitted_by": _person(round.permission and round.permission.actor),
            }
            for round in found.rounds
        ],
        "payments": [
            {
                "requested_at": _moment(payment.requested_at),
                "confirmed_at": _moment(payment.confirmed_at),
                "splits": payment.splits,
                "amount": payment.amount,
                "form_number": payment.form_number,
            }
            for payment in found.payments
        ],
        "apology": apology
        and {
            "approved_at": _moment(apology.approved_at),
            "due_at": _moment(apology.due_at),
            "in_time": apology.was_in_time,
            "reason": apology.reason,
            "by": _person(apology.approved_by),
        },
        "promised_at": _moment(dossier.promised_at),
        "parties": [
            {"party": spent.party, "agency": spent.agency or None, "unit": spent.unit or None, "minutes": spent.minutes}
            for spent in found.spent
        ],
        "elapsed_minutes": found.elapsed,
    }


def _person(user) -> str | None:
    return full_name(user) if user else None


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(ZONE).isoformat() if at else None


def _mistyped(bad: codes.BadCode) -> HttpResponse:
    # Without the number of symbols: one kind of mistake, one answer.
    sentence = wording.LOOK_UP["receipt_length" if bad.kind == "length" else bad.kind]
    return _problem(400, "mistyped-code", gettext(sentence) % {"example": codes.EXAMPLE}, mistake=bad.kind)


def _limited(wait: int) -> HttpResponse:
    minutes = max(1, -(-wait // 60))
    sentence = gettext(wording.LOOK_UP["limited"]) % {"minutes": minutes}
    return _problem(429, "limited", sentence, **{"Retry-After": str(wait)})


def _problem(code: int, kind: str, detail: str, *, mistake: str = "", **headers: str) -> HttpResponse:
    body = {"type": f"/problems/{kind}", "title": gettext(TITLES[kind]), "status": code, "detail": detail}
    if mistake:
        body["mistake"] = mistake
    response = _json(body, code, "application/problem+json")
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _json(body: dict, code: int = 200, content_type: str = "application/json") -> HttpResponse:
    text = _written(body).encode()
    return HttpResponse(text, status=code, content_type=content_type, headers={"Content-Length": str(len(text))})
