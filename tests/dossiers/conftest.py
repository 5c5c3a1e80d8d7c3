"""Procedures for the rules of stops and of two appointments."""

import pytest

from agencies.models import Party, RuleStep, Unit
from tests.province import rules_of

LAND = [
    ("Tiếp nhận hồ sơ", Party.RECEIVING_COUNTER, 0),
    ("Chuyển hồ sơ", Party.RECEIVING_COUNTER, 0.5),
    ("Kiểm tra hồ sơ", Party.OFFICE, 2.5),
    ("Xác định nghĩa vụ tài chính", Party.OUTSIDE, 5),
    ("Hoàn thiện hồ sơ", Party.OFFICE, 1),
    ("Ký Giấy chứng nhận", Party.LEADERS, 1),
    ("Trả kết quả", Party.RETURN_COUNTER, 0),
]
SHORT = [step for step in LAND if step[1] != Party.OUTSIDE]
THREE, TWO = [[3, "working_days"]], [[2, "working_days"]]


def extended(p):
    """The province with short terms: three days, four hours, two appointments, and a tax office without a second."""
    field = "Đất đai"
    p.quick = rules_of("1.012783", "Cấp đổi Giấy chứng nhận", field, SHORT, p.department, term=THREE)
    p.hourly = rules_of("1.012786", "Cung cấp thông tin", field, SHORT, p.department, term=[[4, "working_hours"]])
    p.two_dates = rules_of("1.013831", "Đăng ký biến động", field, LAND, p.department, term=THREE, second_term=TWO)
    p.taxed = rules_of("1.013833", "Đổi tên trên Giấy chứng nhận", field, LAND, p.department, term=THREE)
    p.tax_last = rules_of(
        "1.013834", "Xóa nợ nghĩa vụ tài chính", field, [*LAND[:4], LAND[-1]], p.department, term=THREE, second_term=TWO
    )
    RuleStep.objects.filter(party=Party.OUTSIDE).update(on_clock=False)
    p.unit = {(unit.agency_id, unit.kind): unit for unit in Unit.objects.select_related("agency")}
    return p


@pytest.fixture
def office(province):
    """The province with the rules of `extended`."""
    return extended(province)


@pytest.fixture
def committed_office(committed_province):
    """The same, committed."""
    return extended(committed_province)
