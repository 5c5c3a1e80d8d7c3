"""From what happened to what people outside are told: events that nobody was told of become messages to send."""

from datetime import datetime

from django.db import connection, transaction

from dossiers import gateways
from dossiers.models import OCCASION_OF, Dossier, Event, Message, MessageChannel, Occasion, Untold

BATCH = 200  # events in one transaction


def tell() -> int:
    """Queue the messages of events that wait; how many events. Each event's are queued once, whatever is killed."""
    told = 0
    while True:
        with transaction.atomic():
            batch = list(Untold.objects.select_for_update(skip_locked=True).order_by("event")[:BATCH])
            events = Event.objects.filter(pk__in=[row.event for row in batch]).select_related("dossier")
            queue(events, _database_now())
            Untold.objects.filter(pk__in=[row.event for row in batch]).delete()
        told += len(batch)
        if len(batch) < BATCH:
            return told


def queue(events, now: datetime) -> None:
    """The messages of these events, one for each channel by which the applicant can be reached."""
    messages = [
        Message(
            dedup_key=f"event:{event.pk}:{channel}", occasion=OCCASION_OF[event.kind], channel=channel,
            language=event.dossier.told_in, dossier=event.dossier, agency_id=event.dossier.deciding_agency_id,
            created_at=now, next_at=now,
        )
        for event in events
        for channel in reachable_by(event.dossier)
        if OCCASION_OF[event.kind] is not Occasion.TAKEN_BACK
    ]  # fmt: skip
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def reachable_by(dossier: Dossier) -> list[str]:
    """By which channels its applicant can be told and wants to be."""
    if not dossier.told_in:
        return []
    address: dict[str, str] = {
        MessageChannel.EMAIL: dossier.applicant_email,
        MessageChannel.SMS: dossier.applicant_phone,
        MessageChannel.ZALO: dossier.applicant_phone,
    }
    return [channel for channel in gateways.channels() if address[channel]]


def _database_now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]
