"""The frame and the pages beside the look-up: light, without a query, true."""

import gzip
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from agencies.centre import centre
from dossiers import wording
from dossiers.workflow import Status

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("/", "/thu-tuc", "/tinh-ngay-hen", "/thong-ke")
FOOT = ("/tro-giup", "/quyen-rieng-tu", "/tro-nang")
PAGES = ("/", "/tro-giup", "/quyen-rieng-tu", "/tro-nang")
STYLE = (ROOT / "static/portal.css").read_bytes()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_beside_is_light_needs_no_database_and_leads_everywhere(client, path):
    """Without the mark of the database a query would be a fault."""
    for language in ("vi", "en"):
        answer = client.get(path, {"lang": language})
        text = answer.content.decode()
        assert answer.status_code == 200
        assert text.count("<h1>") == 1
        assert f'<html lang="{language}">' in text
        assert len(gzip.compress(answer.content)) + len(gzip.compress(STYLE)) < 30_000
        assert re.findall(r'(?:src|<link[^>]* href)="([^"]+)', text)[0].startswith("/static/portal")
        assert len([where for where in re.findall(r'<link[^>]* href="([^"]+)', text) if where[:5] != "data:"]) == 1
        assert not re.search(r"<script|<img|style=", text)
        for address in (*ROOMS, *FOOT):
            assert f'href="{address}"' in text
        assert "sessionid" not in answer.cookies


def test_the_icon_comes_with_the_page(client):
    found = re.search(r'rel="icon" href="data:image/svg\+xml,([^"]+)"', client.get("/").content.decode())

    assert unquote(found[1]) == (ROOT / "static/icon.svg").read_text().strip().replace('"', "'")


def test_the_room_that_is_open_is_marked(client):
    assert re.findall(r'href="([^"]+)" aria-current="page"', client.get("/").content.decode()) == ["/"]


def test_whom_to_call_comes_from_the_reference_data(client):
    for path in PAGES:
        text = client.get(path).content.decode()
        assert f'href="tel:{centre().dialled}">{centre().phone}</a>' in text
        assert set(re.findall(r'"tel:(\d+)"', text)) == {"1022", centre().dialled}


def test_help_explains_every_status_by_its_name(client):
    text = client.get("/tro-giup").content.decode()

    for status in Status:
        assert f"<dt>{wording.STATUS[status].label}</dt>" in text
