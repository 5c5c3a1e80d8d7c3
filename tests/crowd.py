"""Many dossiers from a few: lives of every kind made by actions, then copied row by row in the database."""

from datetime import timedelta
from types import SimpleNamespace

from django.db import connection, transaction
from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier, Event, PauseGround, Payment, Step, Supplement
from dossiers.models import Pause as PauseRow
from tests.dossiers.working import LATE
from tests.province import DEPARTMENT_STEPS, receive, rules_of

GROUND = {"ground": PauseGround.SURVEY, "reason": "Đo đạc"}
_UNLIKE = ("id", "receipt_code", "official_code", "official_plain")


def lives(p: SimpleNamespace) -> list[Dossier]:
    """One open dossier for each way a date comes about, and two that are closed; received up to ninety days ago."""
    posted = [_posted(p, days) for days in (2, 9, 23, 27, 28, 31, 60, 90)]
    plain = [receive(p, rules) for rules in (p.building, p.birth, p.copy, p.sensitive, p.termless)]
    asked, answered, paused, resumed, late, paying = (
        _at_office(p, _posted(p, days)) for days in (6, 12, 7, 20, 80, 25)
    )
    asked, answered = _asked(p, asked), _asked(p, answered)
    answered = _moved(answered, actions.receive_supplement, p.clerk)
    paused, resumed, late = (_moved(dossier, actions.pause, p.officer, **GROUND) for dossier in (paused, resumed, late))
    resumed = _moved(resumed, actions.resume, p.officer)
    paying = _moved(paying, actions.request_payment, p.officer)
    land = rules_of("1.012783", "Cấp Giấy chứng nhận", "Đất đai", DEPARTMENT_STEPS, p.department,
                    term=[[6, "working_days"]], second_term=[[4, "working_days"]])  # fmt: skip
    split, paid = (_moved(_at_office(p, receive(p, land)), actions.request_payment, p.officer) for _ in range(2))
    paid = _moved(paid, actions.confirm_payment, p.officer)
    withdrawn, refused = _posted(p, 5), _at_office(p, _posted(p, 40))
    withdrawn = _moved(withdrawn, actions.withdraw, p.clerk, reason_class="no_need", reason="Đổi ý")
    refused = _moved(
        refused, actions.decline, p.officer, reason_class="conditions", reason="Không đủ điều kiện", **LATE
    )
    return [*posted, *plain, asked, answered, paused, resumed, late, paying, split, paid, withdrawn, refused]


def _posted(p: SimpleNamespace, days: int) -> Dossier:
    at = timezone.now() - timedelta(days=days)
    return receive(p, p.post, received_at=at, reason="Bưu tá giao chậm")


def _at_office(p: SimpleNamespace, dossier: Dossier) -> Dossier:
    return _moved(dossier, actions.complete_step, p.clerk)


def _asked(p: SimpleNamespace, dossier: Dossier) -> Dossier:
    by = timezone.localdate() + timedelta(days=30)
    more = {"reason": "Thiếu bản vẽ", "papers": ["Bản vẽ"], "answer_by": by}
    return _moved(dossier, actions.request_supplement, p.officer, **more)


def _moved(dossier: Dossier, verb, by, **more) -> Dossier:
    fresh = Dossier.objects.get(pk=dossier.pk)
    return verb(dossier_id=fresh.pk, by=by, now=timezone.now(), version=fresh.version, **more)


def copies(dossiers: list[Dossier], times: int, *, with_history: bool = True) -> int:
    """So many copies of each of these, stops and steps and all; how many dossiers there are now.

    Codes are made of a number: no citizen could type one, and no two are alike.
    """
    ids = [dossier.pk for dossier in dossiers]
    columns = ", ".join(f.column for f in Dossier._meta.concrete_fields if f.name not in _UNLIKE)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        n = len(ids) * times
        cursor.execute(
            "SELECT min(id) FROM (SELECT nextval(pg_get_serial_sequence('dossiers_dossier', 'id')) AS id"
            " FROM generate_series(1, %s)) AS drawn",
            [n],
        )
        (first,) = cursor.fetchone()
        # The copy of the k-th original in the i-th round is number first + i * len(ids) + k.
        cursor.execute(
            f"""INSERT INTO dossiers_dossier (id, receipt_code, official_code, official_plain, {columns})
                SELECT copy, translate(lpad(to_hex(copy), 12, 'V'), '0abcdef', 'CFHKMNP'),
                       'H20.6-250101-' || copy, 'H206250101' || copy, {", ".join(f"d.{c}" for c in columns.split(", "))}
                FROM unnest(%s::bigint[]) WITH ORDINALITY AS original (id, k)
                JOIN dossiers_dossier d ON d.id = original.id
                CROSS JOIN generate_series(0, %s) AS i
                CROSS JOIN LATERAL (SELECT %s + i * %s + k - 1 AS copy) AS numbered""",
            [ids, times - 1, first, len(ids)],
        )
        for model in (PauseRow, Supplement, Payment, *((Step, Event) if with_history else ())):
            _copy_rows(cursor, model, ids, times, first)
    return n + len(ids)


def _copy_rows(cursor, model, ids: list[int], times: int, first: int) -> None:
    table = model._meta.db_table
    names = [f.column for f in model._meta.concrete_fields if f.name not in ("id", "dossier")]
    cursor.execute(
        f"""INSERT INTO {table} (dossier_id, {", ".join(names)})
            SELECT copy, {", ".join(f"r.{name}" for name in names)}
            FROM unnest(%s::bigint[]) WITH ORDINALITY AS original (id, k)
            JOIN {table} r ON r.dossier_id = original.id
            CROSS JOIN generate_series(0, %s) AS i
            CROSS JOIN LATERAL (SELECT %s + i * %s + k - 1 AS copy) AS numbered
            ORDER BY copy, r.id""",
        [ids, times - 1, first, len(ids)],
    )
