"""How long answers take, by room and status: counted at the door, read by /metrics.

Every process counts in cells of its own, in a file of METRICS_DIR, and whoever is asked adds the files up; without that
folder a process knows of its own answers only. A cell is one number in mapped memory: 0.6 µs an answer, which the
public page can afford. A process holds its file locked; what nobody holds is of the dead, and is added to one file of
theirs. With an emptied folder counts begin anew, as counters may. With several threads in one process a count may be
lost, no more.
"""

import fcntl
import mmap
import os
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

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
_ENDED = "ended"  # the file of the dead
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
    if not settings.METRICS_DIR:
        _cells = array("d", bytes(8 * _SIZE))
        return _cells
    with _one_at_a_time():
        held, _name = tempfile.mkstemp(suffix=".seconds", dir=settings.METRICS_DIR)  # open until the process ends
        fcntl.flock(held, fcntl.LOCK_EX)
        os.truncate(held, 8 * _SIZE)
        _cells = memoryview(mmap.mmap(held, 8 * _SIZE)).cast("d")
    return _cells


def _added_up() -> list[float]:
    if not settings.METRICS_DIR:
        return list(_cells if _cells is not None else _open())
    with _one_at_a_time() as ended:
        sums = _read(ended)
        living = []
        for path in Path(settings.METRICS_DIR).glob("*.seconds"):
            with path.open("rb") as file:
                if _is_held(file):
                    living.append(_read(file))
                    continue
                sums = _sum(sums, _read(file))
                ended.seek(0)
                ended.write(array("d", sums).tobytes())
                ended.flush()
                path.unlink()
    for cells in living:
        sums = _sum(sums, cells)
    return sums


@contextmanager
def _one_at_a_time() -> Iterator[BinaryIO]:
    """The file of the dead, locked: between making a file and holding it nobody takes it for a dead one's."""
    folder = Path(settings.METRICS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _ENDED).touch(0o600)
    with (folder / _ENDED).open("r+b") as ended:
        fcntl.flock(ended, fcntl.LOCK_EX)
        yield ended


def _is_held(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _read(file: BinaryIO) -> list[float]:
    """A file of another length, of other rooms or bounds, counts for nothing."""
    kept = file.read()
    return memoryview(kept).cast("d").tolist() if len(kept) == 8 * _SIZE else [0.0] * _SIZE


def _sum(one: list[float], other: list[float]) -> list[float]:
    return [mine + theirs for mine, theirs in zip(one, other, strict=True)]
