"""For the demo: nothing is sent. What would have been said stands with the dossier, under its letters and messages.

The log learns neither whom it would go to nor what it says: a code opens a dossier, an address stops its messages.
"""

import structlog

from dossiers.gateways.outgoing import Outgoing

log = structlog.get_logger("dossiers.gateways.console")


def write(message: Outgoing) -> str:
    log.info("message", id=str(message.id), channel=message.channel, letters=len(message.text))
    return "console"
