"""What tests of the way in do: knock with name and password, show a telephone's code."""

import re
from base64 import b32decode

from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from agencies import second_factor

PASSWORD = "dong-thap-2026"
DOOR = "/can-bo/dang-nhap"
CODE = "/can-bo/ma-xac-thuc"
NEW = "/can-bo/ma-xac-thuc/thiet-bi"


def knock(client, username, password=PASSWORD, **more):
    return client.post(DOOR, {"username": username, "password": password, **more})


def with_password(*people) -> None:
    for person in people:
        person.set_password(PASSWORD)
        person.save()


def telephone(user) -> str:
    """The key of a telephone that this person has in use."""
    key = second_factor.new_key()
    TOTPDevice.objects.create(user=user, key=key)
    return key


def shown(key: str) -> str:
    """What the telephone shows now."""
    return f"{totp(bytes.fromhex(key)):06}"


def wrong(key: str) -> str:
    """Six digits that no clock within a minute shows."""
    near = {totp(bytes.fromhex(key), t0=-drift) for drift in (-60, -30, 0, 30, 60)} | {
        totp(bytes.fromhex(key), t0=drift) for drift in (30, 60)
    }
    return f"{next(n for n in range(10**6) if n not in near):06}"


def enrol(client, address: str = NEW) -> list[str]:
    """Take a telephone into use as its page says; the recovery codes that it shows."""
    page = client.get(address, follow=True).content.decode()
    typed = re.search(r'<p class="key">([A-Z2-7 ]+)</p>', page)[1].replace(" ", "")
    done = client.post(NEW, {"code": shown(b32decode(typed).hex())})
    return re.findall(r"<li>([a-z2-9]{4}-[a-z2-9]{4})</li>", done.content.decode())
