"""A directory in which a file is made: gone afterwards, and the next maker sweeps what a killed one left."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = "hoso-xuat-"
_NEW = 60  # seconds within which a directory may not be locked yet


@contextmanager
def workshop() -> Iterator[Path]:
    """For as long as it is needed. What lies there is whole files' personal data. Raises OSError."""
    sweep_workshops()
    with tempfile.TemporaryDirectory(prefix=_NAME, ignore_cleanup_errors=True) as made:
        held = os.open(made, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_SH)
            yield Path(made)
        finally:
            os.close(held)


def sweep_workshops() -> int:
    """Take away what makers left that were killed: nobody holds it any more. How many directories."""
    swept = 0
    for left in Path(tempfile.gettempdir()).glob(f"{_NAME}*"):
        try:
            held = os.open(left, os.O_RDONLY | os.O_NOFOLLOW)
        except OSError:  # another user's, or gone by now
            continue
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - os.fstat(held).st_mtime > _NEW:
                shutil.rmtree(left, ignore_errors=True)
                swept += 1
        except BlockingIOError:
            pass
        finally:
            os.close(held)
    return swept
