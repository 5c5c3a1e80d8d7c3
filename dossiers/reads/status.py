"""From what was looked up to what the citizen reads: where is it, when is it due, who holds it, what must I do."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from agencies.models import place, working_calendar
from agencies.worktime import ZONE
from dossiers import clock, wording
from dossiers.clock import DeadlineState
from dossiers.reads.lookup import EventRow, Found, StepRow
from dossiers.reads.words import Words, day, local_day, minute
from dossiers.workflow import CLOCK_ENDED, WAITING_FOR_APPLICANT, Status

# Ended without a result: nothing was "finished in time", whatever the dates say.
_NO_RESULT = tuple(status for status in CLOCK_ENDED if status not in (Status.DONE, Status.RETURNED))

Name = Callable[[str], str]


class Reading(NamedTuple):
    """The clock of a dossier at one moment. days: working days left (+) or late (−), None without a due date."""

    state: DeadlineState
    days: int | None
    is_paused: bool
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
    holder: str
    duty: str


def read(found: Found, now: datetime) -> Reading:
    """Where the dossier stands at this moment."""
    closed_at = found.closed_at
    paused = found.is_paused and closed_at is None
    calendar = working_calendar(found.calendar_version)
    state = clock.state(
        calendar, now, found.due_at, paused=paused, started=found.status != Status.SUBMITTED, closed_at=closed_at
    )
    days = clock.working_days(calendar, closed_at or now, found.due_at) if found.due_at else None
    step = next((step for step in found.steps if step.n == found.current_step), None)
    states = [_step_state(found, step) for step in found.steps]
    return Reading(state, days, paused, step, states)


def _step_state(found: Found, step: StepRow) -> str:
    if step.finished_at is not None:
        return "done"
    if found.status in _NO_RESULT:
        return "not_done"
    if step.n != found.current_step:
        return "to_come"
    return "waiting" if found.status in WAITING_FOR_APPLICANT else "current"


def answer(found: Found, reading: Reading, words: Words, name: Name = str) -> Answer:
    """The answers in one language. name: how proper names are set; `words.name` for HTML, where all else is our own."""
    status = wording.STATUS[Status(found.status)]
    when, notes = _when(found, reading, words)
    return Answer(
        status=Tag(status.tone, words.say(status.label)),
        deadline=deadline_tag(found, reading, words),
        where=_where(found, reading, words, name),
        when=when,
        notes=notes,
        holder=_at(found.holder_unit, found.holder, name),
        duty=duty(found, words, name),
    )


def duty(found: Found, words: Words, name: Name = str) -> str:
    """What the citizen must do now."""
    sentence = wording.STATUS[Status(found.status)].duty
    if found.status == Status.SUPPLEMENT and found.answer_by is None:
        sentence = wording.PAPERS_WANTED
    answer_by = day(found.answer_by) if found.answer_by else ""
    return words.say(sentence) % {"answer_by": answer_by, "place": name(found.place)}


def _where(found: Found, reading: Reading, words: Words, name: Name) -> str:
    sentence = wording.STATUS[Status(found.status)].sentence
    facts = {"unit": _at(found.holder_unit, found.holder, name)}
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
        return say(wording.NO_RESULT_DATE) % {"closed_on": local_day(found.closed_at)}, []
    if state is DeadlineState.NONE and found.closed_at:
        return say(wording.RESULT_DATE) % {"closed_on": local_day(found.closed_at)}, []
    sentence = say(wording.DATE_SENTENCE[state])
    if due_at is None:
        return (say(wording.DATE_AGAIN), [sentence]) if reading.is_paused else (sentence, [])
    notes = []
    when = sentence % {"at": words.moment(due_at), "hour": words.hour(due_at), "day": local_day(due_at)}
    if state in (DeadlineState.IN_TIME, DeadlineState.DUE_SOON):
        when = f"{when} ({words.counted(wording.DAYS_LEFT, reading.days)})"
    elif state is DeadlineState.OVERDUE:
        if found.promised_at:
            notes.append(say(wording.NEW_DATE) % {"day": local_day(found.promised_at)})
        else:
            notes.append(say(wording.NO_NEW_DATE) % {"phone": found.decider_phone or wording.HOTLINE})
    if found.due_is_provisional and found.closed_at is None:
        notes.append(say(wording.PROVISIONAL))
    return when, notes


def _at(unit: str | None, agency: str, name: Name) -> str:
    return name(place(unit, agency) if unit else agency)


class StepShown(NamedTuple):
    n: int
    name: str
    state: str
    state_text: str
    place: str
    dates: str
    said: str  # what is being done now, as the procedure's rules say it; they are written in Vietnamese only


def progress(found: Found, reading: Reading, words: Words, now: datetime) -> list[StepShown]:
    """The steps in order, for HTML."""
    # The plan was made for the first due date: once that has moved, or a step's day has passed, it says nothing true.
    is_planned = found.due_at is not None and found.due_at == found.original_due_at
    say, name = words.say, words.name
    states = {key: say(text) for key, text in wording.STEP_STATE.items()}
    return [
        StepShown(
            step.n,
            name(step.name),
            state,
            states[state],
            _at(step.unit, step.agency, name),
            _dates(step, state, say, is_planned and step.due_at is not None and step.due_at > now),
            name(step.sentence) if state == "current" and words.language == "vi" else "",
        )
        for step, state in zip(found.steps, reading.step_states, strict=True)
    ]


def _dates(step: StepRow, state: str, say: Callable[[str], str], is_planned: bool) -> str:
    if state == "done":
        return minute(step.finished_at)
    if step.started_at and state in ("current", "waiting"):
        return say(wording.SINCE) % {"day": local_day(step.started_at)}
    if is_planned and state == "to_come":
        return say(wording.EXPECTED) % {"day": local_day(step.due_at)}
    return ""


class EventShown(NamedTuple):
    at: str  # ISO 8601, +07:00
    when: str
    text: str


def history(found: Found, words: Words) -> list[EventShown]:
    """What happened, newest first, for HTML."""
    return [
        EventShown(event.at.astimezone(ZONE).isoformat("T", "minutes"), minute(event.at), _event(event, words))
        for event in found.events
        if event.kind in wording.EVENT
    ]


def _event(event: EventRow, words: Words) -> str:
    data = event.data
    facts = {"step": words.name(data.get("name", ""))}
    if event.kind == "due_changed":
        facts |= {key: local_day(datetime.fromisoformat(data[key])) for key in ("before", "after")}
    return words.say(wording.EVENT[event.kind]) % facts


def moved_dates(found: Found, words: Words) -> list[str]:
    """Every change of the due date with what brought it about, oldest first, for HTML."""
    return [
        f"{minute(event.at)}: {_event(event, words)} – {words.say(wording.EVENT[event.data['because']])}"
        for event in reversed(found.events)
        if event.kind == "due_changed"
    ]
