"""Following a dossier without an account: ask, prove the address, be told, leave."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from agencies.worktime import local_day
from dossiers import gateways
from dossiers.models import Dossier, Event, Follower, Message, Occasion
from dossiers.reads import following as reads
from dossiers.reads import lookup
from dossiers.reads.moments import database_now

MOST = 20  # followers of a dossier, by the code that works
_TICK = timedelta(microseconds=1)
KEPT_AFTER_END = timedelta(days=30)  # of the dossier
KEPT_AFTER_CODE = timedelta(days=1)  # until what says so has gone out, quiet nights included


@transaction.atomic
def ask_to_follow(*, code: str, channel: str, address: str, language: str) -> None:
    """Queue what lets this address confirm, whether or not it follows already. Nobody is told which.

    code: a receipt code; nothing happens where it opens no dossier, or as many as may follow have confirmed. Whoever
    asked and has not confirmed makes room: nobody keeps others out by asking.
    """
    now = database_now()
    dossier = _locked(receipt_code=code)
    if dossier is None:
        return
    follower = Follower.objects.filter(dossier=dossier, channel=channel, address=address).first()
    if follower is None:
        if not _has_room(dossier):
            return
        follower = Follower(dossier=dossier, channel=channel, address=address, asked_at=now - _TICK)
    if follower.confirmed_at is None or follower.code != code:
        follower.language, follower.code = language, code
        follower.confirmed_at = follower.since = follower.ended_at = None
    follower.asked_at, follower.tries = max(now, follower.asked_at + _TICK), 0  # no two letters are one
    follower.save()
    Message.objects.create(
        **_addressed(follower, Occasion.FOLLOW_CONFIRM, reads.cause_of(follower), {}, now, dossier)
        | {"language": language}
    )


def _has_room(dossier: Dossier) -> bool:
    """Whether one more may ask; of those who have not confirmed the oldest goes for it."""
    theirs = Follower.objects.filter(dossier=dossier, ended_at=None)
    if theirs.count() < MOST:
        return True
    oldest = theirs.filter(confirmed_at=None).order_by("asked_at").first()
    return oldest is not None and stop_following(follower_id=oldest.pk)


@transaction.atomic
def confirm_following(*, follower_id: int) -> bool:
    """What happens from now on is told. True also when it was confirmed before; False when that cannot be any more."""
    now = database_now()
    dossier = _locked(followers=follower_id)
    follower = Follower.objects.select_for_update().filter(pk=follower_id).first()
    if dossier is None or follower is None or follower.ended_at or follower.code != dossier.receipt_code:
        return False
    if follower.confirmed_at is not None:
        return True
    if now - follower.asked_at > reads.LINK_LASTS:
        return False
    follower.confirmed_at = now
    follower.since = Event.objects.filter(dossier=dossier).aggregate(last=Max("seq"))["last"] or 0
    follower.save(update_fields=["confirmed_at", "since"])
    return True


@transaction.atomic
def prove_phone(*, code: str, channel: str, address: str, digits: str) -> int | None:
    """The follower whose digits these are; None for wrong, old or too many tries, whatever of it. Each try counts."""
    theirs = Follower.objects.filter(dossier=lookup.id_of(code), channel=channel, address=address)
    follower = theirs.select_for_update().first()
    if follower is None or follower.code != code or follower.tries >= reads.MOST_TRIES:
        return None
    follower.tries += 1
    follower.save(update_fields=["tries"])
    return follower.pk if reads.are_digits_right(follower, digits, database_now()) else None


def stop_following(*, follower_id: int) -> bool:
    """Forget the address; False when it was forgotten before."""
    gone, _each = Follower.objects.filter(pk=follower_id).delete()
    return gone > 0


def purge_followers(*, now: datetime) -> int:
    """Forget who never confirmed, whose code opens nothing any more, and who followed what ended long ago. How many."""
    ended = Q(dossier__closed_at__lt=now - KEPT_AFTER_END)
    ended &= Q(dossier__returned_at=None) | Q(dossier__returned_at__lt=now - KEPT_AFTER_END)
    never = Q(confirmed_at=None, asked_at__lt=now - reads.LINK_LASTS)
    gone, _each = Follower.objects.filter(ended | never | Q(ended_at__lt=now - KEPT_AFTER_CODE)).delete()
    return gone


# ── Telling them ─────────────────────────────────────────────────────────────────────────────────────────────


def tell_followers(events: Sequence[Event], now: datetime) -> None:
    """Queue what these events, in order, are to followers who confirmed before them: one message each and channel.

    Where the code opens nothing any more, they are told so, and then forgotten.
    """
    found = _followers({event.dossier_id for event in events})
    if not found:
        return
    lives: dict[int, list[Event]] = {pk: [] for pk in found}
    for event in Event.objects.filter(dossier__in=found).order_by("seq"):
        lives[event.dossier_id].append(event)
    queued: list[Message] = []
    for event in events:
        theirs = [one for one in found.get(event.dossier_id, []) if (one.since or 0) < event.seq]
        occasion = reads.news_of(event, lives[event.dossier_id]) if theirs else None
        if occasion is None:
            continue
        queued += _messages(event.dossier, theirs, occasion, f"event:{event.pk}", reads.facts_of(event), now)
        if occasion is Occasion.FOLLOW_OVER:
            Follower.objects.filter(pk__in=[one.pk for one in theirs]).update(ended_at=now)
    Message.objects.bulk_create(queued, ignore_conflicts=True)


def tell_followers_late(late: Iterable[tuple[str, Dossier, datetime]], now: datetime) -> None:
    """The same of dates that were missed. late: (key of the notice, dossier, due instant)."""
    late = list(late)
    found = _followers({dossier.pk for _key, dossier, _due in late})
    Message.objects.bulk_create(
        (
            message
            for key, dossier, due in late
            for message in _messages(
                dossier, found.get(dossier.pk, []), Occasion.FOLLOW_LATE, key, {"day": local_day(due).isoformat()}, now
            )
        ),
        ignore_conflicts=True,
    )


def _followers(dossiers: set[int]) -> dict[int, list[Follower]]:
    """Those of these dossiers who are told, by dossier; only dossiers that have some."""
    found: dict[int, list[Follower]] = {}
    confirmed = Follower.objects.filter(dossier__in=dossiers, confirmed_at__isnull=False, ended_at=None)
    for follower in confirmed.filter(channel__in=gateways.channels()).order_by("pk"):
        found.setdefault(follower.dossier_id, []).append(follower)
    return found


def _messages(
    dossier: Dossier, followers: Iterable[Follower], occasion: Occasion, cause: str, facts: dict, now: datetime
) -> list[Message]:
    return [Message(**_addressed(one, occasion, f"{cause}:follow:{one.pk}", facts, now, dossier)) for one in followers]


def _addressed(
    follower: Follower, occasion: Occasion, cause: str, facts: dict, now: datetime, dossier: Dossier
) -> dict:  # fmt: skip
    return {
        "dedup_key": f"{cause}:{follower.channel}", "occasion": occasion, "channel": follower.channel,
        "language": follower.language, "dossier": dossier, "follower": follower,
        "agency_id": dossier.deciding_agency_id, "facts": facts, "created_at": now, "next_at": now,
    }  # fmt: skip


def _locked(**which) -> Dossier | None:
    """The dossier, locked as a move locks it, so that no event comes in between; None when there is none."""
    dossiers = Dossier.objects.select_for_update(of=("self",), no_key=True).filter(voided_at=None, **which)
    return dossiers.only("pk", "receipt_code", "deciding_agency").first()
