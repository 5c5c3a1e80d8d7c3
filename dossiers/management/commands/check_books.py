"""`manage.py check_books [--open] [--fix]`: recomputes what is stored and names everything that does not follow."""

import json
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from tqdm import tqdm

from dossiers.actions.mending import mended
from dossiers.models import Dossier
from dossiers.reads.books import Broken, audit, audit_whole, to_audit

BATCH = 1_000  # dossiers in memory at once


class Command(BaseCommand):
    """Prints {"checked": n, "broken": [{"dossier", "what"}, …]}; exit 1 if anything is (still) broken.

    --open checks open dossiers only. --fix mends cached columns only and adds "mended" to the answer; never first
    dates, events or marks. Dossiers are checked as the database stood when it came to their batch. Thin ones: see
    `dossiers.reads.books`.
    """

    help = "Đối chiếu mọi hồ sơ với sổ: ngày hẹn, bước, trạng thái, chuỗi sự kiện, bộ đếm, dấu mốc."

    def add_arguments(self, parser):
        parser.add_argument("--open", action="store_true", help="chỉ hồ sơ đang giải quyết")
        parser.add_argument("--fix", action="store_true", help="sửa các cột tính sẵn; không đụng tới lịch sử")

    def handle(self, *, fix: bool, **options):
        only_open = options["open"]
        checked = last = 0
        broken: list[Broken] = []
        right: list[Broken] = []
        total = (Dossier.objects.filter(closed_at=None) if only_open else Dossier.objects.all()).count()
        with tqdm(total=total, unit=" hồ sơ", desc="Đối chiếu", disable=None) as bar:
            while True:
                ids, faults = _audited(last, only_open)
                if not ids:
                    break
                checked, last = checked + len(ids), ids[-1]
                bar.update(len(ids))
                fixed = mended(faults) if fix else set()
                for fault in faults:
                    (right if fault.cached is not None and fault.dossier_id in fixed else broken).append(fault)
        broken += _whole()
        answer: dict[str, Any] = {"checked": checked, "broken": [_line(fault) for fault in broken]}
        if fix:
            answer["mended"] = [_line(fault) for fault in right]
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if broken:
            raise SystemExit(1)


def _audited(after: int, only_open: bool) -> tuple[list[int], list[Broken]]:
    with _snapshot() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
        ids = to_audit(after, BATCH, only_open=only_open)
        return ids, audit(ids, now)


def _whole() -> list[Broken]:
    with _snapshot() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # one statement over all dossiers, with nobody waiting
        return list(audit_whole())


@contextmanager
def _snapshot():
    """One moment of the database for several queries: somebody may be working meanwhile."""
    is_ours = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_ours:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield cursor


def _line(fault: Broken) -> dict[str, str]:
    return {"dossier": fault.dossier, "what": fault.what}
