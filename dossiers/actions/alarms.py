"""The alarm of the sweep: a row while it stands still, letters to those who keep the portal running.

Run by Celery and, since Celery is what stops, by a timer of the machine as well. However many run at once, there is one
open alarm, and a letter goes out once: claim, send, mark, with no row locked while the mail server is asked. A server
that cannot be reached costs no alarm: the next run tries again.
"""

from datetime import timedelta

import structlog
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from dossiers.actions import turns
from dossiers.gateways import Undelivered, write_to_watchers
from dossiers.models import Alarm, AlarmKind
from dossiers.reads.alarms import SWEEP_IS_LATE_AFTER, silence
from dossiers.reads.words import minute
from dossiers.wording import alarms as words

AGAIN = timedelta(hours=6)  # a letter at night may be read by nobody
_BEAT, _TURN = "alarm", 120  # seconds: longer than the slowest mail server is waited for

log = structlog.get_logger("dossiers.alarms")


def check_sweep() -> dict:
    """Raise, end and tell of the alarm. Answers {"alarm": bool, "since": ISO instant or None, "silent_seconds": n,
    "letters": sent now, "mailed": False when a letter waits for the next run}.

    Raises OperationalError and InterfaceError: without the database nothing is known.
    """
    found = silence()
    is_alarm = found.seconds > SWEEP_IS_LATE_AFTER.total_seconds()
    if is_alarm:
        alarm = Alarm(kind=AlarmKind.SWEEP, since=found.since, raised_at=Now())
        Alarm.objects.bulk_create([alarm], ignore_conflicts=True)  # one is open: that is the one
    else:
        Alarm.objects.filter(kind=AlarmKind.SWEEP, ended_at=None).update(ended_at=Now())
    return {
        "alarm": is_alarm, "since": found.since and found.since.isoformat(), "silent_seconds": round(found.seconds),
        **_tell(),
    }  # fmt: skip


def _to_tell() -> QuerySet[Alarm]:
    """Open ones of which nobody was told yet, or long ago; ended ones of which somebody was told, but not that."""
    is_open = Q(ended_at=None) & (Q(told_at=None) | Q(told_at__lt=Now() - AGAIN))
    return Alarm.objects.filter(is_open | Q(told_at__lt=F("ended_at"))).order_by("pk")


def _tell() -> dict:
    """{"letters": n, "mailed": whether nothing is left to be told}."""
    if not settings.ALARM_EMAIL or not _to_tell().exists():
        return {"letters": 0, "mailed": bool(settings.ALARM_EMAIL)}
    since = turns.take(_BEAT, seconds=_TURN)
    if since is None:
        return {"letters": 0, "mailed": False}
    letters, left = 0, {"finished_at": Now(), "error": ""}
    try:
        for alarm in _to_tell():
            write_to_watchers(*_letter(alarm))
            Alarm.objects.filter(pk=alarm.pk).update(told_at=Now())
            letters += 1
    except Undelivered as fault:
        left = {"error": str(fault)}
        log.error("alarm_not_mailed", why=str(fault))
    finally:
        turns.give_back(_BEAT, since, rows=letters, **left)
    return {"letters": letters, "mailed": "finished_at" in left}


def _letter(alarm: Alarm) -> tuple[str, str]:
    """(subject, text)."""
    since = alarm.since and minute(alarm.since)
    what = words.WHAT_STOPPED % {"since": since} if since else words.WHAT_NEVER_RAN
    facts = {"what": what, "address": f"{settings.PUBLIC_URL}/giam-sat/qua-han"}
    if alarm.ended_at is not None:
        return words.RUNS_AGAIN, words.AFTERWARDS % {**facts, "at": minute(alarm.ended_at)}
    facts["what"] = what[0].upper() + what[1:]
    return words.STOPPED % {"since": since} if since else words.NEVER_RAN, words.WHILE_STOPPED % facts
