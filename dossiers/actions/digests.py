"""The morning's letter to staff: queued once a person and working day, for the relay to send."""

from collections.abc import Iterable
from datetime import datetime, time

from django.utils import timezone

from agencies.models import calendars
from dossiers import gateways
from dossiers.actions.singly import whole_or_singly
from dossiers.actions.unattended import heartbeat
from dossiers.models import Heartbeat, Message, MessageChannel, Occasion
from dossiers.reads import scope
from dossiers.reads.digests import Digest, Figures, Part, Province, Recipient, Scope, digest, parts_of, recipients
from dossiers.reads.digests.recipients import key_of

BEGINS, ENDS = time(7, 15), time(12)  # Viet Nam's; later it would be no morning's letter
BATCH = 200  # people in one transaction, unless one of them breaks it
_BEAT = "digest"


def queue_digests(*, now: datetime) -> int:
    """Queue the letters of this local morning; how many. Run again, by whomever, it adds only what is missing.

    Nothing before a quarter past seven or from noon on: a morning that was missed is not made good later.
    """
    local = timezone.localtime(now)
    if not BEGINS <= local.time() < ENDS or MessageChannel.EMAIL not in gateways.channels():
        return 0
    if _is_done(local):
        return 0
    with heartbeat(_BEAT) as beat:
        morning = _Morning(now)
        after: int | None = 0
        while after is not None:
            people, after = recipients(day=local.date(), found=morning.found, after=after, most=BATCH)
            whole_or_singly(people, morning.queue, lambda one: key_of(one.user_id, local.date()))
            beat.rows = morning.queued
    return beat.rows


def _is_done(local: datetime) -> bool:
    """Whether everybody of this morning was looked at."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return Heartbeat.objects.filter(name=_BEAT, finished_at__gte=midnight).exists()


class _Morning:
    """What letters of one morning share: colleagues with the same posts have the same lists, asked for once."""

    def __init__(self, now: datetime):
        self.found = calendars()
        self.queued = 0
        self._now = now
        self._desks: dict[Scope, dict[str, Part]] = {}
        self._led: dict[Scope, list[Figures]] = {}
        self._province: Province | None = None

    def queue(self, people: Iterable[Recipient]) -> None:
        letters = [(one, told) for one in people if (told := self._letter(one)) is not None]
        Message.objects.bulk_create([_message(*pair, self._now) for pair in letters], ignore_conflicts=True)
        self.queued += len(letters)

    def _letter(self, to: Recipient) -> Digest | None:
        if to.scope not in self._led:
            self._desks[to.scope] = parts_of(to.scope, self.found, self._now)
            self._led[to.scope] = self._figures(to.scope)
        return digest(to, self._desks[to.scope], self._led[to.scope], self._now)

    def _figures(self, desk: Scope) -> list[Figures]:
        if not desk.reader.has(*scope.OVERSEERS):
            return []
        if self._province is None:
            self._province = Province(self.found, self._now)
        return self._province.of(desk.reader)


def _message(to: Recipient, told: Digest, now: datetime) -> Message:
    day = timezone.localdate(now)
    return Message(
        dedup_key=key_of(to.user_id, day), occasion=Occasion.DIGEST, channel=MessageChannel.EMAIL, language="vi",
        user_id=to.user_id, agency_id=to.agency_id, facts={"day": day.isoformat()}, created_at=now, next_at=now,
        subject=told.subject, text=told.text,
    )  # fmt: skip
