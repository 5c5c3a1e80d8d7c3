"""Where a page begins is read from its address: whatever stands there, a page is shown, and none is skipped."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from dossiers import actions
from dossiers.reads import pages
from tests.staff.test_doors import staff_routes

ODD = (
    "x", ".", "-", "-.", "-.x", "1.", "0.1", "1.1", "-1.1", "\x00", "٣.1", "1.-1", "1." + "9" * 30, "9" * 18 + ".1",
    "9" * 6 + ".1", "20261199999999999999999999.1", "9" * 5000 + ".1", "1.00000000-0000-0000-0000-000000000000",
)  # fmt: skip


def test_what_means_nothing_is_the_start():
    for cursor in ("", *ODD):
        for of in (datetime, date, int):
            for key in (int, UUID):
                assert isinstance(pages.before(cursor, "at", of, key), Q), cursor
        assert isinstance(pages.after(cursor, "at"), Q), cursor
    assert pages.before("20261199999999999999999999.1", "day", date) == Q()
    assert pages.before("0.1", "day", date) == pages.before("9999999.1", "day", date) == Q()


def test_a_cursor_leads_back_to_its_row():
    cases = [
        (datetime(2026, 5, 4, 3, 2, 1, 999_999, UTC), 7, datetime, int),
        (date(2026, 5, 4), 7, date, int),
        (480, 7, int, int),
        (datetime(2026, 5, 4, tzinfo=UTC), UUID(int=7), datetime, UUID),
    ]
    for value, pk, of, key in cases:
        cursor = pages.cursor_of(SimpleNamespace(at=value, pk=pk), "at")
        assert pages.before(cursor, "at", of, key) == Q(at__lt=value) | Q(at=value, pk__lt=pk)


def test_no_page_of_supervision_breaks(province, enter):
    actions.count_figures()
    client = enter(province.auditor)
    watched = [reverse(f"dossiers:{name}") for name, arguments in staff_routes().items() if not arguments]
    broken = {
        (address, cursor): status
        for address in watched
        if address.startswith("/giam-sat/")
        for cursor in ("20261199999999999999999999.1", "9" * 18 + ".1", "1." + "9" * 30)
        if (status := client.get(address, {"sau": cursor}).status_code) not in (200, 400, 403, 405)
    }
    assert (broken, len(watched) > 60) == ({}, True)
