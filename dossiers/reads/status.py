"""From what was looked up to what the citizen reads: where is it, when is it due, who holds it, what must I do."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from agencies.models import place, working_calendar
from agencies.worktime import Calendar
from dossiers import clock, wording
from dossiers.clock import DeadlineState
from dossiers.reads import origin
from dossiers.reads.lookup import Found, StepRow
from dossiers.reads.words import Words, day, local_day
from dossiers.workflow import CLOCK_ENDED, WAITING_FOR_APPLICANT, Status

# Ended without a result: nothing was "finished in time", whatever the dates say.
_NO_RESULT = tuple(status for status in CLOCK_ENDED if status not in (Status.DONE, Status.RETURNED))

Name = Callable[[str], str]


class Reading(NamedTuple):
    """The clock of a dossier at one moment. days: working days left (+) or late (−), None without a due date."""

    calendar: Calendar
    state: DeadlineState
    days: int | None
    is_paused: bool
    is_promise_missed: bool  # the new date of the apology has passed too
    step: StepRow | None
    step_states: list[str]


class Tag(NamedTuple):
    tone: str
    text: str


class Answer(NamedTuple):
    """The four answers in words, in the order in which they are shown."""

    status: Tag
    deadline: Tag | None
    where: str
    when: str
    notes: list[str]
    origin: str  # where the date comes from
    holder: str
    holder_note: str  # of an outside body: since when, and whose time it is
    duty: str
    in_details: str  # what the details tell besides, "" for nothing that is waited for


def unbroken(phone: str) -> str:
    """A number that stays on one line."""
    return phone.replace(" ", "\u00a0")


def read(found: Found, now: datetime) -> Reading:
    """Where the dossier stands at this moment."""
    closed_at = found.closed_at
    paused = found.is_paused and closed_at is None
    calendar = working_calendar(found.calendar_version, found.decider_id)
    state = clock.state(
        calendar, now, found.due_at, paused=paused, started=found.status != Status.SUBMITTED, closed_at=closed_at
    )
    days = clock.working_days(calendar, closed_at or now, found.due_at) if found.due_at else None
    step = next((step for step in found.steps if step.n == found.current_step), None)
    states = [_step_state(found, step) for step in found.steps]
    missed = found.promised_at is not None and closed_at is None and now > found.promised_at
    return Reading(calendar, state, days, paused, missed, step, states)


def _step_state(found: Found, step: StepRow) -> str:
    if step.finished_at is not None:
        return "done"
    if found.status in _NO_RESULT:
        return "not_done"
    if step.n != found.current_step:
        return "to_come"
    return "waiting" if found.status in WAITING_FOR_APPLICANT else "current"


def answer(found: Found, reading: Reading, words: Words, name: Name = str, phone: Name = unbroken) -> Answer:
    """The answers in one language. name, phone: how names and numbers are set; all else is our own, fit for HTML."""
    status = wording.STATUS[found.status]
    when, notes = _when(found, reading, words)
    been = origin.course(found)
    if been.first is not None:
        notes.append(origin.first_fate(been.first, words))
    return Answer(
        status=Tag(status.tone, words.say(status.label)),
        deadline=deadline_tag(found, reading, words),
        where=_where(found, reading, words, name),
        when=when,
        notes=notes,
        origin="" if found.status in _NO_RESULT else origin.origin(found, been, reading.calendar, words),
        holder=_at(found.holder_unit, found.holder, name),
        holder_note=_outside(reading, words) if found.closed_at is None else "",
        duty=duty(found, reading, words, name, phone),
        in_details=_in_details(found, words),
    )


def _outside(reading: Reading, words: Words) -> str:
    """Since when a body outside has the dossier, and whose time it is."""
    step = reading.step
    if step is None or not step.is_outside or step.started_at is None:
        return ""
    sentence = wording.OUTSIDE
    if step.on_clock:
        sentence = wording.OUTSIDE_PAUSED if reading.is_paused else wording.OUTSIDE_COUNTED
    return words.say(sentence) % {"day": local_day(step.started_at)}


def duty(found: Found, reading: Reading, words: Words, name: Name = str, phone: Name = unbroken) -> str:
    """What the citizen must do now."""
    sentence = wording.STATUS[found.status].duty
    facts = {"answer_by": "", "place": name(found.place), "decider": name(found.decider), "phone": ""}
    if "%(phone)s" in sentence or sentence == wording.NOTHING_TO_DO:
        facts["phone"] = phone(found.decider_phone or wording.HOTLINE)
    if sentence == wording.NOTHING_TO_DO and reading.state is DeadlineState.OVERDUE:
        has_date = found.promised_at is not None and not reading.is_promise_missed
        sentence = sentence if has_date else wording.ASK_NEW_DATE
    elif found.status == Status.SUPPLEMENT and found.answer_by is None:
        sentence = wording.PAPERS_WANTED
    elif found.status == Status.PAYMENT and _splits(found):
        sentence = wording.PAY_BY_FORM
    if found.answer_by:
        facts["answer_by"] = day(found.answer_by)
    told = words.say(sentence) % facts
    if found.status == Status.SUPPLEMENT:
        told = f"{told} {words.say(wording.BRING_TO) % {'receiver': name(found.receiver)}}"
    return told


def _in_details(found: Found, words: Words) -> str:
    sentence = wording.IN_DETAILS.get(found.status)
    if sentence is None and found.promised_at is not None and found.closed_at is None:
        sentence = wording.LATE_IN_DETAILS
    return words.say(sentence) if sentence else ""


def _where(found: Found, reading: Reading, words: Words, name: Name) -> str:
    sentence = wording.STATUS[found.status].sentence
    facts = {"unit": _at(found.holder_unit, found.holder, name)}
    if found.status == Status.NOT_ACCEPTED and found.events and found.events[0].kind == "declined":
        sentence = wording.DECLINED
    if (step := reading.step) is not None:
        facts |= {"n": step.n, "of": len(found.steps), "step": name(step.name)}
    elif found.status == Status.PROCESSING:
        sentence = wording.PROCESSING_AT
    if found.closed_at:
        facts["closed_on"] = local_day(found.closed_at)
        facts["returned_on"] = local_day(found.returned_at or found.closed_at)
    return words.say(sentence) % facts


def deadline_tag(found: Found, reading: Reading, words: Words) -> Tag | None:
    """The deadline state by name; None where it would say nothing."""
    state, days = reading.state, reading.days
    if found.status in _NO_RESULT and state is not DeadlineState.LATE:
        return None
    sentence = wording.DEADLINE[state]
    if days == 0 and state is DeadlineState.OVERDUE:
        sentence = wording.OVERDUE_TODAY
    elif days == 0 and state is DeadlineState.LATE:
        sentence = wording.LATE_SAME_DAY
    elif state is DeadlineState.NONE and found.closed_at:
        sentence = wording.NONE_CLOSED
    if state is DeadlineState.PAUSED:
        text = words.say(sentence) % {"since": local_day(found.paused_since or found.updated_at)}
    elif "%(n)s" in sentence:
        text = words.counted(sentence, abs(days or 0))
    else:
        text = words.say(sentence)
    return Tag(wording.TONE[state], text)


def _when(found: Found, reading: Reading, words: Words) -> tuple[str, list[str]]:
    """The sentence about the date, and what belongs to it."""
    state, due_at, say = reading.state, found.due_at, words.say
    if found.status in _NO_RESULT:
        ended = say(wording.NO_RESULT_DATE) % {"closed_on": local_day(found.closed_at)}
        notes = _end_class(found, say)
        if state is DeadlineState.LATE:
            notes.append(say(wording.ENDED_LATE) % {"day": local_day(found.due_at)})
            notes += _no_letter(found, say)
        return ended, notes
    if state is DeadlineState.NONE and found.closed_at:
        return say(wording.RESULT_DATE) % {"closed_on": local_day(found.closed_at)}, []
    if due_at is None:
        if not reading.is_paused:
            return say(wording.DATE_SENTENCE[state]), []
        when, notes = _held(found, say)
        return when, notes + _new_date(found, reading, say)
    notes = []
    when = say(wording.DATE_SENTENCE[state]) % words.at(due_at)
    if state in (DeadlineState.IN_TIME, DeadlineState.DUE_SOON):
        when = f"{when} ({words.counted(wording.DAYS_LEFT, reading.days)})"
    elif state is DeadlineState.OVERDUE and reading.is_paused:
        notes.append(say(wording.LATE_BUT_PAUSED) % {"since": local_day(found.paused_since or found.updated_at)})
    if state is DeadlineState.LATE:
        notes.append(say(wording.SORRY_LATE))
        notes += _no_letter(found, say)
    if found.closed_at is None:
        notes += _new_date(found, reading, say)
        if found.due_is_provisional:
            notes.append(say(wording.PROVISIONAL))
    return when, notes


def _held(found: Found, say: Callable[[str], str]) -> tuple[str, list[str]]:
    """While the clock stands still and there is no date: when there will be one, and why there is none."""
    if found.status == Status.PAYMENT:
        return say(wording.SECOND_DATE if _splits(found) else wording.PAID_DATE), [say(wording.PAID_CLOCK)]
    if found.status == Status.SUPPLEMENT:
        notes = [say(wording.DATE_SENTENCE[DeadlineState.PAUSED])]
        if found.stop and found.stop[2] > 1:
            notes.append(say(wording.PAPERS_AGAIN) % {"round": found.stop[2]})
        return say(wording.DATE_AGAIN), notes
    if not found.stop:
        return say(wording.PAUSED_DATE), []
    ground = say(wording.PAUSE_GROUND[found.stop[1]])
    why = {"since": local_day(found.paused_since), "ground": ground[0].lower() + ground[1:]}
    return say(wording.PAUSED_DATE), [say(wording.PAUSED_WHY) % why]


def _new_date(found: Found, reading: Reading, say: Callable[[str], str]) -> list[str]:
    """The date of the apology; of an overdue dossier, also that there is none, or that it has passed too."""
    if found.promised_at is None:
        if reading.state is not DeadlineState.OVERDUE:
            return []
        return [f"{say(wording.NO_LETTER)} {say(wording.NO_NEW_DATE)}"]
    told = {"day": local_day(found.promised_at), "phone": found.decider_phone or wording.HOTLINE}
    why = say(wording.NEW_DATE_WHY)
    is_overdue = reading.state is DeadlineState.OVERDUE
    if reading.is_promise_missed:
        return [say(wording.NEW_DATE_MISSED if is_overdue else wording.NEW_DATE_PASSED) % told]
    if is_overdue:  # the apology is said already
        return [say(wording.NEW_DATE) % told, why]
    return [say(wording.EVENT["apologised"]) % told + ".", why]


def _no_letter(found: Found, say: Callable[[str], str]) -> list[str]:
    """Of what has ended late: whether anybody ever signed the apology."""
    return [say(wording.NO_LETTER_CAME)] if found.promised_at is None else []


def _end_class(found: Found, say: Callable[[str], str]) -> list[str]:
    """Why it ended without a result, by the list of reasons."""
    if not found.events:
        return []
    last = found.events[0]
    label = wording.END_REASONS.get((last.kind, last.data.get("class")))
    return [say(wording.END_CLASS) % {"reason": say(label)}] if label else []


def _splits(found: Found) -> bool:
    """The money that is awaited lies between two appointments."""
    return bool(found.stop) and found.stop[1] is True


def _at(unit: str | None, agency: str, name: Name) -> str:
    return name(place(unit, agency) if unit else agency)
