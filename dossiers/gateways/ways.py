"""Which adapter a channel goes by: settings.MESSAGE_WAYS, {channel: "console" | "smtp" | "http"}."""

from collections.abc import Callable

from django.conf import settings

from dossiers.gateways.console import write
from dossiers.gateways.outgoing import Outgoing

_ADAPTERS: dict[str, Callable[[Outgoing], str]] = {"console": write}


def channels() -> list[str]:
    """The channels that this portal has a way for."""
    return list(settings.MESSAGE_WAYS)


def send(message: Outgoing) -> str:
    """Hand it to its channel's gateway; the gateway's own reference. Raises Undelivered."""
    return _ADAPTERS[settings.MESSAGE_WAYS[message.channel]](message)
