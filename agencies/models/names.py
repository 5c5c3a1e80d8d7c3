"""What public pages print of agencies and rules, kept in memory: a thousand rows that change a few times a year, and
usual times, which the night counts.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from agencies.models.calendar import WorkCalendar
from agencies.models.maintenance import Announced, Maintenance
from agencies.models.organisations import Agency, Unit
from agencies.models.procedures import Party, ProcedureRules, RuleStep, UsualTime
from agencies.worktime import BadInput, Term

ASKED_EVERY = 60.0  # seconds, by pages that need nothing else of the database
TOLD_FROM = 20  # cases; of fewer the public is told no usual time


class Terms(NamedTuple):
    """How long a version of rules gives. first is None without a term, second without a second appointment.

    cutoff: as the rules write it; "" for the end of office hours.
    """

    first: Term | None
    second: Term | None
    cutoff: str


Took = tuple[int, int]  # working minutes: median and p90 of the last 90 days


@dataclass(frozen=True)
class Names:
    """Names by id. agencies: (name, address, phone). rules: (procedure or None when sensitive, its page,
    field, terms).
    rule_steps: (name, sentence for citizens, whether it is on the province's clock, whether a body
    outside does it, how long it usually takes or None). maintenance: what was not over when this was read.
    """

    changed_at: datetime
    agencies: dict[int, tuple[str, str, str]]
    units: dict[int | None, str | None]
    rules: dict[int, tuple[str | None, str, str, Terms]]
    rule_steps: dict[int, tuple[str, str, bool, bool, Took | None]]
    maintenance: tuple[Announced, ...]


_in_memory: Names | None = None
_asked_at = float("-inf")


def names(changed_at: datetime) -> Names:
    """The names as of this change, which the caller's own query read from the calendar's row."""
    global _in_memory, _asked_at
    _asked_at = time.monotonic()
    if _in_memory is None or _in_memory.changed_at != changed_at:
        _in_memory = Names(
            changed_at,
            {pk: tuple(row) for pk, *row in Agency.objects.values_list("pk", "name", "address", "phone")},
            {None: None, **dict(Unit.objects.values_list("pk", "name"))},
            _rules(),
            _rule_steps(),
            tuple(Maintenance.objects.announced(timezone.now())),
        )
    return _in_memory


def announced() -> tuple[Announced, ...]:
    """Maintenance as this process knows it: from memory, so also while the database is what stands still."""
    return _in_memory.maintenance if _in_memory is not None else ()


def look_again() -> None:
    """For pages that ask the database nothing: once a minute one small query, whether what is in memory still holds.

    Never fails: without the database what was known last counts on.
    """
    global _asked_at
    if time.monotonic() - _asked_at < ASKED_EVERY:
        return
    _asked_at = time.monotonic()  # before the answer: while the database is away one reader a minute waits for it
    kept, connection.patience = connection.patience, 0
    try:
        changed_at = WorkCalendar.objects.values_list("names_changed_at", flat=True).first()
        if changed_at is not None:
            names(changed_at)
    except (DatabaseError, InterfaceError):
        return
    finally:
        connection.patience = kept


def _rules() -> dict[int, tuple[str | None, str, str, Terms]]:
    rows = ProcedureRules.objects.values_list(
        "pk", "procedure__is_sensitive", "procedure__name", "procedure__code", "procedure__field", "term",
        "second_term", "cutoff",
    )  # fmt: skip
    return {
        pk: (
            None if is_sensitive else name,
            "" if is_sensitive else f"/thu-tuc/{quote(code)}",
            field,
            Terms(_term(term), _term(second_term), cutoff),
        )
        for pk, is_sensitive, name, code, field, term, second_term, cutoff in rows
    }


def _term(raw: list | None) -> Term | None:
    try:
        return Term.parse(raw) if raw else None
    except BadInput:  # one version that cannot be read must not close every page
        return None


def _rule_steps() -> dict[int, tuple[str, str, bool, bool, Took | None]]:
    kept = UsualTime.objects.filter(cases__gte=TOLD_FROM, p90__isnull=False)
    usual = {(procedure, step): (median, p90) for procedure, step, median, p90 in kept.values_list(
        "procedure", "step", "minutes", "p90")}  # fmt: skip
    rows = RuleStep.objects.values_list("pk", "name", "sentence", "on_clock", "party", "rules__procedure")
    return {
        # The handing over takes as long as the citizen is in coming.
        pk: (
            name, sentence, on_clock, party == Party.OUTSIDE,
            None if party == Party.RETURN_COUNTER else usual.get((procedure, name)),
        )
        for pk, name, sentence, on_clock, party, procedure in rows
    }  # fmt: skip
