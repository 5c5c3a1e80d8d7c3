"""A message that could not be sent is tried again, because somebody who answers for it says so."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import structlog
from django.contrib.auth.models import User
from django.db import transaction

from agencies.models import Role
from dossiers.actions.refused import Refused
from dossiers.models import Message, MessageState
from dossiers.reads import scope

log = structlog.get_logger("dossiers.resending")


@transaction.atomic
def send_again(*, message_ids: Collection[UUID], by: User, now: datetime) -> int:
    """Queue those of these that were given up, of agencies that this person leads; how many. They say what they said.

    Raises Refused when there is none among them (any more).
    """
    theirs = scope.supervised_from(scope.reader_of(by).agencies(Role.SUPERVISOR))
    dead = Message.objects.filter(pk__in=list(message_ids), state=MessageState.DEAD, agency__in=theirs)
    queued = dead.update(state=MessageState.PENDING, attempts=0, next_at=now, error="")
    if not queued:
        raise Refused("message_not_dead")
    log.info("messages_sent_again", n=queued, user=by.pk)
    return queued
