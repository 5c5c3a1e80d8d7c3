"""Where somebody who follows a dossier wants to be told: read as people type it, refused in the reader's language."""

from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

from dossiers import gateways
from dossiers.forms.fields import Phone
from dossiers.models import MessageChannel
from dossiers.reads.following import phone_channel
from dossiers.reads.messages import mobile
from dossiers.wording.following import FOLLOW

LONGEST = 254  # of an e-mail address, RFC 5321
_UNUSUAL = frozenset('"[]')  # a quoted name, an address of a machine: right by RFC 5321, and nobody's own


class Asked(NamedTuple):
    """channel: a MessageChannel with a way out. address: as models.Follower keeps it."""

    channel: str
    address: str


class _Typed(forms.Field):
    """A line as it was typed. Not Django's own field: that one has sentences of its own for what it refuses."""

    def to_python(self, value) -> str:
        return str(value or "").strip()


class FollowForm(forms.Form):
    """email and, where telephones have a way, phone: one of them is needed. asked: once valid, whom to ask."""

    email = _Typed(required=False)
    phone = _Typed(required=False)

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if MessageChannel.EMAIL not in gateways.channels():
            del self.fields["email"]
        if phone_channel() is None:
            del self.fields["phone"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if email and not _is_usual(email):
            raise ValidationError(gettext(FOLLOW["email"]))
        return email

    def clean_phone(self) -> str:
        if not self.cleaned_data["phone"]:
            return ""
        try:
            found = mobile(Phone().clean(self.cleaned_data["phone"]))
        except ValidationError:
            found = ""
        if not found:
            raise ValidationError(gettext(FOLLOW["phone"]))
        return found

    def clean(self) -> dict:
        if not self.errors and not self.asked:
            why = "nothing_either" if "phone" in self.fields else "nothing"
            self.add_error(next(iter(self.fields), None), gettext(FOLLOW[why]))
        return self.cleaned_data

    @property
    def asked(self) -> list[Asked]:
        email, phone = self.cleaned_data.get("email"), self.cleaned_data.get("phone")
        found = [Asked(MessageChannel.EMAIL, email)] if email else []
        return [*found, Asked(phone_channel(), phone)] if phone else found


def _is_usual(email: str) -> bool:
    """Whether it is an address as people have them: nothing in it that cannot be seen, either."""
    if len(email) > LONGEST or not email.isprintable() or not _UNUSUAL.isdisjoint(email):
        return False
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True
