"""The demo keeps its children alive, disturbs nobody, and leaves nothing behind."""

import http.server
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from portal import engine_room
from portal.watch import Child, Watch

STAYS = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]
KEEPER = """
import os, sys, time
from pathlib import Path
from portal.watch import Child, Watch
child = Child("con", [sys.executable, "-c", "import time; time.sleep(60)"], Path(sys.argv[1]))
Watch([child], os.environ, print).look()
print(child.process.pid, flush=True)
time.sleep(60)
"""

ASKS = """
import contextlib
from portal import demo, engines
def fill(environ, state): raise engines.EnginesError(f"{state} is asked for")
engines.fill, engines.locked = fill, lambda path: contextlib.nullcontext()
demo.main()
"""


@pytest.fixture
def said():
    return []


@pytest.fixture
def keep(tmp_path, said):
    """Start one child under watch; returns both. Everything is stopped at the end."""
    watches = []

    def start(command):
        child = Child("web", command, tmp_path / f"{len(watches)}.log")
        watch = Watch([child], os.environ, said.append)
        watches.append(watch)
        watch.look()
        _until(lambda: child.last_words() or child.process.poll() is not None)
        return watch, child

    yield start
    for watch in watches:
        watch.stop(0)


def _until(happened, seconds=10):
    give_up = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < give_up, "it did not happen"
        time.sleep(0.01)


def _is_alive(pid) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(") ")[2][0] not in "ZX"
    except FileNotFoundError:
        return False


def _demo(port):
    command = [sys.executable, "-m", "portal.demo", "--port", str(port)]
    return subprocess.run(command, cwd=engine_room.REPOSITORY, capture_output=True, text=True, timeout=30)


def test_a_killed_child_is_announced_and_started_again(keep, said):
    watch, child = keep(STAYS)
    killed = child.process.pid
    os.kill(killed, signal.SIGKILL)
    _until(lambda: not _is_alive(killed))

    watch.look()
    _until(lambda: watch.look() or child.process)

    assert said[0].startswith("web đã dừng (tín hiệu 9); khởi động lại sau 1 giây.")
    assert child.process.pid != killed


def test_a_child_that_always_dies_is_started_less_and_less_often(keep, said):
    watch, child = keep([sys.executable, "-c", "print('không có bảng'); raise SystemExit(3)"])

    for pause in ("1 giây", "2 giây", "4 giây"):
        _until(lambda: watch.look() or child.process is None)
        assert f"web đã dừng (mã 3); khởi động lại sau {pause}." in said[-1]
        assert said[-1].endswith("không có bảng")
        child.due_at = 0
        watch.look()


def test_what_a_killed_child_had_started_does_not_outlive_it(keep, tmp_path):
    grandchild = f"import subprocess, sys; print(subprocess.Popen({STAYS!r}).pid, flush=True); sys.stdin.close()"
    watch, child = keep([sys.executable, "-c", grandchild + "; import time; time.sleep(60)"])
    pid = int(child.last_words().split()[0])
    os.kill(child.process.pid, signal.SIGKILL)

    _until(lambda: watch.look() or child.process is None)

    _until(lambda: not _is_alive(pid))


def test_stopping_asks_first_and_kills_who_does_not_listen(keep):
    polite, obliging = keep(STAYS)
    deaf, stubborn = keep(STUBBORN)
    obliging, stubborn = obliging.process, stubborn.process

    polite.stop()
    deaf.stop(patience=0.2)

    assert obliging.returncode == -signal.SIGTERM
    assert stubborn.returncode == -signal.SIGKILL


def test_children_end_with_a_demo_that_was_killed_outright(tmp_path):
    command = [sys.executable, "-c", KEEPER, str(tmp_path / "child.log")]
    with subprocess.Popen(command, cwd=engine_room.REPOSITORY, stdout=-1, text=True) as keeper:
        child = int(keeper.stdout.readline())
        assert _is_alive(child)
        keeper.kill()

    _until(lambda: not _is_alive(child))


def test_a_port_in_use_is_named_in_one_sentence():
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        stranger.listen()
        port = stranger.getsockname()[1]

        refused = _demo(port)

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert (
        refused.stderr
        == f"Cổng {port} đang có chương trình khác dùng; hãy chọn cổng khác, ví dụ: make demo PORT={port + 1}\n"
    )


@pytest.mark.parametrize(("named", "state"), [("cua-toi", "cua-toi"), ("", "main")])
def test_the_demo_runs_on_the_pair_that_is_named(named, state):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    begun = subprocess.run(
        [sys.executable, "-c", ASKS, "--port", str(port)],
        cwd=engine_room.REPOSITORY,
        env={**os.environ, "PORTAL_STATE": named},
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert (begun.returncode, begun.stderr) == (1, f"{state} is asked for\n")


def test_a_portal_that_already_runs_is_recognised():
    class Ready(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"ready": true, "database": "ok", "broker": "ok", "limiter": "ok"}')

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Ready) as portal:
        threading.Thread(target=portal.serve_forever, daemon=True).start()
        refused = _demo(portal.server_port)
        portal.shutdown()

    assert refused.returncode == 1
    assert "đang chạy sẵn" in refused.stderr


@pytest.mark.xdist_group("engines")  # whose tests put up signposts too
def test_help_starts_no_engines():
    signposts = sorted((engine_room.REPOSITORY / ".portal").glob("*"))

    helped = subprocess.run(
        [sys.executable, "manage.py", "help"],
        cwd=engine_room.REPOSITORY,
        env={**os.environ, "DATABASE_URL": "", "REDIS_URL": ""},
        capture_output=True,
        text=True,
    )

    assert "migrate" in helped.stdout
    assert sorted((engine_room.REPOSITORY / ".portal").glob("*")) == signposts
