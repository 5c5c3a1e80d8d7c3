"""What supervisors and auditors see of lateness, and that they see when nobody looks any more."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dossiers import actions
from dossiers.models import Heartbeat
from tests.province import receive


def text(response) -> str:
    return response.content.decode()


def codes_in(page: str) -> list[str]:
    return re.findall(r'<a class="code" href="[^"]+">([^<]+)</a>', page)


def test_supervisors_see_their_agency_and_those_below_auditors_see_all(province, enter, late):
    older, old = late(150), late(100)
    receive(province)
    expected = [older.official_code, old.official_code]
    assert codes_in(text(enter(province.leader).get("/giam-sat/qua-han"))) == expected
    assert codes_in(text(enter(province.auditor).get("/giam-sat/qua-han"))) == expected
    assert codes_in(text(enter(province.leader_b).get("/giam-sat/qua-han"))) == []


def test_a_supervisor_of_the_province_sees_the_agencies_below(province, enter, late):
    dossier = late()
    post = province.leader.memberships.get()
    post.agency, post.unit = province.root, None
    post.save()
    leader = enter(province.leader)
    assert codes_in(text(leader.get("/giam-sat/qua-han"))) == [dossier.official_code]
    assert leader.get(f"/can-bo/ho-so/{dossier.pk}").status_code == 200


def test_lateness_is_counted_in_working_days(province, enter, late):
    dossier = late(90)
    page = text(enter(province.leader).get("/giam-sat/qua-han"))
    days = int(re.search(r'<td class="late"[^>]*><strong>(\d+)</strong>', page)[1])
    calendar_days = (timezone.now() - dossier.due_at).days
    assert calendar_days * 0.6 <= days <= calendar_days
    assert "1 hồ sơ quá hạn" in page
    assert "Bộ phận Một cửa" in page


def test_the_list_is_narrowed_by_address(province, enter, late):
    dossier = late()
    auditor = enter(province.auditor)
    here = {"agency": province.department.pk, "procedure": province.post.procedure_id}
    assert codes_in(text(auditor.get("/giam-sat/qua-han", here))) == [dossier.official_code]
    assert codes_in(text(auditor.get("/giam-sat/qua-han", {"agency": province.commune.pk}))) == []
    assert codes_in(text(auditor.get("/giam-sat/qua-han", {"procedure": province.birth.procedure_id}))) == []


@pytest.mark.parametrize("junk", ["abc", "9" * 40, "-1", "1'--"])
def test_a_filter_that_means_nothing_shows_no_list(province, enter, late, junk):
    late()
    answer = enter(province.auditor).get("/giam-sat/qua-han", {"agency": junk})
    assert answer.status_code == 400
    assert "Chọn một mục trong danh sách." in text(answer)
    assert codes_in(text(answer)) == []


def test_another_agency_cannot_be_asked_for(province, enter, late):
    late()
    answer = enter(province.leader_b).get("/giam-sat/qua-han", {"agency": province.department.pk})
    assert answer.status_code == 400
    assert codes_in(text(answer)) == []


def test_a_sweep_that_stopped_is_in_plain_sight(province, enter):
    leader = enter(province.leader)
    assert "Chưa có lần kiểm tra tự động nào hoàn tất" in text(leader.get("/giam-sat/qua-han"))
    actions.sweep()
    fresh = text(leader.get("/giam-sat/qua-han"))
    assert "hoàn tất gần nhất" in fresh
    assert "sweep--late" not in fresh
    Heartbeat.objects.filter(name="sweep").update(finished_at=timezone.now() - timedelta(minutes=16))
    old = text(leader.get("/giam-sat/qua-han"))
    assert "sweep--late" in old
    assert "Kiểm tra tự động đã dừng quá 15 phút" in old
    assert old.count('role="alert"') == 1
    actions.check_sweep()
    with_alarm = text(leader.get("/giam-sat/qua-han"))
    assert "Kiểm tra hạn tự động đã dừng từ" in with_alarm
    assert with_alarm.count('role="alert"') == 1  # said once


def test_nothing_late_is_said_in_words(province, enter):
    assert "Không có hồ sơ quá hạn." in text(enter(province.leader).get("/giam-sat/qua-han"))


def test_queries_do_not_grow_with_the_dossiers(province, enter, late):
    def asked(client) -> int:
        client.get("/giam-sat/qua-han")
        with CaptureQueriesContext(connection) as seen:
            client.get("/giam-sat/qua-han")
        return len(seen)

    leader, auditor = enter(province.leader), enter(province.auditor)
    for _ in range(3):
        late()
    few = [asked(leader), asked(auditor)]
    for _ in range(20):
        late()
    assert [asked(leader), asked(auditor)] == few
    assert max(few) <= 13, few
