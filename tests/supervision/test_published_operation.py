"""The public page tells when this portal itself stood still: as soon as it is known, and only when it has begun."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from agencies.models import Announced, Maintenance, MaintenanceKind, WorkCalendar
from dossiers.reads import maintenance
from dossiers.reads.words import IN
from dossiers.views import published
from tests.supervision.published_pages import text

pytestmark = pytest.mark.xdist_group("seeded province")
HOUR = timedelta(hours=1)


def happened(now, begins, ends, kind, what, **more):
    """begins, ends: hours from now."""
    Maintenance.objects.create(
        kind=kind, starts_at=now + begins * HOUR, ends_at=now + ends * HOUR, what=what, by=User.objects.first(), **more
    )


def listed(reader, language="vi") -> list[str]:
    section = re.search(
        rb'<section id="bao-tri-su-co">(.*?)</section>', reader.get(f"/thong-ke?lang={language}").content, re.S
    )
    return re.findall(r"<li>(.*?)</li>", section[1].decode(), re.S)


def test_maintenance_and_outages_are_listed_the_newest_first(reader):
    assert "Chưa ghi nhận lần nào." in text(reader.get("/thong-ke"))

    now = timezone.now()
    happened(now, -50, -48, MaintenanceKind.PLANNED, "Tra cứu.")
    happened(now, -1, 2, MaintenanceKind.OUTAGE, "<b>Tải tệp</b>")
    happened(now, -9, -8, MaintenanceKind.OUTAGE, "Nhầm", cancelled_at=now)
    happened(now, 300, 302, MaintenanceKind.PLANNED, "Sắp tới")

    lasting, over = listed(reader)
    say = IN["vi"].moment
    assert lasting.startswith(f"Sự cố, từ {say(now - HOUR)}, dự kiến khắc phục xong lúc {say(now + 2 * HOUR)}.")
    assert "&lt;b&gt;Tải tệp" in lasting
    assert over.startswith(f"Bảo trì đã báo trước, từ {say(now - 50 * HOUR)} đến {say(now - 48 * HOUR)}.")
    assert over.endswith('<span lang="vi">Tra cứu</span>.')
    assert [each[:7] for each in listed(reader, "en")] == ["Outage,", "Announc"]


def test_a_page_that_is_kept_announces_what_has_changed_since(reader, monkeypatch):
    def told():
        return b"maintenance--now" in reader.get("/thong-ke").content

    now = timezone.now()
    assert not told()
    lasts = Announced(MaintenanceKind.PLANNED, now - HOUR, now + HOUR, "Tra cứu")
    monkeypatch.setattr(maintenance, "announced", lambda: [lasts])
    assert told()
    monkeypatch.setattr(maintenance, "announced", lambda: [lasts._replace(ends_at=now)])
    assert not told()
    assert published._page.cache_info().misses == 1


def test_ten_are_listed_and_what_is_to_come_joins_them_when_it_begins(reader):
    now = timezone.now()
    for n in range(12):
        happened(now, -30 - n, -29 - n, MaintenanceKind.OUTAGE, f"Lần {n}")
    happened(now, 1, 3, MaintenanceKind.PLANNED, "Sắp tới")
    changed_at = WorkCalendar.objects.get().names_changed_at

    def what(at):
        return [each.what for each in maintenance.past(IN["vi"], changed_at, at)]

    assert what(now) == [f"Lần {n}" for n in range(10)]
    assert what(now + 2 * HOUR) == ["Sắp tới", *(f"Lần {n}" for n in range(9))]
