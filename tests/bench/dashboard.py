"""The dashboard, opened at a million dossiers and at ten thousand: what has ended costs no page anything."""

from functools import partial
from typing import Any

from dossiers import actions, tasks
from tests.bench.database import Database
from tests.bench.sizes import opened, row

PATH = "/giam-sat/"
# The province has more to add up the more is open; one agency hardly.
WHO = {"of the whole province": ("giamsat", 3), "of one agency": ("lanhdao", 1.5)}


def measure(big: Database, small: Database) -> list[dict[str, Any]]:
    """Rows of the bench: seconds of the first night's count; milliseconds of the page on the server, medians. Both are
    copies, and counted here.
    """
    seconds = []
    for database in (big, small):
        database.connect()
        seconds.append(actions.count_figures()["seconds"])
        with database.owner() as cursor:
            cursor.execute("VACUUM ANALYZE")
    most = tasks.count_figures.time_limit
    return [
        {
            "name": f"the first night's count at {big.dossiers:,} dossiers against its time limit, s",
            "value": seconds[0],
            "limit": most,
            "ratio": round(seconds[0] / most, 3),
            "bound": "<=0.2",
        },
        *(
            row(f"dashboard {name}", partial(_opened, username=username), bound, big, small)
            for name, (username, bound) in WHO.items()
        ),
    ]


def _opened(database: Database, username: str) -> float:
    seconds, answer = opened(database, username, PATH)
    if answer.status_code != 200 or b"so-lieu/tiep-nhan" not in answer.content:
        raise RuntimeError(f"{PATH}: {answer.status_code}")
    return seconds
