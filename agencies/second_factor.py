"""The second factor: a key in somebody's telephone, ten recovery codes on paper, and how either is judged.

Raises nothing for a wrong code: it is counted, and after each the wait doubles.
"""

import math
import secrets
import time
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from agencies.models import Account, account_of

ISSUER = "Hồ sơ Đồng Tháp"
DIGITS = 6
RECOVERY_CODES = 10
_LETTERS = "abcdefghkmnpqrstuvxyz23456789"


def new_key() -> str:
    """A key that nobody has yet, in hexadecimal."""
    return random_hex(20)


def to_type(key: str) -> str:
    """The key as telephones want it typed: base 32, in groups of four."""
    letters = b32encode(bytes.fromhex(key)).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def address(key: str, user: User) -> str:
    """What the QR says: otpauth://…"""
    facts = {"secret": b32encode(bytes.fromhex(key)).decode(), "issuer": ISSUER, "digits": DIGITS}
    return f"otpauth://totp/{quote(f'{ISSUER}:{user.get_username()}')}?{urlencode(facts, quote_via=quote)}"


def is_enrolled(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


@transaction.atomic
def enrol(*, user: User, key: str, code: str, now: datetime) -> list[str] | None:
    """Take a key that shows this code into use, instead of any other: ten recovery codes. None for a wrong code.

    From this moment every session must give the new factor.
    """
    clock = TOTP(bytes.fromhex(key), digits=DIGITS)
    clock.time = time.time()
    if not _is_code(code) or not clock.verify(int(code), tolerance=1):
        return None
    _forget(user, now)
    TOTPDevice.objects.create(user=user, name="", key=key, last_t=clock.t(), drift=clock.drift)
    return _new_recovery_codes(user)


@transaction.atomic
def judge(*, user: User, code: str) -> int | None:
    """0 when the code is right, seconds to wait after too many wrong ones; None when it is wrong.

    code: the telephone's six digits, or a recovery code, which counts once.
    """
    kind, code = (TOTPDevice, code) if _is_code(code) else (StaticDevice, _sealed(code))
    device = kind.objects.select_for_update().filter(user=user, confirmed=True).first()
    if device is None:
        return None
    allowed, why = device.verify_is_allowed()
    if not allowed:
        return max(1, math.ceil((why["locked_until"] - timezone.now()).total_seconds()))
    return 0 if device.verify_token(code) else None


@transaction.atomic
def renew_recovery_codes(user: User) -> list[str]:
    """Ten new ones; the old ones no longer count."""
    StaticDevice.objects.filter(user=user).delete()
    return _new_recovery_codes(user)


def recovery_codes_left(user: User) -> int:
    return StaticDevice.objects.filter(user=user).values_list("token_set").exclude(token_set=None).count()


@transaction.atomic
def forget(user: User, now: datetime) -> None:
    """An administrator's reset: the person enrols again, and sessions that gave the old factor are asked again."""
    _forget(user, now)


def _forget(user: User, now: datetime) -> None:
    Account.objects.get_or_create(user=user)
    Account.objects.select_for_update().get(user=user)
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    Account.objects.filter(user=user).update(second_factor_since=now)
    account_of(user).second_factor_since = now


def _new_recovery_codes(user: User) -> list[str]:
    device = StaticDevice.objects.create(user=user, name="")
    codes = [f"{_four_letters()}-{_four_letters()}" for _ in range(RECOVERY_CODES)]
    device.token_set.bulk_create(device.token_set.model(device=device, token=_sealed(code)) for code in codes)
    return codes


def _four_letters() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(4))


def _is_code(code: str) -> bool:
    return len(code) == DIGITS and code.isascii() and code.isdecimal()


def _sealed(code: str) -> str:
    """What is kept of a recovery code: whoever reads the table cannot use it."""
    letters = "".join(letter for letter in code.lower() if letter in _LETTERS)
    return salted_hmac("recovery code", letters, algorithm="sha256").hexdigest()[:16]
