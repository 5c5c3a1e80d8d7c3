"""Links that set a password once: Django's own tokens, which end with the password, the sign-in or the day."""

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.utils.encoding import force_bytes
from django.utils.http import urlencode, urlsafe_base64_decode, urlsafe_base64_encode


def link_to_set(person: User, page: str) -> str:
    """page: the absolute address of the page that sets passwords."""
    key = f"{urlsafe_base64_encode(force_bytes(person.pk))}.{default_token_generator.make_token(person)}"
    return f"{page}?{urlencode({'k': key})}"


def person_of(key: str) -> User | None:
    """Whose password this key sets; None when it no longer counts, or never did."""
    who, _, token = key.partition(".")
    try:
        person = User.objects.filter(pk=int(urlsafe_base64_decode(who)), is_active=True).first()
    except (ValueError, OverflowError):
        return None
    return person if person is not None and default_token_generator.check_token(person, token) else None
