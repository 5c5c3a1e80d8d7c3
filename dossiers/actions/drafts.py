"""What a clerk is typing, kept page by page, so that no browser can lose it."""

import uuid
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, JSONField, OuterRef, Q, Value
from django.db.models.expressions import CombinedExpression

from agencies.models import Agency, ProcedureRules
from dossiers.models import Draft, Intake

KEPT_UNFINISHED, KEPT_MADE = timedelta(days=7), timedelta(days=1)
LONGEST = 2000  # characters of one answer; every field's own limit is less and says so
_MADE = Exists(Intake.objects.filter(key=OuterRef("key")))


def open_draft(
    *, agency: Agency, rules: ProcedureRules, by: User, now: datetime, same_visit: Draft | None = None
) -> Draft:
    """Begin an intake. same_visit: another draft of this clerk's, for the same applicant."""
    draft = Draft(agency=agency, rules=rules, user=by, updated_at=now)
    if same_visit is not None:
        draft.group = same_visit.group
        draft.answers = {"applicant": same_visit.answers.get("applicant", {})}
    draft.save(force_insert=True)
    return draft


@transaction.atomic
def choose_again(*, key: uuid.UUID, by: User, now: datetime, agency: Agency, rules: ProcedureRules) -> None:
    """Another procedure for the same applicant. The papers are of the old one's list; the fee that was taken stays."""
    draft = Draft.objects.select_for_update().filter(key=key, user=by).first()
    if draft is None:
        return
    fee = {name: text for name, text in draft.answers.get("papers", {}).items() if name.startswith("fee_")}
    draft.answers = {"applicant": draft.answers.get("applicant", {})} | ({"papers": fee} if fee else {})
    draft.agency, draft.rules, draft.updated_at = agency, rules, now
    draft.save(update_fields=["agency", "rules", "answers", "updated_at"])


def keep_answers(*, key: uuid.UUID, by: User, now: datetime, part: str, typed: dict[str, str]) -> None:
    """Keep one page as it was typed, right or wrong. Pages that are sent at the same moment leave each other alone."""
    typed = {name: text.replace("\0", "")[:LONGEST] for name, text in typed.items()}  # PostgreSQL keeps no NUL
    page = Value({part: typed}, output_field=JSONField())
    Draft.objects.filter(key=key, user=by).update(answers=CombinedExpression(F("answers"), "||", page), updated_at=now)


def discard_draft(*, key: uuid.UUID, by: User) -> bool:
    """Throw away what was typed; False when there is nothing of this person's (any more)."""
    gone, _each = Draft.objects.filter(key=key, user=by).delete()
    return gone > 0


def purge_drafts(*, now: datetime) -> int:
    """Take away drafts that nobody goes on with, sooner those that became a dossier. How many."""
    old = Q(updated_at__lt=now - KEPT_UNFINISHED) | Q(_MADE, updated_at__lt=now - KEPT_MADE)
    gone, _each = Draft.objects.filter(old).delete()
    return gone
