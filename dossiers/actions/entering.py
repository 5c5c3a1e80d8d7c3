"""Entering a new dossier in the books: everything in one statement, which is a transaction of its own.

The counter's row is locked only while the server works: from the counting to the commit nobody waits for a program.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache, wraps
from typing import Any, NamedTuple, ParamSpec

from django.contrib.auth.models import User
from django.db import connection, models
from django.utils import timezone

from agencies.models import Agency, WorkCalendar
from dossiers import codes
from dossiers.actions.refused import Refused
from dossiers.models import Dossier, Event, Intake, Step
from dossiers.workflow import ROLES, Move

P = ParamSpec("P")
_LOOK = """
SELECT now(), version, names_changed_at,
       EXISTS (SELECT FROM agencies_membership AS post JOIN auth_user AS person ON person.id = post.user_id
               WHERE person.id = %(by)s AND person.is_active AND post.agency_id = %(agency)s
                 AND post.role = ANY(%(roles)s)),
       EXISTS (SELECT FROM dossiers_intake WHERE key = %(key)s)
FROM agencies_workcalendar
"""

# Each part reads from the one before, so that the counter comes last. There is nothing to do when another press, which
# is waited for, has just written the same key, and when the books are not as they were judged by: this one statement
# is older than any calendar that it does not see, and so whoever applies that one waits for it.
_ENTER = """
WITH claimed AS (
    INSERT INTO dossiers_intake (key, content, dossier_id)
    SELECT %(key)s, %(content)s, nextval(pg_get_serial_sequence('dossiers_dossier', 'id'))
    FROM agencies_workcalendar WHERE version = %(books_version)s AND names_changed_at = %(books_changed_at)s
    ON CONFLICT DO NOTHING
    RETURNING dossier_id AS id
), laid AS (
    INSERT INTO dossiers_step (dossier_id, n, rule_step_id, agency_id, unit_id, started_at, finished_at, due_at)
    SELECT claimed.id, step.*
    FROM claimed, unnest(%(step_n)s::smallint[], %(step_rule_step_id)s::bigint[], %(step_agency_id)s::bigint[],
                         %(step_unit_id)s::bigint[], %(step_started_at)s::timestamptz[],
                         %(step_finished_at)s::timestamptz[], %(step_due_at)s::timestamptz[]) AS step
    RETURNING n
), told AS (
    INSERT INTO dossiers_event (dossier_id, seq, at, actor_id, agency_id, kind, data, public, previous, hash)
    SELECT id, 0, %(event_at)s, %(event_actor_id)s, %(event_agency_id)s, %(event_kind)s, %(event_data)s,
           %(event_public)s, '', ''
    FROM claimed
    RETURNING id
), explained AS (
    INSERT INTO dossiers_reason (event_id, text) SELECT id, %(reason)s FROM told WHERE %(reason)s <> ''
), to_tell AS (
    INSERT INTO dossiers_untold (event) SELECT id FROM told
), counted AS (
    INSERT INTO dossiers_codecounter (agency_id, day, n)
    SELECT %(receiving_agency_id)s, %(day)s, 1 FROM told, (SELECT count(*) FROM laid) AS whole WHERE %(is_numbered)s
    ON CONFLICT (agency_id, day) DO UPDATE SET n = dossiers_codecounter.n + 1
    RETURNING lpad(n::text, greatest(4, length(n::text)), '0') AS number
)
INSERT INTO dossiers_dossier (id, official_code, official_plain, {columns})
SELECT claimed.id, %(stem)s || number, %(plain_stem)s || number, {values} FROM claimed LEFT JOIN counted ON true
RETURNING id, official_code, official_plain
"""
_STEP = ("n", "rule_step_id", "agency_id", "unit_id", "started_at", "finished_at", "due_at")
_EVENT = ("at", "actor_id", "agency_id", "kind", "data", "public")
_GIVEN_HERE = ("id", "official_code", "official_plain")


class Press(NamedTuple):
    """One press of the button, and the books as it found them.

    content: what it says. now: by the database. version: the calendar's. changed_at: when names, rules or units last
    were. may: whether whoever presses has a role for it there. first: the dossier that an earlier press with this key
    made.
    """

    key: uuid.UUID
    content: str
    now: datetime
    version: int
    changed_at: datetime
    may: bool
    first: Dossier | None


class BooksChanged(Exception):
    """The calendar, the rules or the units changed after they were read: everything is to be judged again."""


def as_the_books_stand(receive: Callable[P, Dossier]) -> Callable[P, Dossier]:
    """Begin again, from the first question on, until the books are still as they were judged by when it is written."""

    @wraps(receive)
    def again(*args: P.args, **said: P.kwargs) -> Dossier:
        while True:
            with suppress(BooksChanged):
                return receive(*args, **said)

    return again


def pressed(key: uuid.UUID, move: Move, agency: Agency, by: User, *said) -> Press:
    """Open the books. said: all else that the press says, as JSON has it.

    One query, one more for a dossier that is already there. Raises Refused when the earlier press said something
    else, WorkCalendar.DoesNotExist before `load_reference`.
    """
    whole = json.dumps([move, agency.pk, *said], ensure_ascii=False, sort_keys=True)
    content = hashlib.sha256(whole.encode()).hexdigest()
    with connection.cursor() as cursor:
        # Twin of `Membership.objects.of`.
        cursor.execute(_LOOK, {"key": key, "by": by.pk, "agency": agency.pk, "roles": list(ROLES[move])})
        row = cursor.fetchone()
    if row is None:
        raise WorkCalendar.DoesNotExist
    now, version, changed_at, may, is_kept = row
    return Press(key, content, now, version, changed_at, may, _kept(key, content) if is_kept else None)


def entered(
    press: Press, dossier: Dossier, steps: Sequence[Step], event: Event, *, reason: str, is_numbered: bool
) -> Dossier:
    """Write an unsaved dossier with its steps and its first event; is_numbered: with an official code.

    Of two presses at the same moment the second waits for the first and gets its dossier. Raises Refused when they
    say different things, BooksChanged.
    """
    there = (dossier.receiving_agency_id, dossier.deciding_agency_id, dossier.return_agency_id)
    dossier.readers = sorted({*there, dossier.holder_agency_id, *(step.agency_id for step in steps)})
    day = timezone.localdate(dossier.received_at)
    stem = codes.official_code(dossier.receiving_agency.code, day, 0)[:-4]
    statement, fields = _statement()
    about = Event._meta.get_field
    facts: dict[str, Any] = {
        **{str(field.column): _prepared(field, dossier) for field in fields},
        **{f"step_{name}": [getattr(step, name) for step in steps] for name in _STEP},
        **{f"event_{name}": _prepared(about(name.removesuffix("_id")), event) for name in _EVENT},
        "key": press.key, "content": press.content, "books_version": press.version,
        "books_changed_at": press.changed_at, "reason": reason, "is_numbered": is_numbered, "day": day, "stem": stem,
        "plain_stem": codes.folded(stem),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        made = cursor.fetchone()
    if made is None:
        return _kept(press.key, press.content)
    dossier.pk, dossier.official_code, dossier.official_plain = made
    dossier._state.adding = False
    return dossier


@cache
def _statement() -> tuple[str, list[models.Field]]:
    """The statement, and the dossier's fields that it takes."""
    fields = [field for field in Dossier._meta.concrete_fields if field.column not in _GIVEN_HERE]
    columns = [str(field.column) for field in fields]
    return _ENTER.format(columns=", ".join(columns), values=", ".join(f"%({name})s" for name in columns)), fields


def _kept(key: uuid.UUID, content: str) -> Dossier:
    kept = Intake.objects.select_related("dossier").filter(key=key).first()
    if kept is None:
        raise BooksChanged
    if kept.content != content:
        raise Refused("other_content")
    return kept.dossier


def _prepared(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=True), connection)
