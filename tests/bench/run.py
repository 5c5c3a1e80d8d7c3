"""`make bench`: every measure against its limit in the same run; a table, build/bench.json, exit 1 when one fails."""

import argparse
import json
import sys
from typing import Any

import django

from tests.bench import database, due, web

database.point_django_at_the_engine()
django.setup()

from tests.bench import queries, sweep  # noqa: E402 - they import models

RESULT = database.ROOT / "build" / "bench.json"
CODES = 50_000  # drawn at random from all, so that few are asked twice


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.run", description=__doc__)
    parser.add_argument("--big", type=int, default=1_000_000, help="dossiers in the large database")
    parser.add_argument("--small", type=int, default=100_000, help="dossiers in the small one")
    size = parser.parse_args()
    big, small = database.ready(size.big), database.ready(size.small)
    rows = [
        *web.measure(big.codes(min(CODES, size.big)), big.database_url, big.redis_url),
        *sweep.measure(big, small),
        due.measure(),
        *queries.measure(big),
    ]
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    print(table(rows))
    sys.exit(not all(map(holds, rows)))


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
