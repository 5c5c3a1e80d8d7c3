"""E-mail to those who keep the portal running, by the server of EMAIL_URL: one letter for all of them."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from dossiers.gateways.mail_patience import Patient
from dossiers.gateways.outgoing import Undelivered


def write_to_watchers(subject: str, text: str) -> None:
    """To settings.ALARM_EMAIL. Raises Undelivered when the server did not take it for any of them."""
    letter = EmailMessage(
        subject, text, to=settings.ALARM_EMAIL, headers={"Auto-Submitted": "auto-generated"}, connection=Patient()
    )
    try:
        letter.send()
    except (smtplib.SMTPException, OSError) as fault:
        raise Undelivered("Máy chủ thư không nhận thư báo động.") from fault
