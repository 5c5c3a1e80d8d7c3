"""`make demo`: the whole portal on one machine, from nothing to a page in the browser, and cleanly down again."""

import argparse
import contextlib
import errno
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import environ
import psycopg2

from portal import engines
from portal.watch import Child, Watch

REPOSITORY = Path(__file__).resolve().parent.parent
LOGS = REPOSITORY / ".portal" / "logs"
CHANNELS = ("MESSAGES_EMAIL", "MESSAGES_SMS", "MESSAGES_ZALO")
MANAGE = [sys.executable, str(REPOSITORY / "manage.py")]
READY_WITHIN = 60  # seconds
MEND_EVERY = 5.0  # seconds between two looks at the engines


def main() -> None:
    arguments = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _go)
    os.chdir(REPOSITORY)
    environ.Env.read_env(REPOSITORY / ".env")
    if os.environ.get("PORTAL_ENV") == "production":
        sys.exit("make demo không chạy với PORTAL_ENV=production; xem README.md, phần vận hành.")
    _demand_free(arguments.port)
    state = os.environ.get("PORTAL_STATE") or "main"
    os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{arguments.port}")  # what letters and messages print
    counted = REPOSITORY / ".portal" / f"metrics-{arguments.port}"
    shutil.rmtree(counted, ignore_errors=True)  # counts begin with the processes
    os.environ.setdefault("METRICS_DIR", str(counted))
    os.environ.setdefault("METRICS_TOKEN", secrets.token_urlsafe(24))
    for channel in CHANNELS:  # to be read, and nothing leaves this machine
        os.environ.setdefault(channel, "folder")
    os.environ.setdefault("MESSAGES_DIR", str(REPOSITORY / ".portal" / f"messages-{arguments.port}"))
    embedded = {"postgres": not os.environ.get("DATABASE_URL"), "valkey": not os.environ.get("REDIS_URL")}
    watch = Watch(_children(arguments.port), os.environ, _say)
    try:
        with engines.locked(REPOSITORY / ".portal" / "demo.lock"):  # one at a time fills tables and takes its port
            _demand_free(arguments.port)
            _say("Đang chuẩn bị PostgreSQL và Valkey…")
            engines.fill(os.environ, state)
            access = _prepare(arguments.dossiers)
            _wait_until_ready(watch, arguments.port)
        _say(_banner(arguments.port, access))
        _keep(watch, state, embedded)
    except engines.EnginesError as error:
        sys.exit(str(error))
    finally:
        _say("\nĐang dừng…")
        watch.stop()
        engines.leave(state)
        _say("Đã dừng; dữ liệu còn nguyên cho lần chạy sau.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m portal.demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="cổng mạng trên 127.0.0.1")
    parser.add_argument("--dossiers", type=int, default=2000, help="số hồ sơ mẫu khi cơ sở dữ liệu còn trống")
    return parser.parse_args()


def _go(*_) -> None:
    """One signal is enough; a second one must not break the clean end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


def _say(message: str) -> None:
    print(message, flush=True)  # noqa: T201 - a program for the terminal


# ── Before anything starts ───────────────────────────────────────────────────────────────────────────────────


def _demand_free(port: int) -> None:
    """Exit with one sentence when nobody could listen on `port`; nothing that runs there is disturbed."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
            trial.listen()
        except (OSError, OverflowError) as error:
            other = f"make demo PORT={port + 1 if 1024 <= port < 65535 else 8080}"
            if getattr(error, "errno", None) != errno.EADDRINUSE:
                sys.exit(f"Không dùng được cổng {port}; hãy chọn cổng khác, ví dụ: {other}")
            if _is_our_portal(port):
                sys.exit(f"Cổng hồ sơ đang chạy sẵn tại http://127.0.0.1:{port}/; muốn thêm một bản nữa: {other}")
            sys.exit(f"Cổng {port} đang có chương trình khác dùng; hãy chọn cổng khác, ví dụ: {other}")


def _is_our_portal(port: int) -> bool:
    status, body = _get(f"http://127.0.0.1:{port}/readyz")
    with contextlib.suppress(ValueError, TypeError):
        return status in (200, 503) and {"ready", "database", "broker"} <= set(json.loads(body))
    return False


def _prepare(dossiers: int) -> dict:
    """Tables, reference data, sample dossiers; returns who may sign in and which codes to try."""
    _manage("migrate", "--verbosity", "0", doing="Đang tạo bảng")
    _manage("load_reference", doing="Đang nạp cơ quan, thủ tục và lịch làm việc")
    if _is_empty(os.environ["DATABASE_URL"]):
        _manage("seed_demo", "--dossiers", str(dossiers), "--seed", "1", doing=f"Đang lập {dossiers} hồ sơ mẫu")
    return json.loads(_manage("seed_demo", "--print-access", quiet=True).strip().splitlines()[-1])


def _manage(*command: str, doing: str = "", quiet: bool = False) -> str:
    """Run a command of manage.py; exits with its own words when it fails. Returns what it printed if `quiet`."""
    if doing:
        _say(f"{doing}…")
    done = subprocess.run([*MANAGE, *command], stdout=subprocess.PIPE if quiet else None, text=True)
    if done.returncode:
        sys.exit(f"Bước “manage.py {' '.join(command)}” không xong (mã {done.returncode}); lý do ở ngay phía trên.")
    return done.stdout or ""


def _is_empty(database_url: str) -> bool:
    database = environ.Env.db_url_config(database_url)
    known = {"dbname": database["NAME"], "user": database["USER"], "password": database["PASSWORD"]}
    known |= {"host": database["HOST"], "port": database["PORT"], **database.get("OPTIONS", {})}
    connection = psycopg2.connect(**{name: value for name, value in known.items() if value})
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT FROM dossiers_dossier)")
        return cursor.fetchone()[0]


# ── While it runs ────────────────────────────────────────────────────────────────────────────────────────────


def _children(port: int) -> list[Child]:
    python = [sys.executable, "-m"]
    web = [*python, "granian", "--interface", "wsgi", "portal.wsgi:application", "--host", "127.0.0.1"]
    web += ["--port", str(port), "--workers", str(os.cpu_count() or 1), "--blocking-threads", "1"]
    celery = [*python, "celery", "-A", "portal.celery"]
    worker = [*celery, "worker", "-c", "4", "-P", "prefork", "--without-mingle", "--without-gossip"]
    worker += ["-n", f"demo-{port}@%h"]
    beat = [*celery, "beat", "-s", str(REPOSITORY / ".portal" / f"beat-schedule-{port}"), "--pidfile="]
    commands = {"web": web, "worker": worker, "beat": beat}
    return [Child(name, command, LOGS / f"{name}-{port}.log") for name, command in commands.items()]


def _wait_until_ready(watch: Watch, port: int) -> None:
    give_up = time.monotonic() + READY_WITHIN
    while True:
        watch.look()
        if _get(f"http://127.0.0.1:{port}/readyz")[0] == 200:
            return
        if time.monotonic() > give_up:
            sys.exit(f"Cổng chưa sẵn sàng sau {READY_WITHIN} giây; xem {LOGS / f'web-{port}.log'}")
        time.sleep(0.1)


def _keep(watch: Watch, state: str, embedded: dict[str, bool]) -> None:
    """Until a signal ends it: look after the children, and after the engines of our own, the pair of this state."""
    mended_at = time.monotonic()
    while True:
        watch.look()
        if any(embedded.values()) and time.monotonic() - mended_at > MEND_EVERY:
            try:
                engines.join(state, **embedded)
            except engines.EnginesError as error:
                _say(str(error))
            mended_at = time.monotonic()
        time.sleep(0.25)


def _get(url: str) -> tuple[int, bytes]:
    """Status and body; 0 when nobody answers."""
    try:
        # Straight to ourselves, whatever proxy the machine is told to use.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except (OSError, ValueError):
        return 0, b""


def _banner(port: int, access: dict) -> str:
    here = f"http://127.0.0.1:{port}"
    lines = ["", "Cổng hồ sơ đã sẵn sàng.", f"  Người dân tra cứu   {here}/", f"  Cán bộ              {here}/can-bo/"]
    lines += [f"  Quản trị            {here}/quan-tri/"]
    lines += [f'  Số đo vận hành      curl -H "Authorization: Bearer {os.environ["METRICS_TOKEN"]}" {here}/metrics', ""]
    lines += [f"Tài khoản trình diễn, mật khẩu chung: {access['password']}"]
    lines += [f"  {user:<13} {role} – {agency}" for user, role, agency in access["accounts"]]
    lines += ["", "Mã để thử tra cứu (mã biên nhận · mã số hồ sơ · số cuối):"]
    lines += [f"  {c['code']} · {c['official_code'] or '–'} · {c['digits']}   {c['what']}" for c in access["codes"]]
    if "folder" in [os.environ.get(channel) for channel in CHANNELS]:
        lines += ["", f"Thư và tin nhắn không gửi đi đâu, mỗi tin là một tệp trong {os.environ['MESSAGES_DIR']}"]
    lines += ["", f"Nhật ký: {LOGS}. Dừng: Ctrl-C."]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
