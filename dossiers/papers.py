"""What goes out on paper and in sentences: the receipt, its QR, and what the citizen reads after a move."""

from dataclasses import dataclass
from datetime import date, datetime

import segno

from agencies.models import full_name
from agencies.worktime import Term
from dossiers import codes
from dossiers.models import Dossier, Event, Step
from dossiers.reads import lookup, status
from dossiers.reads.words import IN, day
from dossiers.workflow import TARGET, Move

_NOT_YET = date.max  # a day that the page still asks for; drawn as dots


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
        term=Term.parse(dossier.rules.term).in_words() if dossier.rules.term else "",
        clerk=full_name(received.actor) if received.actor else "",
    )


def qr(address: str) -> str:
    """The address as a QR code (level M), a data: URI that the content security policy lets through."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2)


def citizen_reads(
    move: Move, dossier: Dossier, step: Step | None, *, due_at: datetime | None, now: datetime, answer_by: date | None
) -> dict[str, list[str]]:
    """What the status page will say right after this move, by language: where, when, what to do. One query.

    step, due_at: where the dossier will then be, and when it will be due.
    """
    found = lookup.by_receipt_code(dossier.receipt_code)
    if found is None:
        return {}
    held = step if move in (Move.COMPLETE_STEP, Move.FINISH) else None
    after = found._replace(
        status=TARGET[move],
        current_step=step.n if step and move is not Move.HAND_OVER else None,
        holder=held.agency.name if held else found.holder,
        holder_unit=(held.unit.name if held.unit else None) if held else found.holder_unit,
        due_at=due_at,
        is_paused=move is Move.REQUEST_SUPPLEMENT,
        paused_since=now,
        answer_by=answer_by or _NOT_YET,
        closed_at=found.closed_at or (now if move is Move.FINISH else None),
        returned_at=now if move is Move.HAND_OVER else None,
    )
    reading = status.read(after, now)
    answers = {language: status.answer(after, reading, words) for language, words in IN.items()}
    return {
        language: [text.replace(day(_NOT_YET), "…/…/……") for text in (said.where, said.when, *said.notes, said.duty)]
        for language, said in answers.items()
    }
