"""Who is behind a session: loaded with the account, nobody outside its time; what a session remembers of its sign-in.

A session keeps moments, in seconds: when it began, when its person last did something, when the second factor was
given, when it was spared as all others were ended. Whoever wants to end sessions moves a moment of the account past
them.
"""

import time
from datetime import datetime

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.db.models import Count, Exists, OuterRef, Q
from django.dispatch import receiver
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from agencies.models import Account, Membership, Role, account_of

BEGAN, SEEN, VERIFIED, SPARED = "began", "seen", "second_factor", "spared"
MANY = (Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR)  # they see many people's data, or open the doors to it
FRESH = 600  # seconds for which a second factor that was just given need not be given again


class Accounts(ModelBackend):
    """The one query that every request asks for its person also brings the account and what the doors must know."""

    def get_user(self, user_id):
        """The person, or None: also from the day after the last one on which the account counts."""
        user = _people().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) and is_valid(user) else None


def _people():
    people = User.objects.select_related("account")
    if not settings.SECOND_FACTOR:
        return people
    posts = Membership.objects.filter(user=OuterRef("pk")).order_by().values("user")
    many = posts.annotate(agencies=Count("agency", distinct=True), high=Count("pk", filter=Q(role__in=MANY)))
    return people.annotate(
        sees_many=Exists(many.filter(Q(agencies__gt=1) | Q(high__gt=0))),
        has_second_factor=Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)),
    )


def is_valid(user) -> bool:
    """Whether the account's time includes today, in Viet Nam."""
    return account_of(user).counts_on(timezone.localdate())


def must_have_second_factor(user) -> bool:
    """Whether this person may not do without one. True for whoever was not loaded by our backend."""
    return settings.SECOND_FACTOR and (user.is_staff or user.is_superuser or getattr(user, "sees_many", True))


def lacks_second_factor(session, user) -> bool:
    """Whether this session must still give it: of who must have one, and of who has one without having to."""
    if not must_have_second_factor(user) and not getattr(user, "has_second_factor", False):
        return False
    return not _was_given(session, user, within=None)


def is_fresh(session, user) -> bool:
    """Whether the second factor was given just now, so that it may be exchanged for another."""
    return _was_given(session, user, within=FRESH)


def _was_given(session, user, *, within: int | None) -> bool:
    given, since = session.get(VERIFIED), account_of(user).second_factor_since
    if given is None or (since is not None and given < since.timestamp()):
        return False
    return within is None or time.time() - given < within


def second_factor_given(session, at: datetime) -> None:
    session[VERIFIED] = at.timestamp()


@receiver(user_logged_in)
def begin(sender, request, user, **_) -> None:
    """Every way of signing in passes here: a session without these moments is none."""
    request.session[BEGAN] = request.session[SEEN] = time.time()
    request.session.pop(VERIFIED, None)
    request.session.set_expiry(None)  # what was kept before the sign-in made it a short one


def why_over(session, user) -> str:
    """Why a session no longer counts: "idle", "long", "ended" by its person elsewhere; "" while it does."""
    now, since = time.time(), account_of(user).sessions_since
    began, seen = session.get(BEGAN), session.get(SEEN)
    if began is None or seen is None or (since is not None and session.get(SPARED, began) < since.timestamp()):
        return "ended"
    if now - began >= settings.SESSION_LONGEST:
        return "long"
    return "idle" if now - seen >= settings.SESSION_IDLE else ""


def end_other_sessions(session, user, now: datetime) -> None:
    """End all sessions of this person but this one, which lasts no longer for it."""
    Account.objects.update_or_create(user=user, defaults={"sessions_since": now})
    session[SPARED] = now.timestamp()
