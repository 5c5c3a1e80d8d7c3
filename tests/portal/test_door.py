"""The door: readiness, outages, faults, and what must never become a 500."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, OperationalError, connection, connections
from django.db.models import F
from django.http import HttpResponse
from django.test import override_settings

from dossiers.models import Dossier
from dossiers.reads import lookup
from portal import faults, health
from portal.middleware import Door
from tests.province import receive


@pytest.fixture
def database_down(transactional_db, monkeypatch, tmp_path):
    """No server listens where the settings say; connecting is given up at once."""
    connection.close()
    where = {**connection.settings_dict, "HOST": str(tmp_path), "OPTIONS": {}}
    monkeypatch.setattr("portal.postgresql.base.PATIENCE", 0)
    with monkeypatch.context() as away:
        away.setattr(connections["default"], "settings_dict", where)
        yield
        connection.close()


def test_readyz_tells_the_database_and_the_broker(client, db):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "database": "ok", "broker": "ok", "limiter": "ok"},
    )


def test_readyz_is_ready_but_degraded_without_the_broker(client, db, monkeypatch):
    monkeypatch.setattr(health._broker, "ping", lambda: (_ for _ in ()).throw(OSError()))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["broker"]) == (200, "degraded")


def test_readyz_is_503_without_the_database(client, database_down):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["database"]) == (503, "down")
    assert answer.headers["Retry-After"]


def test_readyz_is_503_with_unapplied_migrations(client, db, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: ["0009"])

    assert client.get("/readyz").json()["database"] == "unmigrated"


@pytest.mark.parametrize("path", ["/tra-cuu/1C2F3H4K5M6P", "/api/v1/status/1C2F3H4K5M6P", "/can-bo/"])
def test_without_the_database_every_page_is_503_with_a_time_to_come_back(client, database_down, path):
    client.cookies["sessionid"] = "mot-phien-nao-do"
    client.raise_request_exception = False

    answer = client.get(path)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == str(faults.RETRY_AFTER)


def test_an_unexpected_fault_has_an_incident_number_and_no_trace(client, db, monkeypatch):
    monkeypatch.setattr("portal.health.connection", None)
    client.raise_request_exception = False

    answer = client.get("/readyz")

    assert answer.status_code == 500
    text = answer.content.decode()
    assert "mã sự cố" in text
    assert "Traceback" not in text
    assert "NoneType" not in text


def _refused_row(code):
    """PostgreSQL quotes the whole row in its refusal."""
    Dossier.objects.filter(receipt_code=code).update(applicant_name="Canh Báo Rò Rỉ", closed_at=F("received_at"))


def _refused_row_in_a_chain(code):
    try:
        _refused_row(code)
    except IntegrityError as refused:
        raise ValueError(code) from refused


@pytest.mark.parametrize("break_down", [_refused_row, _refused_row_in_a_chain])
def test_the_log_of_an_incident_keeps_no_code_and_no_name(client, province, monkeypatch, caplog, break_down):
    code = receive(province).receipt_code
    monkeypatch.setattr(lookup, "by_receipt_code", break_down)
    client.raise_request_exception = False

    answer = client.get(f"/tra-cuu/{code}")

    assert answer.status_code == 500
    assert "tra-cuu/<" in caplog.text
    assert "'fault': 'IntegrityError'" in caplog.text
    for secret in (code, "Canh Báo", "Failing row"):
        assert secret not in caplog.text


def test_too_many_fields_are_told_in_one_sentence(client, db):
    answer = client.post("/tra-cuu/1C2F3H4K5M6P", {f"f{n}": "" for n in range(1001)})

    assert answer.status_code == 413
    assert "Nội dung gửi đến quá dài" in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/?ma=H1%00", "/tra-cuu?ma=%00", "/can-bo/?q=%00", "/api/v1/status/%00", "/tra-cuu/%00", "/?ma=" + "A" * 7000,
     "/can-bo/ho-so/99999999999999999999999999", "/%ff%fe", "/tra-cuu?ma=%ED%A0%80"],
)  # fmt: skip
def test_nothing_in_an_address_is_a_500(client, db, path):
    client.raise_request_exception = False

    assert client.get(path).status_code in (200, 302, 303, 400, 404, 413)


def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs(client, db):
    page, problem = client.get("/khong-co"), client.get("/api/v1/khong-co")

    assert (page.status_code, problem.status_code) == (404, 404)
    assert "Không tìm thấy trang" in page.content.decode()
    assert problem.headers["Content-Type"] == "application/problem+json"
    assert problem.json()["status"] == 404


def test_a_restart_of_the_database_is_not_seen_by_a_reader(rf, monkeypatch):
    failures = [OperationalError("server closed the connection")]

    def page(request):
        if failures:
            raise failures.pop()
        return HttpResponse("ok")

    request = rf.get("/")
    request.resolver_match = SimpleNamespace(func=page, args=(), kwargs={})
    lost = SimpleNamespace(connection=SimpleNamespace(closed=1), close=lambda: None)
    monkeypatch.setattr("portal.middleware.connection", lost)
    door = Door(page)

    assert door.process_exception(request, failures.pop()).content == b"ok"
    assert door.process_exception(request, OperationalError()) is None  # once, not for ever
    assert door.process_exception(rf.post("/"), OperationalError()) is None  # a POST may have been saved


@override_settings(TRUSTED_PROXIES=1)
@pytest.mark.parametrize(
    ("header", "seen"),
    [("10.0.0.1", "10.0.0.1"), ("6.6.6.6, 10.0.0.1", "10.0.0.1"), ("x" * 500, "x" * 45), (None, "127.0.0.1")],
)
def test_the_address_is_what_the_one_trusted_proxy_says(rf, header, seen):
    request = rf.get("/", HTTP_X_FORWARDED_FOR=header) if header else rf.get("/")
    Door(lambda r: faults.not_found(r))(request)

    assert request.client_address == seen


@override_settings(TRUSTED_PROXIES=0)
def test_without_a_trusted_proxy_no_header_is_believed(rf):
    request = rf.get("/", HTTP_X_FORWARDED_FOR="6.6.6.6")
    Door(lambda r: faults.not_found(r))(request)

    assert request.client_address == "127.0.0.1"
