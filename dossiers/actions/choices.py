"""How a person wants their own pages."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import transaction

from agencies.models import DIGEST_PARTS, Account


@transaction.atomic
def choose_columns(*, by: User, columns: Sequence[str]) -> None:
    """Keep which columns of the work list this person wants to see."""
    Account.objects.update_or_create(user=by, defaults={"columns": list(columns)})


@transaction.atomic
def choose_digest(*, by: User, parts: Sequence[str]) -> None:
    """Keep which of DIGEST_PARTS the morning's letter tells this person; none: they get no letter."""
    Account.objects.update_or_create(user=by, defaults={"digest": [part for part in DIGEST_PARTS if part in parts]})
