"""Which letters are offered: a table over the states of a dossier, without a database."""

from types import SimpleNamespace

import pytest

from dossiers.models import Step
from dossiers.reads.letters.offers import due_after, offers_of
from dossiers.workflow import Move, Status

COUNTER, OFFICE, LEADERS = (6, 61), (6, 62), (6, 63)
STEPS = [COUNTER, COUNTER, OFFICE, LEADERS, COUNTER]
FURTHER = {Move.COMPLETE_STEP: 1, Move.FINISH: 1, Move.RETURN_STEP: -1}


def desk(status=Status.PROCESSING, rounds=0, signed=None, at=3, code="H20.6-1", **dossier):
    """A desk with what offers look at; at: the step where the dossier stands."""
    steps = tuple(Step(n=n, agency_id=agency, unit_id=unit) for n, (agency, unit) in enumerate(STEPS, start=1))
    asked = [SimpleNamespace(round=n) for n in range(1, rounds + 1)]
    return SimpleNamespace(
        dossier=SimpleNamespace(**{"status": status, "official_code": code, "voided_at": None, **dossier}),
        apology=None if signed is None else SimpleNamespace(approved_at=signed or None),
        facts=SimpleNamespace(supplements=asked), supplement=asked[-1] if asked else None,
        course=SimpleNamespace(steps=steps, current=steps[at - 1]),
        step_after=lambda move: steps[FURTHER.get(move, 0) + at - 1],
    )  # fmt: skip


OFFERED = {
    "just received": (desk(Status.ACCEPTED), "receipt control"),
    "asked twice": (desk(Status.SUPPLEMENT, rounds=2), "receipt control supplement-1 supplement-2"),
    "an apology that waits": (desk(signed=0), "receipt control"),
    "an apology signed": (desk(signed=1), "receipt control apology"),
    "has a result": (desk(Status.DONE), "receipt control"),
    "handed over": (desk(Status.RETURNED), "receipt control result"),
    "declined": (desk(Status.NOT_ACCEPTED, rounds=1), "receipt control supplement-1 refusal"),
    "refused at the counter": (desk(Status.NOT_ACCEPTED, code=None), "refusal"),
    "stopped": (desk(Status.STOPPED), "receipt control stopping"),
    "withdrawn": (desk(Status.WITHDRAWN), "receipt control stopping"),
    "taken in by mistake": (desk(Status.PROCESSING, rounds=1, voided_at=1), "control"),
}  # fmt: skip
DUE = {
    Move.REQUEST_SUPPLEMENT: "supplement-2", Move.APPROVE_APOLOGY: "apology", Move.DECLINE: "refusal",
    Move.STOP: "stopping", Move.WITHDRAW: "stopping", Move.HAND_OVER: "result", Move.PASS_ON: "passing",
    Move.COMPLETE_STEP: "passing", Move.FINISH: "passing",
}  # fmt: skip


@pytest.mark.parametrize("state", OFFERED)
def test_what_is_offered_follows_from_the_state(state):
    here, expected = OFFERED[state]
    assert anchors(offers_of(here, handed_on=False)) == expected.split()


def test_what_was_handed_on_has_a_slip_of_that_unless_it_was_taken_in_by_mistake():
    assert anchors(offers_of(desk(rounds=1), handed_on=True)) == ["receipt", "control", "passing", "supplement-1"]
    assert anchors(offers_of(desk(voided_at=1), handed_on=True)) == ["control"]


def anchors(offers) -> list[str]:
    return [offer.anchor.removeprefix("in-") for offer in offers]


def test_a_move_makes_its_letter_due_and_others_none():
    here = desk(rounds=1, at=3)
    found = {move: due_after(here, move) for move in Move if move is not Move.RETURN_STEP}
    assert {move: offer.anchor for move, offer in found.items() if offer} == {m: f"in-{due}" for m, due in DUE.items()}
    assert due_after(desk(), Move.REQUEST_SUPPLEMENT).anchor == "in-supplement-1"


def test_only_a_step_at_another_unit_is_handed_over():
    assert due_after(desk(at=1), Move.COMPLETE_STEP) is None  # the counter has the next step, too
    assert due_after(desk(at=2), Move.COMPLETE_STEP).anchor == "in-passing"
    assert due_after(desk(at=4), Move.RETURN_STEP).anchor == "in-passing"
