"""The morning's letters of three thousand people in a hundred agencies, within the time that a task has."""

import time
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Agency, AgencyKind, Membership, Role, Unit, UnitKind, working_calendar
from agencies.worktime import ZONE
from dossiers import actions
from dossiers.models import Dossier, Message
from tests import crowd

pytestmark = pytest.mark.soak

AGENCIES, PEOPLE, OPEN = 102, 3_000, 30_000
UNITS = {UnitKind.COUNTER: Role.CLERK, UnitKind.OFFICE: Role.OFFICER, UnitKind.REGISTRY: Role.OFFICER}

_SPREAD = """
UPDATE dossiers_dossier AS dossier SET deciding_agency_id = unit.agency_id, holder_agency_id = unit.agency_id,
    holder_unit_id = unit.id
FROM (SELECT id, agency_id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS units
      FROM agencies_unit WHERE kind IN ('counter', 'office')) AS unit
WHERE dossier.id %% unit.units = unit.n AND dossier.closed_at IS NULL
"""


def test_three_thousand_letters(committed_province, settings, owner):
    settings.MESSAGE_WAYS = {"email": "console"}
    made = crowd.lives(committed_province)
    crowd.copies(made, OPEN // sum(dossier.is_open for dossier in made) + 1, with_history=False)
    _people(committed_province)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(_SPREAD, [])
    owner.execute("VACUUM ANALYZE")
    assert Dossier.objects.open().values("deciding_agency").distinct().count() >= AGENCIES

    began = time.monotonic()
    with CaptureQueriesContext(connection) as seen:
        n = actions.queue_digests(now=_morning())
    seconds = time.monotonic() - began

    print(f"{n} letters in {seconds:.1f} s, {len(seen)} questions")
    idle = Membership.objects.filter(unit__kind=UnitKind.REGISTRY).exclude(user__email="").count()
    assert n == Message.objects.count() == PEOPLE - idle  # nothing lies in a registry
    assert seconds < settings.CELERY_TASK_SOFT_TIME_LIMIT / 2
    assert len(seen) < 8 * 4 * AGENCIES + 100  # by what people hold, not by how many they are


def _people(p) -> None:
    """In each agency as many at the counter and in the office, a few in the registry, and two who lead."""
    for n in range(AGENCIES):
        agency = Agency.objects.create(
            code=f"H20.{30000 + n}", name=f"UBND xã {n}", kind=AgencyKind.COMMUNE, parent=p.root
        )
        Unit.objects.bulk_create(Unit(agency=agency, name=str(kind), kind=kind) for kind in UNITS)
    units = list(Unit.objects.filter(kind__in=UNITS).order_by("pk"))
    posts = [(unit, UNITS[UnitKind(unit.kind)]) for unit in units] + [(unit, Role.SUPERVISOR) for unit in units[::3]]
    people = User.objects.bulk_create(User(username=f"cb{n}", email=f"cb{n}@vi.du") for n in range(PEOPLE))
    Membership.objects.bulk_create(
        Membership(user=user, agency=unit.agency, role=role, unit=None if role == Role.SUPERVISOR else unit)
        for n, user in enumerate(people)
        for unit, role in [posts[n % len(posts)]]
    )


def _morning() -> datetime:
    day, calendar = timezone.localdate(), working_calendar()
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return datetime(day.year, day.month, day.day, 7, 15, tzinfo=ZONE)
