"""Ways out of the portal: one adapter a channel, chosen by settings. No database, no retries: the relay has both."""

from dossiers.gateways.outgoing import Outgoing, PerhapsSent, Undelivered, Unreachable
from dossiers.gateways.watchers import write_to_watchers
from dossiers.gateways.ways import channels, send, template_of

__all__ = [
    "Outgoing",
    "PerhapsSent",
    "Undelivered",
    "Unreachable",
    "channels",
    "send",
    "template_of",
    "write_to_watchers",
]
