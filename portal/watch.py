"""Children that are kept alive: started together, restarted when they die, stopped together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LONGEST_PAUSE = 30.0  # seconds before a restart
SETTLED = 60.0  # seconds after which a child has proved itself and its pause shrinks back
LAST_LINES = 5
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


@dataclass
class Child:
    """One process to keep: its name for people, its command, the file that takes its output."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen | None = None
    started_at: float = 0.0
    due_at: float = 0.0  # the monotonic moment of the next start, while it is down
    pause: float = 0.5  # seconds before the next start; doubles with every death

    def last_words(self) -> str:
        """The end of its log, indented."""
        lines = self.log.read_text(errors="replace").splitlines()[-LAST_LINES:] if self.log.exists() else []
        return "".join(f"\n    {line}" for line in lines)


class Watch:
    """Keeps `children` running with `environ`; what happens to them is told to `say`, one message each."""

    def __init__(self, children: Sequence[Child], environ: Mapping[str, str], say: Callable[[str], None]):
        self.children, self._environ, self._say = children, environ, say

    def look(self) -> None:
        """One look at every child: start who is due, announce who died. Never waits."""
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.due_at:
                    self._start(child)
            elif child.process.poll() is not None:
                self._mourn(child)

    def stop(self, patience: float = 15.0) -> None:
        """Ask all to end, wait up to `patience` seconds for all together, then kill what is left."""
        running = [child.process for child in self.children if child.process]
        for process in running:
            process.terminate()
        give_up = time.monotonic() + patience
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, give_up - time.monotonic()))
            _kill_group(process)
            process.wait()
        for child in self.children:
            child.process = None

    def _start(self, child: Child) -> None:
        child.log.parent.mkdir(parents=True, exist_ok=True)
        with child.log.open("ab") as log:
            child.process = subprocess.Popen(
                child.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self._environ),
                process_group=0,  # Ctrl-C reaches us alone, and we stop them in order
                preexec_fn=_die_with(os.getpid()),  # safe: we have one thread
            )
        child.started_at = time.monotonic()

    def _mourn(self, child: Child) -> None:
        code, now = child.process.returncode, time.monotonic()
        # Its own children may still hold the port or the queue.
        _kill_group(child.process)
        child.pause = 1.0 if now - child.started_at > SETTLED else min(child.pause * 2, LONGEST_PAUSE)
        child.process, child.due_at = None, now + child.pause
        why = f"tín hiệu {-code}" if code < 0 else f"mã {code}"
        then = f"khởi động lại sau {child.pause:.0f} giây"
        self._say(f"{child.name} đã dừng ({why}); {then}. Nhật ký {child.log}:{child.last_words()}")


def _die_with(parent: int) -> Callable[[], None]:
    """Run in the child: even when the parent is killed outright, the child gets TERM."""

    def promise() -> None:
        if hasattr(_libc, "prctl"):
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the promise
            os._exit(1)

    return promise


def _kill_group(leader: subprocess.Popen) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader.pid, signal.SIGKILL)
