"""Maintenance is announced seven working days before, told on every page from memory, and never made worse later."""

import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from agencies.models import Agency, Maintenance, MaintenanceKind, Membership, Role, WorkCalendar, names
from agencies.models.calendar import working_calendar
from tests.province import receive

HOUR = timedelta(hours=1)


@pytest.fixture
def remembers(monkeypatch):
    """What this process keeps in memory is forgotten after the test."""
    monkeypatch.setattr(sys.modules["agencies.models.names"], "_in_memory", None)


def _read_again():
    names(WorkCalendar.objects.get().names_changed_at)


def _row(province, starts_at, hours=10, **more):
    return Maintenance(starts_at=starts_at, ends_at=starts_at + hours * HOUR, what="Tra cứu", by=province.clerk, **more)


def _in_working_days(n):
    """20:00 of the n-th working day after today, Viet Nam's time."""
    day = working_calendar().working_day_after(timezone.localdate(), n)
    return datetime(day.year, day.month, day.day, 13, tzinfo=UTC)


def test_it_is_announced_seven_working_days_before(province):
    with pytest.raises(ValidationError, match="ít nhất 7 ngày làm việc") as refused:
        _row(province, _in_working_days(6)).full_clean()
    assert list(refused.value.message_dict) == ["starts_at"]
    assert f"{_in_working_days(7):%d/%m/%Y}" in str(refused.value)

    _row(province, _in_working_days(7)).full_clean()


def test_an_outage_is_told_at_once_but_never_beforehand(province):
    _row(province, timezone.now() - HOUR, kind=MaintenanceKind.OUTAGE).full_clean()

    with pytest.raises(ValidationError, match="Sự cố phải đã bắt đầu"):
        _row(province, timezone.now() + HOUR, kind=MaintenanceKind.OUTAGE).full_clean()


def test_later_it_may_only_be_shortened_or_postponed(province):
    kept = _row(province, _in_working_days(8))
    kept.save()
    longer, shorter, sooner, later = (Maintenance.objects.get() for _ in range(4))

    longer.ends_at += HOUR
    sooner.starts_at = _in_working_days(6)
    for worse in (longer, sooner):
        with pytest.raises(ValidationError):
            worse.full_clean()
    shorter.ends_at -= HOUR
    shorter.full_clean()
    later.starts_at, later.ends_at = _in_working_days(9), _in_working_days(9) + 20 * HOUR
    later.full_clean()

    kept.cancelled_at = timezone.now()
    kept.save()
    with pytest.raises(ValidationError, match="đã hủy"):
        kept.full_clean()


def test_what_has_begun_may_only_end_sooner(province):
    kept = _row(province, timezone.now() - HOUR, hours=3)
    kept.save()
    moved, longer, sooner = (Maintenance.objects.get() for _ in range(3))

    moved.starts_at, moved.ends_at = _in_working_days(9), _in_working_days(9) + HOUR
    longer.ends_at += HOUR
    for worse, field in ((moved, "starts_at"), (longer, "ends_at")):
        with pytest.raises(ValidationError) as refused:
            worse.full_clean()
        assert list(refused.value.message_dict) == [field]
    sooner.ends_at -= HOUR
    sooner.full_clean()


def test_it_ends_after_it_begins(province):
    with pytest.raises(ValidationError, match="phải sau giờ bắt đầu"):
        _row(province, _in_working_days(8), hours=0).full_clean()


def test_the_pages_tell_it_from_announcement_to_end(client, province, remembers, django_assert_num_queries):
    code = receive(province).receipt_code
    _row(province, _in_working_days(8)).save()

    told = client.get(f"/tra-cuu/{code}").content.decode()
    assert "Cổng tạm ngừng để bảo trì từ 20 giờ 00, thứ" in told
    assert "maintenance--ahead" in told
    with django_assert_num_queries(0):
        for path in ("/", "/tro-giup", "/khong-co"):
            assert "Cổng tạm ngừng để bảo trì" in client.get(path).content.decode()

    Maintenance.objects.update(starts_at=timezone.now() - HOUR)
    told = client.get(f"/tra-cuu/{code}").content.decode()
    assert "Cổng đang tạm ngừng để bảo trì, đến" in told
    assert "maintenance--now" in told

    Maintenance.objects.update(cancelled_at=timezone.now())
    assert "bảo trì" not in client.get(f"/tra-cuu/{code}").content.decode()


def test_the_staff_are_told_too(client, province, remembers):
    _row(province, timezone.now() - HOUR, kind=MaintenanceKind.OUTAGE).save()
    _read_again()
    client.force_login(province.clerk)

    assert "Cổng đang gặp sự cố" in client.get("/can-bo/").content.decode()


def test_a_page_without_a_query_asks_once_a_minute(client, province, remembers, monkeypatch, django_assert_num_queries):
    _row(province, _in_working_days(8)).save()
    monkeypatch.setattr(sys.modules["agencies.models.names"], "_asked_at", float("-inf"))

    assert "để bảo trì từ" in client.get("/tro-giup").content.decode()
    with django_assert_num_queries(0):
        client.get("/tro-giup")


def test_what_was_is_kept_for_whoever_judges(province):
    past = _row(province, timezone.now() - 48 * HOUR, kind=MaintenanceKind.OUTAGE)
    past.save()
    _row(province, _in_working_days(8)).save()

    assert [each.kind for each in Maintenance.objects.past(timezone.now())] == ["outage"]
    assert [each.kind for each in Maintenance.objects.announced(timezone.now())] == ["planned"]


def test_administrators_announce_and_cancel(province):
    user = User.objects.create(username="quan-tri-thu", is_staff=True)
    Membership.objects.create(user=user, agency=Agency.objects.get(pk=province.root.pk), role=Role.ADMINISTRATOR)
    client = Client()
    client.force_login(user)
    address = "/quan-tri/agencies/maintenance/"
    local = timezone.localtime

    def typed(starts_at):
        ends_at = starts_at + HOUR
        return {
            "kind": "planned", "what": "Tra cứu", "starts_at_0": f"{local(starts_at):%d/%m/%Y}",
            "starts_at_1": f"{local(starts_at):%H:%M}", "ends_at_0": f"{local(ends_at):%d/%m/%Y}",
            "ends_at_1": f"{local(ends_at):%H:%M}",
        }  # fmt: skip

    refused = client.post(f"{address}add/", typed(_in_working_days(2)))
    assert "ít nhất 7 ngày làm việc" in refused.content.decode()
    assert client.post(f"{address}add/", typed(_in_working_days(8))).status_code == 302
    kept = Maintenance.objects.get()
    assert (kept.by, kept.starts_at) == (user, _in_working_days(8))

    client.post(address, {"action": "cancel", "_selected_action": [kept.pk]})
    kept.refresh_from_db()
    assert kept.cancelled_at is not None
    assert client.post(f"{address}{kept.pk}/change/", typed(_in_working_days(9))).status_code == 403
