"""For the demo: each message is a file that can be read, in settings.MESSAGES_ROOT, and nothing leaves the machine."""

import os

import structlog
from django.conf import settings
from django.utils import timezone

from dossiers.gateways.outgoing import Outgoing, Undelivered

log = structlog.get_logger("dossiers.gateways.folder")


def write(message: Outgoing) -> str:
    """The name of its file, in order of sending. Raises Undelivered when the folder takes nothing."""
    head = [f"Kênh: {message.channel}", f"Gửi tới: {message.to}"]
    head += [f"Tiêu đề: {message.subject}"] if message.subject else []
    head += [f"Ngừng nhận: {message.unsubscribe}"] if message.unsubscribe else []
    name = f"{timezone.localtime():%Y%m%d-%H%M%S}-{message.channel}-{message.id}.txt"
    try:
        settings.MESSAGES_ROOT.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A code opens a dossier, an address stops its messages: for whoever runs the demo alone.
        kept = os.open(settings.MESSAGES_ROOT / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(kept, "w", encoding="utf-8") as file:
            file.write("\n".join([*head, "", message.text, ""]))
    except OSError as fault:
        raise Undelivered("Không ghi được tin vào thư mục của bản trình diễn.") from fault
    log.info("message", id=str(message.id), channel=message.channel, letters=len(message.text))
    return name
