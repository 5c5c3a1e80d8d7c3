"""Noting that somebody is away and who looks after their work. It gives no right to anybody."""

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from agencies.models import Absence, full_name
from dossiers.actions.refused import Refused
from dossiers.reads.absences import may_note_for, stand_ins_of
from dossiers.reads.scope import reader_of

LONGEST = timedelta(days=366)


@transaction.atomic
def note_absence(*, by: User, today: date, user: User, stand_in: User, since: date, until: date) -> Absence:
    """Somebody is away from one day to another, both counted: oneself, or somebody of an agency that one leads.

    Raises Refused.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two at once would each see no other
    if not may_note_for(reader_of(by), user.pk):
        raise Refused("absence_role")
    if until < since:
        raise Refused("absence_order")
    if until < today:
        raise Refused("absence_past")
    if until - since > LONGEST:
        raise Refused("absence_long")
    if stand_in.pk == user.pk:
        raise Refused("stand_in_self")
    if not stand_ins_of(user.pk, today).filter(pk=stand_in.pk).exists():
        raise Refused("stand_in_role", who=full_name(stand_in))
    other = Absence.objects.filter(user=user, since__lte=until, until__gte=since).order_by("since").first()
    if other is not None:
        days = {"since": f"{other.since:%d/%m/%Y}", "until": f"{other.until:%d/%m/%Y}"}
        raise Refused("absence_overlaps", who=full_name(user), **days)
    return Absence.objects.create(user=user, stand_in=stand_in, since=since, until=until, noted_by=by)


@transaction.atomic
def end_absence(*, by: User, today: date, absence_id: int) -> Absence:
    """The person is back today; an absence that has not begun before today never was. Answers it as it was.

    Raises Absence.DoesNotExist, also for one that is over, and Refused.
    """
    absence = (
        Absence.objects.select_for_update(of=("self",)).select_related("user").get(pk=absence_id, until__gte=today)
    )
    if not may_note_for(reader_of(by), absence.user_id):
        raise Refused("absence_role")
    if absence.since < today:
        Absence.objects.filter(pk=absence.pk).update(until=today - timedelta(days=1))
    else:
        Absence.objects.filter(pk=absence.pk).delete()
    return absence
