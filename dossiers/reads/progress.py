"""The steps of a dossier as the citizen reads them: done, under way, to come, and how long each usually takes."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from agencies.models import Took, place
from agencies.worktime import Part, Term, Unit
from dossiers import wording
from dossiers.reads.lookup import Found, StepRow
from dossiers.reads.words import IN, Words, local_day, minute
from dossiers.wording import dates as said
from dossiers.workflow import WAITING_FOR_APPLICANT, Status

_HOUR, _HALF_DAY = 60, 240  # working minutes
_HALVES_UP_TO = 10  # half days; longer times are said in whole days


class StepShown(NamedTuple):
    """One step, in strings of HTML. The template unpacks it."""

    name: str
    state: str
    state_text: str
    place: str
    dates: str
    usual: str  # of the step under way and of those to come
    said: str  # what is being done now, as the procedure's rules say it; they are written in Vietnamese only


def progress(found: Found, step_states: list[str], is_paused: bool, words: Words, now: datetime) -> list[StepShown]:
    """The steps in order."""
    # The plan was made for the appointment's first date: once that has moved, or a step's day has passed, it says
    # nothing true.
    is_planned = found.due_at is not None and found.due_at == (found.second_original_due_at or found.original_due_at)
    here = "paused" if is_paused and found.status not in WAITING_FOR_APPLICANT else "current"
    say, name, language = words.say, words.name, words.language
    waits = ""
    if found.status == Status.DONE:
        here, waits = "waiting", say(wording.RESULT_WAITS)
    shown = []
    for step, told in zip(found.steps, step_states, strict=True):
        state = here if told == "current" else told
        shown.append(
            StepShown(
                name(step.name),
                state,
                waits if waits and state == here else say(wording.STEP_STATE[state]),
                name(place(step.unit, step.agency) if step.unit else step.agency),
                _dates(step, state, say, is_planned and step.due_at is not None and step.due_at > now),
                usual(language, step.usual) if step.usual and state in ("current", "to_come") else "",
                name(step.sentence) if state == "current" and language == "vi" else "",
            )
        )
    return shown


def _dates(step: StepRow, state: str, say: Callable[[str], str], is_planned: bool) -> str:
    if not step.on_clock:
        dated = _dates(step._replace(on_clock=True), state, say, False)
        return f"{dated} · {say(wording.OFF_CLOCK)}" if dated else say(wording.OFF_CLOCK)
    if state == "done":
        return say(wording.DONE_AT) % {"at": minute(step.finished_at)}
    if step.started_at and state in ("current", "waiting", "paused"):
        return say(wording.SINCE) % {"day": local_day(step.started_at)}
    if is_planned and state == "to_come":
        return say(wording.EXPECTED) % {"day": local_day(step.due_at)}
    return ""


@lru_cache(maxsize=8192)
def usual(language: str, took: Took) -> str:
    """How long a step usually takes, and nine of ten of them; one sentence."""
    words = IN[language]
    half, most = (_worked(words, minutes) for minutes in took)
    return words.say(said.USUAL_FOR_MOST if half == most else said.USUAL) % {"usual": half, "longest": most}


def _worked(words: Words, minutes: int) -> str:
    """Working time, rounded up, so that "within" stays true: hours, half days, days."""
    if _HALF_DAY - _HOUR < minutes <= _HALF_DAY:
        return words.say(said.HALF_A_DAY)
    if minutes <= _HALF_DAY:
        halves, unit = 2 * max(1, -(-minutes // _HOUR)), Unit.WORKING_HOURS
    else:
        halves, unit = -(-minutes // _HALF_DAY), Unit.WORKING_DAYS
        halves += halves % 2 if halves > _HALVES_UP_TO else 0
    return words.term(Term((Part(halves, unit),))).lstrip("0")
