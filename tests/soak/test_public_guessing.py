"""From outside, through a real server: neither a clock nor a robot tells a code that exists from one that does not."""

import itertools
import os
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest
from django.db import connection
from redis import Redis

from dossiers import codes, limits
from tests.databases import named
from tests.province import receive
from tests.ranks import p_value
from tests.serving import served

pytestmark = [pytest.mark.soak, pytest.mark.xdist_group("clock")]

SAMPLES = 500  # of each kind
CODES = SAMPLES // limits.GUESSES  # each may be guessed at so often before it is locked
WRONG = "so_cuoi=9999"
# One measurement in a hundred of the same thing is as unlike itself: three of them in a row are one in a million.
LEAST_LIKELY, TRIES = 0.01, 3
BOT, GUESSES_OF_THE_BOT = "203.0.113.66", 10_000


@pytest.fixture
def serving(settings):
    """Starts the portal, or something like it, on this test's database; behind one proxy. Its port."""
    server = Redis.from_url(settings.REDIS_URL)
    server.flushdb()
    there = {
        **os.environ, "TRUSTED_PROXIES": "1", "ALLOWED_HOSTS": "127.0.0.1", "METRICS_DIR": "",
        "DATABASE_URL": named(os.environ["DATABASE_URL"], connection.settings_dict["NAME"]),
    }  # fmt: skip
    # One worker, so that nothing but the answer takes time.
    yield lambda application: served(application, there, workers=1, threads=2)
    server.flushdb()
    server.close()


class Line:
    """A kept connection to the portal."""

    def __init__(self, port: int):
        self.http = HTTPConnection("127.0.0.1", port, timeout=20)
        self.addresses = (f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}" for n in itertools.count(1))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.close()  # the server waits for its lines when it is told to go

    def ask(self, method: str, path: str, body: str | None = None, address: str = "") -> tuple[int, dict, bytes, float]:
        """(status, headers, body, seconds). address: of the asker; a new one each time when it is not given."""
        headers = {"X-Forwarded-For": address or next(self.addresses)}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        said = answer.read()
        took = time.perf_counter() - begun
        kept = {name: value for name, value in answer.getheaders() if name.lower() != "date"}
        return answer.status, kept, said, took


def measured(port: int, known: list[str], limiter: Redis) -> float:
    """The p-value of wrong digits for codes that exist against those for codes that do not, in turns by chance."""
    limiter.flushdb()
    asked = [(code, True) for code in known] + [(codes.new_receipt_code(), False) for _ in known]
    tries = asked * limits.GUESSES
    random.shuffle(tries)
    took: dict[bool, list[float]] = {True: [], False: []}
    answers = set()
    with Line(port) as line:
        for _ in range(50):
            line.ask("POST", f"/tra-cuu/{codes.new_receipt_code()}", WRONG)
        for code, exists in tries:
            status, headers, said, seconds = line.ask("POST", f"/tra-cuu/{code}", WRONG)
            took[exists].append(seconds)
            answers.add((status, tuple(sorted(headers.items())), said))
    assert [status for status, _headers, _said in answers] == [404]  # one answer, byte for byte
    assert len(took[True]) == len(took[False]) == SAMPLES
    return p_value(took[True], took[False])


@pytest.fixture
def known(committed_province):
    return [receive(committed_province).receipt_code for _ in range(CODES)]


def test_wrong_digits_take_as_long_whether_the_code_exists_or_not(serving, known, settings):
    with serving("portal.wsgi") as port, Redis.from_url(settings.REDIS_URL) as limiter:
        found = []
        while len(found) < TRIES and (not found or found[-1] <= LEAST_LIKELY):
            found.append(measured(port, known, limiter))
    print("p", found)
    assert found[-1] > LEAST_LIKELY, found


def test_a_fifth_of_a_millisecond_would_be_found(serving, known, settings):
    with serving("tests.soak.slow_to_say_no") as port, Redis.from_url(settings.REDIS_URL) as limiter:
        assert any(measured(port, known, limiter) <= LEAST_LIKELY for _ in range(TRIES))


def test_a_robot_learns_nothing_of_ten_thousand_codes_while_a_hall_of_people_is_served(serving, known, settings):
    """The robot knows how codes are made, and hides real ones among its guesses to see when it is found out."""
    hall = "198.51.100.20"  # two hundred people behind one address
    tried = [codes.new_receipt_code() for _ in range(GUESSES_OF_THE_BOT - len(known))] + known
    random.shuffle(tried)
    robot: list[int] = []
    seen_of_known: list[int] = []
    people: list[int] = []
    with serving("portal.wsgi") as port:

        def guess():
            with Line(port) as line:
                for code in tried:
                    status, *_ = line.ask("GET", f"/tra-cuu/{code}", address=BOT)
                    (seen_of_known if code in real else robot).append(status)

        def come():
            with Line(port) as line:
                for n in range(200):
                    status, *_rest = line.ask("GET", f"/tra-cuu/{known[n % len(known)]}", address=hall)
                    people.append(status)

        real = set(known)
        with ThreadPoolExecutor(2) as pool:
            for job in [pool.submit(guess), pool.submit(come)]:
                job.result()
        with Line(port) as line:
            locked = [
                line.ask("GET", f"/tra-cuu/{code}", address=BOT)[:3] for code in (known[0], codes.new_receipt_code())
            ]

    assert Counter(people) == {200: 200}
    assert Counter(robot) == {404: limits.MISSES, 429: len(robot) - limits.MISSES}
    assert Counter(seen_of_known)[429] > len(known) * 0.9  # the few before the thirtieth miss are not guesses
    assert locked[0][0] == locked[1][0] == 429
    assert locked[0][2] == locked[1][2]  # once it is found out, what exists reads as what does not
