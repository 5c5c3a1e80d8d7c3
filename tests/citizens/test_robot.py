"""A robot that guesses codes learns nothing, and nobody else waits for it; tests/soak sends ten thousand guesses."""

import random
from collections import Counter

from dossiers import codes, limits
from tests.province import receive

GUESSES = 300
ROBOT, HALL = "203.0.113.66", "198.51.100.20"


def test_a_robot_learns_nothing_of_its_guesses_while_people_are_served(client, province, settings):
    """The robot knows how codes are made, and hides real ones among its guesses to see when it is found out."""
    settings.TRUSTED_PROXIES = 1
    known = [receive(province).receipt_code for _ in range(5)]
    tried = [codes.new_receipt_code() for _ in range(GUESSES - len(known))]
    for place, code in zip(random.sample(range(limits.MISSES, GUESSES), len(known)), known, strict=True):
        tried.insert(place, code)

    def ask(address, code):
        return client.get(f"/tra-cuu/{code}", headers={"X-Forwarded-For": address})

    robot, people = [], []
    for n, code in enumerate(tried):
        robot.append(ask(ROBOT, code))
        if n % 6 == 0:
            people.append(ask(HALL, known[n % len(known)]).status_code)

    assert Counter(answer.status_code for answer in robot) == {404: limits.MISSES, 429: GUESSES - limits.MISSES}
    assert len({answer.content for answer in robot[limits.MISSES :]}) == 1  # what exists reads as what does not
    assert Counter(people) == {200: GUESSES // 6}


def test_a_robot_that_guesses_digits_locks_a_code_whether_it_exists_or_not(client, province, settings):
    """From an address of its own for each try, so that no address is found out."""
    settings.TRUSTED_PROXIES = 1
    known, invented = receive(province).receipt_code, codes.new_receipt_code()
    answers = {}
    for code in (known, invented):
        tries = [
            client.post(f"/tra-cuu/{code}", {"so_cuoi": f"{n:04}"}, headers={"X-Forwarded-For": f"203.0.113.{n}"})
            for n in range(1, 31)
        ]
        answers[code] = [(each.status_code, each.content) for each in tries]
        assert [status for status, _ in answers[code]] == [404] * limits.GUESSES + [429] * (30 - limits.GUESSES)

    assert answers[known] == answers[invented]
    assert client.get(f"/tra-cuu/{known}", headers={"X-Forwarded-For": HALL}).status_code == 200
