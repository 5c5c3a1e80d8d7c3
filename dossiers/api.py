"""Status for programs: JSON out, RFC 9457 problems. Says no more than the receipt code alone opens."""

import json
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as n_

from agencies.worktime import ZONE
from dossiers import codes, limits, wording
from dossiers.reads import lookup
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
}
_written = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
METHOD = n_("Địa chỉ này chỉ trả lời GET và HEAD.")


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
        "next_action": reads.duty(found, words),
        "received_at": _moment(found.received_at),
        "updated_at": _moment(found.updated_at),
    }


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
