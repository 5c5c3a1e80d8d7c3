"""The page of a dossier that everything has happened to: all of it told, in few questions, and light."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agencies.models import Absence, forget_calendars
from dossiers import actions
from dossiers.models import Dossier, Event, EventKind, Opinion
from dossiers.reads import desk, scope
from dossiers.views.moves import SLUGS
from dossiers.workflow import Move
from tests import databases
from tests.moments import set_to
from tests.province import receive
from tests.staff.conftest import MONDAY, land_rules, signed_in
from tests.staff.pages import page, press, said, text

ASKED = {"kind": "missing", "reason": "Thiếu bản vẽ.", "papers": "Bản vẽ", "answer_by": "20/04/2026"}
HALF_DAY = timedelta(hours=12)


@pytest.fixture(scope="module")
def life(django_db_setup, django_db_blocker, tmp_path_factory):
    """Lived once for all tests, in a database of its own: its name, the folder of files, the province, the dossier and
    the last moment.
    """
    files = tmp_path_factory.mktemp("tep")
    forever = dict.fromkeys(("SESSION_COOKIE_AGE", "SESSION_IDLE", "SESSION_LONGEST"), 10**9)
    with django_db_blocker.unblock(), databases.copied() as name:
        forget_calendars()
        with databases.within(name), override_settings(ATTACHMENTS_ROOT=files, **forever):
            province = django_db_setup.again()
            with set_to(MONDAY) as moments:
                dossier = lived(province, moments)
                last = timezone.now()
        yield SimpleNamespace(database=name, files=files, province=province, dossier=dossier, last=last)


def lived(province, moments) -> Dossier:
    """Two rounds, stops, money, an apology, other hands, filed again, opinions, a new code, a note, a file."""
    land = land_rules(province)
    receive(province, land)
    dossier = receive(province, land)
    actions.complete_step(dossier_id=dossier.pk, by=province.clerk, now=timezone.now(), version=dossier.version)
    people = {name: signed_in(getattr(province, name)) for name in ("clerk", "officer", "leader", "officer_b")}
    life = [
        ("leader", "phan-cong", {"to": province.officer.pk}),
        ("officer", "yeu-cau-bo-sung", ASKED),
        ("clerk", "ghi-nhan-bo-sung", {}),
        ("leader", "cho-phep-bo-sung", {"reason": "Bản vẽ nộp lại sai tỷ lệ."}),
        ("officer", "yeu-cau-bo-sung", ASKED),
        ("clerk", "ghi-nhan-bo-sung", {}),
        ("officer", "tam-dung", {"ground": "survey", "reason": "Đo đạc"}),
        ("officer", "tiep-tuc", {}),
        ("officer", "tam-dung", {"ground": "dispute", "reason": "Tranh chấp"}),
        ("leader", "tiep-tuc", {}),
        ("officer", "nghia-vu-tai-chinh", {"amount": "1.200.000"}),
        ("officer", "xac-nhan-da-nop", {}),
        ("officer", "du-thao-xin-loi", {"reason": "Chờ thẩm định", "promised_on": "20/04/2026"}),
        ("leader", "ky-xin-loi", {}),
        ("leader", "tra-lai-buoc-truoc", {"reason": "Làm lại"}),
        ("officer", "ban-giao", {"to": province.department.units.get(kind="registry").pk}),
        ("leader", "phan-cong", {"to": province.clerk.pk}),
        (
            "officer",
            "lay-y-kien",
            {"agency": province.commune.pk, "question": "Có quy hoạch không?", "answer_by": "20/04/2026"},
        ),
        (
            "officer",
            "lay-y-kien",
            {"agency": province.other.pk, "question": "Có tranh chấp không?", "answer_by": "20/04/2026"},
        ),
        ("officer_b", "tra-loi-y-kien", {"answer": "Không có quy hoạch."}),
        ("clerk", "cap-lai-ma", {"reason": "Mất giấy, đã đối chiếu căn cước."}),
        ("clerk", "ghi-chu", {"text": "Người nộp hẹn sáng thứ Năm."}),
        ("officer", "tep", {"file": SimpleUploadedFile("Bản vẽ.pdf", b"%PDF-1.7")}),
    ]
    Absence.objects.create(
        user=province.clerk, stand_in=province.officer, since=date(2026, 3, 1), until=date(2026, 12, 31),
        noted_by=province.leader,
    )  # fmt: skip
    for n, (who, slug, typed) in enumerate(life, start=1):
        moments.to(MONDAY + n * HALF_DAY)
        if "answer" in typed:
            typed["opinion"] = Opinion.objects.get(agency=province.commune).pk
        beside = slug in ("ghi-chu", "tep")
        done = people[who].post(page(dossier, slug), typed) if beside else press(people[who], dossier, slug, **typed)
        assert done.status_code == 302, (slug, said(done))
    dossier.refresh_from_db()
    return dossier


@pytest.fixture
def province(life, django_db_blocker, settings):
    """At the end of that life; what a test changes is undone."""
    settings.ATTACHMENTS_ROOT = life.files
    with django_db_blocker.unblock(), databases.within(life.database), set_to(life.last), transaction.atomic():
        yield life.province
        transaction.set_rollback(True)


@pytest.fixture
def eventful(life, province) -> Dossier:
    return Dossier.objects.get(pk=life.dossier.pk)


def queries(client, address: str, answers: tuple[int, ...] = (200,)) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code in answers
    return len(seen)


def test_a_whole_life_is_on_the_page_in_at_most_fifteen_queries(province, enter, eventful):
    leader, officer = enter(province.leader), enter(province.officer)
    for client in (leader, officer, enter(province.officer_b), enter(province.auditor)):
        assert queries(client, page(eventful)) <= 15  # session, person and memberships included
    shown = said(leader.get(page(eventful)))
    for words in (
        "Yêu cầu lần 1", "Yêu cầu lần 2", "Bản vẽ nộp lại sai tỷ lệ.", "Đo đạc, kiểm tra thực địa", "1.200.000 đ",
        "Hẹn lần 1", "Hẹn lần 2", "Đã xin lỗi, hẹn lại 20/04/2026", "Người thụ lý Lê Thị Bích Ngọc",
        "đang chờ Văn thư", "Nộp lại trong vòng 30 ngày", "ngoài thời hạn của tỉnh",
        "Chờ kết quả giải quyết tranh chấp", "Có tranh chấp không?", "Không có quy hoạch.", "Đã cấp lại 1 lần",
        "Người nộp hẹn sáng thứ Năm.", "Bản vẽ.pdf", "vắng mặt đến hết 31/12/2026, Trần Minh Khôi thay",
    ):  # fmt: skip
        assert words in shown, words
    assert f'href="{page(eventful)}/thoi-han"' in text(leader.get(page(eventful)))


def test_every_page_of_it_asks_at_most_fifteen(province, enter, eventful):
    leader = enter(province.leader)
    slugs = ["dien-bien", "ghi-chu", "tep", *SLUGS.values()]
    found = {slug: queries(leader, page(eventful, slug), (200, 409, 403)) for slug in slugs}
    assert {slug: n for slug, n in found.items() if n > 15} == {}


def test_every_event_is_told_in_words(province, enter, eventful):
    told = {event.kind for event in Event.objects.filter(dossier=eventful)}
    assert told >= {"due_changed", "passed_on", "apologised", "payment_confirmed", "step_returned", "assigned"}
    log = said(enter(province.leader).get(page(eventful))).split("Diễn biến")[1]
    assert "%(" not in log
    assert "Cơ quan xin lỗi và hẹn lại ngày trả kết quả: 20/04/2026" in log
    assert "Bàn giao cho Văn thư, chờ nhận" in log


def test_the_page_stays_light_however_much_has_happened(province, enter, eventful):
    Event.objects.bulk_create(
        Event(dossier=eventful, at=timezone.now(), actor=province.leader, agency=province.department,
              kind=EventKind.ASSIGNED, data={"user": province.officer.pk})
        for _ in range(200)
    )  # fmt: skip
    answer = enter(province.leader).get(page(eventful))
    assert len(answer.content) <= 60_000
    assert queries(enter(province.leader), page(eventful)) <= 15


def test_what_is_offered_is_what_the_actions_allow(province, enter, eventful):
    """The page never leads to a door that is shut, and what it leaves out is shut."""
    for who in ("clerk", "officer", "leader"):
        client, reader = enter(getattr(province, who)), scope.reader_of(getattr(province, who))
        found = desk.desk_of(pk=eventful.pk, reader=reader, now=timezone.now())
        offered = {found.primary, *found.others, *found.endings, *found.mendings} - {None}
        shown = text(client.get(page(eventful)))
        for move in Move:
            if move in (Move.RECEIVE, Move.REFUSE):
                continue

            is_linked = f'href="{page(eventful, SLUGS[move])}"' in shown
            status = client.get(page(eventful, SLUGS[move])).status_code
            assert is_linked == (status == 200) == (move in offered), (who, move, status)
    assert Dossier.objects.filter(pk=eventful.pk, version=eventful.version).exists()
