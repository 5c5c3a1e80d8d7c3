"""What a message says, to whom it goes, and whether it is still so: all of it as things are when it is sent."""

import json
from datetime import date, datetime, time

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import connection
from django.utils import timezone

from agencies.models import counting_on, names
from agencies.worktime import ZONE
from dossiers import codes
from dossiers.models import FOR_FOLLOWERS, Dossier, Follower, Message, MessageChannel, MessageState, Occasion
from dossiers.reads import following, lookup, status
from dossiers.reads.words import IN, day, local_day
from dossiers.wording import HOTLINE, STATUS
from dossiers.wording.filling import fill, worded_as
from dossiers.wording.messages import FOOTER, NOT_KNOWN, TEXTS, UNNAMED, Worded
from dossiers.workflow import Status

QUIET_FROM, QUIET_TO = time(21), time(7)  # Viet Nam's time; telephones are left in peace
_LOUD = (MessageChannel.SMS, MessageChannel.ZALO)
_MOBILE = ("03", "05", "07", "08", "09")  # how numbers begin that can have messages
_STOP = "thoi-nhan-tin"
UNDONE = "Việc này đã được hoàn tác trước khi tin được gửi."
VOIDED = "Lần tiếp nhận này đã được hủy."

# Asked for each message that goes out: only what every sending needs, and nothing for Django to put together.
_DOSSIER = """
SELECT id, receipt_code, voided_at, told_in, applicant_email, applicant_phone, status, closed_at, due_at, promised_at,
       rules_id, receiving_agency_id, deciding_agency_id, return_agency_id,
       EXISTS (SELECT FROM dossiers_event AS event
               WHERE event.dossier_id = dossier.id AND event.kind = 'undone' AND event.data -> 'undoes' = %(seq)s::jsonb
       ) AS is_undone,
       (SELECT names_changed_at FROM agencies_workcalendar) AS names_changed_at
FROM dossiers_dossier AS dossier WHERE id = %(id)s
"""
_NEWEST = """
SELECT version, subject, text FROM dossiers_messagetemplate
WHERE occasion = %s AND channel = %s AND language = %s ORDER BY version DESC LIMIT 1
"""

_TELLS_NOTHING = (Occasion.FOLLOW_CONFIRM, Occasion.FOLLOW_OVER)  # of the dossier

# What must still be so when a message goes out, and what is said of one that is not.
_ASKED_FOR = {
    Occasion.SUPPLEMENT: (Status.SUPPLEMENT, "Hồ sơ không còn chờ bổ sung giấy tờ."),
    Occasion.PAYMENT: (Status.PAYMENT, "Hồ sơ không còn chờ nộp tiền."),
    Occasion.READY: (Status.DONE, "Kết quả đã được trả."),
}


# ── What it says ─────────────────────────────────────────────────────────────────────────────────────────────


def template_of(occasion: str, channel: str, language: str) -> tuple[int, str, str]:
    """(version, subject, text): as an administrator wrote it last, else the portal's own, version 0."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [occasion, channel, language])
        return cursor.fetchone() or (0, *TEXTS[occasion, channel, language])


def to_send(message: Message) -> Message:
    """The same, with its dossier as it is now, and its follower or None; by one query for the first, one more for the
    second, so that each message may ask again.

    dossier.is_undone: what the message tells of was taken back. What only e-mails say is fetched when they do.
    """
    if message.dossier_id is not None:
        facts = {"id": message.dossier_id, "seq": json.dumps(message.facts.get("seq"))}
        message.dossier = Dossier.objects.raw(_DOSSIER, facts)[0]
    if message.occasion in FOR_FOLLOWERS:
        message.follower = Follower.objects.filter(pk=message.follower_id).first()
    return message


def facts_of(message: Message) -> dict[str, str]:
    """What stands for the placeholders; no personal data. Asks one query for an e-mail, beside the dossier's own."""
    dossier = message.dossier
    known, missing = names(dossier.names_changed_at).agencies, NOT_KNOWN[message.language]
    decider, _, decider_phone = known[dossier.deciding_agency_id]
    is_void = message.occasion in (Occasion.VOIDED, Occasion.FOLLOW_OVER)
    place, _, place_phone = known[dossier.receiving_agency_id if is_void else dossier.return_agency_id]
    phone = place_phone if is_void or message.occasion == Occasion.READY else decider_phone
    portal = settings.PUBLIC_URL
    if message.channel != MessageChannel.EMAIL:
        portal = portal.partition("://")[2]
    said = message.facts.get("day")
    facts = {
        "ma": codes.grouped(dossier.receipt_code), "co_quan": decider, "noi": place,
        "dien_thoai": phone or HOTLINE, "tra_cuu": portal,
        "ngay": day(date.fromisoformat(said)) if said else missing,
        "ngay_moi": local_day(dossier.promised_at) if dossier.promised_at else missing,
        "lan": str(message.facts.get("round", 1)),
    }  # fmt: skip
    if message.occasion in FOR_FOLLOWERS:
        facts |= _of_a_follower(message)
    if message.channel != MessageChannel.EMAIL or message.occasion in _TELLS_NOTHING:
        return facts
    return facts | _of_the_page(dossier, message.language)


def _of_a_follower(message: Message) -> dict[str, str]:
    """The code by which they asked, never a newer one; to whom must prove their address, by what they do."""
    label = STATUS[Status(message.dossier.status)].label
    facts = {"ma": codes.grouped(message.follower.code), "trang_thai": IN[message.language].say(label)}
    if message.occasion == Occasion.FOLLOW_CONFIRM:
        facts |= {"xac_nhan": following.confirm_address(message), "ma_so": following.digits_of(message.follower)}
    return facts


def _of_the_page(dossier: Dossier, language: str) -> dict[str, str]:
    """The same sentences as the status page has at this moment."""
    procedure, words = dossier.rules.procedure, IN[language]
    facts = {"thu_tuc": UNNAMED[language] if procedure.is_sensitive else procedure.name}
    found = lookup.by_receipt_code(dossier.receipt_code)
    if found is None:  # voided
        return facts | dict.fromkeys(("tinh_trang", "hen_tra", "can_lam", "noi_giu"), "")
    answer = status.answer(found, status.read(found, timezone.now()), words)
    dated = [answer.when, *answer.notes]
    return facts | {
        "tinh_trang": answer.where, "can_lam": answer.duty, "noi_giu": answer.holder,
        "hen_tra": " ".join(sentence if sentence.endswith(".") else f"{sentence}." for sentence in dated),
    }  # fmt: skip


def worded(message: Message) -> tuple[int, str, str]:
    """(version of the template, subject, text) as it goes out now."""
    version, *written = template_of(message.occasion, message.channel, message.language)
    facts = facts_of(message)
    subject, text = worded_with(Worded(*written), message.channel, message.language, facts)
    if message.channel == MessageChannel.EMAIL:
        text = f"{text}\n\n{fill(FOOTER[message.language], {'thoi_nhan': stop_address(message)})}"
    return version, subject, text


def worded_with(template: Worded, channel: str, language: str, facts: dict[str, str]) -> Worded:
    """A template with these facts, as it goes out by this channel."""
    subject = " ".join(fill(template.subject, facts).split())
    return Worded(subject[:200], worded_as(channel, language, template.text, facts))


# ── To whom ──────────────────────────────────────────────────────────────────────────────────────────────────


def recipient_of(message: Message) -> str:
    """An e-mail address, or a telephone number as +84…; "" when there is none (any more)."""
    if message.occasion in FOR_FOLLOWERS:
        return message.follower.address
    return message.user.email if message.user_id is not None else address_of(message.dossier, message.channel)


def address_of(dossier: Dossier, channel: str) -> str:
    """By this channel the applicant is reached there; "" when not. Messages reach mobile telephones only."""
    if channel == MessageChannel.EMAIL:
        return dossier.applicant_email
    return mobile(dossier.applicant_phone)


def mobile(phone: str) -> str:
    """As gateways want it, +84…; "" for a number that has no messages."""
    return f"+84{phone[1:]}" if phone.startswith(_MOBILE) and len(phone) == 10 else ""


def masked(address: str) -> str:
    """As it is shown and kept: enough to tell two apart, too little to write to.

    >>> masked("+84912345678"), masked("nguyen.van.a@coquan.vn")
    ('0912***678', 'n***@coquan.vn')
    """
    if "@" in address:
        name, _, domain = address.rpartition("@")
        return f"{name[:1]}***@{domain[-50:]}"
    phone = address.replace("+84", "0", 1)
    return f"{phone[:4]}***{phone[-3:]}" if phone else ""


def stop_address(message: Message) -> str:
    """Where whom it goes to stops messages about this dossier; signed, and without its code. A POST there does it."""
    if message.occasion in FOR_FOLLOWERS:
        return following.leave_address(message)
    language = "" if message.language == "vi" else f"&lang={message.language}"
    return f"{settings.PUBLIC_URL}/thoi-nhan-tin?k={stop_key(message.dossier_id)}{language}"


def stop_key(dossier_id: int) -> str:
    return signing.Signer(salt=_STOP).sign_object(dossier_id)


def dossier_of_key(key: str) -> int | None:
    """The id that was signed; None for a key that is not ours."""
    try:
        return signing.Signer(salt=_STOP).unsign_object(key)
    except (signing.BadSignature, ValueError):
        return None


# ── Whether and when ─────────────────────────────────────────────────────────────────────────────────────────


def why_not_send(message: Message) -> str:
    """Why it is no longer so, in a sentence; "" while it may go out. For right before each sending, of `to_send`."""
    if message.occasion == Occasion.DIGEST:
        return _why_no_digest(message)
    dossier = message.dossier
    if message.occasion in FOR_FOLLOWERS:
        return following.why_not_send(message, message.follower, dossier)
    if dossier.voided_at is not None and message.occasion != Occasion.VOIDED:
        return VOIDED
    if not dossier.told_in:
        return "Người nộp đã chọn không nhận tin."
    if not address_of(dossier, message.channel):
        return "Hồ sơ không còn số điện thoại hoặc địa chỉ thư để gửi."
    return _why_untrue(message, dossier)


def _why_no_digest(message: Message) -> str:
    today = timezone.localdate()
    if message.facts["day"] != today.isoformat():
        return "Thư đầu ngày không gửi sang ngày sau."
    if not message.user.email:
        return "Tài khoản không còn địa chỉ thư."
    counts = counting_on(User.objects.filter(pk=message.user_id), today).exists()
    return "" if counts else "Tài khoản đã đóng hoặc hết hạn."


def may_have_come(message: Message) -> bool:
    """Whether somebody may have read it, whatever became of it since."""
    return message.interruptions > 0 or message.state in (MessageState.SENT, MessageState.SENDING)


def _why_untrue(message: Message, dossier: Dossier) -> str:
    occasion = Occasion(message.occasion)
    if occasion is Occasion.OVERDUE:
        if not dossier.is_open:
            return "Hồ sơ đã kết thúc trước khi tin được gửi."
        return "" if dossier.is_overdue(now=timezone.now()) else "Hồ sơ không còn quá hạn."
    if occasion in (Occasion.TAKEN_BACK, Occasion.VOIDED):
        told = Message.objects.get(pk=message.facts["message"])
        return "" if may_have_come(told) else "Tin trước chưa được gửi đi."
    if dossier.is_undone:
        return UNDONE
    status_wanted, why = _ASKED_FOR.get(occasion, (None, ""))
    if status_wanted is not None and dossier.status != status_wanted:
        return why
    if occasion is Occasion.APPOINTMENT and not dossier.is_open:
        return "Hồ sơ đã kết thúc trước khi tin được gửi."
    return ""


def may_go_now(channel: str, now: datetime) -> bool:
    """Whether it is no quiet hour of this channel. E-mails wake nobody."""
    return channel not in _LOUD or QUIET_TO <= now.astimezone(ZONE).time() < QUIET_FROM
