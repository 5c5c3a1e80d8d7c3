"""The work list shows the columns that its reader chose, takes ticks, and stays light with all of them."""

import re

import pytest

from agencies.models import Account, Procedure, Unit
from dossiers import actions
from dossiers.models import Dossier
from dossiers.reads import scope, worklist
from dossiers.reads.worklist import Narrowing, Pile, Sort
from tests.dossiers.working import at, at_office, press
from tests.staff.lists import HOME, MONDAY, codes_in, in_list
from tests.staff.pages import text


def heads(response) -> list[str]:
    return re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', text(response))


def test_columns_are_chosen_and_kept(province, enter, now):
    at_office(province)
    officer = enter(province.officer)
    assert heads(officer.get(HOME)) == [
        "Chọn", "Mã hồ sơ", "Người nộp", "Thủ tục", "Bước", "Thời hạn", "Việc tiếp theo",
    ]  # fmt: skip

    answer = officer.post(HOME + "?loc=tat-ca", {"column": ["received", "person", "; DROP", "code"]})
    assert (answer.status_code, answer.url) == (302, "/can-bo/?loc=tat-ca")
    again = enter(province.officer).get(HOME)
    assert heads(again) == ["Chọn", "Mã hồ sơ", "Người nộp", "Người thụ lý", "Ngày nhận", "Thời hạn", "Việc tiếp theo"]
    officer.post(HOME, {})
    assert heads(officer.get(HOME)) == ["Chọn", "Mã hồ sơ", "Người nộp", "Thời hạn", "Việc tiếp theo"]


def test_who_has_no_account_yet_gets_one_with_the_choice(province, enter, now):
    Account.objects.filter(user=province.officer).delete()
    officer = enter(province.officer)
    assert officer.get(HOME).status_code == 200
    officer.post(HOME, {"column": ["unit"]})
    assert Account.objects.get(user=province.officer).columns == ["code", "unit"]


@pytest.mark.parametrize("kept", [None, "x", {"a": 1}, [1, None], ["", "procedure"]], ids=str)
def test_columns_that_mean_nothing_do_no_harm(province, enter, now, kept):
    at_office(province)
    Account.objects.update_or_create(user=province.officer, defaults={"columns": kept if kept is not None else []})
    assert enter(province.officer).get(HOME).status_code == 200


def test_rows_are_ticked_with_the_version_they_were_seen_at(province, enter, now):
    dossier = at_office(province)
    officer = enter(province.officer)
    page = text(officer.get(HOME))
    assert f'name="chon" value="{dossier.pk}.{dossier.version}" aria-label="Chọn {dossier}">' in page
    assert f'aria-label="Chọn {dossier}" checked>' in text(officer.get(HOME, {"chon": "het"}))


def test_the_first_of_a_list_are_those_that_it_shows(province, now):
    dossiers = [at_office(province) for _ in range(3)]
    press(dossiers[1], actions.assign, province.leader, "2026-03-02 10:00", to=province.officer)
    reader = scope.reader_of(province.officer)
    first = worklist.first_of(reader=reader, pile=Pile.ALL, now=at(MONDAY), most=2)
    shown = in_list(province.officer, Pile.ALL, MONDAY)
    assert first == [(dossier.pk, dossier.version) for dossier in shown[:2]]
    only = Narrowing(people=(province.officer.pk,))
    assert [pk for pk, _ in worklist.first_of(reader=reader, pile=Pile.ALL, now=at(MONDAY), most=9, only=only)] == [
        dossiers[1].pk
    ]
    assert worklist.first_of(reader=reader, pile=Pile.RESULTS, now=at(MONDAY), most=9) == []


@pytest.mark.parametrize("sort", list(Sort))
def test_parts_that_overlap_count_and_show_a_dossier_once(province, now, sort):
    """What an agency holds without a unit is its own and, as if it lay outside, looked after by it."""
    dossiers = [at_office(province) for _ in range(3)]
    Dossier.objects.filter(pk=dossiers[1].pk).update(holder_unit=None)
    found = worklist.work_list(
        reader=scope.reader_of(province.leader), pile=Pile.ALL, cursor="", now=at(MONDAY), sort=sort
    )
    assert found.counts[Pile.ALL] == len(found.rows) == len(dossiers)


def test_every_choice_at_once_asks_no_more_queries_with_more_dossiers(
    province, enter, many, django_assert_max_num_queries
):
    leader = enter(province.leader)
    Procedure.objects.update(name="Cấp Giấy chứng nhận quyền sử dụng đất và tài sản khác gắn liền với đất lần đầu")
    Unit.objects.filter(kind="counter", agency=province.department).update(name="Chi nhánh Văn phòng Đăng ký đất đai")
    leader.post(HOME, {"column": ["procedure", "step", "person", "unit", "received", "channel"]})
    asked = {"procedure": province.building.procedure_id, "step": "Chuyển hồ sơ", "person": "chua", "clock": "chay"}
    many(5)
    leader.get(HOME, asked)
    with django_assert_max_num_queries(11) as few:
        leader.get(HOME, asked)
    many(50)
    with django_assert_max_num_queries(len(few)):
        page = leader.get(HOME, asked)
    assert len(codes_in(page)) == 50
    assert len(page.content) <= 60_000
