"""The status for programs, exactly as the contract has it."""

from datetime import datetime

import pytest

from tests.citizens.lives import begun
from tests.province import receive

UNKNOWN = "1C2F3H4K5M6P"
SHAPE = {
    "receipt_code", "status", "deadline", "holder", "step", "steps", "next_action", "received_at", "updated_at",
}  # fmt: skip


def test_the_answer_has_the_contracts_shape(client, province):
    dossier = receive(province)

    answer = client.get(f"/api/v1/status/{dossier.receipt_code}")
    body = answer.json()

    assert answer.headers["Content-Type"] == "application/json"
    assert set(body) == SHAPE
    assert body["receipt_code"] == dossier.receipt_code
    assert body["status"] == {"code": 2, "key": "accepted", "label": "Được tiếp nhận"}
    assert set(body["deadline"]) == {
        "state", "paused", "original_due_at", "second_original_due_at", "due_at", "promised_at", "working_days"
    }  # fmt: skip
    assert body["deadline"]["second_original_due_at"] is None
    assert body["deadline"]["due_at"].endswith("+07:00")
    assert datetime.fromisoformat(body["deadline"]["due_at"]) == dossier.due_at
    assert body["holder"] == {"agency": "Sở Xây dựng", "unit": "Bộ phận Một cửa"}
    assert body["step"] == {"n": 2, "of": 5, "name": "Chuyển hồ sơ"}
    assert [step["state"] for step in body["steps"]] == ["done", "current", "to_come", "to_come", "to_come"]
    assert set(body["steps"][0]) == {"n", "name", "agency", "state", "started_at", "finished_at", "due_at"}


def test_the_second_appointment_has_a_first_date_of_its_own(client, province):
    with begun(province) as life:
        life.to_office().billed().paid()
        deadline = client.get(f"/api/v1/status/{life.dossier.receipt_code}").json()["deadline"]

    assert deadline["original_due_at"] == "2026-09-08T17:00:00+07:00"
    assert deadline["second_original_due_at"] == "2026-09-10T17:00:00+07:00"


def test_the_label_follows_the_language(client, province):
    code = receive(province).receipt_code

    body = client.get(f"/api/v1/status/{code}?lang=en").json()

    assert body["status"]["label"] == "Accepted"
    assert body["next_action"] == "You do not need to do anything yet."


def test_every_unknown_code_gets_the_same_bytes(client, db):
    first, second = (client.get(f"/api/v1/status/{code}") for code in (UNKNOWN, "111111111111"))

    assert first.status_code == second.status_code == 404
    assert first.content == second.content
    assert dict(first.headers) == dict(second.headers)
    assert first.headers["Content-Type"] == "application/problem+json"
    assert set(first.json()) == {"type", "title", "status", "detail"}


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("length", "1C2F3", "H20.12-260803-0001"),
        ("symbol", "AAAAAAAAAAAA", "1C2F3H4K5M6O"),
        ("check", "1C2F3H4K5M61", "7K4C92MXH3TP"),
        ("empty", "---", "- -"),
    ],
)
def test_one_kind_of_mistake_gets_one_answer(client, db, kind, one, other):
    first, second = (client.get(f"/api/v1/status/{typed}") for typed in (one, other))

    assert first.status_code == second.status_code == 400
    assert first.content == second.content
    assert first.json()["mistake"] == kind
