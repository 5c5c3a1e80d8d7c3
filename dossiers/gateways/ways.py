"""Which adapter a channel goes by: settings.MESSAGE_WAYS, {channel: "console" | "folder" | "smtp" | "http"}."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from django.conf import settings

from dossiers.gateways import console, folder, http, smtp
from dossiers.gateways.outgoing import Outgoing


class Template(NamedTuple):
    """params: {the gateway's name of a fact: ours}."""

    id: str
    params: Mapping[str, str]


_ADAPTERS: dict[str, Callable[[Outgoing], str]] = {
    "console": console.write, "folder": folder.write, "smtp": smtp.post, "http": http.call
}  # fmt: skip


def channels() -> list[str]:
    """The channels that this portal has a way for."""
    return list(settings.MESSAGE_WAYS)


def send(message: Outgoing) -> str:
    """Hand it to its channel's gateway; the gateway's own reference. Raises Undelivered."""
    return _ADAPTERS[settings.MESSAGE_WAYS[message.channel]](message)


def template_of(channel: str, occasion: str, language: str) -> Template | None:
    """By which of its own templates the gateway knows such a message: settings.MESSAGE_TEMPLATES, {channel: {
    "occasion.language": {"id": …, "params": {theirs: ours}}}}. Zalo takes only templates that it has approved.
    """
    known = settings.MESSAGE_TEMPLATES.get(channel, {}).get(f"{occasion}.{language}")
    return known and Template(known["id"], known["params"])
