"""Messages to applicants as those who answer for them see it: what waits, since when, and what did not get there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min, QuerySet

from dossiers.models import Heartbeat, Message, MessageChannel, MessageState
from dossiers.reads import pages
from dossiers.reads.bounded import counted
from dossiers.reads.supervision.groups import Groups, of_agencies
from dossiers.reads.supervision.within import Narrowed

LATE_AFTER = timedelta(minutes=15)  # with something waiting and no whole round
SENT_WITHIN = timedelta(hours=24)
SEEN_WITHIN = timedelta(days=30)
_BEAT = "deliver:"


@dataclass(frozen=True)
class Channel:
    """One way out. whole_at: when the last round ended that left nothing due. oldest: of what waits.

    is_off: messages wait for it, but the portal has no way for it. error: why the last round broke off.
    """

    label: str
    waiting: int
    oldest: datetime | None
    whole_at: datetime | None
    error: str
    is_off: bool
    is_late: bool


@dataclass(frozen=True)
class Told:
    """Counts of at most 1,001: sent in the last 24 hours; of the last thirty days what was interrupted or dropped."""

    channels: list[Channel]
    sent: int
    dead: int
    interrupted: int
    dropped: int
    groups: Groups  # of the dead ones
    rows: list[Message]  # dead ones, the latest first, with dossier and agency
    cursor: str | None


def told(*, by: Narrowed, cursor: str, now: datetime) -> Told:
    """One page of what could not be sent, with the counts of the rest, by agency. Five queries."""
    theirs = _of(by)
    dead = dead_ones(by)
    lately = theirs.filter(created_at__gte=now - SEEN_WITHIN)
    counts, _version, _swept_at = counted(
        sent=theirs.filter(state=MessageState.SENT, sent_at__gte=now - SENT_WITHIN), dead=dead,
        interrupted=lately.filter(interruptions__gt=0), dropped=lately.filter(state=MessageState.DROPPED),
    )  # fmt: skip
    page = list(
        dead.filter(pages.before(cursor, "created_at", key=UUID))
        .select_related("dossier", "agency")
        .order_by("-created_at", "-pk")[: pages.SIZE + 1]
    )
    shown = page[: pages.SIZE]
    more = pages.cursor_of(shown[-1], "created_at") if len(page) > pages.SIZE else None
    return Told(channels=_channels(theirs, now), **counts, groups=of_agencies(dead, by), rows=shown, cursor=more)


def dead_ones(by: Narrowed) -> QuerySet[Message]:
    """All that could not be sent."""
    return _of(by).filter(state=MessageState.DEAD)


def _of(by: Narrowed) -> QuerySet[Message]:
    """Without those of followers: an address that a stranger mistyped is nobody's to mend."""
    if by.agency is None and by.within.is_all:
        return Message.objects.filter(follower=None)
    return Message.objects.filter(follower=None, agency__in=by.agencies)


def _channels(theirs: QuerySet[Message], now: datetime) -> list[Channel]:
    waiting = theirs.filter(state__in=[MessageState.PENDING, MessageState.SENDING]).order_by().values("channel")
    rows = {row["channel"]: row for row in waiting.annotate(n=Count("pk"), oldest=Min("created_at"))}
    beats = {beat.name: beat for beat in Heartbeat.objects.filter(name__startswith=_BEAT)}
    return [
        _channel(channel, rows.get(channel, {}), beats.get(f"{_BEAT}{channel}"), now)
        for channel in MessageChannel
        if channel in settings.MESSAGE_WAYS or channel in rows
    ]


def _channel(channel: MessageChannel, row: dict, beat: Heartbeat | None, now: datetime) -> Channel:
    whole_at = beat and beat.finished_at
    # Since the oldest came nobody has found the way clear; a portal that has just started is given its time too.
    since = max(filter(None, (whole_at, row.get("oldest"))), default=now)
    return Channel(
        label=channel.label, waiting=row.get("n", 0), oldest=row.get("oldest"), whole_at=whole_at,
        error=beat.error if beat else "", is_off=channel not in settings.MESSAGE_WAYS,
        is_late=bool(row) and now - since > LATE_AFTER,
    )  # fmt: skip
