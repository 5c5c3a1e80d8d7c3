"""The auditor names whatever was tampered with, and mends nothing but cached columns."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import F

from dossiers.models import Dossier
from dossiers.reads.books import audit

OPEN = "closed_at IS NULL AND due_at IS NOT NULL"
DONE = "status = 10 AND original_due_at IS NOT NULL"
LATE = "id IN (SELECT dossier_id FROM dossiers_mark WHERE kind = 'overdue')"
# What somebody with the owner's rights does to one dossier (%s), which one it may be, and what the auditor says.
DOSSIER = "UPDATE dossiers_dossier SET {} WHERE id = %s"
TAMPERED = {
    "a due date moved": (DOSSIER.format("due_at = due_at + interval '1 day'"), OPEN, "due_at"),
    "a first due date moved": (
        DOSSIER.format("original_due_at = original_due_at + interval '1 day'"),
        OPEN,
        "Ngày hẹn đầu tiên",
    ),
    "a first due date removed": (
        DOSSIER.format("original_due_at = NULL"), DONE, "Ngày hẹn đầu tiên ghi trống",
    ),
    "a lateness closed away": (
        DOSSIER.format("closed_at = received_at"), f"{DONE} AND {LATE}", "closed_at",
    ),
    "another step": (DOSSIER.format("current_step = 1"), OPEN, "current_step"),
    "another holder": (
        DOSSIER.format("holder_agency_id = (SELECT max(id) FROM agencies_agency)"),
        OPEN,
        "holder_agency_id",
    ),
    "another status": (DOSSIER.format("status = 4"), "status = 2", "status ghi 4"),
    "not paused": (DOSSIER.format("is_paused = false"), "status = 5 AND is_paused", "is_paused"),
    "hidden from the sweep": (
        DOSSIER.format("next_flag_at = NULL"), "next_flag_at IS NOT NULL", "next_flag_at",
    ),
    "due soon a day later": (
        DOSSIER.format("due_soon_at = due_soon_at + interval '1 day'"), OPEN, "due_soon_at",
    ),
    "a changed event": (
        "UPDATE dossiers_event SET data = '{}' WHERE dossier_id = %s AND seq = 1", OPEN, "Chuỗi sự kiện",
    ),
    "an event removed": ("DELETE FROM dossiers_event WHERE dossier_id = %s AND seq = 2", DONE, "Chuỗi sự kiện"),
    "the last event removed": (
        "DELETE FROM dossiers_event WHERE dossier_id = %s AND kind = 'handed_over'", DONE, "returned_at",
    ),
    "a history removed": ("DELETE FROM dossiers_event WHERE dossier_id = %s", DONE, "Không có sự kiện"),
    "a mark removed": (
        """WITH gone AS (DELETE FROM dossiers_mark WHERE dossier_id = %s AND kind = 'overdue')
           DELETE FROM dossiers_notice WHERE dossier_id = %s AND kind = 'overdue'""",
        f"{OPEN} AND {LATE}",
        "Thiếu dấu mốc overdue",
    ),
    "a mark without a cause": (
        """WITH made AS (INSERT INTO dossiers_mark (dossier_id, kind, key, became_at, noticed_at)
                         VALUES (%s, 'overdue', '2026-01-05T10:00Z', '2026-01-05T10:00Z', '2026-01-05T10:00Z'))
           INSERT INTO dossiers_notice (dedup_key, dossier_id, kind, agency_id, state, created_at)
           SELECT 'overdue:' || id || ':1767607200', id, 'overdue', holder_agency_id, 'shown', now()
           FROM dossiers_dossier WHERE id = %s""",
        DONE,
        "không có căn cứ",
    ),
    "a notice removed": (
        "DELETE FROM dossiers_notice WHERE id = (SELECT min(id) FROM dossiers_notice WHERE dossier_id = %s)", LATE,
        "chưa được báo",
    ),
    "a step redated": (
        "UPDATE dossiers_step SET finished_at = finished_at + interval '1 minute' WHERE dossier_id = %s AND n = 2",
        DONE,
        "Thời điểm các bước",
    ),
    "a supplement backdated": (
        "UPDATE dossiers_supplement SET asked_at = asked_at - interval '1 hour' WHERE dossier_id = %s",
        "id IN (SELECT dossier_id FROM dossiers_supplement)",
        "Yêu cầu bổ sung",
    ),
    "a mistyped receipt code": (
        DOSSIER.format("receipt_code = translate(receipt_code, '123', '231')"),
        "receipt_code ~ '^[^123]*[123][^123]*$'",
        "ký tự kiểm tra",
    ),
    "another plain code": (
        DOSSIER.format("official_plain = 'H20' || id"), DONE, "dạng viết liền",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _a_room_of_its_own(settings, tmp_path):
    settings.ROOT = tmp_path


@pytest.fixture
def kept(committed_province):
    call_command("seed_demo", dossiers=300, seed=7)


def audited(**options) -> tuple[dict, int]:
    said = StringIO()
    try:
        call_command("check_books", stdout=said, **options)
    except SystemExit as end:
        return json.loads(said.getvalue()), end.code
    return json.loads(said.getvalue()), 0


def tampered(owner, names) -> dict[str, Dossier]:
    """Do each of these to a dossier of its own."""
    tables = ("dossiers_dossier", "dossiers_event", "dossiers_mark")
    for table in tables:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    victims: dict[str, Dossier] = {}
    for name in names:
        sql, which, _ = TAMPERED[name]
        taken = [dossier.pk for dossier in victims.values()]
        victim = Dossier.objects.extra(where=[which]).exclude(pk__in=taken).order_by("pk").first()
        assert victim is not None, f"no dossier for “{name}”"
        owner.execute(sql, [victim.pk] * sql.count("%s"))
        assert owner.rowcount, name
        victims[name] = victim
    for table in tables:
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return victims


def test_everything_tampered_with_is_named_and_nothing_else(kept, owner):
    before, code = audited()
    assert (before, code) == ({"checked": 300, "broken": []}, 0)
    victims = tampered(owner, TAMPERED)

    answer, code = audited()

    assert code == 1
    named = [(fault["dossier"], fault["what"]) for fault in answer["broken"]]
    for name, victim in victims.items():
        said = [what for dossier, what in named if dossier in (str(victim), str(victim.pk))]
        assert any(TAMPERED[name][2] in what for what in said), f"{name}: {said}"
    innocent = {str(v) for v in victims.values()} | {str(v.pk) for v in victims.values()}
    innocent |= {codes_of(v) for v in victims.values()}
    assert [fault for fault in named if fault[0] not in innocent] == []


def codes_of(dossier: Dossier) -> str:
    return str(Dossier.objects.get(pk=dossier.pk))


def test_a_counter_that_does_not_fit_its_codes_is_named(kept, owner):
    owner.execute("UPDATE dossiers_codecounter SET n = n + 1 WHERE id = (SELECT min(id) FROM dossiers_codecounter)")

    answer, code = audited()

    assert code == 1
    (fault,) = answer["broken"]
    assert fault["what"].startswith("Bộ đếm")


def test_fix_mends_cached_columns_and_leaves_history_to_people(kept, owner):
    cached = ("a due date moved", "another step", "another holder", "not paused", "hidden from the sweep")
    beyond_mending = ("a first due date moved", "a changed event", "a mark removed")
    before = {d.pk: d for d in Dossier.objects.all()}
    victims = tampered(owner, (*cached, *beyond_mending))

    answer, code = audited(fix=True)

    assert code == 1
    assert len(answer["mended"]) >= len(cached)
    left = {fault["dossier"] for fault in answer["broken"]}
    assert left == {str(victims[name]) for name in beyond_mending}
    for name in cached:
        mended = Dossier.objects.get(pk=victims[name].pk)
        assert mended.__dict__ | {"_state": None} == before[mended.pk].__dict__ | {"_state": None}
    assert audited(fix=True)[0]["mended"] == []


def test_a_deadline_just_passed_waits_two_minutes_for_its_sweep(kept):
    late = Dossier.objects.filter(next_flag_at=F("due_at")).earliest("due_at")

    def missed(after: timedelta) -> list[str]:
        _, _, broken = audit(late.pk - 1, 1, late.due_at + after)
        return [fault.what for fault in broken if "Thiếu dấu mốc overdue" in fault.what]

    assert missed(timedelta(minutes=1)) == []
    assert len(missed(timedelta(minutes=3))) == 1
