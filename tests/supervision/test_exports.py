"""Lists as files: every line of the list and nothing else, and nothing in them that does anything."""

import csv
import io
import tempfile
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from agencies.models import Account, Role, calendars
from dossiers import actions
from dossiers.actions import exporting
from dossiers.clock import working_days
from dossiers.models import Access, AccessKind, Delay, Dossier, Job, JobFile, JobPart, JobState, Urge
from dossiers.spreadsheets import Column, Form, Head, Kind, write_csv, write_xlsx
from tests import province as province_of
from tests.dossiers.working import done, received, refused
from tests.supervision.exported import FORMULAS, UNSEEN, above, content, lines, queued

LIST = "dang-giai-quyet"


# ── The file ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", Form)
def test_a_file_says_what_it_is_of_and_has_the_lines_of_the_list_by_whom_and_worst_first(province, form, monkeypatch):
    monkeypatch.setattr(exporting, "PORTION", 2)
    p = province
    dossiers = [*received(p, 3), *received(p, 2, rules=p.birth)]

    job = done(queued(p.auditor, LIST, form=form))

    assert (job.state, job.done, job.total, job.cursor) == (JobState.DONE, 5, 5, 3)
    head = above(job)
    assert head[0] == "Hồ sơ đang giải quyết"
    assert head[1] == "Bộ lọc: cơ quan: tất cả cơ quan trong phạm vi của người xuất."
    assert head[2].startswith("Số liệu đọc từ ")
    assert head[2].endswith(": 5 dòng.")
    assert head[3] == "Người xuất: Huỳnh Văn Lộc (giamsat)."
    found = lines(job)
    assert {line["Mã hồ sơ"] for line in found} == {str(dossier) for dossier in dossiers}
    assert [line["Cơ quan giải quyết"] for line in found] == ["Sở Xây dựng"] * 3 + ["UBND phường Mỹ Tho"] * 2
    one = next(line for line in found if line["Mã hồ sơ"] == str(dossiers[0]))
    assert (one["Người nộp"], one["Thủ tục"], one["Lĩnh vực"], one["Hình thức nộp"]) == (
        dossiers[0].applicant_name, "Cấp giấy phép xây dựng", "Hoạt động xây dựng", "Trực tiếp",
    )  # fmt: skip
    assert (one["Đơn vị đang giữ"], one["Bước"], one["Tình trạng"]) == (
        "Bộ phận Một cửa", "Chuyển hồ sơ", "Được tiếp nhận",
    )  # fmt: skip
    at = timezone.localtime(dossiers[0].due_at).replace(tzinfo=None)
    assert one["Hẹn trả hiện nay"] == (at if form is Form.XLSX else f"{at:%Y-%m-%d %H:%M}")
    left = working_days(calendars().of(p.department.pk), timezone.now(), dossiers[0].due_at)
    assert left in (20, 21)  # received after hours, its days begin tomorrow
    assert one["Còn (ngày làm việc)"] == (left if form is Form.XLSX else str(left))


def test_no_file_holds_the_key_to_a_dossier(province):
    (dossier,) = received(province, 1)
    for form in Form:
        raw = content(done(queued(province.leader, LIST, form=form)))
        texts = [zipfile.ZipFile(io.BytesIO(raw)).read(name) for name in zipfile.ZipFile(io.BytesIO(raw)).namelist()] \
            if form is Form.XLSX else [raw]  # fmt: skip
        assert any(str(dossier).encode() in text for text in texts)
        assert not any(dossier.receipt_code.encode() in text for text in texts)


def test_whose_data_leave_the_house_is_written_down_and_each_file_too(province):
    dossiers = received(province, 3)

    job = done(queued(province.leader, LIST))

    seen = Access.objects.filter(kind=AccessKind.EXPORTED, user=province.leader)
    assert set(seen.filter(dossier__isnull=False).values_list("dossier", "what")) == {
        (dossier.pk, "Hồ sơ đang giải quyết") for dossier in dossiers
    }
    assert list(seen.filter(dossier=None).values_list("what", "found")) == [(job.file.name, 3)]


def test_a_list_without_lines_is_a_file_without_lines(province):
    job = done(queued(province.leader, "qua-han"))

    assert (job.state, lines(job)) == (JobState.DONE, [])


# ── What people typed ────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_that_people_typed_becomes_a_formula_or_a_link(tmp_path):
    head = Head("=1+1", ("@SUM(A1)",), (Column("=cmd"), Column("Nguyên nhân"), Column("Số", Kind.NUMBER)))
    rows = [[payload, f"x;{payload}", n] for n, payload in enumerate(FORMULAS)]
    write_xlsx(tmp_path / "made.xlsx", head, rows)
    write_csv(tmp_path / "made.csv", head, rows)

    book = CalamineWorkbook.from_path(tmp_path / "made.xlsx").get_sheet_by_index(0).to_python()
    assert [row[2] for row in book[4:]] == list(range(len(FORMULAS)))
    package = zipfile.ZipFile(tmp_path / "made.xlsx")
    sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert not [
        name for name in package.namelist() if "external" in name.lower() or ("rels" in name and "sheet1" in name)
    ]
    with (tmp_path / "made.csv").open(encoding="utf-8-sig", newline="") as file:
        separated = list(csv.reader(file, delimiter=";"))
    dangerous = tuple("=+-@\t\r\n\x00＝＋－＠")
    for cells in (*book, *separated):
        for cell in cells:
            assert not str(cell).lstrip(" \ufeff\u200b").startswith(dangerous), cell
    # A computer that parts cells at commas finds no formula behind one either.
    with (tmp_path / "made.csv").open(encoding="utf-8-sig", newline="") as file:
        for cells in csv.reader(file, delimiter=","):
            assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "@"))], cells


def test_characters_that_nobody_sees_stay_outside(tmp_path):
    text = "Nguyễn" + "".join(UNSEEN) + "Văn A"
    head = Head("Thử", (), (Column("Người nộp"),))
    write_xlsx(tmp_path / "made.xlsx", head, [[text]])
    write_csv(tmp_path / "made.csv", head, [[text]])

    sheet = zipfile.ZipFile(tmp_path / "made.xlsx").read("xl/worksheets/sheet1.xml").decode()
    separated = (tmp_path / "made.csv").read_text("utf-8-sig")
    for letter in UNSEEN:
        assert letter not in sheet.removeprefix('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')
        if letter not in "\r\n":
            assert letter not in separated
    assert "_x00" not in sheet
    assert CalamineWorkbook.from_path(tmp_path / "made.xlsx").get_sheet_by_index(0).to_python()[-1] == ["Nguyễn Văn A"]


def test_names_causes_and_units_of_a_list_are_kept_from_it_too(province):
    p = province
    dossier = province_of.receive(
        p, applicant=actions.Applicant(name='=HYPERLINK("http://x.vn";"A")', phone="0912345678")
    )
    dossier.holder_unit.__class__.objects.filter(pk=dossier.holder_unit_id).update(name="@Phòng")
    Delay.objects.create(dossier=dossier, at=timezone.now(), by=p.leader, agency=p.department, kind="load", text="-2+3")

    for form in Form:
        (line,) = lines(done(queued(p.leader, LIST, form=form)))
        assert line["Người nộp"] == '\'=HYPERLINK("http://x.vn";"A")'
        assert line["Đơn vị đang giữ"] == "'@Phòng"
        assert (line["Nguyên nhân chậm"], line["Diễn giải nguyên nhân"]) == (
            "Quá nhiều hồ sơ, thiếu người làm",
            "'-2+3",
        )


# ── The job ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_press_twice_is_one_job_and_a_second_one_waits(province):
    received(province, 1)
    first = queued(province.leader, LIST)
    key = first.facts["key"]

    assert queued(province.leader, LIST, key=key) == first
    with refused("export_one"):
        queued(province.leader, "qua-han")
    assert Job.objects.count() == 1
    assert queued(province.auditor, LIST).pk != first.pk  # each person's own
    exporting.export_portion(first)
    first.save()
    assert queued(province.leader, LIST, key=key) == first  # also while it runs
    done(first)
    assert queued(province.leader, LIST, key=key) == first
    assert queued(province.leader, "qua-han").pk != first.pk


def test_who_oversees_nothing_exports_nothing(province):
    for person in (province.clerk, province.officer, province.administrator):
        with refused("export_role"):
            queued(person, LIST)


def test_a_department_has_its_own_and_an_auditor_all(province):
    p = province
    received(p, 2)
    received(p, 1, rules=p.birth)

    assert {line["Cơ quan giải quyết"] for line in lines(done(queued(p.leader, LIST)))} == {"Sở Xây dựng"}
    assert len(lines(done(queued(p.auditor, LIST)))) == 3


def test_whoever_has_left_or_oversees_less_since_gets_no_file(province):
    p = province
    received(p, 1)
    left = queued(p.leader, LIST)
    p.leader.is_active = False
    p.leader.save()
    moved = queued(p.leader_b, LIST, agency=p.commune.pk)
    p.leader_b.memberships.update(agency=p.other)
    began = queued(p.auditor, LIST)
    exporting.export_portion(began)
    began.save()
    p.auditor.memberships.all().delete()

    p.clerk.memberships.update(role=Role.SUPERVISOR)
    expired = queued(p.clerk, LIST)
    Account.objects.filter(user=p.clerk).update(valid_to=timezone.localdate() - timedelta(days=1))
    p.officer.memberships.update(role=Role.SUPERVISOR)
    p.officer.memberships.create(user=p.officer, agency=p.commune, role=Role.SUPERVISOR)
    less = queued(p.officer, LIST)
    exporting.export_portion(less)
    less.save()
    p.officer.memberships.filter(agency=p.commune).delete()

    said = [(done(job).state, job.result["said"][:9]) for job in (left, moved, began, expired, less)]

    assert said == [(JobState.FAILED, why) for why in ("Tài khoản", "Phạm vi g", "Tài khoản", "Tài khoản", "Phạm vi g")]
    assert not JobFile.objects.exists()
    assert not JobPart.objects.exists()
    assert not Access.objects.filter(kind=AccessKind.EXPORTED).exists()


def test_what_left_the_list_while_it_was_read_is_not_in_the_file(province, monkeypatch):
    """One was taken in by mistake, one went to another agency."""
    monkeypatch.setattr(exporting, "PORTION", 2)
    p = province
    dossiers = [*received(p, 5), *received(p, 1, rules=p.birth)]
    job, mine = queued(p.auditor, LIST), queued(p.leader_b, LIST)
    for each in (job, mine):
        exporting.export_portion(each)
        each.save()
    actions.void(
        dossier_id=dossiers[4].pk, version=dossiers[4].version, by=p.clerk, now=timezone.now(), reason_class="twice",
        reason="Trùng",
    )  # fmt: skip
    Dossier.objects.filter(pk=dossiers[5].pk).update(deciding_agency=p.other)
    for each in (job, mine):
        done(each)

    assert {line["Mã hồ sơ"] for line in lines(job)} == {str(each) for each in (*dossiers[:4], dossiers[5])}
    assert lines(mine) == []
    assert (job.total, job.done, mine.total, job.state) == (5, 5, 0, JobState.DONE)
    assert above(job)[2].endswith(": 5 dòng.")
    assert not Access.objects.filter(dossier=dossiers[4], kind=AccessKind.EXPORTED).exists()
    assert Access.objects.filter(dossier=dossiers[5], kind=AccessKind.EXPORTED).get().user == p.auditor


def test_a_full_disk_leaves_no_file_says_so_and_the_older_files_stay(province, monkeypatch, tmp_path):
    received(province, 1)
    older = done(queued(province.leader, LIST))
    before = bytes(older.file.content)
    place = tmp_path / "tam"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))

    def full(path, head, rows):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(exporting.WRITERS, Form.XLSX, full)
    job = done(queued(province.leader, LIST))

    assert (job.state, job.result["said"][:18]) == (JobState.FAILED, "Chưa ghi được tệp ")
    assert not JobFile.objects.filter(job=job).exists()
    assert bytes(JobFile.objects.get(job=older).content) == before
    assert list(place.iterdir()) == []
    monkeypatch.undo()
    actions.do_again(by=province.leader, job_id=job.pk)
    assert len(lines(done(job))) == 1


def test_a_file_that_cannot_be_kept_whole_is_not_kept(province, monkeypatch):
    received(province, 1)
    whole = exporting._keep

    def broken(job, path):
        whole(job, path)
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(exporting, "_keep", broken)
    job = done(queued(province.leader, LIST))

    assert job.state == JobState.FAILED
    assert not JobFile.objects.exists()


def test_too_long_a_list_is_refused_in_a_sentence(province, monkeypatch):
    received(province, 3)
    monkeypatch.setattr(exporting, "MOST", 2)

    job = done(queued(province.leader, LIST))

    assert (job.state, job.result["said"]) == (
        JobState.FAILED, "Danh sách có hơn 2 dòng. Ông/Bà lọc bớt rồi xuất lại.",
    )  # fmt: skip


def test_the_last_cause_and_the_last_urge_stand_in_the_line(province):
    p, now = province, timezone.now()
    dossier = province_of.receive(p, p.post, received_at=now - timedelta(days=90), reason="Bưu tá giao chậm")
    said = {"dossier": dossier, "by": p.leader, "agency": p.department}
    for hours, kind in ((2, "load"), (1, "other")):
        Delay.objects.create(at=now - timedelta(hours=hours), kind=kind, text="Chờ bản vẽ", **said)
    for hours in (2, 1):
        actions.urge(key=uuid.uuid4(), dossier_id=dossier.pk, by=p.leader, now=now - timedelta(hours=hours),
                     request="Giải quyết ngay.", reply_by=now + timedelta(hours=9 - hours))  # fmt: skip

    (line,) = lines(done(queued(province.leader, "qua-han")))

    urge = Urge.objects.get(nth=2)
    assert (line["Nguyên nhân chậm"], line["Đôn đốc (lần)"]) == ("Nguyên nhân khác", 2)
    assert line["Trả lời đôn đốc trước"] == timezone.localtime(urge.reply_by).replace(
        tzinfo=None, second=0, microsecond=0
    )
    assert line["Đã trả lời đôn đốc lúc"] == ""
    assert line["Trễ (ngày làm việc)"] > 0
    assert line["Còn (ngày làm việc)"] == ""
