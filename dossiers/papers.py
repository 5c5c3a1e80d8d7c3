"""What goes out on paper and in sentences: the receipt, its QR, and what the citizen reads after a move."""

from dataclasses import dataclass
from datetime import date, datetime

import segno

from agencies.models import full_name
from dossiers import codes, wording
from dossiers.models import Dossier, Event, EventKind, Step
from dossiers.reads import lookup, status
from dossiers.reads.desk import Desk
from dossiers.reads.words import IN, day
from dossiers.workflow import CLOCK_ENDED, TARGET, Move, Status

_NOT_YET = date.max  # a day that the page still asks for; drawn as dots
_ENDS = {Move.DECLINE: EventKind.DECLINED, Move.WITHDRAW: EventKind.WITHDRAWN, Move.STOP: EventKind.STOPPED}


@dataclass(frozen=True)
class Receipt:
    """Form 01 (TT 03/2025/TT-VPCP), for one A5 page."""

    dossier: Dossier
    code: str  # grouped
    status_url: str
    qr: str  # data: address of an SVG
    term: str
    clerk: str


def receipt_of(dossier: Dossier, received: Event, *, status_url: str) -> Receipt:
    """received: the event of its reception, with actor. status_url: absolute; the QR carries it and nothing else."""
    return Receipt(
        dossier=dossier,
        code=codes.grouped(dossier.receipt_code),
        status_url=status_url,
        qr=qr(status_url),
        term=dossier.rules.limit,
        clerk=full_name(received.actor) if received.actor else "",
    )


def qr(address: str) -> str:
    """The address as a QR code (level M), a data: URI that the content security policy lets through."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2)


def citizen_reads(
    move: Move, here: Desk, step: Step | None, *, now: datetime, due_at: datetime | None, typed: dict
) -> dict[str, list[str]]:
    """What the status page will say right after this move, by language: where, when, what to do. One query.

    here: the dossier before the move. step, due_at: where it will then be (None: nowhere), and when it will be due.
    typed: what the page's form has read so far, by field.
    """
    found = lookup.by_receipt_code(here.dossier.receipt_code)
    if found is None:
        return {}
    to = TARGET.get(move, Status(here.dossier.status))
    key, guessed = _listed(move, typed)
    after = found._replace(
        status=to,
        current_step=step.n if step and move is not Move.HAND_OVER else None,
        holder=step.agency.name if step else found.holder,
        holder_unit=(step.unit.name if step.unit else None) if step else found.holder_unit,
        due_at=due_at,
        closed_at=found.closed_at or (now if to in CLOCK_ENDED else None),
        returned_at=now if move is Move.HAND_OVER else found.returned_at,
        promised_at=here.apology.promised_at if move is Move.APPROVE_APOLOGY and here.apology else found.promised_at,
        **_clock_after(move, here, now, answer_by=typed.get("answer_by"), ground=key),
        events=[lookup.EventRow(0, now, _ENDS[move], {"class": key}), *found.events] if move in _ENDS else found.events,
    )
    reading = status.read(after, now)
    answers = {language: status.answer(after, reading, words) for language, words in IN.items()}
    return {
        language: [
            _dotted(text, IN[language].say(guessed) if guessed else "")
            for text in (said.where, said.when, *said.notes, said.duty)
        ]
        for language, said in answers.items()
    }


def _clock_after(move: Move, here: Desk, now: datetime, *, answer_by: date | None, ground: str) -> dict:
    """Whether the clock stands still after the move, and by what, as lookup.Found says it."""
    runs = not here.appointments
    match move:
        case Move.REQUEST_SUPPLEMENT:
            stop = (now.isoformat(), (answer_by or _NOT_YET).isoformat(), len(here.rounds) + 1)
            return {"is_paused": not runs, "stop": stop}
        case Move.REQUEST_PAYMENT:
            splits = here.dossier.rules.second_term is not None
            return {"is_paused": not runs, "stop": () if runs else (now.isoformat(), splits)}
        case Move.PAUSE:
            return {"is_paused": True, "stop": (now.isoformat(), ground)}
        case Move.RECEIVE_SUPPLEMENT | Move.CONFIRM_PAYMENT | Move.RESUME:
            return {"is_paused": False, "stop": ()}
    return {}


def _listed(move: Move, typed: dict) -> tuple[str, str]:
    """The key chosen from the move's list; while none is, some key and its words, to be drawn as dots."""
    lists = {
        Move.PAUSE: ("ground", wording.PAUSE_GROUND),
        **{m: ("reason_class", wording.END_REASON[m]) for m in _ENDS},
    }
    if move not in lists:
        return "", ""
    field, words = lists[move]
    if typed.get(field):
        return typed[field], ""
    key = next(reversed(words))
    return key, words[key]


def _dotted(text: str, guessed: str) -> str:
    """The sentence without what nobody has typed yet."""
    text = text.replace(day(_NOT_YET), "…/…/……")
    for said in filter(None, (guessed, guessed[:1].lower() + guessed[1:])):
        text = text.replace(said, "…").replace("….", "…")
    return text
