"""The embedded pair, PostgreSQL and Valkey: the first to join starts it, the last to leave stops it.

Everyone who joined holds a shared lock on the pair's `users` file. The system takes it back even from a killed
process, so nobody has to count; starting and stopping happen one at a time under a second lock.
"""

import atexit
import contextlib
import fcntl
import json
import os
import shlex
import time
from collections.abc import Iterator, MutableMapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2

from portal.engine_room import EnginesError, Room, furnish

PATIENCE = 30  # seconds for an engine to answer or to end
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Tests roll back by the thousand: what they leave is swept at once, or small tables grow until plans turn bad.
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum_naptime": "1s"}
_held: dict[str, int] = {}  # state → descriptor that holds the shared lock on its `users` file


@dataclass(frozen=True)
class Addresses:
    """Where the pair answers, in the shape that DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL take."""

    database_url: str
    owner_url: str
    redis_url: str


def join(state: str = "main", *, fsync: bool = True, postgres: bool = True, valkey: bool = True) -> Addresses:
    """Start or join the pair named `state` and keep it running until this process ends or leaves.

    `fsync=False` is for tests: fast, and a power cut loses the data; it counts only for who starts PostgreSQL.
    An engine switched off is not started. Joining again mends an engine that died. Raises EnginesError.
    """
    try:
        room = furnish(state)
        with locked(room.base / "lock"):
            if state not in _held:
                _held[state] = os.open(room.base / "users", os.O_RDWR | os.O_CREAT, 0o600)
                fcntl.flock(_held[state], fcntl.LOCK_SH)
            if postgres:
                _ensure_postgres(room, fsync)
            if valkey:
                _ensure_valkey(room, fsync)
        addresses = _addresses(room)
        room.signpost.write_text(json.dumps({"directory": str(room.base), **asdict(addresses)}, indent=2) + "\n")
        return addresses
    except OSError as error:
        raise EnginesError(f"Không dựng được PostgreSQL và Valkey kèm sẵn: {error}.") from error


def fill(environ: MutableMapping[str, str], state: str = "main", *, fsync: bool = True) -> None:
    """Give `environ` the addresses that it lacks, starting only those engines. Raises EnginesError."""
    postgres, valkey = not environ.get("DATABASE_URL"), not environ.get("REDIS_URL")
    if not (postgres or valkey):
        return
    addresses = join(state, fsync=fsync, postgres=postgres, valkey=valkey)
    if postgres:
        environ["DATABASE_URL"] = addresses.database_url
        environ["DATABASE_OWNER_URL"] = addresses.owner_url
    if valkey:
        environ["REDIS_URL"] = addresses.redis_url


def leave(state: str = "main") -> None:
    """Leave the pair; who leaves last stops both engines cleanly. Harmless when not joined."""
    users = _held.pop(state, None)
    if users is None:
        return
    room = furnish(state)
    try:
        with locked(room.base / "lock"), contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            try:
                _stop_postgres(room)
            finally:
                _stop_valkey(room)
    finally:
        os.close(users)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file alone; waits for whoever has it. The lock ends with the process at the latest."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@atexit.register
def _leave_all() -> None:
    for state in list(_held):
        leave(state)


def _forget() -> None:
    """A forked child shares its parent's lock without being a user: it must neither hold nor release it."""
    for users in _held.values():
        os.close(users)
    _held.clear()


os.register_at_fork(after_in_child=_forget)


def _addresses(room: Room) -> Addresses:
    place = quote(str(room.sockets), safe="")
    return Addresses(
        database_url=f"postgres://portal_app@/portal?host={place}",
        owner_url=f"postgres://portal_owner@/portal?host={place}",
        redis_url=f"unix://{quote(str(room.valkey_socket))}?db=0",
    )


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────


def _ensure_postgres(room: Room, fsync: bool) -> None:
    if _postgres_answers(room):
        return
    data = room.base / "postgres"
    if not data.exists():
        _create_cluster(room, data, fsync)
    started = time.monotonic()
    while not room.is_running(data / "postmaster.pid", str(data)):
        # A pid that now belongs to a stranger or to a zombie would make PostgreSQL refuse for ever.
        (data / "postmaster.pid").unlink(missing_ok=True)
        (room.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
        try:
            _start_postgres(room, data, fsync)
        except EnginesError:
            # Children of a killed server hold its shared memory for a moment.
            if time.monotonic() - started > 10:
                raise
            time.sleep(0.3)
    # Recovery after a crash may outlast pg_ctl: psql below must meet a server that takes connections.
    room.wait_until(lambda: _postgres_takes_connections(room), PATIENCE, "PostgreSQL", room.log("postgres"))
    psql = [room.postgres("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(room.sockets), "-U", "postgres"]
    room.run(psql, stdin=Path(__file__).with_name("roles.sql").read_text())
    if not _postgres_answers(room):
        raise EnginesError(f"PostgreSQL kèm sẵn không trả lời; xem {room.log('postgres')}.")


def _create_cluster(room: Room, data: Path, fsync: bool) -> None:
    """Made beside its place and then moved, so that a start that broke off leaves nothing half done."""
    fresh = room.fresh_folder("postgres.new")
    initdb = [room.postgres("initdb"), "-D", str(fresh), "-U", "postgres", "--auth=trust", "--encoding=UTF8"]
    initdb += ["--locale=C.UTF-8", "--data-checksums", "--no-instructions"]
    room.run(initdb if fsync else [*initdb, "--no-sync"])
    fresh.rename(data)


def _start_postgres(room: Room, data: Path, fsync: bool) -> None:
    settings = {**POSTGRES_SETTINGS, "unix_socket_directories": f'"{room.sockets}"', "unix_socket_permissions": "0700"}
    if not fsync:
        settings |= CARELESS
    options = " ".join(shlex.quote(f"--{name}={value}") for name, value in settings.items())
    pg_ctl = [room.postgres("pg_ctl"), "start", "-D", str(data), "-l", str(room.log("postgres")), "-s", "-w"]
    room.run([*pg_ctl, "-t", str(PATIENCE), "-o", options])


def _stop_postgres(room: Room) -> None:
    data = room.base / "postgres"
    if room.is_running(data / "postmaster.pid", str(data)):
        room.run([room.postgres("pg_ctl"), "stop", "-D", str(data), "-s", "-m", "fast", "-w", "-t", str(PATIENCE)])


def _postgres_answers(room: Room) -> bool:
    """Whether the database stands, roles and rights included: roles.sql opens it last."""
    return _connects(room, "portal")


def _postgres_takes_connections(room: Room) -> bool:
    return _connects(room, "postgres")


def _connects(room: Room, database: str) -> bool:
    try:
        # As superuser: a slot is kept for it when the portal has taken all others.
        psycopg2.connect(host=str(room.sockets), user="postgres", dbname=database, connect_timeout=5).close()
    except psycopg2.OperationalError:
        return False
    return True


# ── Valkey ───────────────────────────────────────────────────────────────────────────────────────────────────


def _ensure_valkey(room: Room, fsync: bool) -> None:
    if room.ask_valkey(b"PING") == b"+PONG":
        return
    if not room.is_running(_valkey_pid(room), str(room.valkey_socket)):
        data = room.own_folder("valkey")
        command = [room.valkey_server, "--port", "0", "--unixsocket", str(room.valkey_socket)]
        command += [
            "--unixsocketperm",
            "700",
            "--daemonize",
            "yes",
            "--pidfile",
            str(_valkey_pid(room)),
            "--logfile",
            str(room.log("valkey")),
        ]
        command += ["--dir", str(data), "--save", "", "--appendonly", "yes"]
        command += ["--appendfsync", "everysec" if fsync else "no", "--maxmemory-policy", "noeviction"]
        room.run(command)
    room.wait_until(lambda: room.ask_valkey(b"PING") == b"+PONG", PATIENCE, "Valkey", room.log("valkey"))


def _stop_valkey(room: Room) -> None:
    room.ask_valkey(b"SHUTDOWN")  # writes what is outstanding, then ends without an answer
    gone = lambda: not room.is_running(_valkey_pid(room), str(room.valkey_socket))  # noqa: E731
    room.wait_until(gone, PATIENCE, "Valkey", room.log("valkey"))


def _valkey_pid(room: Room) -> Path:
    return room.base / "valkey" / "valkey.pid"
