"""Setting right what is only computed: columns kept beside a dossier so that lists are fast."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from dossiers.models import Dossier
from dossiers.reads.books import Broken

CACHED = frozenset(
    {
        "due_at", "due_is_provisional", "due_soon_at", "is_paused", "stalls_at", "start_by",
        "next_flag_at",
        "current_step", "holder_agency_id", "holder_unit_id", "assignee_id", "passing_to_id",
    }
)  # fmt: skip


def mend_cached(*, dossier_id: int, version: int, right: dict[str, Any]) -> bool:
    """Write the right values of cached columns; False when the dossier has changed since they were computed.

    No event: nothing happened to the dossier. Raises ValueError for a column that is not cached.
    """
    if not CACHED.issuperset(right):
        raise ValueError(f"not cached: {sorted(set(right) - CACHED)}")
    return bool(Dossier.objects.filter(pk=dossier_id, version=version).update(**right))


def mended(faults: Iterable[Broken]) -> set[int]:
    """Mend what is only cached; the dossiers so mended. One that somebody changed meanwhile is left alone."""
    right: dict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    for fault in faults:
        if fault.cached is not None:
            right[fault.cached.dossier_id, fault.cached.version] |= fault.cached.right
    return {
        pk for (pk, version), columns in right.items() if mend_cached(dossier_id=pk, version=version, right=columns)
    }
