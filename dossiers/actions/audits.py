"""Asking for the books to be checked in the background, ended dossiers and all."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import connection, transaction

from dossiers.models import Job, JobKind, JobState

_ONE_AT_A_TIME = 7_021_118  # an advisory lock: two presses at once ask for one audit


@transaction.atomic
def ask_for_audit(*, by: User, now: datetime) -> Job:
    """Queue an audit of all dossiers, unless one is waiting or under way: then that one. No dossier changes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_AT_A_TIME])
    to_do = Job.objects.filter(kind=JobKind.BOOKS, finished_at=None, facts__scope="all")
    return to_do.exclude(state=JobState.FAILED).first() or Job.objects.create(
        kind=JobKind.BOOKS, facts={"scope": "all"}, created_at=now, created_by=by
    )
