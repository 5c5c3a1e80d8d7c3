"""The auditor names whatever was tampered with, and mends nothing but cached columns."""

import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import F

from agencies.models import Party
from agencies.worktime import ZONE
from dossiers import clock
from dossiers.models import Dossier
from dossiers.reads.books import audit
from tests import databases, moments
from tests.demo.tampering import CACHED, TAMPERED, tampered
from tests.province import build, receive, rules_of

MANY = 1_500
WEDNESDAY = datetime(2026, 3, 18, 10, tzinfo=ZONE)
LAND_STEPS = [
    ("Tiếp nhận hồ sơ", Party.RECEIVING_COUNTER, 0),
    ("Chuyển hồ sơ", Party.RECEIVING_COUNTER, 0.5),
    ("Kiểm tra hồ sơ", Party.OFFICE, 4),
    ("Xác định nghĩa vụ tài chính", Party.OUTSIDE, 5),
    ("Ký Giấy chứng nhận", Party.LEADERS, 1),
    ("Trả kết quả", Party.RETURN_COUNTER, 0),
]


@pytest.fixture(scope="module")
def seeded_database(django_db_setup, django_db_blocker, tmp_path_factory):
    """Always the same dossiers, of which each kind of tampering finds its own."""

    def seed():
        department = build().department
        rules_of(
            "1.012783", "Cấp đổi Giấy chứng nhận", "Đất đai", LAND_STEPS, department,
            term=[[8.5, "working_days"]], second_term=[[4, "working_days"]],
        )  # fmt: skip
        with moments.set_to(WEDNESDAY):
            call_command("seed_demo", dossiers=MANY, seed=7)

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patched:
        patched.setattr(settings, "ROOT", tmp_path_factory.mktemp("seeded"))
        with databases.beside("books", seed) as name:
            yield name


@pytest.fixture
def kept(seeded_database, django_db_blocker):
    """A copy to tamper with."""
    with django_db_blocker.unblock(), databases.within_a_copy_of(seeded_database), moments.set_to(WEDNESDAY):
        yield


def audited(**options) -> tuple[dict, int]:
    said = StringIO()
    try:
        call_command("check_books", stdout=said, **options)
    except SystemExit as end:
        return json.loads(said.getvalue()), end.code
    return json.loads(said.getvalue()), 0


def test_everything_tampered_with_is_named_and_nothing_else(kept, owner):
    before, code = audited()
    assert (before, code) == ({"checked": MANY, "broken": []}, 0)
    victims = tampered(owner, TAMPERED)

    answer, code = audited()

    assert code == 1
    named = [(fault["dossier"], fault["what"]) for fault in answer["broken"]]
    missed, guilty = {}, set()
    for name, victim in victims.items():
        called = {str(victim), str(victim.pk), str(victim.pk + 1_000_000), str(Dossier.objects.get(pk=victim.pk))}
        guilty |= called
        said = [what for dossier, what in named if dossier in called]
        if not any(TAMPERED[name][2] in what for what in said):
            missed[name] = said
    assert missed == {}
    assert [fault for fault in named if fault[0] not in guilty] == []


def test_a_mark_of_a_dossier_that_is_gone_is_named(kept, owner):
    fact = "FROM pg_constraint WHERE conrelid = 'dossiers_mark'::regclass AND contype = 'f'"
    owner.execute(f"SELECT conname, pg_get_constraintdef(oid) {fact}")
    name, key = owner.fetchone()
    owner.execute(f"ALTER TABLE dossiers_mark DROP CONSTRAINT {name}")
    owner.execute("""INSERT INTO dossiers_mark (dossier_id, kind, key, became_at, noticed_at)
                     VALUES (1000000, 'overdue', 1, now(), now())""")
    owner.execute(f"ALTER TABLE dossiers_mark ADD CONSTRAINT {name} {key} NOT VALID")

    answer, code = audited()

    assert code == 1
    assert {fault["dossier"] for fault in answer["broken"]} == {"1000000"}
    assert "Còn 1 dấu mốc của một hồ sơ không tồn tại" in [fault["what"] for fault in answer["broken"]]


def test_a_minute_that_is_nobodys_is_named(province, monkeypatch):
    received = receive(province)
    counted = clock.shares
    later = received.received_at + timedelta(days=9)

    assert not any("theo từng bên" in fault.what for fault in audit([received.pk], later))
    monkeypatch.setattr(clock, "shares", lambda *facts: counted(*facts)[1:])

    assert any("theo từng bên" in fault.what for fault in audit([received.pk], later))


def test_a_counter_that_does_not_fit_its_codes_is_named(kept, owner):
    owner.execute("UPDATE dossiers_codecounter SET n = n + 1 WHERE id = (SELECT min(id) FROM dossiers_codecounter)")

    answer, code = audited()

    assert code == 1
    (fault,) = answer["broken"]
    assert fault["what"].startswith("Bộ đếm")


def test_fix_mends_cached_columns_and_leaves_history_to_people(kept, owner):
    beyond_mending = (
        "a first due date moved", "a changed event", "an overdue mark removed", "a promise moved", "a longer pause",
    )  # fmt: skip
    before = {d.pk: vars(d) | {"_state": None} for d in Dossier.objects.all()}
    victims = tampered(owner, (*CACHED, *beyond_mending))

    answer, code = audited(fix=True)

    assert code == 1
    assert {fault["dossier"] for fault in answer["mended"]} >= {str(victims[name]) for name in CACHED}
    assert {fault["dossier"] for fault in answer["broken"]} == {str(victims[name]) for name in beyond_mending}
    for name in CACHED:
        mended = Dossier.objects.get(pk=victims[name].pk)
        assert vars(mended) | {"_state": None} == before[mended.pk], name
    again, code = audited(fix=True)
    assert (code, again["broken"]) == (1, answer["broken"])


def test_one_run_after_an_upgrade_fills_in_when_each_open_dossier_stalls(kept, owner):
    """Those received before stalls were watched for have none, and are looked at for their due date only."""
    stalling = Dossier.objects.filter(closed_at=None, stalls_at__isnull=False)
    before = dict(stalling.values_list("pk", "stalls_at"))
    first = dict(stalling.filter(next_flag_at=F("stalls_at")).values_list("pk", "next_flag_at"))
    assert first
    stalling.update(stalls_at=None, next_flag_at=F("due_soon_at"))

    audited(open=True, fix=True)

    assert dict(Dossier.objects.filter(pk__in=before).values_list("pk", "stalls_at")) == before
    assert dict(Dossier.objects.filter(pk__in=first).values_list("pk", "next_flag_at")) == first


def test_only_open_dossiers_are_checked_when_asked(kept, owner):
    done = tampered(owner, ["a step redated"])["a step redated"]

    answer, code = audited(open=True)

    assert done.closed_at is not None
    assert (answer, code) == ({"checked": Dossier.objects.filter(closed_at=None).count(), "broken": []}, 0)
    assert audited()[1] == 1


def test_a_deadline_just_passed_waits_two_minutes_for_its_sweep(kept):
    late = Dossier.objects.filter(next_flag_at=F("due_at")).earliest("due_at")

    def missed(after: timedelta) -> list[str]:
        broken = audit([late.pk], late.due_at + after)
        return [fault.what for fault in broken if "Thiếu dấu mốc “Quá hạn”" in fault.what]

    assert missed(timedelta(minutes=1)) == []
    assert len(missed(timedelta(minutes=3))) == 1
