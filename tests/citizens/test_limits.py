"""Limits count exactly, cannot be opened by breaking the server that counts, and cost nobody their time."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from redis import ConnectionPool
from structlog.testing import capture_logs

from dossiers import limits
from tests.province import receive

UNKNOWN = "1C2F3H4K5M6P"


def test_look_ups_and_misses_are_counted_exactly_under_threads():
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: limits.look_up("198.51.100.7"), range(2000)))
        misses = list(pool.map(lambda _: limits.missed("198.51.100.8"), range(200)))

    assert waits.count(0) == limits.LOOK_UPS
    assert misses.count(0) == limits.MISSES
    assert all(0 < wait <= limits.WINDOW for wait in waits if wait)


def test_tries_at_once_get_no_more_than_five():
    with ThreadPoolExecutor(16) as pool:
        tries = list(pool.map(lambda _: limits.guess(UNKNOWN), range(200)))

    assert tries.count(0) == limits.GUESSES


def test_the_thirty_first_miss_is_refused_on_page_and_api(client, db):
    for _ in range(limits.MISSES):
        assert client.get(f"/tra-cuu/{UNKNOWN}").status_code == 404

    page, answer = client.get(f"/tra-cuu/{UNKNOWN}"), client.get(f"/api/v1/status/{UNKNOWN}")

    assert (page.status_code, answer.status_code) == (429, 429)
    assert 0 < int(page.headers["Retry-After"]) <= limits.WINDOW
    assert "Ông/Bà đã tra cứu nhiều lần" in page.content.decode()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "Retry-After" in answer.headers


def test_an_address_over_its_limit_asks_nothing_of_the_database(client, province, django_assert_num_queries):
    code = receive(province).receipt_code
    for _ in range(limits.MISSES):
        limits.missed("127.0.0.1")

    with django_assert_num_queries(0):
        assert client.get(f"/tra-cuu/{code}").status_code == 429


def test_another_address_is_not_disturbed(client, province, settings):
    settings.TRUSTED_PROXIES = 1
    code = receive(province).receipt_code
    for _ in range(limits.MISSES + 1):
        client.get(f"/tra-cuu/{UNKNOWN}", headers={"X-Forwarded-For": "203.0.113.1"})

    assert client.get(f"/tra-cuu/{code}", headers={"X-Forwarded-For": "203.0.113.1"}).status_code == 429
    assert client.get(f"/tra-cuu/{code}", headers={"X-Forwarded-For": "203.0.113.1, 203.0.113.2"}).status_code == 200


def test_one_ipv6_customer_is_one_address():
    for n in range(limits.MISSES):
        limits.missed(f"2001:db8:1:2::{n:x}")

    assert limits.missed("2001:db8:1:2:ffff::1") > 0
    assert limits.missed("2001:db8:1:3::1") == 0


def test_addresses_and_codes_are_never_kept_in_clear(counters):
    limits.look_up("198.51.100.7")
    limits.missed("198.51.100.7")
    limits.guess(UNKNOWN)

    kept = b" ".join(counters.keys())
    assert b"198.51" not in kept
    assert UNKNOWN.encode() not in kept
    assert all(counters.ttl(key) > 0 for key in counters.scan_iter())


def test_many_failures_raise_one_alarm(counters):
    with capture_logs() as logs:
        for n in range(limits.ALARM + 20):
            limits.missed(f"198.51.100.{n}")

    assert [entry["event"] for entry in logs] == ["lookup_alarm"]


@pytest.fixture
def no_server(monkeypatch):
    nowhere = ConnectionPool.from_url("unix:///nowhere/valkey.sock", socket_timeout=0.2, retry=None)
    monkeypatch.setattr(limits, "_pool", nowhere)
    monkeypatch.setattr(limits, "_thread", type(limits._thread)())


def test_without_the_server_limits_are_stricter_never_open(client, province, no_server):
    known = receive(province).receipt_code

    answers = [client.get(f"/tra-cuu/{UNKNOWN}").status_code for _ in range(limits.MISSES)]
    tries = [limits.guess("X" * 12) for _ in range(limits.GUESSES)]

    assert answers.count(404) == limits.MISSES // 3
    assert answers[-1] == client.get(f"/tra-cuu/{known}").status_code == 429
    assert 0 < tries.count(0) < limits.GUESSES


def test_without_the_server_nobody_waits(client, province, no_server):
    code = receive(province).receipt_code
    begun = time.perf_counter()

    for _ in range(20):
        assert client.get(f"/tra-cuu/{code}").status_code == 200

    assert time.perf_counter() - begun < 2


def test_a_server_that_was_emptied_or_restarted_is_used_again(counters, no_server, monkeypatch, settings):
    assert limits.look_up("198.51.100.7") == 0
    monkeypatch.setattr(limits, "_pool", ConnectionPool.from_url(settings.REDIS_URL, socket_timeout=0.2))
    monkeypatch.setattr(limits, "_thread", type(limits._thread)())
    monkeypatch.setattr(limits, "_rest_until", 0.0)

    limits.look_up("198.51.100.7")
    counters.script_flush()
    limits.look_up("198.51.100.7")

    assert len(counters.keys()) == 1
