"""For the demo: a line in the log instead of a message. Whom it would go to stays out of it."""

import structlog

from dossiers.gateways.outgoing import Outgoing

log = structlog.get_logger("dossiers.gateways.console")


def write(message: Outgoing) -> str:
    log.info("message", id=str(message.id), channel=message.channel, subject=message.subject, text=message.text)
    return "console"
