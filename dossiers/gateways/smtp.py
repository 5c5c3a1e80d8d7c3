"""E-mail by the server of EMAIL_URL, one letter a connection."""

import smtplib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import BadHeaderError, EmailMessage
from django.core.validators import validate_email

from dossiers.gateways.mail_patience import NotConfirmed, Patient
from dossiers.gateways.outgoing import Outgoing, PerhapsSent, Undelivered, Unreachable

_MAIL_DOMAIN = settings.PUBLIC_URL.partition("://")[2].partition(":")[0]


def post(message: Outgoing) -> str:
    """Hand a letter to the server; its Message-ID, the same on every try. Raises Undelivered."""
    try:
        validate_email(message.to)  # one address, and nothing that another header could begin with
        letter = _letter(message)
        letter.message()  # a header that cannot be is found before anybody is called
    except (ValidationError, BadHeaderError, ValueError) as fault:
        raise Undelivered("Địa chỉ thư hoặc tiêu đề thư không hợp lệ.") from fault
    try:
        letter.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        raise Undelivered(f"Máy chủ thư từ chối người nhận{_code(refusal)}.") from refusal
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
        raise Undelivered(f"Máy chủ thư từ chối bức thư ({refusal.smtp_code}).") from refusal
    except smtplib.SMTPAuthenticationError as refusal:
        raise Unreachable("Máy chủ thư không nhận tài khoản của cổng.") from refusal
    except smtplib.SMTPNotSupportedError as refusal:
        raise Undelivered("Máy chủ thư không nhận địa chỉ có dấu.") from refusal
    except NotConfirmed as fault:
        raise PerhapsSent(
            "Máy chủ thư không xác nhận đã nhận thư; thư có thể đã đến người nhận.", is_known_again=False
        ) from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise Unreachable("Máy chủ thư không trả lời.") from fault
    return letter.extra_headers["Message-ID"]


def _letter(message: Outgoing) -> EmailMessage:
    headers = {
        "Message-ID": f"<{message.id}@{_MAIL_DOMAIN}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers
    }
    if message.unsubscribe:
        headers["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(message.subject, message.text, to=[message.to], headers=headers, connection=Patient())


def _code(refusal: smtplib.SMTPRecipientsRefused) -> str:
    """What the server said in figures; its words may quote the address."""
    codes = {answer[0] for answer in refusal.recipients.values()}
    return f" ({min(codes)})" if codes else ""
