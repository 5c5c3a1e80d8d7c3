"""What looks bent at the moment it is done, for the night watch. Signals, never verdicts."""

from datetime import datetime

from agencies.worktime import MINUTE, Calendar, instant
from dossiers.models import Dossier, Signal
from dossiers.workflow import Move

LAST_HOURS = 480 * MINUTE  # of working time before the due date, in which stopping the clock looks bent

_ENDS = (Move.FINISH, Move.DECLINE, Move.WITHDRAW, Move.STOP)
_ENDS_WITHOUT_RESULT = (Move.DECLINE, Move.WITHDRAW, Move.STOP)
# What keeps an agency from being late; a form that splits ends the first appointment.
_PUTS_OFF = (Move.REQUEST_SUPPLEMENT, Move.PAUSE, Move.REQUEST_PAYMENT, Move.VOID, Move.REDIRECT)


def seen(move: Move, dossier: Dossier, calendar: Calendar, now: datetime) -> list[str]:
    """The signals of a move on an open dossier, judged before its dates move. calendar: the dossier's."""
    found: list[str] = []
    splits = move is Move.REQUEST_PAYMENT and dossier.rules.second_term is not None
    if move in _ENDS and not is_office_time(calendar, now):
        found.append(Signal.OUTSIDE_HOURS)
    if move in _ENDS_WITHOUT_RESULT:
        found.append(Signal.NO_RESULT)
        if dossier.is_overdue(now=now):
            found.append(Signal.ENDED_LATE)
    if splits and dossier.is_overdue(now=now):
        found.append(Signal.FIRST_LATE)
    if move in _PUTS_OFF and not splits and dossier.due_at is not None and now <= dossier.due_at:
        left = calendar.worked_until(instant(dossier.due_at)) - calendar.worked_until(instant(now))
        if left <= LAST_HOURS:
            found.append(Signal.NEAR_DUE)
    return found


def is_office_time(calendar: Calendar, now: datetime) -> bool:
    """Within a session, both ends included. calendar: of the agency whose hours count."""
    at = instant(now)
    return calendar.worked_until(at + 1) > calendar.worked_until(at - 1)
