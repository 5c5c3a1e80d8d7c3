"""The table of moves."""

from pathlib import Path

import pytest

from dossiers.workflow import CLOCK_ENDED, FROM, NEXT, OPEN, ROLES, TARGET, Move, Status, is_allowed, mermaid

ROOT = Path(__file__).resolve().parents[2]


def test_every_status_has_a_row_and_every_move_a_role_and_a_way():
    assert set(NEXT) == set(Status)
    assert set(ROLES) == set(Move) == set(TARGET) | set(FROM)


@pytest.mark.parametrize("move", FROM)
def test_a_move_leads_only_where_the_table_of_statuses_allows(move):
    for status in FROM[move]:
        there = TARGET.get(move, status)
        assert there == status or there in NEXT[status]


def test_the_clock_ends_at_3_7_8_9_and_10():
    assert [status.value for status in CLOCK_ENDED] == [3, 7, 8, 9, 10]
    assert set(OPEN) | set(CLOCK_ENDED) == set(Status)


@pytest.mark.parametrize("status", Status)
def test_every_open_status_can_reach_an_end(status):
    seen, todo = set(), [status]
    while todo:
        here = todo.pop()
        seen.add(here)
        todo += [there for there in NEXT[here] if there not in seen]

    assert seen & set(CLOCK_ENDED)


@pytest.mark.parametrize("status", [s for s in CLOCK_ENDED if s is not Status.DONE])
@pytest.mark.parametrize("move", [m for m in Move if m is not Move.RECEIVE])
def test_nothing_moves_after_the_end_but_what_takes_it_back(status, move):
    may = [Move.UNDO, Move.REISSUE_CODE] if status is Status.RETURNED else [Move.UNDO]
    assert is_allowed(move, status) == (move in may)


def test_the_readme_draws_the_workflow_as_it_is():
    assert mermaid() in (ROOT / "README.md").read_text()
