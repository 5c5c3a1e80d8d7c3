"""The province as the files lay it down: complete, safe to load again, every procedure can be received."""

import json
from datetime import date
from io import StringIO

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.utils import timezone

from agencies import published
from agencies.loading import FOLDER, LAND, load_reference
from agencies.models import (
    Agency,
    AgencyKind,
    CalendarDay,
    DayStatus,
    FormerCode,
    Membership,
    Party,
    Procedure,
    ProcedureRules,
    Role,
    RuleStep,
    Unit,
    UnitKind,
    WorkCalendar,
    working_calendar,
)
from dossiers import actions
from dossiers.actions.calendar import Proposed

PROCEDURES = json.loads((FOLDER / "procedures.json").read_text())
TABLES = (Agency, FormerCode, Unit, Procedure, ProcedureRules, RuleStep, CalendarDay, WorkCalendar)


def _everything():
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


def test_all_places_agencies_and_procedures_are_there(loaded):
    kinds = {kind: Agency.objects.filter(kind=kind).count() for kind in AgencyKind}

    assert kinds[AgencyKind.COMMUNE] == 102
    assert kinds[AgencyKind.DEPARTMENT] == 12
    assert kinds[AgencyKind.PROVINCE] == kinds[AgencyKind.CENTRE] == 1
    assert kinds[AgencyKind.LAND_OFFICE] >= 2
    assert (kinds[AgencyKind.TAX], kinds[AgencyKind.OUTSIDE]) == (1, 2)
    assert Agency.objects.filter(name__startswith="UBND phường").count() == 20
    assert Procedure.objects.exclude(code__startswith=LAND).count() == 50
    assert ProcedureRules.objects.exclude(procedure__code__startswith=LAND).count() == sum(
        len(p["channels"]) for p in PROCEDURES
    )


def test_every_code_but_the_provinces_is_marked_provisional(loaded):
    assert list(Agency.objects.filter(code_is_provisional=False).values_list("code", flat=True)) == ["H20"]


def test_the_tax_office_does_the_outside_steps(loaded):
    assert Agency.objects.get(kind=AgencyKind.TAX).name == "Thuế tỉnh Đồng Tháp"


def test_the_calendar_names_its_ground_for_every_day(loaded):
    whole = WorkCalendar.objects.get()

    assert (whole.first_year, whole.last_year, whole.version) == (2022, 2027, 1)
    assert not CalendarDay.objects.filter(legal_basis="").exists()
    estimated = CalendarDay.objects.filter(day__year=2027, status=DayStatus.IN_FORCE)
    assert all("ước tính" in day.legal_basis for day in estimated)


def test_a_proposed_day_off_does_not_count(loaded):
    calendar = working_calendar(WorkCalendar.objects.get().version)

    assert CalendarDay.objects.get(day="2026-11-24").status == DayStatus.PROPOSED
    assert calendar.is_working(date(2026, 11, 24))
    assert not calendar.is_working(date(2026, 1, 2))
    assert calendar.is_working(date(2026, 1, 10))


def test_rules_say_what_was_published_for_each_of_the_fifty(loaded):
    for row in PROCEDURES:
        readings = {r.channel: r for r in published.read_channels(row["channels"], row["field"])}
        for rules in ProcedureRules.objects.filter(procedure__code=row["code"]):
            reading = readings.pop(rules.channel)
            assert (rules.term, rules.fee, rules.cutoff) == (reading.term, reading.fee, reading.cutoff), rules
            assert rules.is_confirmed is not bool(reading.doubts or row.get("doubts")), rules
            assert all(doubt in rules.doubts for doubt in reading.doubts), rules
            assert rules.papers == row["papers"], rules
        assert not readings, row["code"]


def test_every_rule_lays_down_steps_from_counter_to_counter_that_share_out_its_term(loaded):
    for rules in ProcedureRules.objects.prefetch_related("steps").select_related("procedure"):
        steps = list(rules.steps.all())
        assert [step.n for step in steps] == list(range(1, len(steps) + 1)), rules
        assert len(steps) >= 4, rules
        assert steps[0].party == steps[1].party == Party.RECEIVING_COUNTER, rules
        assert steps[-1].party == Party.RETURN_COUNTER, rules
        outside = next((step.n for step in steps if step.party == Party.OUTSIDE), len(steps))
        parts = ((steps, rules.term),)
        if rules.second_term:
            parts = ((steps[:outside], rules.term), (steps[outside:], rules.second_term))
        for part, term in parts:
            on_clock = sum(step.days for step in part if step.on_clock)
            assert on_clock == (published.working_days_of(term) or 0), rules


def test_loading_again_changes_nothing(loaded):
    before = _everything()

    again = load_reference()

    assert _everything() == before
    assert not any(again.changed.values())


@pytest.fixture
def corrected(tmp_path):
    """corrected(change): the files again, after change(rows of the calendar)."""

    def folder(change):
        for path in FOLDER.glob("*.json"):
            (tmp_path / path.name).write_text(path.read_text())
        rows = json.loads((tmp_path / "calendar.json").read_text())
        change(rows)
        (tmp_path / "calendar.json").write_text(json.dumps(rows))
        return tmp_path

    return folder


def _row(rows, day):
    return next(row for row in rows if row["day"] == day)


def _kinds(day):
    return list(CalendarDay.objects.filter(day=day, until=None).order_by("status").values_list("kind", "status"))


def test_the_first_load_is_version_one_and_confirms_nothing_that_is_pending(loaded):
    in_force = CalendarDay.objects.filter(status=DayStatus.IN_FORCE)

    assert set(in_force.values_list("since", "until")) == {(1, None)}
    assert set(CalendarDay.objects.filter(status=DayStatus.PROPOSED).values_list("since")) == {(None,)}


def test_a_day_that_a_later_file_brings_is_a_proposal_and_moves_nothing(loaded, corrected):
    files = corrected(
        lambda rows: rows.append({"day": "2026-12-24", "kind": "off", "status": "in_force", "legal_basis": "Công văn"})
    )

    first, second = load_reference(files), load_reference(files)

    assert _kinds("2026-12-24") == [("off", "proposed")]
    assert (first.changed["days"], second.changed["days"]) == (1, 0)
    assert working_calendar().is_working(date(2026, 12, 24))
    assert WorkCalendar.objects.get().version == 1


def test_a_day_that_a_later_file_makes_another_stays_until_people_confirm(loaded, corrected):
    def swapped(rows):
        _row(rows, "2026-09-02").update(kind="ordinary")

    files = corrected(swapped)
    load_reference(files)
    load_reference(files)

    assert _kinds("2026-09-02") == [("off", "in_force"), ("ordinary", "proposed")]
    assert not working_calendar().is_working(date(2026, 9, 2))


def test_a_corrected_ground_reaches_the_row_and_is_no_new_version(loaded, corrected):
    files = corrected(lambda rows: _row(rows, "2026-09-02").update(legal_basis="Thông báo đã sửa số"))

    again = load_reference(files)

    row = CalendarDay.objects.get(day="2026-09-02")
    assert (row.legal_basis, row.since, row.until) == ("Thông báo đã sửa số", 1, None)
    assert again.changed["days"] == 1
    assert WorkCalendar.objects.get().version == 1


def test_what_people_have_confirmed_is_left_alone_ground_and_all(loaded, corrected):
    administrator = User.objects.create(username="quantri")
    agency = Agency.objects.get(code="H20")
    Membership.objects.create(user=administrator, agency=agency, role=Role.ADMINISTRATOR)
    removed = actions.propose_day(by=administrator, proposed=Proposed(date(2026, 9, 2), "ordinary", "Bỏ ngày nghỉ"))
    pending = CalendarDay.objects.get(day="2026-11-24")
    actions.confirm_proposals(
        by=administrator, now=timezone.now(), days=[removed.pk, pending.pk], hours=[], document="Thông báo 7366/TB-BNV"
    )
    before = _everything()

    again = load_reference(corrected(lambda rows: _row(rows, "2026-11-24").update(legal_basis="Ghi khác")))

    assert _everything() == before
    assert not again.changed["days"]
    assert _kinds("2026-11-24") == [("off", "in_force")]


def test_a_stale_row_is_brought_in_line_with_the_file(loaded):
    Agency.objects.filter(code="H20.5").update(name="Sở Nông nghiệp")

    load_reference()

    assert Agency.objects.get(code="H20.5").name == "Sở Nông nghiệp và Môi trường"


def test_what_an_administrator_changed_is_left_alone(loaded, django_user_model):
    department = Agency.objects.get(code="H20.5")
    department.units.filter(kind=UnitKind.REGISTRY).update(name="Bộ phận Văn thư")
    Agency.objects.filter(pk=department.pk).update(name="Sở NN&MT", code="H20.7005")
    FormerCode.objects.create(agency=department, code="H20.5")
    LogEntry.objects.create(
        user=django_user_model.objects.create(username="quantri"),
        content_type=ContentType.objects.get_for_model(Agency), object_id=str(department.pk),
        object_repr="Sở", action_flag=CHANGE,
    )  # fmt: skip
    before = _everything()

    again = load_reference()

    assert _everything() == before
    assert again.kept_by_hand == ["Sở NN&MT"]


def test_rules_once_made_are_promises_and_never_rewritten(loaded):
    rules = ProcedureRules.objects.filter(procedure__code="1.004363")
    rules.update(term=[[12, "working_days"]], is_confirmed=True)

    load_reference()

    assert {tuple(map(tuple, r.term)) for r in rules.all()} == {((12, "working_days"),)}


def test_an_unreadable_file_loads_nothing_and_says_which_text(db, tmp_path, monkeypatch):
    for path in FOLDER.glob("*.json"):
        text = path.read_text()
        (tmp_path / path.name).write_text(text.replace("13 Ngày làm việc", "13 tuần trăng"))
    monkeypatch.setattr("agencies.management.commands.load_reference.load_reference", lambda: load_reference(tmp_path))

    with pytest.raises(CommandError, match="13 tuần trăng"):
        call_command("load_reference")

    assert not Agency.objects.exists()


def test_the_command_sums_up_in_vietnamese_and_can_be_quiet(db):
    said, nothing = StringIO(), StringIO()
    call_command("load_reference", stdout=said)
    call_command("load_reference", "--quiet", stdout=nothing)

    assert "102 xã, phường" in said.getvalue()
    assert "Thủ tục: 94, 389 quy định" in said.getvalue()
    assert "Chưa xác nhận: 338 quy định của 76 thủ tục" in said.getvalue()
    assert "138/2025/QĐ-UBND: 44 thủ tục, 86 trường hợp, 56 trường hợp có hai lần hẹn" in said.getvalue()
    assert "Bản trích thiếu Điều 26, 30, 42, 56." in said.getvalue()
    assert "  không ghi thời hạn: 9\n" in said.getvalue()
    assert nothing.getvalue() == ""


def test_every_agency_that_decides_has_every_kind_of_unit(loaded):
    deciding = set(Agency.objects.filter(kind=AgencyKind.COMMUNE)) | {
        procedure.department for procedure in Procedure.objects.exclude(department=None).select_related("department")
    }

    for agency in deciding:
        assert set(agency.units.values_list("kind", flat=True)) == set(UnitKind), agency
