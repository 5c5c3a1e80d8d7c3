"""Who has been here before: an applicant's newest data, and the dossier that this one may be filed twice of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from dossiers.models import Dossier
from dossiers.reads import scope
from dossiers.workflow import ENDED_WITHOUT_RESULT

REFILED_WITHIN = timedelta(days=30)
# The same person by identity number; by phone and name where either filing was without one.
_EARLIER = """
SELECT dossier.id, dossier.voided_at IS NOT NULL OR dossier.status = ANY(%(without_result)s)
FROM (
    SELECT * FROM dossiers_dossier WHERE applicant_identity <> '' AND applicant_identity = %(identity)s
    UNION ALL
    SELECT * FROM dossiers_dossier
    WHERE applicant_phone <> '' AND applicant_phone = %(phone)s AND applicant_plain = %(plain)s
      AND (applicant_identity = '' OR %(identity)s = '')
) AS dossier JOIN agencies_procedurerules AS rules ON rules.id = dossier.rules_id
WHERE rules.procedure_id = %(procedure)s AND (%(own)s::bigint IS NULL OR dossier.id < %(own)s)
  AND (%(with_voided)s OR dossier.voided_at IS NULL)
  AND (dossier.received_at >= %(since)s OR coalesce(dossier.closed_at, dossier.voided_at, 'infinity') >= %(since)s)
ORDER BY dossier.received_at DESC, dossier.id DESC LIMIT 1
"""


def earlier(dossier: Dossier, at: datetime, *, with_voided: bool = True) -> tuple[int | None, bool]:
    """The latest dossier of the same applicant and procedure that lived within the last 30 days, or still does.

    Its id, and whether it ended without a result or its intake was voided. One query, none for an applicant without
    any number.
    """
    if not dossier.applicant_identity and not dossier.applicant_phone:
        return None, False
    facts: dict[str, Any] = {
        "identity": dossier.applicant_identity, "phone": dossier.applicant_phone, "plain": dossier.applicant_plain,
        "procedure": dossier.rules.procedure_id, "since": at - REFILED_WITHIN,
        "own": dossier.pk, "with_voided": with_voided, "without_result": list(ENDED_WITHOUT_RESULT),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_EARLIER, facts)
        return cursor.fetchone() or (None, False)


@dataclass(frozen=True)
class Twin:
    """A dossier that may be the same as the one at the counter. is_mine: whether this person may open it."""

    dossier: Dossier
    is_mine: bool


def twin(dossier: Dossier, at: datetime, reader: scope.Reader) -> Twin | None:
    """As `earlier`, for a page. One query, two more when there is one."""
    pk, _ = earlier(dossier, at, with_voided=False)
    if pk is None:
        return None
    mine = scope.readable(reader).filter(pk=OuterRef("pk"))
    found = Dossier.objects.select_related("receiving_agency").annotate(is_mine=Exists(mine)).get(pk=pk)
    return Twin(found, found.is_mine)


def remembered(identity: str, reader: scope.Reader) -> Dossier | None:
    """The newest dossier of this identity number that this person may read, of an intake that was no mistake."""
    known = scope.readable(reader).filter(applicant_identity=identity, voided_at=None)
    return known.order_by("-received_at", "-pk").first()
