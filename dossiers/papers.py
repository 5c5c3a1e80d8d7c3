"""What the citizen reads right after a move, said before it is made."""

from datetime import date, datetime

from agencies.models import Party
from dossiers import wording
from dossiers.actions.intake import UNIT_OF
from dossiers.actions.mistakes import OF_THE_DECIDER
from dossiers.models import Event, EventKind, Step
from dossiers.reads import gone, lookup, status
from dossiers.reads.desk import Desk
from dossiers.reads.undoing import status_before
from dossiers.reads.words import IN, Words, day
from dossiers.workflow import CLOCK_ENDED, TARGET, Move, Status

_NOT_YET = date.max  # a day that the page still asks for; drawn as dots
_GONE = (Move.VOID, Move.REISSUE_CODE)  # afterwards the code opens nothing
_TOLD = {
    Move.UNDO: EventKind.UNDONE, Move.CORRECT_APPLICANT: EventKind.CORRECTED, Move.REDIRECT: EventKind.REDIRECTED,
    Move.ASK_OPINION: EventKind.OPINION_ASKED, Move.ANSWER_OPINION: EventKind.OPINION_GIVEN,
}  # fmt: skip
_ENDS = {Move.DECLINE: EventKind.DECLINED, Move.WITHDRAW: EventKind.WITHDRAWN, Move.STOP: EventKind.STOPPED}


def citizen_reads(
    move: Move, here: Desk, step: Step | None, *, now: datetime, due_at: datetime | None, typed: dict
) -> dict[str, list[str]]:
    """What the status page will say right after this move, by language: where, when, what to do. One query.

    here: the dossier before the move. step, due_at: where it will then be (None: nowhere), and when it will be due.
    typed: what the page's form has read so far, by field.
    """
    if move in _GONE:
        return _gone(move, here, now, typed)
    found = lookup.by_receipt_code(here.dossier.receipt_code)
    if found is None:
        return {}
    to = _status_after(move, here)
    key, guessed = _listed(move, typed)
    after = found._replace(
        status=to,
        current_step=step.n if step and move is not Move.HAND_OVER else None,
        **_place_after(move, here, step, typed),
        due_at=due_at,
        closed_at=(found.closed_at or now) if to in CLOCK_ENDED else None,
        returned_at=(found.returned_at or now) if to is Status.RETURNED else None,
        promised_at=here.apology.promised_at if move is Move.APPROVE_APOLOGY and here.apology else found.promised_at,
        **_clock_after(move, here, now, answer_by=typed.get("answer_by"), ground=key),
        events=[lookup.EventRow(0, now, _ENDS[move], {"class": key}), *found.events] if move in _ENDS else found.events,
    )
    reading = status.read(after, now)
    answers = {language: status.answer(after, reading, words) for language, words in IN.items()}
    return {
        language: [
            _dotted(text, IN[language].say(guessed) if guessed else "")
            for text in (said.where, said.when, *said.notes, said.duty, *_told(move, here, IN[language], typed))
        ]
        for language, said in answers.items()
    }


def _gone(move: Move, here: Desk, now: datetime, typed: dict) -> dict[str, list[str]]:
    """What the code that is there now will say: that the intake was a mistake, or that another code was issued."""
    counter = here.dossier.receiving_agency
    key, guessed = _listed(move, typed)
    left = gone.Gone(now, move is Move.VOID, key, counter.name, counter.phone)
    return {
        language: [_dotted(text, words.say(guessed) if guessed else "") for text in gone.sentences(left, words)]
        for language, words in IN.items()
    }


def _told(move: Move, here: Desk, words: Words, typed: dict) -> list[str]:
    """The line of the public history, where it is all that tells the citizen of the move."""
    kind = _TOLD.get(move)
    if kind is None or (here.last is not None and move is Move.UNDO and here.last.kind == EventKind.PASSED_ON):
        return []
    facts = {"agency": _agency_told(move, here, typed) or "…", "day": day(typed.get("answer_by") or _NOT_YET)}
    line = words.say(wording.EVENT[kind]) % facts
    return [line if line.endswith(": …") else f"{line}."]


def _agency_told(move: Move, here: Desk, typed: dict) -> str | None:
    """The agency that the line names: asked, answering, or the one that is to have the dossier."""
    if move is Move.ANSWER_OPINION:
        only = here.opinions_of_mine[0] if len(here.opinions_of_mine) == 1 else None
        answered = typed.get("opinion") or only
        return answered and answered.agency.name
    agency = typed.get("agency" if move is Move.ASK_OPINION else "to")
    return agency and agency.name


def _status_after(move: Move, here: Desk) -> Status:
    if move is Move.UNDO and here.last is not None:
        return status_before(Event.objects.filter(dossier=here.dossier).order_by("seq"), here.last)
    return TARGET.get(move, Status(here.dossier.status))


def _place_after(move: Move, here: Desk, step: Step | None, typed: dict) -> dict:
    """Who will have it, as lookup.Found says it."""
    if step is None:
        return {}
    agency, unit = step.agency, step.unit
    if (
        move is Move.REDIRECT
        and step.rule_step.party in OF_THE_DECIDER
        and agency.pk == here.dossier.deciding_agency_id
    ):
        agency = typed.get("to")
        if agency is None:
            return {"holder": "…", "holder_unit": None}
        unit = here.laid.unit(agency.pk, UNIT_OF[Party(step.rule_step.party)], here.dossier.rules.procedure.field)
    return {"holder": agency.name, "holder_unit": unit.name if unit else None}


def _clock_after(move: Move, here: Desk, now: datetime, *, answer_by: date | None, ground: str) -> dict:
    """Whether the clock stands still after the move, and by what, as lookup.Found says it."""
    runs = not here.appointments
    match move:
        case Move.REQUEST_SUPPLEMENT:
            stop = (now.isoformat(), (answer_by or _NOT_YET).isoformat(), len(here.facts.supplements) + 1)
            return {"is_paused": not runs, "stop": stop}
        case Move.REQUEST_PAYMENT:
            splits = here.dossier.rules.second_term is not None
            return {"is_paused": not runs, "stop": () if runs else (now.isoformat(), splits)}
        case Move.PAUSE:
            return {"is_paused": True, "stop": (now.isoformat(), ground)}
        case Move.RECEIVE_SUPPLEMENT | Move.CONFIRM_PAYMENT | Move.RESUME:
            return {"is_paused": False, "stop": ()}
        case Move.UNDO:
            return {"stop": _stop_that_lasts(_status_after(move, here), here)}
    return {}


def _stop_that_lasts(to: Status, here: Desk) -> tuple:
    """By what the clock stands still in this status."""
    if to is Status.SUPPLEMENT and here.supplement is not None:
        asked = here.supplement
        return (asked.asked_at.isoformat(), asked.answer_by.isoformat(), asked.round)
    if to is Status.PAYMENT and here.payment is not None and here.dossier.is_paused:
        return (here.payment.requested_at.isoformat(), here.payment.splits)
    return (here.pause.span.lower.isoformat(), here.pause.ground) if here.pause is not None else ()


def _listed(move: Move, typed: dict) -> tuple[str, str]:
    """The key chosen from the move's list; while none is, some key and its words, to be drawn as dots."""
    lists = {
        Move.PAUSE: ("ground", wording.PAUSE_GROUND),
        Move.VOID: ("reason_class", wording.VOID_REASON),
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
