"""On the page of one's own account: what the morning's letter is to tell."""

import re

from django.contrib.auth.models import User

from agencies.models import Account
from dossiers.wording.digests import PART
from tests.staff.conftest import enter  # noqa: F401 - a fixture
from tests.staff.pages import at_field, said, text

ACCOUNT = "/can-bo/tai-khoan"


def ticked(response) -> list[str]:
    return re.findall(r'name="parts" value="([^"]+)"[^>]* checked', text(response))


def kept(user) -> list[str]:
    return Account.objects.get(user=user).digest


def test_parts_are_chosen_and_kept(province, enter):  # noqa: F811
    officer = enter(province.officer)
    assert ticked(officer.get(ACCOUNT)) == list(PART)  # everything at first

    answer = officer.post(ACCOUNT, {"parts": ["offered", "overdue"]})

    assert (answer.status_code, answer.url) == (302, ACCOUNT)
    shown = officer.get(ACCOUNT)
    assert "Đã lưu nội dung thư đầu ngày." in said(shown)
    assert ticked(shown) == kept(province.officer) == ["overdue", "offered"]
    officer.post(ACCOUNT, {})
    assert ticked(officer.get(ACCOUNT)) == kept(province.officer) == []


def test_who_has_no_account_yet_gets_one_with_the_choice(province, enter):  # noqa: F811
    Account.objects.filter(user=province.clerk).delete()
    clerk = enter(province.clerk)
    assert ticked(clerk.get(ACCOUNT)) == list(PART)
    clerk.post(ACCOUNT, {"parts": "today"})
    assert kept(province.clerk) == ["today"]


def test_the_page_says_that_there_is_no_address(province, enter):  # noqa: F811
    officer = enter(province.officer)
    missing = "Tài khoản chưa ghi thư điện tử nên chưa nhận được thư: quản trị viên ghi."
    assert missing in said(officer.get(ACCOUNT))
    User.objects.filter(pk=province.officer.pk).update(email="khoi@dongthap.gov.vn")
    shown = said(officer.get(ACCOUNT))
    assert missing not in shown
    assert "đến khoi@dongthap.gov.vn một thư" in shown


def test_who_neither_works_nor_oversees_has_no_such_choice(province, enter):  # noqa: F811
    administrator = enter(province.administrator)
    assert "Thư đầu ngày" not in said(administrator.get(ACCOUNT))
    assert administrator.post(ACCOUNT, {"parts": "today"}).status_code == 403
    assert kept(province.administrator) == list(PART)


def test_what_is_no_part_is_said_at_the_field_and_changes_nothing(province, enter):  # noqa: F811
    officer = enter(province.officer)
    for nonsense in ("moi", "\x00", "'; DROP TABLE"):
        answer = officer.post(ACCOUNT, {"parts": ["today", nonsense]})
        assert answer.status_code == 400
        assert at_field(answer, "parts") == "Chọn trong các mục dưới đây."
        assert ticked(answer) == ["today"]
    assert kept(province.officer) == list(PART)
    Account.objects.filter(user=province.officer).update(digest={"today": True})
    assert ticked(officer.get(ACCOUNT)) == []
