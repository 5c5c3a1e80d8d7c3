"""What followers of a dossier are told of, by what they prove themselves, and whether it is still so."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from agencies.worktime import local_day
from dossiers import gateways
from dossiers.models import (
    MOVE_OF,
    Dossier,
    Event,
    EventKind,
    Follower,
    Message,
    MessageChannel,
    MessageState,
    Occasion,
)
from dossiers.reads.undoing import status_before
from dossiers.workflow import TARGET, Status

LINK_LASTS = timedelta(hours=24)  # to confirm; then what was asked is forgotten
DIGITS_LAST = timedelta(minutes=30)  # after they went out
MOST_TRIES = 5  # of the six digits
_DIGITS = 6
_CONFIRM, _LEAVE, _BY_PHONE = "theo-doi/xac-nhan", "theo-doi/thoi", "theo-doi/ma-so"
GONE = "Người theo dõi đã thôi nhận tin."
CODE_GONE = "Mã biên nhận không còn dùng được."
NEWER = "Một tin mới hơn cho người này nói thay."


# ── News ─────────────────────────────────────────────────────────────────────────────────────────────────────


def news_of(event: Event, events: Sequence[Event]) -> Occasion | None:
    """Of what followers are told by this event; None when it is no news for them. events: the dossier's, in order."""
    if event.kind in (EventKind.VOIDED, EventKind.REISSUED):
        return Occasion.FOLLOW_OVER
    if _status_after(event, events) != status_before(events, event):
        return Occasion.FOLLOW_STATUS
    if event.kind == EventKind.DUE_CHANGED:  # by a move: told with that
        return Occasion.FOLLOW_DATE if event.data["because"] == "calendar" else None
    return Occasion.FOLLOW_DATE if _moves_the_date(event, events) else None


def _moves_the_date(event: Event, events: Sequence[Event]) -> bool:
    """Whether this move gave another date, took it away or gave it back. After a missed one a stop does neither."""
    match event.kind:
        case EventKind.APOLOGISED:
            return True
        case EventKind.PAUSED:
            due = _date_before(event, events)
            return due is not None and datetime.fromisoformat(event.data["since"]) < due
        case EventKind.RESUMED:
            paused = next(one for one in reversed(events) if one.kind == EventKind.PAUSED and one.seq < event.seq)
            after = next((one for one in events if one.seq == event.seq + 1), None)
            is_dated = after is not None and after.kind == EventKind.DUE_CHANGED
            return (is_dated and after.data["because"] == event.kind) or _moves_the_date(paused, events)
    return False


def _date_before(event: Event, events: Sequence[Event]) -> datetime | None:
    """The due date as it was told last before this event; None where there was none."""
    due = event.dossier.original_due_at
    for one in events:
        if one.seq >= event.seq:
            break
        if one.kind == EventKind.DUE_CHANGED:
            due = datetime.fromisoformat(one.data["after"]) if one.data["after"] else None
        elif one.kind == EventKind.PAYMENT_CONFIRMED and one.data.get("splits"):
            due = event.dossier.second_original_due_at
    return due


def _status_after(event: Event, events: Sequence[Event]) -> Status:
    if event.kind == EventKind.UNDONE:
        return Status(event.data["status"])
    move = MOVE_OF.get(event.kind)
    return TARGET[move] if move in TARGET else status_before(events, event)


def facts_of(event: Event) -> dict:
    """For the message about it. seq: of the event. day: the date that counts now, ISO, where there is one; after an
    apology the later of the two, as in `appointment`.
    """
    due, promised = event.dossier.due_at, event.dossier.promised_at
    return {"seq": event.seq} | ({"day": local_day(max(due, promised or due)).isoformat()} if due else {})


# ── Links and digits ─────────────────────────────────────────────────────────────────────────────────────────


def confirm_key(follower_id: int) -> str:
    return signing.Signer(salt=_CONFIRM).sign_object(follower_id)


def leave_key(follower_id: int) -> str:
    return signing.Signer(salt=_LEAVE).sign_object(follower_id)


def follower_of_key(key: str, *, leaving: bool) -> int | None:
    """The id that was signed to confirm, or to leave; None for a key that is not ours. Whether it is there, or in
    time, is for whoever acts.
    """
    try:
        return signing.Signer(salt=_LEAVE if leaving else _CONFIRM).unsign_object(key)
    except (signing.BadSignature, ValueError):
        return None


def may_confirm(follower_id: int, now: datetime) -> bool:
    """Whether a link to confirm still leads somewhere: it was followed before, or asked for in the last 24 hours."""
    mine = Follower.objects.filter(pk=follower_id, code=F("dossier__receipt_code"), dossier__voided_at=None)
    return mine.filter(Q(confirmed_at__isnull=False) | Q(asked_at__gte=now - LINK_LASTS)).exists()


def confirm_address(message: Message) -> str:
    return _address("xac-nhan", confirm_key(message.follower_id), message.language)


def leave_address(message: Message) -> str:
    """Where this follower leaves; signed, and without the dossier's code. A POST there does it, RFC 8058."""
    return _address("thoi", leave_key(message.follower_id), message.language)


def _address(page: str, key: str, language: str) -> str:
    return f"{settings.PUBLIC_URL}/theo-doi/{page}?k={key}" + ("" if language == "vi" else f"&lang={language}")


def digits_of(follower: Follower) -> str:
    """The six digits that go to a telephone: never kept, other ones each time it asks."""
    mac = salted_hmac(_BY_PHONE, cause_of(follower), algorithm="sha256").digest()
    return f"{int.from_bytes(mac[:8], 'big') % 10**_DIGITS:0{_DIGITS}}"


def cause_of(follower: Follower) -> str:
    """The cause of the message by which it proves itself."""
    return f"follow:{follower.pk}:{int(follower.asked_at.timestamp() * 1_000_000)}"


def are_digits_right(follower: Follower, typed: str, now: datetime) -> bool:
    """Whether these are the digits that went to it last, less than half an hour ago."""
    sent = Message.objects.filter(dedup_key=f"{cause_of(follower)}:{follower.channel}").first()
    since = (sent and sent.sent_at) or follower.asked_at  # not known to have gone out: as if it had at once
    return constant_time_compare(digits_of(follower), typed) and now - since <= DIGITS_LAST


def phone_channel() -> str | None:
    """By which way telephones are told; None without one."""
    return next((way for way in (MessageChannel.SMS, MessageChannel.ZALO) if way in gateways.channels()), None)


# ── Whether it is still so ───────────────────────────────────────────────────────────────────────────────────


def why_not_send(message: Message, follower: Follower | None, dossier: Dossier) -> str:
    """Why a follower is not told this any more, in a sentence; "" while it may go out. For right before sending."""
    if follower is None:
        return GONE
    is_over = follower.ended_at is not None or dossier.voided_at is not None or dossier.receipt_code != follower.code
    if message.occasion == Occasion.FOLLOW_OVER:
        return "" if is_over else GONE  # it asked again, by the code that works
    if is_over:
        return CODE_GONE
    if message.occasion == Occasion.FOLLOW_CONFIRM:
        return "" if message.dedup_key.startswith(f"{cause_of(follower)}:") else NEWER
    if message.occasion == Occasion.FOLLOW_LATE:
        return "" if dossier.is_overdue(now=timezone.now()) else "Hồ sơ không còn quá hạn."
    return NEWER if _is_superseded(message) else ""


def _is_superseded(message: Message) -> bool:
    """Each message says what the page says when it goes out, so of several that wait only the newest does."""
    after = Message.objects.filter(
        dossier=message.dossier_id, follower=message.follower_id, channel=message.channel,
        occasion__in=(message.occasion, Occasion.FOLLOW_STATUS), facts__seq__gt=message.facts["seq"],
    )  # fmt: skip
    return after.exclude(state__in=[MessageState.DEAD, MessageState.DROPPED]).exists()
