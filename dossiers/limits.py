"""How often an address may look up, and how often a code's last digits may be guessed.

Counted in the Redis-protocol server by one atomic call; while it cannot be reached, more strictly in this process.
All answers are seconds to wait; 0 means go on. Addresses and codes are kept as keyed hashes.
"""

import hashlib
import ipaddress
import socket
import struct
import threading
import time
from collections.abc import Callable

import hiredis
import structlog
from django.conf import settings
from redis import ConnectionPool, RedisError, ResponseError

log = structlog.get_logger("dossiers.limits")

WINDOW = 600  # seconds
LOOK_UPS = 600  # per address and window
MISSES = 30
ALARM = 200  # failures of all addresses together, per window
GUESSES = 5  # wrong digits per typed code
GUESS_WINDOW = 900
LOCK = 3600
STRANGER_S_LETTERS = 30  # that one client may have the portal write, per window
SAME_LETTERS = 5  # to one address about one code
ONE_S_LETTERS = 20  # to one address
LETTER_WINDOW = 3600
SERVER_TIMEOUT = 0.2
SERVER_REST = 5.0  # after a failure nobody waits for the server again for so long
PREFIX = "hs:limit:"

_refused: set[str] = set()  # counters of this window, or of one that is over: those keys never come again
MOST_REFUSED = 10_000
_clock = time.time
_KEY = hashlib.sha256(b"limits" + settings.SECRET_KEY.encode()).digest()

# An address has one counter a window: look-ups below this, misses above, so that one INCR counts and tells both.
MISS = 1 << 20

# KEYS: the code's guesses, its lock. A guess is counted before it is judged, so that no number of them at once gets by.
_GUESS = """
local locked = redis.call('TTL', KEYS[2])
if locked > 0 then return locked end
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
if n > tonumber(ARGV[2]) then return redis.call('TTL', KEYS[1]) end
return 0
"""
_WRONG = """
if tonumber(redis.call('GET', KEYS[1]) or 0) >= tonumber(ARGV[1]) then
    redis.call('SET', KEYS[2], 1, 'EX', ARGV[2], 'NX')
end
return 0
"""
_RIGHT = "if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('DECR', KEYS[1]) end return 0"


class LookUp:
    """One look-up of an address, being counted while the database is asked.

    is_refused: this process knows already, and the database need not be asked at all.
    """

    def __init__(self, address: str):
        self._key, self._left = _counter(address)
        self.is_refused = self._key in _refused
        self._sent = None if self.is_refused else _tried(_send, ("INCR", self._key), ("EXPIRE", self._key, WINDOW))

    def wait(self) -> int:
        """Seconds to wait; 0 means go on."""
        if self.is_refused:
            return self._left
        answer = _tried(self._sent.replies) if self._sent else None
        if answer is None:
            return _here.look_up(self._key)
        misses, look_ups = divmod(answer[0], MISS)
        return _refuse(self._key, self._left) if look_ups > LOOK_UPS or misses >= MISSES else 0


def look_up(address: str) -> int:
    """Count one look-up of this address and wait for the answer."""
    return LookUp(address).wait()


def missed(address: str) -> int:
    """Count a code that does not exist, or wrong digits."""
    key, left = _counter(address)
    everybody, _ = _counter("everybody")
    answer = _ask(("INCRBY", key, MISS), ("EXPIRE", key, WINDOW), ("INCR", everybody), ("EXPIRE", everybody, WINDOW))
    if answer is None:
        return _here.missed(key)
    if answer[2] == ALARM + 1:
        log.warning("lookup_alarm", failures=answer[2], seconds=WINDOW)
    misses = answer[0] // MISS
    if misses >= MISSES:
        _refuse(key, left)
    return left if misses > MISSES else 0


def guess(code: str) -> int:
    """Count one try of last digits for a code as typed, whether it exists or not; before they are judged."""
    keys = _guess_keys(code)
    answer = _ask(("EVAL", _GUESS, 2, *keys, GUESS_WINDOW, GUESSES))
    return _here.guess(keys[0]) if answer is None else answer[0]


def guessed_wrong(code: str) -> None:
    """The digits were wrong: the last try allowed locks the code's details."""
    _ask(("EVAL", _WRONG, 2, *_guess_keys(code), GUESSES, LOCK))


def guessed_right(code: str) -> None:
    """The digits were right: the try is given back."""
    keys = _guess_keys(code)
    if _ask(("EVAL", _RIGHT, 1, keys[0])) is None:
        _here.guessed_right(keys[0])


def stranger_s_letter(client: str) -> int:
    """Count that this client has somebody written to."""
    return _letter(f"by {_network(client)}", STRANGER_S_LETTERS)


def letter_to(code: str, address: str) -> int:
    """Count a letter to this address about this code, whoever it is that has it written."""
    return _letter(f"{code} {address}", SAME_LETTERS) or _letter(f"to {address}", ONE_S_LETTERS)


def _letter(what: str, most: int) -> int:
    keys = _hashed("w", what), _hashed("x", what)  # the second is never set: letters lock nothing
    answer = _ask(("EVAL", _GUESS, 2, *keys, LETTER_WINDOW, most))
    return _here.letter(keys[0], most) if answer is None else answer[0]


def _refuse(key: str, left: int) -> int:
    if len(_refused) >= MOST_REFUSED:
        _refused.clear()  # they are refused again by the server's count
    _refused.add(key)
    return left


def _counter(address: str) -> tuple[str, int]:
    """The address's counter of this window, and the seconds until the next one."""
    window, passed = divmod(int(_clock()), WINDOW)
    return _hashed("a", f"{window} {_network(address)}"), WINDOW - passed


def _guess_keys(code: str) -> tuple[str, str]:
    return _hashed("g", code), _hashed("l", code)


def _hashed(kind: str, text: str) -> str:
    return f"{PREFIX}{kind}:{hashlib.blake2s(text.encode(), key=_KEY, digest_size=12).hexdigest()}"


def _network(address: str) -> str:
    """Whom an address stands for: IPv6 customers get a whole /64."""
    if ":" not in address:
        return address
    try:
        v6 = ipaddress.IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(v6.ipv4_mapped or int(v6) >> 64)


# ── The server, on one kept connection a thread ──────────────────────────────────────────────────────────────

_pool = ConnectionPool.from_url(
    settings.REDIS_URL, socket_timeout=SERVER_TIMEOUT, socket_connect_timeout=SERVER_TIMEOUT, retry=None
)
_thread = threading.local()
_rest_until = 0.0


def _ask(*commands: tuple) -> list | None:
    """The replies to these commands, sent at once; None while the server cannot be asked."""
    return _tried(lambda: _send(*commands).replies())


def _send(*commands: tuple) -> "_Line":
    """The line on which these commands are under way."""
    kept = getattr(_thread, "line", None)
    if kept is None:
        kept = _thread.line = _Line()
    kept.send(commands)
    return kept


def _tried(ask: Callable, *arguments):
    """What asking the server gives; None while it cannot be reached, and then nobody waits for it again for a while."""
    global _rest_until
    if time.monotonic() < _rest_until:
        return None
    try:
        return ask(*arguments)
    except (RedisError, OSError) as fault:
        _rest_until = time.monotonic() + SERVER_REST
        _thread.line = None
        log.warning("limiter_in_process", error=type(fault).__name__)
        return None


class _Line:
    """A kept connection: redis-py finds the server and signs in, after that bytes go straight through hiredis."""

    def __init__(self):
        self._connection = _pool.make_connection()
        self._connection.connect()
        self._socket = self._connection._sock
        # The kernel's own time-out spares a poll() before each receipt.
        wait = struct.pack("ll", int(SERVER_TIMEOUT), int(SERVER_TIMEOUT % 1 * 1_000_000))
        self._socket.settimeout(None)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, wait)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, wait)
        self._reader = hiredis.Reader(replyError=ResponseError)
        self._owed = 0

    def send(self, commands: tuple) -> None:
        if self._owed:
            self.replies()  # of a request that broke off before it asked for them
        self._socket.sendall(b"".join(map(hiredis.pack_command, commands)))
        self._owed = len(commands)

    def replies(self) -> list:
        """The replies to what was sent last."""
        replies: list = []
        while len(replies) < self._owed:
            reply = self._reader.gets()
            if reply is not False:
                replies.append(reply)
                continue
            received = self._socket.recv(4096)
            if not received:
                raise ConnectionError("the server hung up")
            self._reader.feed(received)
        self._owed = 0
        if fault := next((reply for reply in replies if isinstance(reply, ResponseError)), None):
            raise fault
        return replies

    def __del__(self):
        self._connection.disconnect()


# ── Without the server ───────────────────────────────────────────────────────────────────────────────────────


class InProcess:
    """The same limits from this process's memory: a fraction of each, as other processes count for themselves.

    Windows are fixed and begin together; memory is bounded by counting in shared slots, which only makes it stricter.
    """

    SLOTS = 1 << 16

    def __init__(self):
        self._guard = threading.Lock()
        self._begun = 0.0
        self._counts: dict[tuple[str, int], int] = {}

    def look_up(self, key: str) -> int:
        over = self._count("miss", key, 0) >= MISSES // 3 or self._count("look", key) > LOOK_UPS // 3
        return self._left() if over else 0

    def missed(self, key: str) -> int:
        return self._left() if self._count("miss", key) > MISSES // 3 else 0

    def guess(self, key: str) -> int:
        return self._left() if self._count("guess", key) > GUESSES // 2 else 0

    def letter(self, key: str, most: int) -> int:
        return self._left() if self._count("letter", key) > most // 3 else 0

    def guessed_right(self, key: str) -> None:
        self._count("guess", key, -1)

    def _count(self, kind: str, key: str, step: int = 1) -> int:
        slot = kind, hash(key) % self.SLOTS
        with self._guard:
            if time.monotonic() >= self._begun + GUESS_WINDOW:
                self._begun = time.monotonic()
                self._counts.clear()
            n = max(0, self._counts.get(slot, 0) + step)
            if step:
                self._counts[slot] = n
            return n

    def _left(self) -> int:
        return max(1, int(self._begun + GUESS_WINDOW - time.monotonic()) + 1)


_here = InProcess()
