"""Sending what waits, by one channel: claim, send, mark; one message at a time, each step a transaction of its own.

No row is locked while a gateway is called. A sender that dies leaves its message claimed; two minutes later the next
takes it over and counts the interruption, as is done when a gateway took a message and did not say so: nothing is
lost, and what may have gone out twice can be seen.
"""

import json
import time
import traceback
from datetime import timedelta
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.db.models.functions import Now
from django.utils import timezone

from dossiers import gateways
from dossiers.actions import turns
from dossiers.gateways import Outgoing, PerhapsSent, Undelivered, Unreachable
from dossiers.models import Message, MessageChannel, MessageState, Occasion
from dossiers.reads import messages as reads

log = structlog.get_logger("dossiers.delivering")

SECONDS = 20  # of one round; sweeps wait for the same processes
TURN = 120  # seconds after which a sender's turn counts as abandoned: longer than a round and one slow gateway
LEASE = 120  # seconds that a sender has one message for itself: longer than the slowest gateway
WAITS = (1, 4, 10, 45)  # minutes after each failure: tries at 0, 1, 5, 15, 60 minutes
TRIES = len(WAITS) + 1

CLAIM = """
UPDATE dossiers_message
SET state = 'sending', attempts = attempts + 1, interruptions = interruptions + (state = 'sending')::int,
    next_at = now() + %(lease)s * interval '1 second'
WHERE id = (
    SELECT id FROM dossiers_message
    WHERE channel = %(channel)s AND state IN ('pending', 'sending') AND next_at <= now()
    ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING *
"""
# The words wait for no disk: those that a broken server forgets are found again.
KEEP_WORDS = """
UPDATE dossiers_message SET template = %(template)s, subject = %(subject)s, text = %(text)s, facts = %(facts)s
WHERE id = %(id)s AND attempts = %(attempts)s AND state = 'sending'
      AND set_config('synchronous_commit', 'off', true) = 'off'
"""
MARK_SENT = """
UPDATE dossiers_message
SET state = 'sent', sent_at = now(), recipient = %(recipient)s, reference = %(reference)s, error = ''
WHERE id = %(id)s AND attempts = %(attempts)s AND state = 'sending'
"""


def deliver(channel: str) -> int:
    """One round: send what is due by this channel; how many went out.

    Due is what the database's clock says; whether telephones are to be left in peace, this machine's.

    It ends when nothing is due, when the gateway cannot be reached, or when its time is up. While another process
    sends by this channel it does nothing.
    """
    since = turns.take(turn_of(channel), seconds=TURN)
    if since is None:
        return 0
    until = time.monotonic() + SECONDS
    sent, is_whole, error = 0, False, ""
    try:
        while not is_whole and time.monotonic() < until:
            message = _claim(channel) if reads.may_go_now(channel, timezone.now()) else None
            if message is None:
                is_whole = True
            else:
                sent += _try(message)
    except Unreachable as fault:
        error = str(fault)
    finally:
        whole = {"finished_at": Now()} if is_whole else {}
        turns.give_back(turn_of(channel), since, rows=sent, error=error, **whole)
    return sent


def turn_of(channel: str) -> str:
    """The name of a channel's Heartbeat: its last whole round, one after which nothing that was due was left."""
    return f"deliver:{channel}"


def _claim(channel: str) -> Message | None:
    """For one try, which `attempts` counts already."""
    return next(iter(Message.objects.raw(CLAIM, {"channel": channel, "lease": LEASE})), None)


def _try(message: Message) -> bool:
    """Send one; whether it went out. What breaks is noted at the message. Raises Unreachable, noted there too."""
    if message.attempts > TRIES:
        _put_back(message, f"Tiến trình gửi đã dừng giữa chừng ở lần thử thứ {TRIES}.")
        return False
    try:
        why = reads.why_not_send(reads.to_send(message))
        if why:
            _mark(message, state=MessageState.DROPPED, error=why)
            return False
        address = reads.recipient_of(message)
        message.recipient = reads.masked(address)
        _word(message)
        reference = gateways.send(_outgoing(message, address))
    except PerhapsSent as fault:
        may_repeat = fault.is_known_again or not message.interruptions
        _put_back(message, str(fault), may_repeat=may_repeat, interruptions=message.interruptions + 1)
        raise
    except Undelivered as fault:
        _put_back(message, str(fault))
        if isinstance(fault, Unreachable):
            raise
        return False
    except (OperationalError, InterfaceError):
        raise  # the database's trouble, not the message's: its lease runs out
    except Exception as fault:
        # Its own words may quote an address; where it broke is enough to find out why.
        where = traceback.extract_tb(fault.__traceback__)[-1]
        broke = {"fault": type(fault).__name__, "at": f"{where.filename}:{where.lineno}"}
        log.error("message_broke", id=str(message.pk), **broke)
        _put_back(message, f"Lỗi của cổng khi soạn hoặc gửi tin ({type(fault).__name__}); báo quản trị viên.")
        return False
    return _run(MARK_SENT, message, recipient=message.recipient, reference=reference)


def _word(message: Message) -> None:
    """Worded at the first try and kept, so that every try says the same."""
    if message.text:  # by an earlier try, or when it was queued
        return
    message.template, message.subject, message.text = reads.worded(message)
    known = gateways.template_of(message.channel, message.occasion, message.language)
    if known is not None:
        facts = reads.facts_of(message)
        message.facts["template"] = known.id
        message.facts["params"] = {theirs: facts.get(ours, "") for theirs, ours in known.params.items()}
    if message.occasion == Occasion.FOLLOW_CONFIRM:
        return  # its words prove whose address it is: they are nobody else's to read
    _run(
        KEEP_WORDS, message, template=message.template, subject=message.subject, text=message.text,
        facts=json.dumps(message.facts),
    )  # fmt: skip


def _outgoing(message: Message, address: str) -> Outgoing:
    can_stop = message.channel == MessageChannel.EMAIL and message.dossier_id is not None
    return Outgoing(
        id=message.pk, channel=message.channel, to=address, text=message.text, subject=message.subject,
        template=message.facts.get("template", ""), params=message.facts.get("params", {}),
        unsubscribe=reads.stop_address(message) if can_stop else "",
    )  # fmt: skip


def _put_back(message: Message, error: str, *, may_repeat: bool = True, **noted) -> None:
    """To be tried again later, or, after the last try, given up."""
    after: dict[str, Any] = {"state": MessageState.DEAD}
    if message.attempts < TRIES and may_repeat:
        wait = timedelta(minutes=WAITS[message.attempts - 1])
        after = {"state": MessageState.PENDING, "next_at": Now() + wait}
    _mark(message, **after, error=error[:300], recipient=message.recipient, **noted)


def _mark(message: Message, **what) -> bool:
    """Write it down, unless somebody took over from this sender, thinking it dead: the row then counts more tries."""
    ours = Message.objects.filter(pk=message.pk, attempts=message.attempts, state=MessageState.SENDING)
    return ours.update(**what) == 1


def _run(statement: str, message: Message, **facts) -> bool:
    """The same by a statement that is written out: each message that goes out needs it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": message.pk, "attempts": message.attempts, **facts})
        return cursor.rowcount == 1
