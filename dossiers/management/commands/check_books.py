"""`manage.py check_books [--fix]`: recomputes what is stored and names everything that does not follow."""

import json
from collections import defaultdict
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from tqdm import tqdm

from dossiers.actions.mending import mend_cached
from dossiers.models import Dossier
from dossiers.reads.books import Broken, audit, audit_counters, audit_notices

BATCH = 1_000  # dossiers in memory at once


class Command(BaseCommand):
    """Prints {"checked": n, "broken": [{"dossier", "what"}, …]}; exit 1 if anything is (still) broken.

    --fix mends cached columns only and adds "mended" to the answer; never first dates, events or marks. Dossiers are
    checked as the database stood when it came to their batch. Thin ones: see `dossiers.reads.books`.
    """

    help = "Đối chiếu mọi hồ sơ với sổ: ngày hẹn, bước, trạng thái, chuỗi sự kiện, bộ đếm, dấu mốc."

    def add_arguments(self, parser):
        parser.add_argument("--fix", action="store_true", help="sửa các cột tính sẵn; không đụng tới lịch sử")

    def handle(self, *, fix: bool, **options):
        checked = 0
        broken: list[Broken] = []
        mended: list[Broken] = []
        with tqdm(total=Dossier.objects.count(), unit=" hồ sơ", desc="Đối chiếu", disable=None) as bar:
            last = 0
            while True:
                found, last, faults = _audited(last)
                if not found:
                    break
                checked += found
                bar.update(found)
                fixed = _mended(faults) if fix else set()
                for fault in faults:
                    is_right = fault.cached is not None and fault.cached.dossier_id in fixed
                    (mended if is_right else broken).append(fault)
        broken += _whole()
        answer: dict[str, Any] = {"checked": checked, "broken": [_line(fault) for fault in broken]}
        if fix:
            answer["mended"] = [_line(fault) for fault in mended]
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if broken:
            raise SystemExit(1)


def _audited(after: int) -> tuple[int, int, list[Broken]]:
    with _snapshot() as cursor:
        cursor.execute("SELECT now()")
        return audit(after, BATCH, cursor.fetchone()[0])


def _whole() -> list[Broken]:
    with _snapshot() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # one statement over all dossiers, with nobody waiting
        return [*audit_counters(), *audit_notices()]


@contextmanager
def _snapshot():
    """One moment of the database for several queries: somebody may be working meanwhile."""
    is_ours = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_ours:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield cursor


def _mended(faults: list[Broken]) -> set[int]:
    """The dossiers whose cached columns are right now; one that somebody changed meanwhile is left alone."""
    right: dict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    for fault in faults:
        if fault.cached is not None:
            right[fault.cached.dossier_id, fault.cached.version] |= fault.cached.right
    return {
        pk for (pk, version), columns in right.items() if mend_cached(dossier_id=pk, version=version, right=columns)
    }


def _line(fault: Broken) -> dict[str, str]:
    return {"dossier": fault.dossier, "what": fault.what}
