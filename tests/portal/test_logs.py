"""What the logs keep: one JSON object a line, the request or the task it is of, and nobody's data."""

import json
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, ProgrammingError, connection
from django.test import Client
from django.utils import timezone

from dossiers import actions, tasks
from dossiers.models import Dossier
from dossiers.reads import lookup
from portal import logs
from portal.celery import app
from portal.tasklog import TaskLog
from tests.province import receive

CANARY = {
    "name": "Hoàng Yến Tước", "identity": "087190999777", "phone": "0987654321", "address": "Ấp Chim Én số 9",
    "email": "yen.tuoc@example.vn",
}  # fmt: skip
PASSWORD = "mat-khau-chim-yen-tuoc"


@pytest.fixture
def lines():
    """The lines that were written so far, by the handler that production uses, down to DEBUG."""
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    kept = Kept(logging.DEBUG)
    kept.setFormatter(logs.json_formatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(before)
    root.removeHandler(kept)


@pytest.fixture
def tasklog():
    """A task's own signals, as the worker's first step connects them."""
    receiver = TaskLog()
    receiver.connect_worker_signals()
    logging.getLogger("celery.app.trace").setLevel(logging.CRITICAL)
    return receiver


@pytest.fixture
def enter():
    """enter(user): a browser in which this person has signed in, and that shows what a fault looks like."""

    def signed_in(user) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    return signed_in


def said(lines) -> list[dict]:
    assert all("\n" not in line for line in lines)
    return [json.loads(line) for line in lines]


def test_no_line_carries_anybodys_data(province, enter, lines, tasklog, settings, tmp_path, monkeypatch):
    """Looked up, typed wrongly, refused by the database, broken in our own code, sent, printed, exported, swept."""
    settings.ATTACHMENTS_ROOT = tmp_path / "tep"
    settings.MESSAGE_WAYS = {"email": "console", "sms": "console", "zalo": "console"}
    dossier = receive(province, applicant=actions.Applicant(**CANARY))
    secrets = [*CANARY.values(), "Yến Tước", dossier.receipt_code, PASSWORD, "chim-en-bay.pdf"]
    clerk, leader, nobody = enter(province.clerk), enter(province.leader), Client(raise_request_exception=False)
    page = f"/can-bo/ho-so/{dossier.pk}"

    nobody.get(f"/tra-cuu/{dossier.receipt_code}")
    nobody.get("/", {"ma": dossier.receipt_code})
    nobody.get(f"/api/v1/status/{dossier.receipt_code}")
    nobody.post("/can-bo/dang-nhap", {"username": CANARY["email"], "password": PASSWORD})
    for found in (dossier.receipt_code, *CANARY.values()):
        clerk.post("/can-bo/tim", {"ma": found})
    clock = f"/api/v1/dossiers/{dossier.receipt_code}/clock"
    assert clerk.get(clock).status_code == 200
    for address in (clock, f"{clock}/khong-co"):
        nobody.get(address)
        clerk.get(address)
    for address in (page, f"{page}/lich-su", f"{page}/giay-to/tiep-nhan", "/giam-sat/qua-han"):
        clerk.get(address, {"q": CANARY["name"]})
    sent = SimpleUploadedFile("chim-en-bay.pdf", b"%PDF-1.7 " + CANARY["name"].encode())
    clerk.post(f"{page}/tep", {"file": sent})
    clerk.post(f"{page}/sua-nguoi-nop", {"version": "x", **CANARY})
    clerk.post(f"{page}/sua-nguoi-nop", {**CANARY, "csrf": PASSWORD}, headers={"User-Agent": "Chim\nYến"})
    leader.post("/can-bo/in-nhieu", {"kind": CANARY["name"]})

    def broken(fault):
        def look(*args, **kwargs):
            raise fault

        return look

    for fault in (
        ValueError(f"invalid literal: {CANARY['name']!r}"),
        KeyError(CANARY["identity"]),
        IntegrityError(f"Key (applicant_identity)=({CANARY['identity']}) already exists."),
        OperationalError(f"canceling statement\nCONTEXT: row ({CANARY['name']})"),
    ):
        with monkeypatch.context() as away:
            away.setattr(lookup, "by_receipt_code", broken(fault))
            away.setattr(Dossier, "__str__", broken(fault))
            nobody.get(f"/tra-cuu/{dossier.receipt_code}")
            clerk.get(page)

        with monkeypatch.context() as away:
            away.setattr(actions, "sweep", broken(fault))
            tasks.sweep.apply()
    for task in (tasks.sweep, tasks.relay, tasks.work, tasks.check_sweep):
        task.apply()
    for channel in settings.MESSAGE_WAYS:
        tasks.deliver.apply(args=[channel])
    logging.getLogger("thu.vien").error("một dòng\r\n{'level': 'giả'}")

    found = said(lines)
    assert {"incident", "request_finished", "task_failed"} <= {line["event"] for line in found}
    for line in lines:
        shown = json.dumps(json.loads(line), ensure_ascii=False)
        assert not [secret for secret in secrets if secret in shown], shown
    failed = [line for line in found if line["event"] == "task_failed"]
    assert len(failed) == 4
    assert all(line["task"] == "dossiers.tasks.sweep" and line["task_id"] for line in failed)
    assert failed[0]["exception"].endswith("builtins.ValueError")
    assert "canceling statement" in failed[3]["exception"]


def test_all_lines_of_a_request_carry_its_id_and_no_other_request_has_it(province, enter, lines, monkeypatch):
    dossier = receive(province)
    clerk = enter(province.clerk)
    clerk.get(f"/can-bo/ho-so/{dossier.pk}")
    lines.clear()

    def broken(*args, **kwargs):
        logging.getLogger("thu.vien").warning("trước")
        raise ValueError("x")

    monkeypatch.setattr(Dossier, "__str__", broken)
    for _ in range(2):
        clerk.get(f"/can-bo/ho-so/{dossier.pk}")
    monkeypatch.undo()
    monkeypatch.setattr(lookup, "by_receipt_code", broken)
    Client(raise_request_exception=False).get(f"/tra-cuu/{dossier.receipt_code}")
    logging.getLogger("thu.vien").warning("sau")

    *told, after = (line for line in said(lines) if line["logger"] in ("thu.vien", "portal.faults"))
    pairs = [(told[n]["event"], told[n + 1]["event"]) for n in range(0, len(told), 2)]
    assert pairs == [("trước", "incident")] * 3
    assert [told[n]["request_id"] for n in (0, 2, 4)] == [told[n]["request_id"] for n in (1, 3, 5)]
    assert len({line["request_id"] for line in told}) == 3
    assert "request_id" not in after


def test_a_job_and_what_it_calls_carry_the_tasks_id(db, lines, tasklog, monkeypatch):
    def busy() -> int:
        logging.getLogger("dossiers.anything").warning("trong việc")
        return 0

    monkeypatch.setattr(actions, "work", busy)
    first, second = tasks.work.apply(), tasks.work.apply()
    found = [line for line in said(lines) if line["event"] == "trong việc"]
    assert [line["task_id"] for line in found] == [first.id, second.id]
    assert {line["task"] for line in found} == {"dossiers.tasks.work"}


def test_the_worker_begins_with_the_log_of_tasks():
    assert "TaskLogStep" in {step.__name__ for step in app.steps["worker"]}


@pytest.mark.parametrize("typed", ["a\nb", "a\r\nb", "a\u2028b", 'a"}\n{"event": "giả', "a\x00\x1b[31mb"])
def test_what_is_typed_makes_no_second_line(lines, typed):
    lines.clear()
    logging.getLogger("thu.vien").warning("%s", typed)
    (line,) = lines
    assert json.loads(line)["event"] == typed
    assert len(line.splitlines()) == 1


def test_a_trace_tells_where_and_what_kind_without_words(lines):
    try:
        try:
            int(CANARY["name"])
        except ValueError as fault:
            raise RuntimeError(CANARY["phone"]) from fault
    except RuntimeError:
        logging.getLogger("thu.vien").exception("hỏng")
    (line,) = said(lines)
    assert line["exception"].splitlines()[-1] == "builtins.RuntimeError"
    assert "builtins.ValueError" in line["exception"]
    assert "test_logs.py" in line["exception"]
    assert not any(word in str(line) for word in CANARY.values())


def test_the_databases_own_words_are_kept_to_their_first_line(lines, db):
    statement = f"SELECT '{CANARY['name']}' FROM khong_co_bang"
    with pytest.raises(ProgrammingError) as broken, connection.cursor() as cursor:
        cursor.execute(statement)
    told = logs.what_happened(broken.value)
    assert 'ProgrammingError: relation "khong_co_bang" does not exist' in told
    assert CANARY["name"] not in told


def test_the_moment_is_on_every_line(lines):
    logging.getLogger("thu.vien").warning("x")
    (line,) = said(lines)
    assert line["timestamp"][:4] == str(timezone.now().year)
    assert (line["level"], line["logger"]) == ("warning", "thu.vien")
