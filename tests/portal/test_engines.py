"""The embedded pair: whoever comes first starts it, whoever leaves last stops it, and no crash stops either."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import environ
import psycopg2
import pytest
from redis import Redis

from portal import engine_room, engines

pytestmark = [pytest.mark.engines, pytest.mark.xdist_group("engines")]
USER = """
import sys
from portal import engines
print(engines.join(sys.argv[1], fsync=False).database_url, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def state():
    """The name of a pair that only these tests know; its data is made once and thrown away at the end."""
    name = f"probe-{uuid.uuid4().hex[:6]}"
    yield name
    room = engine_room.furnish(name)
    assert not _pids(room), "a test left engines behind"
    shutil.rmtree(room.base)
    room.signpost.unlink(missing_ok=True)


@pytest.fixture
def room(state):
    yield engine_room.furnish(state)
    engines.leave(state)


def _pids(room) -> dict[str, int]:
    """The engines that run, by name."""
    found = {}
    for name, file in (("postgres", "postgres/postmaster.pid"), ("valkey", "valkey/valkey.pid")):
        sign = str(room.base / "postgres") if name == "postgres" else str(room.valkey_socket)
        if room.is_running(room.base / file, sign):
            found[name] = int((room.base / file).read_text().split()[0])
    return found


@contextlib.contextmanager
def _another_user(state):
    """A second process that has joined; ends when its input is closed."""
    command = [sys.executable, "-c", USER, state]
    with subprocess.Popen(command, cwd=engine_room.REPOSITORY, stdin=-1, stdout=-1, text=True) as process:
        assert process.stdout.readline().startswith("postgres://portal_app@")
        yield process


def _works(addresses) -> bool:
    with contextlib.closing(psycopg2.connect(addresses.database_url)):
        return Redis.from_url(addresses.redis_url).ping()


def test_two_processes_share_the_pair_and_the_last_one_out_stops_it(state, room):
    addresses = engines.join(state, fsync=False)
    pids = _pids(room)

    with _another_user(state) as other:
        assert _pids(room) == pids
        engines.leave(state)
        assert _works(addresses)
        other.stdin.close()
        other.wait(20)

    assert set(pids) == {"postgres", "valkey"}
    assert _pids(room) == {}
    assert list(room.sockets.iterdir()) == []


def test_a_killed_user_leaves_engines_that_the_next_one_joins_and_stops(state, room):
    with _another_user(state) as other:
        pids = _pids(room)
        other.kill()

    assert _works(engines.join(state, fsync=False))
    assert _pids(room) == pids
    engines.leave(state)
    assert _pids(room) == {}


@pytest.mark.parametrize("engine", ["postgres", "valkey"])
def test_a_killed_engine_is_started_again_by_the_next_join(state, room, engine):
    addresses = engines.join(state, fsync=False)
    killed = _pids(room)[engine]
    os.kill(killed, signal.SIGKILL)
    while _pids(room).get(engine) == killed:
        time.sleep(0.01)

    assert engines.join(state, fsync=False) == addresses

    assert _works(addresses)
    assert _pids(room)[engine] != killed


def test_pid_files_and_sockets_of_a_power_cut_do_not_stop_the_start(state, room):
    engines.join(state, fsync=False)
    engines.leave(state)
    # The machine came up again and gave the old numbers to strangers: here, to this very test.
    for file in (room.base / "postgres/postmaster.pid", room.sockets / ".s.PGSQL.5432.lock"):
        file.write_text(f"{os.getpid()}\n{room.base / 'postgres'}\n1\n5432\n{room.sockets}\n\n\n")
        shutil.chown(file, *((room.account.pw_uid, room.account.pw_gid) if room.account else (os.getuid(), None)))
    (room.base / "valkey/valkey.pid").write_text(str(os.getpid()))
    (room.sockets / ".s.PGSQL.5432").touch()
    (room.sockets / "valkey.sock").touch()

    assert _works(engines.join(state, fsync=False))


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_neither_stops_the_engines_nor_holds_them(state, room):
    addresses = engines.join(state, fsync=False)
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            engines._leave_all()
        os._exit(0)
    os.waitpid(child, 0)

    assert _works(addresses)


def test_only_the_missing_engine_is_started(state, room):
    environment = {"DATABASE_URL": "postgres://somewhere/else"}

    engines.fill(environment, state, fsync=False)

    assert set(_pids(room)) == {"valkey"}
    assert environment.keys() == {"DATABASE_URL", "REDIS_URL"}
    assert environment["DATABASE_URL"] == "postgres://somewhere/else"


def test_the_roles_may_what_they_need_and_no_more(state, room):
    addresses = engines.join(state, fsync=False)

    with contextlib.closing(psycopg2.connect(addresses.owner_url)) as owner, owner.cursor() as cursor:
        cursor.execute("CREATE TABLE probe (n int); CREATE EXTENSION IF NOT EXISTS pg_trgm")
    with contextlib.closing(psycopg2.connect(addresses.database_url)) as app, app.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("8s",)
        cursor.execute("SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        for forbidden in ("CREATE TABLE mine (n int)", "CREATE TEMP TABLE mine (n int)"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(forbidden)
            app.rollback()


def test_the_addresses_are_read_by_django_environ(state, room):
    read = environ.Env.db_url_config(engines.join(state, fsync=False).database_url)

    assert (read["NAME"], read["USER"]) == ("portal", "portal_app")
    assert read["OPTIONS"] == {"host": str(room.sockets)}


def test_a_path_too_long_for_a_socket_is_replaced_by_a_private_short_one():
    state = "p" * 120
    room = engine_room.furnish(state)
    try:
        assert _works(engines.join(state, fsync=False))
        assert room.sockets.parent != room.base
        assert room.sockets.stat().st_mode & 0o777 == 0o700
    finally:
        engines.leave(state)
        shutil.rmtree(room.base)
        shutil.rmtree(room.sockets)
        room.signpost.unlink(missing_ok=True)


def test_a_strangers_folder_in_the_place_of_the_sockets_is_refused(tmp_path):
    (tmp_path / "sockets").mkdir(mode=0o755)

    with pytest.raises(engines.EnginesError, match="không phải thư mục riêng"):
        engine_room._own(tmp_path / "sockets", None)


def test_nothing_around_the_pair_is_changed(state, room):
    def surroundings():
        around = {*room.base.parents, *engine_room.REPOSITORY.parents, *Path(sys.prefix).parents}
        return {path: (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in around}

    before, accounts = surroundings(), pwd.getpwall()

    engines.join(state, fsync=False)

    assert surroundings() == before
    assert pwd.getpwall() == accounts
