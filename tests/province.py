"""A small province for tests: every kind of agency, every role, procedures for every rule of the clock."""

import json
import uuid
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from django.contrib.auth.models import User

from agencies.models import (
    Account,
    Agency,
    AgencyKind,
    CalendarDay,
    Channel,
    DayKind,
    DayStatus,
    Membership,
    Party,
    Procedure,
    ProcedureRules,
    Role,
    RuleStep,
    StopMode,
    Unit,
    UnitKind,
    WorkCalendar,
)
from dossiers import actions

CALENDAR = json.loads((Path(__file__).parent / "facts/cases/workcalendar.json").read_text())
DEPARTMENT_STEPS = [
    ("Tiếp nhận hồ sơ", Party.RECEIVING_COUNTER, 0),
    ("Chuyển hồ sơ", Party.RECEIVING_COUNTER, 0.5),
    ("Thẩm định", Party.OFFICE, 15),
    ("Phê duyệt, ký kết quả", Party.LEADERS, 2),
    ("Trả kết quả", Party.RETURN_COUNTER, 0),
]
COMMUNE_STEPS = [
    ("Tiếp nhận hồ sơ", Party.RECEIVING_COUNTER, 0),
    ("Chuyển hồ sơ", Party.RECEIVING_COUNTER, 0),
    ("Thẩm tra hồ sơ", Party.OFFICE, 0),
    ("Ký duyệt", Party.LEADERS, 0),
    ("Trả kết quả", Party.RETURN_COUNTER, 0),
]


def build() -> SimpleNamespace:
    """The province as a bag of rows: agencies, people and rules by plain names."""
    _calendar()
    root = Agency.objects.create(code="H20", name="UBND tỉnh Đồng Tháp", kind=AgencyKind.PROVINCE)
    department = _agency("H20.6", "Sở Xây dựng", AgencyKind.DEPARTMENT, root)
    commune = _agency("H20.28261", "UBND phường Mỹ Tho", AgencyKind.COMMUNE, root)
    other = _agency("H20.29869", "UBND phường Cao Lãnh", AgencyKind.COMMUNE, root)
    tax = Agency.objects.create(
        code="H20.90", name="Thuế tỉnh Đồng Tháp", kind=AgencyKind.TAX, parent=root, on_province_clock=False
    )
    p = SimpleNamespace(root=root, department=department, commune=commune, other=other, tax=tax)
    p.clerk, p.officer, p.leader, p.clerk_b, p.officer_b, p.leader_b, p.auditor, p.administrator = _people(
        ("motcua", "Lê Thị Bích Ngọc", department, Role.CLERK, UnitKind.COUNTER),
        ("chuyenvien", "Trần Minh Khôi", department, Role.OFFICER, UnitKind.OFFICE),
        ("lanhdao", "Phạm Quốc Dũng", department, Role.SUPERVISOR, None),
        ("motcua2", "Nguyễn Thị Hồng", commune, Role.CLERK, UnitKind.COUNTER),
        ("chuyenvien2", "Võ Thành Tâm", commune, Role.OFFICER, UnitKind.OFFICE),
        ("lanhdao2", "Đặng Thu Hà", commune, Role.SUPERVISOR, None),
        ("giamsat", "Huỳnh Văn Lộc", root, Role.AUDITOR, None),
        ("quantri", "Bùi Anh Thư", root, Role.ADMINISTRATOR, None),
    )
    p.building = rules_of("1.013236", "Cấp giấy phép xây dựng", "Hoạt động xây dựng", DEPARTMENT_STEPS, department,
                        term=[[20, "working_days"]])  # fmt: skip
    p.pausing = rules_of("1.000001", "Thẩm định thiết kế", "Hoạt động xây dựng", DEPARTMENT_STEPS, department,
                       term=[[20, "working_days"]], stop_mode=StopMode.PAUSE)  # fmt: skip
    p.post = ProcedureRules.objects.create(
        procedure=p.building.procedure, channel=Channel.POST, valid_from=date(2025, 1, 1), term=[[20, "working_days"]]
    )
    _lay_down(p.post, DEPARTMENT_STEPS)
    p.termless = rules_of(
        "1.000002", "Đăng ký thông tin công trình", "Hoạt động xây dựng", DEPARTMENT_STEPS, department, term=None
    )
    p.birth = rules_of(
        "1.001193", "Đăng ký khai sinh", "Hộ tịch", COMMUNE_STEPS, None, term=[[1, "working_days"]], cutoff="15:00"
    )
    p.copy = rules_of("2.000815", "Chứng thực bản sao từ bản chính", "Chứng thực", COMMUNE_STEPS, None,
                    term=[[0, "working_days"]], cutoff="15:00")  # fmt: skip
    p.sensitive = rules_of("3.000333", "Cấp Phiếu lý lịch tư pháp", "Lý lịch tư pháp", DEPARTMENT_STEPS, department,
                         term=[[10, "calendar_days"]])  # fmt: skip
    Procedure.objects.filter(pk=p.sensitive.procedure_id).update(is_sensitive=True)
    return p


def receive(p: SimpleNamespace, rules: ProcedureRules | None = None, **changes):
    """A dossier taken in at the department's counter (or the commune's, for its own procedures)."""
    rules = rules or p.building
    at_commune = rules.procedure.department_id is None
    facts = {
        "key": uuid.uuid4(),
        "agency": p.commune if at_commune else p.department,
        "rules": rules,
        "applicant": actions.Applicant(
            name="Nguyễn Thị Đoan", identity="087190001234", phone="0900000123", address="Ấp 3, xã Tân Hồng"
        ),
        "papers": [{"name": "Đơn đề nghị", "kind": "original", "copies": 1}],
        "by": p.clerk_b if at_commune else p.clerk,
    }
    return actions.receive_dossier(**{**facts, **changes})


def _calendar() -> None:
    years = sorted(int(year) for year in CALENDAR["years"])
    WorkCalendar.objects.create(pk=1, first_year=years[0], last_year=years[-1])
    days = []
    for year in CALENDAR["years"].values():
        in_force = {"status": DayStatus.IN_FORCE, "legal_basis": "Thông báo nghỉ lễ", "since": 1}
        days += [CalendarDay(day=day, kind=DayKind.OFF, **in_force) for day in year["off"]]
        days += [CalendarDay(day=day, kind=DayKind.MAKE_UP, **in_force) for day in year["work_saturdays"]]
        days += [
            CalendarDay(day=day, kind=DayKind.OFF, status=DayStatus.PROPOSED, legal_basis="NQ 80-NQ/TW")
            for day in year.get("pending", {})
        ]
    CalendarDay.objects.bulk_create(days)


def _agency(code: str, name: str, kind: str, parent: Agency) -> Agency:
    agency = Agency.objects.create(code=code, name=name, kind=kind, parent=parent, phone="0277 3800 000")
    Unit.objects.bulk_create(
        Unit(agency=agency, name=unit, kind=kind)
        for unit, kind in [
            ("Bộ phận Một cửa", UnitKind.COUNTER),
            ("Phòng Chuyên môn", UnitKind.OFFICE),
            ("Lãnh đạo", UnitKind.LEADERS),
            ("Văn thư", UnitKind.REGISTRY),
        ]
    )
    return agency


def _person(username: str, name: str, agency: Agency, role: Role, unit: UnitKind | None) -> User:
    return _people((username, name, agency, role, unit))[0]


def _people(*posts: tuple[str, str, Agency, Role, UnitKind | None]) -> list[User]:
    """In one go: most tests begin with them."""
    units = {(unit.agency_id, unit.kind): unit for unit in Unit.objects.all()}
    users = [
        User(
            username=username, last_name=name.rpartition(" ")[0], first_name=name.rpartition(" ")[2],
            is_staff=role == Role.ADMINISTRATOR,
        )
        for username, name, _agency, role, _unit in posts
    ]  # fmt: skip
    User.objects.bulk_create(users)
    Account.objects.bulk_create(Account(user=user) for user in users)
    Membership.objects.bulk_create(
        Membership(user=user, agency=agency, role=role, unit=unit and units[agency.pk, unit])
        for user, (_username, _name, agency, role, unit) in zip(users, posts, strict=True)
    )
    return users


def rules_of(code, name, field, steps, department, **terms) -> ProcedureRules:
    """Confirmed rules of a new procedure, for the counter. department: None where the commune decides."""
    procedure = Procedure.objects.create(code=code, name=name, field=field, level="Cấp tỉnh", department=department)
    rules = ProcedureRules.objects.create(
        procedure=procedure, channel=Channel.COUNTER, valid_from=date(2025, 1, 1), is_confirmed=True, **terms
    )
    _lay_down(rules, steps)
    return rules


def _lay_down(rules: ProcedureRules, steps) -> None:
    RuleStep.objects.bulk_create(
        RuleStep(
            rules=rules, n=n, name=name, sentence=f"{name}.", party=party, days=days, on_clock=party != Party.OUTSIDE
        )
        for n, (name, party, days) in enumerate(steps, start=1)
    )
