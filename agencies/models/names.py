"""The names that public pages print, kept in memory: a thousand rows that change a few times a year."""

from dataclasses import dataclass
from datetime import datetime

from agencies.models.organisations import Agency, Unit
from agencies.models.procedures import ProcedureRules, RuleStep


@dataclass(frozen=True)
class Names:
    """Names by id. agencies: (name, address, phone). rules: (procedure or None when sensitive, field).
    rule_steps: (name, sentence for citizens, whether it is on the province's clock).
    """

    changed_at: datetime
    agencies: dict[int, tuple[str, str, str]]
    units: dict[int | None, str | None]
    rules: dict[int, tuple[str | None, str]]
    rule_steps: dict[int, tuple[str, str, bool]]


_in_memory: Names | None = None


def names(changed_at: datetime) -> Names:
    """The names as of this change, which the caller's own query read from the calendar's row."""
    global _in_memory
    if _in_memory is None or _in_memory.changed_at != changed_at:
        _in_memory = Names(
            changed_at,
            {pk: tuple(row) for pk, *row in Agency.objects.values_list("pk", "name", "address", "phone")},
            {None: None, **dict(Unit.objects.values_list("pk", "name"))},
            {
                pk: (None if is_sensitive else name, field)
                for pk, is_sensitive, name, field in ProcedureRules.objects.values_list(
                    "pk", "procedure__is_sensitive", "procedure__name", "procedure__field"
                )
            },
            {pk: tuple(row) for pk, *row in RuleStep.objects.values_list("pk", "name", "sentence", "on_clock")},
        )
    return _in_memory
