"""SMS and Zalo by any gateway that takes a POST of JSON, signed as Standard Webhooks lay down.

Body: {"id", "channel", "to", "text", "subject", "template", "params"}. Taken: 2xx with {"reference": "…"}, of at most
64 KB, within ten seconds in all. What the gateway says otherwise is never repeated: it may quote the number.
"""

import base64
import hashlib
import hmac
import json
import re
import time
from functools import cache

import requests
import urllib3
from django.conf import settings

from dossiers.gateways import patience
from dossiers.gateways.outgoing import Outgoing, PerhapsSent, Undelivered, Unreachable

CONNECT = 3.0  # seconds; the answer has its own, patience.SECONDS
MOST = 64 * 1024  # bytes of an answer
_NOT_NOW = (429, 502, 503, 504)  # the gateway's state, not this message's
_REFERENCE = re.compile(r"[\x21-\x7e]{1,200}")


def call(message: Outgoing) -> str:
    """Hand a message to its channel's gateway; the gateway's reference. Raises Undelivered."""
    gateway = settings.MESSAGE_GATEWAYS[message.channel]
    body = json.dumps(
        {
            "id": str(message.id), "channel": message.channel, "to": message.to, "text": message.text,
            "subject": message.subject, "template": message.template, "params": message.params,
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip
    headers = {"Content-Type": "application/json", **signed(gateway.secret, str(message.id), int(time.time()), body)}
    try:
        answer = _session().post(
            gateway.url,
            data=body,
            headers=headers,
            timeout=(CONNECT, patience.SECONDS),
            allow_redirects=False,
            stream=True,
        )
        with answer:
            # Not decompressed: a few bytes could become gigabytes.
            said = answer.raw.read(MOST + 1, decode_content=False)
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as fault:
        if _is_connecting(fault):
            raise Unreachable("Cổng nhắn tin không trả lời trong thời gian cho phép.") from fault
        raise PerhapsSent(
            "Cổng nhắn tin không xác nhận đã nhận tin trong thời gian cho phép.", is_known_again=True
        ) from fault
    if answer.status_code in _NOT_NOW:
        raise Unreachable(f"Cổng nhắn tin tạm thời không nhận tin (mã {answer.status_code}).")
    if not 200 <= answer.status_code < 300:
        raise Undelivered(f"Cổng nhắn tin không nhận tin này (mã {answer.status_code}).")
    return _reference(said)


def signed(secret: bytes, key: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers by which the gateway knows us, and a second try of the same message. timestamp: seconds since 1970.

    Source: Standard Webhooks 1.0, symmetric signatures.
    """
    mac = hmac.digest(secret, f"{key}.{timestamp}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": key,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }


def _is_connecting(fault: Exception) -> bool:
    """Whether it broke before the gateway had anything of the message."""
    if isinstance(fault, (requests.ConnectTimeout, requests.exceptions.SSLError)):
        return True
    reason = getattr(fault.args[0], "reason", None) if fault.args else None
    return isinstance(reason, urllib3.exceptions.NewConnectionError)


def _reference(said: bytes) -> str:
    """Raises Undelivered when this is no answer of a gateway that took the message."""
    if len(said) > MOST:
        raise Undelivered("Cổng nhắn tin trả lời quá dài.")
    try:
        found = json.loads(said)
    except (ValueError, RecursionError) as fault:
        raise Undelivered("Cổng nhắn tin trả lời không đọc được.") from fault
    reference = str(found.get("reference") or "") if isinstance(found, dict) else ""
    if not _REFERENCE.fullmatch(reference):
        raise Undelivered("Cổng nhắn tin trả lời mà không xác nhận đã nhận tin.")
    return reference


@cache
def _session() -> requests.Session:
    """One a process: its connections stay open between messages."""
    session = requests.Session()
    session.trust_env = False  # neither passwords from .netrc nor ways round that the settings do not name
    session.headers.update({"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "hoso"})
    for scheme in ("https://", "http://"):
        session.mount(scheme, patience.Patient())
    return session
