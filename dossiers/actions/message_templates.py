"""How messages to applicants are worded from now on: every change is a new version, and none is ever changed."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from agencies.models import Membership, Role, full_name
from dossiers.actions.refused import Refused, Stale
from dossiers.models import MessageTemplate
from dossiers.reads.message_templates import Purpose, newest_of
from dossiers.reads.words import minute
from dossiers.wording.messages import Worded


def write_template(*, by: User, now: datetime, purpose: Purpose, version: int, written: Worded) -> MessageTemplate:
    """What messages of this purpose say that are worded from now on; what was sent stays as it was sent.

    version: the one that they had before them, 0 for the portal's own words. Raises Refused, Stale.
    """
    if not Membership.objects.of(by, Role.ADMINISTRATOR).exists():
        raise Refused("template_role")
    newest = newest_of(purpose)
    if newest is not None and newest.version != version:
        raise _stale(newest)
    if written == (Worded(newest.subject, newest.text) if newest else purpose.own_words):
        raise Refused("template_same")
    try:
        with transaction.atomic():
            return MessageTemplate.objects.create(
                **purpose._asdict(), **written._asdict(), version=newest.version + 1 if newest else 1,
                written_at=now, written_by=by,
            )  # fmt: skip
    except IntegrityError:
        first = newest_of(purpose)
        if first is None:
            raise
        raise _stale(first) from None


def _stale(newest: MessageTemplate) -> Stale:
    return Stale(
        "template_stale", who=full_name(newest.written_by), version=newest.version, at=minute(newest.written_at)
    )
