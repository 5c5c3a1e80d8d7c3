"""The status page answers four questions, in order, in every state, in both languages, and says nothing personal."""

import re
from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from agencies.models import Agency, Procedure, RuleStep, Unit
from agencies.worktime import ZONE
from dossiers import actions, wording
from dossiers.clock import DeadlineState as State
from dossiers.models import Dossier, Step
from dossiers.reads import lookup
from dossiers.workflow import CLOCK_ENDED, Status
from tests.province import receive
from tests.unattended.test_sweep import overdue_by

OPEN_STATES = (State.IN_TIME, State.DUE_SOON, State.DUE_TODAY, State.OVERDUE, State.PAUSED, State.NONE)
CLOSED_STATES = (State.EARLY, State.ON_TIME, State.LATE, State.NONE)
LEGAL = [(Status.SUBMITTED, State.NONE)] + [
    (status, state)
    for status in Status
    if status is not Status.SUBMITTED
    for state in (CLOSED_STATES if status in CLOCK_ENDED else OPEN_STATES)
]
NO_RESULT = (Status.NOT_ACCEPTED, Status.WITHDRAWN, Status.STOPPED)
VIETNAMESE = re.compile("[ạảãàáâậầấẩẫăắằặẳẵọỏõòóôộổỗồốơờớợởỡéèẻẹẽêếềệểễúùụủũưựữửừứíìịỉĩýỳỷỵỹđ]", re.IGNORECASE)
QUESTIONS = ("Hồ sơ đến đâu rồi?", "Bao giờ có kết quả?", "Ai đang giữ hồ sơ?", "Ông/Bà cần làm gì?")


def page(client, dossier, query=""):
    return client.get(f"/tra-cuu/{dossier.receipt_code}{query}")


def brought_to(dossier, status, state) -> datetime:
    """Write this status and these dates; the moment at which to look."""
    march = datetime(timezone.localtime(dossier.received_at).year + 1, 3, 1, tzinfo=ZONE)
    thursday = march + timedelta(days=(3 - march.weekday()) % 7)
    due_at = None if state is State.NONE or state is State.PAUSED else datetime.combine(thursday, time(17), ZONE)
    look = {State.DUE_SOON: -1, State.DUE_TODAY: 0, State.OVERDUE: 4}.get(state, -10)
    now = thursday + timedelta(days=look, hours=9)
    closed_at = None
    if status in CLOCK_ENDED:
        closed_at = thursday + timedelta(days={State.EARLY: -1, State.LATE: 1}.get(state, 0), hours=10)
        now = closed_at + timedelta(days=3)
    Dossier.objects.filter(pk=dossier.pk).update(
        status=status, due_at=due_at, closed_at=closed_at, is_paused=state is State.PAUSED,
        returned_at=closed_at if status is Status.RETURNED else None,
        current_step=None if status is Status.RETURNED else 3,
    )  # fmt: skip
    return now


def test_every_status_and_deadline_state_has_its_sentences(client, province):
    dossier = receive(province)
    for status, state in LEGAL:
        with time_machine.travel(brought_to(dossier, status, state), tick=False):
            vietnamese = page(client, dossier, "?lang=vi").content.decode()
            english = page(client, dossier, "?lang=en").content.decode()
            answer = client.get(f"/api/v1/status/{dossier.receipt_code}?lang=vi").json()

        told, box = wording.STATUS[status], vietnamese[: vietnamese.index("<h2>Tiến trình</h2>")]
        assert answer["deadline"]["state"] == state
        assert answer["status"]["label"] == told.label
        assert f'<span class="tag tag--{told.tone}">{told.label}</span>' in box
        assert "%(" not in vietnamese + english
        shown = not (status in NO_RESULT and state is not State.LATE)
        assert box.count('<span class="tag ') == 1 + shown, (status, state)
        is_late = state in (State.OVERDUE, State.LATE)
        assert box.count("Cơ quan xin lỗi") == is_late, (status, state)
        assert box.count("văn bản xin lỗi") == is_late, (status, state)  # none was signed, and that is said
        is_counted = state not in (State.NONE, State.PAUSED) and status not in NO_RESULT
        assert ("Thời hạn 20 ngày làm việc, tính từ" in box) == is_counted, (status, state)
        ours = re.sub(r'<(\w+)( [^>]*)?lang="vi"[^>]*>.*?</\1>', "", english, flags=re.DOTALL)
        ours = ours.replace("Đồng Tháp", "")
        assert VIETNAMESE.findall(ours) == [], VIETNAMESE.search(ours)


def test_the_four_answers_come_in_order_then_steps_then_what_happened(client, province):
    text = page(client, receive(province)).content.decode()

    marks = [*QUESTIONS, "<h2>Tiến trình</h2>", "Diễn biến", "Thông tin hồ sơ"]
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)
    assert text.count('aria-current="step"') == 1
    assert "(Đã xong)" in text
    assert "(Chưa đến)" in text


def test_the_date_is_told_with_hour_weekday_and_days_left(client, province):
    dossier = receive(province)
    now = brought_to(dossier, Status.PROCESSING, State.DUE_SOON)

    with time_machine.travel(now, tick=False):
        vietnamese = page(client, dossier).content.decode()
        english = page(client, dossier, "?lang=en").content.decode()

    day = timezone.localtime(Dossier.objects.get(pk=dossier.pk).due_at).strftime("%d/%m/%Y")
    assert f"Hẹn trả kết quả: 17\u00a0giờ\u00a000, thứ Năm {day} (còn 1 ngày làm việc)" in vietnamese
    assert f"Result due: 17:00, Thursday {day} (1 working day left)" in english


def test_a_late_dossier_says_so_and_apologises(client, province):
    dossier = receive(province)
    now = brought_to(dossier, Status.PROCESSING, State.OVERDUE)

    with time_machine.travel(now, tick=False):
        text = page(client, dossier).content.decode()

    assert "Quá hạn 2 ngày làm việc" in text
    assert "Cơ quan xin lỗi Ông/Bà." in text
    assert "Cơ quan chưa có văn bản xin lỗi. Chưa có ngày hẹn mới." in text
    number = '<a href="tel:02773800000">0277 3800 000</a>'
    assert re.findall("Ông/Bà gọi [^.]*", text) == [f"Ông/Bà gọi {number} để hỏi ngày hẹn mới"]
    assert "Ông/Bà chưa cần làm gì thêm." not in text


def test_a_request_for_papers_says_until_when(client, province):
    dossier = receive(province)
    now = timezone.now()
    actions.complete_step(dossier_id=dossier.pk, by=province.clerk, now=now, version=1)
    until = timezone.localdate() + timedelta(days=30)
    actions.request_supplement(
        dossier_id=dossier.pk, by=province.officer, now=now, version=2, reason="Bà Đoan thiếu chữ ký",
        papers=["Bản vẽ hoàn công"], answer_by=until,
    )  # fmt: skip

    text = page(client, dossier).content.decode()

    assert f"Ông/Bà cần bổ sung giấy tờ chậm nhất ngày {until:%d/%m/%Y}" in text
    assert "Ngày hẹn trả được tính lại khi cơ quan nhận đủ giấy tờ." in text
    assert "Đang chờ Ông/Bà" in text
    assert "Bản vẽ hoàn công" not in text
    assert "thiếu chữ ký" not in text


def test_a_moved_due_date_is_shown_beside_the_first_with_its_cause(client, province):
    dossier = receive(province)
    now = timezone.now()
    actions.complete_step(dossier_id=dossier.pk, by=province.clerk, now=now, version=1)
    actions.request_supplement(
        dossier_id=dossier.pk, by=province.officer, now=now, version=2, reason="Thiếu", papers=["Bản vẽ"],
        answer_by=timezone.localdate() + timedelta(days=60),
    )  # fmt: skip
    actions.receive_supplement(dossier_id=dossier.pk, by=province.clerk, now=now + timedelta(days=20), version=3)
    dossier.refresh_from_db()

    text = page(client, dossier).content.decode()

    assert dossier.due_at != dossier.original_due_at
    for label in ("Ngày hẹn đầu tiên", "Ngày hẹn hiện nay", "Các lần đổi ngày hẹn"):
        assert label in text
    assert text.count("Đã nhận đủ giấy tờ bổ sung") == 2  # as what happened, and as the cause


def test_a_day_that_has_passed_is_not_called_expected(client, province):
    dossier = receive(province)
    soon = page(client, dossier).content.decode()
    with time_machine.travel(dossier.due_at + timedelta(days=1), tick=False):
        late = page(client, dossier).content.decode()

    assert "Dự kiến xong" in soon
    assert "Dự kiến xong" not in late


@pytest.mark.parametrize("path", ["/tra-cuu/{code}", "/api/v1/status/{code}"])
def test_one_query_answers_the_page_and_the_program(client, statements, committed_province, path):
    path = path.format(code=receive(committed_province).receipt_code)
    client.get(path)  # the calendar and the names are in memory from now on, the statement is prepared
    statements.clear()

    assert client.get(path).status_code == 200

    assert statements == ["EXECUTE public_status (%s)"]


def test_a_name_that_changes_is_read_anew(client, province):
    dossier = receive(province)
    path = f"/tra-cuu/{dossier.receipt_code}"
    assert "Sở Xây dựng" in client.get(path).content.decode()

    Agency.objects.filter(pk=province.department.pk).update(name="Sở Kiến thiết")
    Procedure.objects.filter(pk=province.building.procedure_id).update(is_sensitive=True)

    text = client.get(path).content.decode()
    assert "Sở Kiến thiết" in text
    assert "Sở Xây dựng" not in text
    assert "Cấp giấy phép xây dựng" not in text


def test_without_prepared_statements_the_answer_is_the_same(client, province, settings):
    dossier = receive(province)
    prepared = lookup.by_receipt_code(dossier.receipt_code)

    settings.PREPARED_STATEMENTS = False
    lookup._FOUND._kept.cursor = None

    assert lookup.by_receipt_code(dossier.receipt_code) == prepared


@pytest.mark.django_db(transaction=True)
def test_a_reader_does_not_see_that_the_database_dropped_the_connection(client, committed_province):
    code = receive(committed_province).receipt_code
    client.get(f"/tra-cuu/{code}")
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid])
    other.close()

    assert client.get(f"/tra-cuu/{code}").status_code == 200
    assert client.get(f"/api/v1/status/{code}").status_code == 200


def test_the_status_tier_says_nothing_personal(client, province):
    canaries = (
        "CANARYNAME",
        "087190001234",
        "1234",
        "0900000123",
        "0123",
        "canary@example.vn",
        "CANARYADDRESS",
        "CANARYREP",
    )
    dossier = receive(
        province,
        applicant=actions.Applicant(
            name="CANARYNAME Đoan", identity="087190001234", phone="0900000123", email="canary@example.vn",
            address="CANARYADDRESS", representative_name="CANARYREP", representative_identity="087190005678",
        ),
        papers=[{"name": "CANARYPAPER", "kind": "original", "copies": 1}],
    )  # fmt: skip

    for path in (f"/tra-cuu/{dossier.receipt_code}", f"/api/v1/status/{dossier.receipt_code}"):
        said = client.get(path).content.decode().replace(dossier.receipt_code, "").replace("0277 3800 000", "")
        for canary in (*canaries, "CANARYPAPER", dossier.official_code):
            if canary not in ("1234", "0123"):
                assert canary not in said
        assert "Bích Ngọc" not in said  # nor who works there


def test_a_sensitive_procedure_shows_its_field_only(client, province):
    text = page(client, receive(province, province.sensitive)).content.decode()

    assert "Cấp Phiếu lý lịch tư pháp" not in text
    assert "Lý lịch tư pháp" in text


def test_names_from_the_database_are_escaped(client, province):
    dossier = receive(province)
    Step.objects.get(dossier=dossier, n=3).rule_step.__class__.objects.filter(name="Thẩm định").update(name="<b>x</b>&")

    for query in ("?lang=vi", "?lang=en"):
        text = page(client, dossier, query).content.decode()
        assert "<b>x" not in text
        assert "&lt;b&gt;x&lt;/b&gt;&amp;" in text


def test_the_page_is_light_private_and_never_kept(client, province):
    answer = page(client, receive(province))

    assert len(answer.content) < 30_000
    assert answer.content.count(b"/static/") == 1
    assert b"<script" not in answer.content
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_a_chosen_language_is_remembered(client, province):
    dossier = receive(province)
    page(client, dossier, "?lang=en")

    assert '<html lang="en">' in page(client, dossier).content.decode()


def test_the_current_step_says_in_plain_words_what_is_being_done(client, province):
    dossier = receive(province)

    vietnamese, english = (page(client, dossier, query).content.decode() for query in ("", "?lang=en"))

    assert vietnamese.count("step__said") == 1
    assert "Chuyển hồ sơ." in vietnamese
    assert "step__said" not in english


def test_names_and_numbers_that_somebody_typed_are_text_and_never_markup(client, province):
    p, evil = province, "<img src=x onerror=alert(1)>"
    dossier = overdue_by(
        receive(p, p.post, received_at=timezone.now() - timedelta(days=90), reason="Hồ sơ cũ"), timedelta(days=2)
    )
    Agency.objects.update(name=evil, address=evil, phone=evil[:30])
    Unit.objects.filter(pk=dossier.holder_unit_id).update(name=evil)
    Procedure.objects.update(name=evil, field=evil[:100])
    RuleStep.objects.update(name=evil, sentence=evil)
    Dossier.objects.filter(pk=dossier.pk).update(
        applicant_name=evil, papers=[{"name": evil, "kind": "original", "copies": 1}]
    )

    client.post(f"/tra-cuu/{dossier.receipt_code}", {"so_cuoi": "0123"})
    for query in ("", "?lang=en"):
        text = page(client, dossier, query).content.decode()
        assert "<img" not in text
        assert text.count("&lt;img") > 8
