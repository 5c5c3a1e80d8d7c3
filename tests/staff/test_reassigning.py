"""Everything that somebody held goes to others: who may hand it on, and to whom."""

import uuid

import pytest
from django.utils import timezone

from dossiers import actions
from dossiers.models import Dossier, Job
from tests.dossiers.working import received
from tests.staff.pages import at_field, said, text
from tests.staff.test_bulk import hidden

HERE = "/can-bo/ban-giao-viec"


def held(p, n: int) -> list[Dossier]:
    dossiers = received(p, n)
    for dossier in dossiers:
        actions.assign(dossier_id=dossier.pk, by=p.leader, now=timezone.now(), version=dossier.version, to=p.officer)
    return dossiers


def test_everything_of_somebody_who_left_goes_to_others(province, enter, django_assert_max_num_queries):
    dossiers = held(province, 3)
    type(province.officer).objects.filter(pk=province.officer.pk).update(is_active=False)
    leader = enter(province.leader)

    first = leader.get(HERE)
    assert "Trần Minh Khôi Đã ngừng tài khoản" in said(first)
    address = f"{HERE}?nguoi={province.officer.pk}&co-quan={province.department.pk}"
    assert address.partition("?")[2].replace("&", "&amp;") in text(first)
    with django_assert_max_num_queries(15):
        asked = leader.get(address)
    assert "đang giữ 3 hồ sơ chưa giải quyết xong tại Sở Xây dựng" in said(asked)
    typed = {"nguoi": province.officer.pk, "co-quan": province.department.pk, "key": hidden(asked, "key")}
    nobody = leader.post(HERE, typed)
    assert (nobody.status_code, at_field(nobody, "to")) == (400, "Chọn ít nhất một người nhận việc.")
    with django_assert_max_num_queries(15):
        sent = leader.post(HERE, {**typed, "to": [province.clerk.pk]})
    actions.work()

    assert "3 hồ sơ đã xong" in said(leader.get(sent.url))
    assert {Dossier.objects.get(pk=dossier.pk).assignee for dossier in dossiers} == {province.clerk}
    assert "Chưa có hồ sơ nào" not in said(leader.get(HERE))


@pytest.mark.parametrize(
    "asked", [{"nguoi": "x"}, {"nguoi": "9" * 30, "co-quan": "1"}, {"nguoi": "999999"}, {"nguoi": "-1"}]
)
def test_nobody_elses_people_are_handed_on(province, enter, asked):
    held(province, 1)
    for client in (enter(province.leader), enter(province.leader_b)):
        assert client.get(HERE, asked).status_code == 404
        assert client.post(HERE, asked).status_code == 404
    here = {"nguoi": asked["nguoi"], "co-quan": province.department.pk, "to": province.clerk.pk}
    assert enter(province.leader).post(HERE, here).status_code == 404
    other = {"nguoi": province.officer.pk, "co-quan": province.department.pk, "to": province.leader_b.pk}
    assert enter(province.leader_b).post(HERE, {**other, "key": uuid.uuid4()}).status_code == 404
    assert enter(province.leader).post(HERE, other).status_code == 400  # of another agency
    assert not Job.objects.exists()
