"""The names that the published pages print, and what is published together; kept in memory until a name changes."""

from dataclasses import dataclass
from datetime import datetime

from agencies.models import Agency, AgencyKind, Procedure
from dossiers.reads.published.counting import NO_FIELD
from dossiers.reads.published.hiding import Groups, Member, grouped


@dataclass(frozen=True)
class Named:
    """An agency. kind: its group on the pages, "departments", "communes" or "others"."""

    id: int
    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class Names:
    """agencies by code; procedures by code; groups: which of them are published together."""

    changed_at: datetime
    agencies: dict[str, Named]
    procedures: dict[str, Member]
    groups: Groups

    def agency(self, pk: int) -> Named | None:
        """None for one that was not there yet when the names were read."""
        return self._by_id.get(pk)

    def __post_init__(self):
        object.__setattr__(self, "_by_id", {each.id: each for each in self.agencies.values()})


_KINDS = {AgencyKind.DEPARTMENT: "departments", AgencyKind.COMMUNE: "communes"}
_in_memory: Names | None = None


def published_names(changed_at: datetime) -> Names:
    """As of this change, which the caller's own query read. Two queries after a change."""
    global _in_memory
    if _in_memory is None or _in_memory.changed_at != changed_at:
        agencies = Agency.objects.order_by("name").values_list("pk", "code", "name", "kind")
        rows = Procedure.objects.values_list("pk", "code", "name", "field", "department", "is_sensitive")
        procedures = [
            Member(pk, code, name, field or NO_FIELD, decider, is_sensitive)
            for pk, code, name, field, decider, is_sensitive in rows.order_by("code")
        ]
        _in_memory = Names(
            changed_at,
            {code: Named(pk, code, name, _KINDS.get(kind, "others")) for pk, code, name, kind in agencies},
            {each.code: each for each in procedures},
            grouped(procedures),
        )
    return _in_memory
