"""Messages that wait to go out, and time that passes for them."""

import uuid
from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from dossiers.models import Heartbeat, Message, MessageState, Occasion


def waiting(dossier, n: int = 1, *, channel: str = "sms", **changes) -> list[Message]:
    """So many messages about a dossier, due in the order in which they come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
    facts = {
        "occasion": Occasion.ACCEPTED, "channel": channel, "dossier": dossier, "agency_id": dossier.deciding_agency_id,
        "facts": {"day": "2026-12-21", "seq": 1}, "created_at": now,
    }  # fmt: skip
    return Message.objects.bulk_create(
        Message(dedup_key=f"test:{uuid.uuid4()}", next_at=now - timedelta(microseconds=n - i), **{**facts, **changes})
        for i in range(n)
    )


def pass_time(minutes: float) -> None:
    """For what waits, and for the turns of senders."""
    Message.objects.filter(state__in=[MessageState.PENDING, MessageState.SENDING]).update(
        next_at=F("next_at") - timedelta(minutes=minutes, seconds=1)
    )
    Heartbeat.objects.update(started_at=F("started_at") - timedelta(minutes=minutes))


def minutes_until_next(message: Message) -> int:
    left = Message.objects.annotate(left=F("next_at") - Now()).get(pk=message.pk).left
    return round(left / timedelta(minutes=1))
