"""What is answered when something is wrong: the same frame, one clear sentence, and no database."""

import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from agencies.models import Announced
from tests.portal.test_door import database_down  # noqa: F401 - a fixture

BESIDE = ("/", "/tro-giup", "/quyen-rieng-tu", "/tro-nang", "/static/portal.css")


@pytest.fixture
def asking():
    return Client(raise_request_exception=False)


def test_pages_that_need_no_database_answer_without_it(asking, database_down, monkeypatch):  # noqa: F811
    monkeypatch.setattr(sys.modules["agencies.models.names"], "_asked_at", float("-inf"))
    for path in BESIDE:
        answer = asking.get(path)
        assert answer.status_code == 200, path
        answer.close()
    assert asking.get("/khong-co").status_code == 404
    assert asking.get("/api/v1/khong-co").headers["Content-Type"] == "application/problem+json"


def test_known_maintenance_is_told_while_the_database_is_away(asking, database_down, monkeypatch):  # noqa: F811
    now = timezone.now()
    lasts = Announced("planned", now - timedelta(hours=1), now + timedelta(hours=2), "Tra cứu")
    monkeypatch.setattr(sys.modules["agencies.models.names"], "_in_memory", SimpleNamespace(maintenance=(lasts,)))

    page = asking.get("/tra-cuu/1C2F3H4K5M6P")
    problem = asking.get("/api/v1/status/1C2F3H4K5M6P")

    assert (page.status_code, problem.status_code) == (503, 503)
    for text in (page.content.decode(), problem.json()["detail"]):
        assert "Cổng đang tạm ngừng để bảo trì, đến" in text
        assert "gọi 1022" in text
    assert 7_100 < int(page.headers["Retry-After"]) <= 7_200


def test_an_unknown_outage_says_what_to_do_meanwhile(asking, database_down):  # noqa: F811
    page = asking.get("/tra-cuu/1C2F3H4K5M6P").content.decode()

    assert "Chưa có gì được lưu" in page
    assert "gọi 1022 hoặc đến Bộ phận Một cửa" in page


def test_each_refusal_is_a_page_or_a_problem(asking, monkeypatch):
    monkeypatch.setattr("dossiers.views.pages.rendered", lambda *_: 1 / 0)
    refused = {
        400: asking.get("/tro-nang?a=%00"),
        404: asking.get("/khong-co"),
        405: asking.post("/tro-giup"),
        413: asking.get("/tro-giup?" + "a" * 2001),
        500: asking.get("/tro-giup"),
    }

    for status, page in refused.items():
        text = page.content.decode()
        assert page.status_code == status
        assert text.count("<h1>") == 1
        assert "Về trang tra cứu" in text
        assert "ZeroDivision" not in text
    assert refused[405].headers["Allow"] == "GET, HEAD"
    assert "mã sự cố" in refused[500].content.decode()
    problem = asking.post("/api/v1/status/1C2F3H4K5M6P")
    assert (problem.status_code, problem.headers["Content-Type"]) == (405, "application/problem+json")
