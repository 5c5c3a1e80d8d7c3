"""What a report says of its figures: sums that hold for any dossiers, and files whose numbers stay numbers."""

import csv
import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from agencies.models import Agency, Channel, Procedure
from dossiers.models import Kept, Report, ReportSpan
from dossiers.models.reporting import Stage
from dossiers.reads.reports import content, tables
from dossiers.reads.reports.sheets import sheet
from dossiers.spreadsheets import WRITERS

# What was counted, whatever it was: rows as `Reported` has them.
ROWS = "SELECT * FROM jsonb_populate_recordset(NULL::dossiers_reported, %(rows)s::jsonb)"
ENDED = ("returned", "waiting", "declined", "withdrawn", "stopped")
few = st.integers(0, 3)
kept = st.sampled_from(Kept.values)


def rows(agencies: list[int], procedures: list[int]) -> st.SearchStrategy[dict]:
    flags = ("is_new", "was_late", "is_apologised", "is_entered_later")
    counts = ("rounds", "asked", "asked_late", "asked_again", "apologised", "apologised_late", "moved",
              "moved_by_calendar", "agencies", "steps_early", "steps_on_time", "steps_late", "days")  # fmt: skip
    row = st.fixed_dictionaries(
        {
            "agency_id": st.sampled_from(agencies), "procedure_id": st.sampled_from(procedures),
            "channel": st.sampled_from(Channel.values), "stage": st.sampled_from(Stage.values),
            "by_now": kept, "by_first": kept, "national": kept.filter(lambda how: how != "early"),
            "is_waiting": st.booleans(), "stood": st.just(0), "still_for": st.none() | few,
            "fee": st.none() | st.integers(0, 10**9),
            **dict.fromkeys(flags, st.booleans()), **dict.fromkeys(counts, few),
        }
    )  # fmt: skip
    return row.map(lambda row: {**row, "is_waiting": row["is_waiting"] and row["stage"] == "done"})


def test_sums_hold_whatever_was_counted(province):
    agencies, procedures = (list(model.objects.values_list("pk", flat=True)) for model in (Agency, Procedure))

    @settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(rows(agencies, procedures), max_size=40))
    def hold(dossiers):
        said = content.content(ROWS, {"rows": json.dumps(dossiers)}, agencies, before=None, again=None)
        report = Report(content=said)
        total = said["total"]
        assert total["all"] == len(dossiers)
        for n in (total, *(row["n"] for row in said["progress"])):
            assert n["all"] == n["carried"] + n["new"] == n["processed"] + n["working"] + n["paused"]
            assert n["new"] == n["new_online"] + n["new_counter"] + n["new_post"]
            for by in ("now", "first"):
                for part in ("processed", "working", "paused"):
                    assert n[part] == sum(each for key, each in n.items() if key.startswith(f"{part}_{by}_"))
        for n in (total, *(row["n"] for row in said["register"])):
            assert n["ended"] == sum(n[key] for key in ENDED)
        for whole, parts in (
            ("all", ("national_on_time", "national_late", "national_none")),
            ("all", ("first_kept", "first_late", "first_none")),
            ("done", ("done_asked_never", "done_asked_once", "done_asked_more")),
            ("done", ("done_in_one", "done_in_two", "done_in_more")),
            ("stands", ("stands_supplement", "stands_payment", "stands_by_hand")),
            ("no_result", ("declined", "withdrawn", "stopped")),
        ):
            assert total[whole] == sum(total[part] for part in parts), whole
        for lines, keys in ((tables.progress(report, content.PROGRESS), content.PROGRESS),
                            (tables.register(report), content.REGISTER)):  # fmt: skip
            first, *others = (dict(line.cells) for line in lines)
            parts = [cells for line, cells in zip(lines[1:], others, strict=True) if line.more]
            for key in set(keys) - {"mean", "median"}:
                assert first[key] == total[key] == sum(cells[key] for cells in parts), key

    hold()


@pytest.mark.parametrize("form", WRITERS)
def test_a_falling_figure_is_a_number_in_a_file(form, tmp_path):
    now, then = {"all": 5, "mean": 6.5, "median": 7.0}, {"all": 8, "mean": 7.0}
    report = Report(
        agency=Agency(name="Sở Xây dựng", code="H20.6"), number=1, year=2026, span=ReportSpan.MONTH,
        start=date(2026, 3, 1), end=date(2026, 3, 31), content={"total": now, "before": {"n": then}},
    )  # fmt: skip
    path = tmp_path / f"tep.{form}"
    head, lines = sheet(report, "figures")
    WRITERS[form](path, head, lines)
    if form == "xlsx":
        read = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        expected = [5, 8, -3], [6.5, 7, -0.5], [7, "", ""]
    else:
        read = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
        expected = ["5", "8", "-3"], ["6,5", "7,0", "-0,5"], ["7,0", "", ""]
    found = {row[0]: row[1:] for row in read if row}
    names = ("Tổng tiếp nhận", "Trung bình (ngày làm việc)", "Trung vị (ngày làm việc)")
    assert tuple(found[name] for name in names) == expected
