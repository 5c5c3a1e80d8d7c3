"""Ways out of the portal: one adapter a channel, chosen by settings. No database, no retries: the relay has both."""

from dossiers.gateways.outgoing import Outgoing, Undelivered
from dossiers.gateways.ways import channels, send

__all__ = ["Outgoing", "Undelivered", "channels", "send"]
