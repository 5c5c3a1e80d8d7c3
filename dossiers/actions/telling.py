"""From what happened to what people outside are told: events that nobody was told of become messages to send."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import transaction

from agencies.worktime import local_day
from dossiers import gateways
from dossiers.actions.following import tell_followers, tell_followers_late
from dossiers.actions.singly import whole_or_singly
from dossiers.models import OCCASION_OF, Dossier, Event, EventKind, Message, MessageState, Occasion, Untold
from dossiers.reads.messages import UNDONE, VOIDED, address_of, may_have_come
from dossiers.reads.moments import database_now

BATCH = 200  # events in one transaction
NEWS = timedelta(days=7)  # what was missed longer ago is none: dossiers that came in late from an older system
# Why what was not told yet is not told any more.
_TAKING_BACK: dict[str, str] = {EventKind.UNDONE: UNDONE, EventKind.VOIDED: VOIDED}


def tell() -> int:
    """Queue the messages of events that wait; how many events. Each event's are queued once, whatever is killed.

    One that breaks stops none after it, and stays: a later version may be able to tell it.
    """
    told = after = 0
    while True:
        with transaction.atomic():
            waiting = Untold.objects.select_for_update(skip_locked=True).filter(event__gt=after).order_by("event")
            batch = [row.event for row in waiting[:BATCH]]
            events = list(Event.objects.filter(pk__in=batch).select_related("dossier").order_by("pk"))
            broken = whole_or_singly(events, partial(queue, now=database_now()), lambda event: f"event:{event.pk}")
            done = set(batch) - {event.pk for event in broken}
            Untold.objects.filter(pk__in=done).delete()
        told += len(done)
        if len(batch) < BATCH:
            return told
        after = batch[-1]


def queue(events: Sequence[Event], now: datetime) -> None:
    """The messages of these events, in order: one for each channel by which the applicant can be reached, and one for
    each follower.
    """
    news = [event for event in events if event.kind in OCCASION_OF and event.kind not in _TAKING_BACK]
    _keep(
        message
        for event in news
        for message in _messages(event.dossier, OCCASION_OF[event.kind], f"event:{event.pk}", _facts(event), now)
    )
    for event in events:
        if event.kind in _TAKING_BACK:
            _take_back(event, now)
    tell_followers(events, now)


def queue_overdue(notices: Mapping[str, int], now: datetime) -> None:
    """Tell applicants and followers that a date was missed. notices: {key of the notice: dossier}; the key ends with
    the due instant in microseconds since 1970. Nothing of dossiers that have ended meanwhile.
    """
    if not notices or not gateways.channels():
        return
    dossiers = Dossier.objects.open().in_bulk(set(notices.values()))
    late = [(key, dossiers[dossier_id]) for key, dossier_id in notices.items() if dossier_id in dossiers]
    whole_or_singly(late, partial(_queue_late, now=now), lambda one: one[0])


def _queue_late(late: Iterable[tuple[str, Dossier]], now: datetime) -> None:
    dated = [(key, dossier, _due(key)) for key, dossier in late]
    news = [(key, dossier, due) for key, dossier, due in dated if now - due < NEWS]
    _keep(
        message
        for key, dossier, due in news
        for message in _messages(dossier, Occasion.OVERDUE, key, {"day": local_day(due).isoformat()}, now)
    )
    tell_followers_late(news, now)


def _due(key: str) -> datetime:
    return datetime.fromtimestamp(int(key.rpartition(":")[2]) / 1_000_000, UTC)


def reachable_by(dossier: Dossier, occasion: Occasion) -> list[str]:
    """By which channels its applicant can be told and wants to be; of a voided intake, only that it is."""
    if not dossier.told_in or (dossier.voided_at is not None and occasion is not Occasion.VOIDED):
        return []
    return [channel for channel in gateways.channels() if address_of(dossier, channel)]


def _messages(dossier: Dossier, occasion: Occasion, cause: str, facts: dict, now: datetime) -> list[Message]:
    return [_message(dossier, occasion, cause, channel, facts, now) for channel in reachable_by(dossier, occasion)]


def _message(dossier: Dossier, occasion: Occasion, cause: str, channel: str, facts: dict, now: datetime) -> Message:
    return Message(
        dedup_key=f"{cause}:{channel}", occasion=occasion, channel=channel, language=dossier.told_in, dossier=dossier,
        agency_id=dossier.deciding_agency_id, facts=facts, created_at=now, next_at=now,
    )  # fmt: skip


def _keep(messages: Iterable[Message]) -> None:
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def _facts(event: Event) -> dict:
    """seq: of the event. day: the one that matters, ISO. round: of a supplement."""
    facts: dict = {"seq": event.seq}
    day = event.data.get("answer_by") or event.data.get("day")
    if event.kind == EventKind.RECEIVED and event.dossier.original_due_at is not None:
        day = local_day(event.dossier.original_due_at).isoformat()
    elif event.kind in (EventKind.STOPPED, EventKind.WITHDRAWN):
        day = local_day(event.at).isoformat()
    if day:
        facts["day"] = day
    if "round" in event.data:
        facts["round"] = event.data["round"]
    return facts


def _take_back(event: Event, now: datetime) -> None:
    """What an undone move, or a voided intake, would have told is not told any more; where it may have been, that it
    was a mistake.
    """
    occasion = OCCASION_OF[event.kind]
    reachable = reachable_by(event.dossier, occasion)
    told = Message.objects.filter(dossier=event.dossier_id, follower=None).select_for_update()
    if occasion is Occasion.VOIDED:
        told = told.filter(occasion=Occasion.ACCEPTED)
    else:
        told = told.filter(facts__seq=event.data["undoes"]).exclude(occasion=Occasion.TAKEN_BACK)
    sorry = []
    for message in told:
        if may_have_come(message):
            if message.channel in reachable:
                facts = {"seq": event.seq, "message": str(message.pk)}
                sorry.append(_message(event.dossier, occasion, f"event:{event.pk}", message.channel, facts, now))
        elif message.state != MessageState.DROPPED:
            message.state, message.error = MessageState.DROPPED, _TAKING_BACK[event.kind]
            message.save(update_fields=["state", "error"])
    _keep(sorry)
