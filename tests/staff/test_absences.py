"""Who is away and who stands in: noted, seen, ended – and no right for anybody."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from agencies.models import Absence, Membership
from dossiers import actions
from dossiers.models import Event
from dossiers.reads.absences import stood_in_for
from tests.dossiers.working import refused
from tests.province import receive
from tests.staff.pages import at_field, page, said, text

HERE = "/can-bo/vang-mat"


def day(n: int) -> date:
    return timezone.localdate() + timedelta(days=n)


def colleague(p, username: str, name: str, **post) -> User:
    family, _, given = name.rpartition(" ")
    user = User.objects.create(username=username, last_name=family, first_name=given)
    Membership.objects.create(user=user, **{"agency": p.department, "role": "officer", **post})
    return user


@pytest.fixture
def hoa(province) -> User:
    """Another officer of the department."""
    return colleague(province, "hoa", "Đỗ Thị Hoa")


def noted(p, stand_in, *, by=None, user=None, since=0, until=3) -> Absence:
    user = user or p.officer
    return actions.note_absence(
        by=by or user, today=day(0), user=user, stand_in=stand_in, since=day(since), until=day(until)
    )


def typed(stand_in, since=0, until=3, **more) -> dict:
    days = {"since": f"{day(since):%d/%m/%Y}", "until": f"{day(until):%d/%m/%Y}"}
    return {**days, "stand_in": stand_in.pk, **more}


# ── Noting it ────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_officer_notes_their_own_absence_and_ends_it(province, enter, hoa, django_assert_max_num_queries):
    officer = enter(province.officer)
    form = officer.get(HERE)
    assert "Đỗ Thị Hoa" in text(form)
    for other in ("Lê Thị Bích Ngọc", "Võ Thành Tâm", "Phạm Quốc Dũng"):  # another role, another agency
        assert other not in text(form)

    with django_assert_max_num_queries(15):
        sent = officer.post(HERE, typed(hoa))
    assert sent.status_code == 302
    with django_assert_max_num_queries(15):
        seen = officer.get(HERE)
    assert f"Đã ghi Trần Minh Khôi vắng từ {day(0):%d/%m/%Y} đến hết {day(3):%d/%m/%Y}; Đỗ Thị Hoa thay." in said(seen)
    assert "Đang vắng" in said(seen)
    assert stood_in_for(hoa.pk, day(0)) == [(province.officer.pk, "Trần Minh Khôi")]
    assert "Trần Minh Khôi" in said(enter(hoa).get(HERE))

    with django_assert_max_num_queries(15):
        ended = officer.post(HERE, {"ket-thuc": Absence.objects.get().pk})
    assert ended.status_code == 302
    assert "Đã kết thúc lịch vắng của Trần Minh Khôi." in said(officer.get(HERE))
    assert stood_in_for(hoa.pk, day(0)) == []


def test_a_supervisor_notes_and_ends_anybodys_of_their_agency(province, enter, hoa, django_assert_max_num_queries):
    leader = enter(province.leader)
    assert "Trần Minh Khôi" in text(leader.get(HERE))
    with django_assert_max_num_queries(15):
        form = leader.get(HERE, {"nguoi": province.officer.pk})
    assert "Lịch vắng của Trần Minh Khôi" in said(form)

    with django_assert_max_num_queries(15):
        assert leader.post(HERE, typed(hoa, nguoi=province.officer.pk)).status_code == 302

    absence = Absence.objects.get()
    assert (absence.user, absence.stand_in, absence.noted_by) == (province.officer, hoa, province.leader)
    assert leader.post(HERE, {"ket-thuc": absence.pk}).status_code == 302
    assert not Absence.objects.exists()  # it had not begun before today


@pytest.mark.parametrize("who", ["clerk", "officer_b", "leader_b"])
def test_others_note_and_end_nothing_of_theirs(province, enter, hoa, who):
    client, absence = enter(getattr(province, who)), noted(province, hoa)

    assert client.get(HERE, {"nguoi": hoa.pk}).status_code == 404
    assert client.post(HERE, typed(province.officer, nguoi=hoa.pk)).status_code == 404
    assert client.post(HERE, {"ket-thuc": absence.pk}).status_code == 404
    assert "Đỗ Thị Hoa" not in text(client.get(HERE))
    with refused("absence_role"):
        noted(province, province.officer, by=getattr(province, who), user=hoa)
    assert Absence.objects.get().until == day(3)


def test_the_stand_in_sees_it_and_does_not_end_it(province, enter, hoa):
    absence = noted(province, hoa)
    client = enter(hoa)

    assert 'name="ket-thuc"' not in text(client.get(HERE))
    assert client.post(HERE, {"ket-thuc": absence.pk}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"since": "30/02/2026"}, "since", "Không có ngày 30/02/2026"),
        ({"since": ""}, "since", "Nhập ngày bắt đầu vắng."),
        ({"until": "x"}, "until", "Nhập ngày theo dạng"),
        ({"since": "01/01/2020", "until": "02/01/2020"}, "until", "Ngày cuối không được trước hôm nay."),
        ({"until": "01/01/2020"}, "until", "Ngày cuối phải từ ngày đầu trở đi."),
        ({"until": "31/12/9999"}, "until", "Một lần vắng dài nhất là một năm."),
        ({"stand_in": ""}, "stand_in", "Chọn người thay."),
        ({"stand_in": "abc"}, "stand_in", "Chọn người thay trong danh sách."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(province, enter, hoa, changes, field, sentence):
    sent = {**typed(hoa), **changes}

    answer = enter(province.officer).post(HERE, sent)

    assert answer.status_code == 400
    assert sentence in at_field(answer, field)
    for name in ("since", "until"):
        assert f'value="{sent[name]}"' in text(answer) or not sent[name]
    assert "autofocus" in text(answer)
    assert not Absence.objects.exists()


def test_a_person_is_not_away_twice_at_once(province, enter, hoa):
    noted(province, hoa, since=2, until=5)
    officer = enter(province.officer)

    for since, until in ((0, 2), (5, 9), (3, 4), (0, 9)):
        answer = officer.post(HERE, typed(hoa, since, until))
        assert answer.status_code == 400
        assert "Trần Minh Khôi đã có lịch vắng từ" in at_field(answer, "since")
    assert officer.post(HERE, typed(hoa, 0, 1)).status_code == 302
    assert officer.post(HERE, typed(hoa, 6, 6)).status_code == 302


def test_only_a_colleague_of_the_same_role_stands_in(province, hoa):
    p = province
    for other in (p.clerk, p.leader, p.officer_b):
        with refused("stand_in_role"):
            noted(p, other)
    with refused("stand_in_self"):
        noted(p, p.officer)
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    with refused("stand_in_role"):
        noted(p, hoa)


@pytest.mark.parametrize("asked", ["x", "9" * 30, "-1", "0"])
def test_an_address_that_means_nobody_is_not_found(province, enter, asked):
    leader = enter(province.leader)

    assert leader.get(HERE, {"nguoi": asked}).status_code == 404
    assert leader.post(HERE, {"nguoi": asked}).status_code == 404
    assert leader.post(HERE, {"ket-thuc": asked}).status_code == 404


# ── What it means ────────────────────────────────────────────────────────────────────────────────────────────


def test_standing_in_gives_no_right(province, enter, advance):
    """Whoever has changed posts since, or is of another agency, may do what they may do there and nothing else."""
    p = province
    dossier = advance(receive(p), p.clerk)
    second = colleague(p, "pho", "Lý Thị Phó", role="supervisor")
    noted(p, second, by=p.leader, user=p.leader)
    Membership.objects.filter(user=second).update(role="clerk")
    stranger = colleague(p, "la", "Ngô Văn Lạ", agency=p.commune)
    Absence.objects.create(user=p.officer, stand_in=stranger, since=day(0), until=day(3), noted_by=p.leader)

    assert enter(second).get(page(dossier, "chuyen-co-quan")).status_code == 403
    assert enter(stranger).get(page(dossier)).status_code == 404
    events = Event.objects.count()
    with refused("role"):
        actions.complete_step(dossier_id=dossier.pk, by=stranger, now=timezone.now(), version=dossier.version)
    assert Event.objects.count() == events


def test_it_counts_from_its_first_day_through_its_last(province, hoa):
    noted(province, hoa, since=1, until=2)

    assert [bool(stood_in_for(hoa.pk, day(n))) for n in range(4)] == [False, True, True, False]


def test_two_may_stand_in_for_each_other_and_nobody_inherits(province, hoa):
    third = colleague(province, "binh", "Trịnh Văn Bình")
    noted(province, hoa)
    noted(province, province.officer, user=hoa)
    noted(province, third, user=hoa, since=4, until=5)

    assert [pk for pk, _ in stood_in_for(hoa.pk, day(0))] == [province.officer.pk]
    assert [pk for pk, _ in stood_in_for(province.officer.pk, day(0))] == [hoa.pk]
    assert stood_in_for(third.pk, day(0)) == []
    assert [pk for pk, _ in stood_in_for(third.pk, day(4))] == [hoa.pk]


def test_ending_leaves_the_days_that_were(province, hoa):
    absence = noted(province, hoa, since=-3, until=5)

    actions.end_absence(by=province.officer, today=day(0), absence_id=absence.pk)

    absence.refresh_from_db()
    assert (absence.since, absence.until) == (day(-3), day(-1))
    with pytest.raises(Absence.DoesNotExist):  # it is over
        actions.end_absence(by=province.officer, today=day(0), absence_id=absence.pk)


def test_the_list_is_paged(province, enter, django_assert_max_num_queries):
    people = [colleague(province, f"nv{n}", f"Phan Văn {n:02}") for n in range(60)]
    Absence.objects.bulk_create(
        Absence(user=user, stand_in=people[n - 1], since=day(n % 7), until=day(9), noted_by=user)
        for n, user in enumerate(people)
    )
    leader = enter(province.leader)

    with django_assert_max_num_queries(15):
        first = leader.get(HERE)
    following = leader.get(HERE, {"sau": text(first).partition("?sau=")[2].partition('"')[0]})

    assert text(first).count('name="ket-thuc"') == 50
    assert text(following).count('name="ket-thuc"') == 10
    assert len(first.content) < 60_000
    for nonsense in ("x", "2026-13-01.1", "2026-01-01.x", "2026-01-01." + "9" * 30, "٣"):
        assert text(leader.get(HERE, {"sau": nonsense})).count('name="ket-thuc"') == 50
