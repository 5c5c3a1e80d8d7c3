"""A WSGI application behind a real server of its own, as in production, for as long as it is asked."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STARTS_WITHIN, ENDS_WITHIN = 60.0, 20.0  # seconds


@contextlib.contextmanager
def served(application: str, environ: dict[str, str], *, workers: int, threads: int) -> Iterator[int]:
    """The port on 127.0.0.1. application: the module that holds it. Raises RuntimeError when it does not start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--no-access-log", "--log-level", "warning",
        f"{application}:application",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=environ)
    try:
        _await(server, port, application)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _await(server: subprocess.Popen, port: int, application: str) -> None:
    """Until it listens. Raises RuntimeError when it does not in time, and at once when it ended."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"{application} ended with {server.returncode} before it listened")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{application} does not listen after {STARTS_WITHIN:.0f} seconds")
