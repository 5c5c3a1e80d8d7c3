"""`make bench`: every measure against its limit in the same run; a table, build/bench.json, exit 1 when one fails."""

import argparse
import json
import logging
import sys
from typing import Any

import django

from tests.bench import database, due, web

database.point_django_at_the_engine()
django.setup()

from tests.bench import dashboard, desk, intake, letters, overdue, preview, queries, relay, sweep  # noqa: E402 - they import models

RESULT = database.ROOT / "build" / "bench.json"
CODES = 50_000  # drawn at random from all, so that few are asked twice


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description=__doc__)
    parser.add_argument("--big", type=int, default=1_000_000, help="dossiers in the large database")
    parser.add_argument("--small", type=int, default=100_000, help="dossiers in the small one")
    parser.add_argument("--smallest", type=int, default=10_000, help="dossiers in the one that a page is opened at")
    size = parser.parse_args()
    logging.disable(logging.INFO)  # a line for each page opened would bury the figures
    big, small, smallest = (database.ready(count) for count in (size.big, size.small, size.smallest))
    rows = [
        *web.measure(big.codes(min(CODES, size.big)), big.database_url, big.redis_url),
        *sweep.measure(big, small),
        *desk.measure(big, smallest),
        *_written_to(big, small, smallest),
        *preview.measure(small),
        due.measure(),
        *queries.measure(big),
    ]
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    print(table(rows))
    sys.exit(not all(map(holds, rows)))


def _written_to(big: database.Database, small: database.Database, smallest: database.Database) -> list[dict[str, Any]]:
    """The measures that leave a database other than they found it: in copies."""
    with big.copied("late") as copy, smallest.copied("late") as small_copy:
        rows = [*dashboard.measure(copy, small_copy), *overdue.measure(copy, small_copy), sweep.newly_late(copy)]
    with small.copied("relay") as copy:
        rows.append(relay.measure(copy))
    with smallest.copied("intake") as copy:
        return [*rows, intake.measure(copy), letters.measure(copy)]


def holds(row: dict[str, Any]) -> bool:
    """Whether the ratio keeps its bound, ">=0.3" or "<=2"."""
    sign, bound = row["bound"][:2], float(row["bound"][2:])
    return row["ratio"] >= bound if sign == ">=" else row["ratio"] <= bound


def table(rows: list[dict[str, Any]]) -> str:
    """The rows for people, widest name first column."""
    width = max(len(row["name"]) for row in rows)
    lines = [f"{'measure':{width}}  {'value':>10}  {'limit':>10}  {'ratio':>7}  bound"]
    for row in rows:
        verdict = "" if holds(row) else "  FAILS"
        figures = f"{row['value']:>10}  {row['limit']:>10}  {row['ratio']:>7}  {row['bound']}"
        lines.append(f"{row['name']:{width}}  {figures}{verdict}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
