"""Setting right what is only computed: columns kept beside a dossier so that lists are fast."""

from typing import Any

from dossiers.models import Dossier

CACHED = frozenset(
    {
        "due_at", "due_is_provisional", "due_soon_at", "is_paused", "next_flag_at",
        "current_step", "holder_agency_id", "holder_unit_id",
    }
)  # fmt: skip


def mend_cached(*, dossier_id: int, version: int, right: dict[str, Any]) -> bool:
    """Write the right values of cached columns; False when the dossier has changed since they were computed.

    No event: nothing happened to the dossier. Raises ValueError for a column that is not cached.
    """
    if not CACHED.issuperset(right):
        raise ValueError(f"not cached: {sorted(set(right) - CACHED)}")
    return bool(Dossier.objects.filter(pk=dossier_id, version=version).update(**right))
