"""How long answers take, by room and status: counted at the door, read by /metrics.

Every process counts in cells of its own, in a file of METRICS_DIR, and whoever is asked adds the files up; without that
folder a process knows of its own answers only. A cell is one number in mapped memory: 0.6 µs an answer, which the
public page can afford. Counts stay when a process dies; with an emptied folder they begin anew, as counters may. With
several threads in one process a count may be lost, no more.
"""

import mmap
import os
from array import array
from bisect import bisect_left
from pathlib import Path

from django.conf import settings

PUBLIC, STAFF, API, STATIC, OPERATORS = range(5)
ROOMS = ("public", "staff", "api", "static", "operators")
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
BOUNDS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds
_ROOM = {
    "can-bo": STAFF, "giam-sat": STAFF, "quan-tri": STAFF, "api": API, "static": STATIC,
    "healthz": OPERATORS, "readyz": OPERATORS, "metrics": OPERATORS,
}  # fmt: skip
_WIDTH = len(BOUNDS) + 2  # seconds in all, then how many up to each bound, then beyond
_SIZE = len(ROOMS) * len(CLASSES) * _WIDTH
_cells: memoryview | array | None = None


def seen(path: str, status: int, seconds: float) -> None:
    """One answer."""
    cells = _cells if _cells is not None else _open()
    at = (_ROOM.get(path[1:].partition("/")[0], PUBLIC) * 5 + status // 100 - 1) * _WIDTH
    cells[at] += seconds
    cells[at + 1 + bisect_left(BOUNDS, seconds)] += 1


def totals() -> dict[tuple[str, str], tuple[float, list[float]]]:
    """{(room, status class): (seconds in all, how many up to each bound and beyond)} of what was answered."""
    cells = _added_up()
    found = {}
    for number, (room, status) in enumerate((room, status) for room in ROOMS for status in CLASSES):
        total, *counts = cells[number * _WIDTH : (number + 1) * _WIDTH]
        if any(counts):
            found[room, status] = (total, counts)
    return found


def _open() -> memoryview | array:
    """Cells of this process: opened by its first answer, since a server may fork after it has loaded us."""
    global _cells
    _cells = array("d", bytes(8 * _SIZE))
    if settings.METRICS_DIR:
        folder = Path(settings.METRICS_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{os.getpid()}.seconds").open("ab") as file:  # kept, if a process had this number before
            file.truncate(8 * _SIZE)
        with (folder / f"{os.getpid()}.seconds").open("r+b") as file:
            _cells = memoryview(mmap.mmap(file.fileno(), 8 * _SIZE)).cast("d")
    return _cells


def _added_up() -> list[float]:
    if not settings.METRICS_DIR:
        return list(_cells if _cells is not None else _open())
    sums = [0.0] * _SIZE
    for file in Path(settings.METRICS_DIR).glob("*.seconds"):
        kept = file.read_bytes()
        if len(kept) == 8 * _SIZE:
            sums = [mine + theirs for mine, theirs in zip(sums, memoryview(kept).cast("d"), strict=True)]
    return sums
