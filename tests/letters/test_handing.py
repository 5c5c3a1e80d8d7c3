"""Which hand-overs of a history stand: a table over histories, without a database."""

import pytest

from dossiers.models import Event, EventKind
from dossiers.reads.letters.handing import hand_overs, standing

COUNTER, OFFICE, LEADERS, TAX = (6, 61), (6, 62), (6, 63), (90, None)


def life(*happened) -> list[Event]:
    """happened: kinds, each alone or with where the dossier lies then, or with what else its event says."""
    return [_event(seq, *([one] if isinstance(one, str) else one)) for seq, one in enumerate(happened, start=1)]


def _event(seq: int, kind: str, said: tuple | dict | None = None) -> Event:
    to = {"to": {"agency": said[0], "unit": said[1]}} if isinstance(said, tuple) else said
    return Event(seq=seq, kind=EventKind(kind), agency_id=6, data=to or {})


CAME, SENT, SIGNED = ("received", COUNTER), ("step_completed", OFFICE), ("step_completed", LEADERS)
OFFERED, TAKEN = ("passed_on", {"unit_id": 63}), ("taken_over", LEADERS)


def back(seq: int, where: tuple) -> tuple:
    return "undone", {"undoes": seq, "to": {"agency": where[0], "unit": where[1]}}


STANDING = {
    "came in": ([CAME], []),
    "came in by history that does not say where": (["received", SENT], [2]),
    "the next step is here, too": ([CAME, ("step_completed", COUNTER)], []),
    "handed on, then assigned": ([CAME, SENT, "assigned"], [2]),
    "handed on twice": ([CAME, SENT, SIGNED], [2, 3]),
    "sent back": ([CAME, SENT, SIGNED, ("step_returned", OFFICE)], [2, 3, 4]),
    "gone out with the tax form": ([CAME, SENT, ("payment_requested", TAX)], [2, 3]),
    "asked for money and kept": ([CAME, "payment_requested"], []),
    "given to the right agency": ([CAME, ("redirected", (7, 71))], [2]),
    "taken back": ([CAME, SENT, back(2, COUNTER)], []),
    "the second taken back": ([CAME, SENT, SIGNED, back(3, OFFICE)], [2]),
    "offered, and waits": ([CAME, SENT, OFFERED, "assigned"], [2, 3]),
    "offered and taken over": ([CAME, SENT, OFFERED, TAKEN, ("finished", COUNTER)], [2, 3, 5]),
    "offered and dropped": ([CAME, SENT, OFFERED, ("step_completed", COUNTER)], [2, 4]),
    "offered, and what dropped it taken back": (
        [CAME, SENT, OFFERED, ("step_completed", COUNTER), back(4, OFFICE)], [2, 3],
    ),
}  # fmt: skip


@pytest.mark.parametrize("history", STANDING)
def test_what_stands_follows_from_the_history(history):
    happened, expected = STANDING[history]
    assert [one.event.seq for one in standing(life(*happened))] == expected


def test_what_was_taken_back_or_dropped_was_a_hand_over_all_the_same():
    happened = [CAME, SENT, back(2, COUNTER), OFFERED, SENT]
    assert [one.event.seq for one in hand_overs(life(*happened))] == [2, 4, 5]
