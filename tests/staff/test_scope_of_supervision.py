"""Whose lateness a supervisor answers for: a department and what belongs to it; the province's centre: all of it."""

import contextlib
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from agencies.models import Account, Agency, AgencyKind, Membership, Role
from dossiers import actions
from dossiers.models import Alarm, LetterKind
from dossiers.reads import scope
from dossiers.reads.supervision import within
from tests.moments import set_to
from tests.province import receive
from tests.staff.pages import bytes_of

OVERDUE = "/giam-sat/qua-han"


@pytest.fixture
def leads(province):
    """leads(agency): somebody who supervises it."""

    def made(agency, role=Role.SUPERVISOR) -> User:
        user = User.objects.create(username=f"truong-{agency.code}-{role}")
        Account.objects.create(user=user)
        Membership.objects.create(user=user, agency=agency, role=role)
        return user

    return made


@pytest.fixture
def tree(province):
    """A centre of the province, one of a commune, an office of the department, and something late in three places."""

    def agency(code, kind, parent):
        return Agency.objects.create(code=code, name=f"Cơ quan {code}", kind=kind, parent=parent)

    province.centre = agency("H20.20", AgencyKind.CENTRE, province.root)
    province.office = agency("H20.6.1", AgencyKind.LAND_OFFICE, province.department)
    province.corner = agency("H20.28261.1", AgencyKind.CENTRE, province.commune)
    return province


def overseen(user) -> set[str]:
    return {name for _pk, name, *_ in scope.overseen(scope.reader_of(user))}


def names(*agencies) -> set[str]:
    return {agency.name for agency in agencies}


def test_who_oversees_which_agencies(tree, leads):
    everything = names(*Agency.objects.filter(on_province_clock=True))
    expected = {
        tree.root: everything,
        tree.centre: everything,  # as the province itself
        tree.department: names(tree.department, tree.office),
        tree.office: names(tree.office),
        tree.commune: names(tree.commune, tree.corner),
        tree.corner: names(tree.corner),  # a commune's centre has its own only
        tree.other: names(tree.other),
    }
    assert {agency: overseen(leads(agency)) for agency in expected} == expected
    assert overseen(tree.auditor) == everything
    for role in (Role.CLERK, Role.OFFICER, Role.ADMINISTRATOR):
        assert overseen(leads(tree.centre, role)) == set(), role


def test_the_provinces_centre_asks_of_the_whole_province_at_once(tree, leads):
    # One that was entered without saying to what it belongs is not the province for that.
    lost = Agency.objects.create(code="H20.77", name="Cơ quan rời", kind=AgencyKind.DEPARTMENT)
    expected = {tree.root: True, tree.centre: True, tree.department: False, tree.corner: False, lost: False}
    for agency, is_all in expected.items():
        assert within.choices(scope.reader_of(leads(agency))).is_all is is_all, agency


def test_the_agencies_below_the_centre_are_its_own(tree, leads):
    """Only its people look after the whole province; what is said of the centre itself is of the centre."""
    assert list(Agency.objects.below([tree.centre.pk])) == [tree.centre]
    assert set(Agency.objects.below([tree.commune.pk, tree.department.pk])) == {
        tree.commune, tree.corner, tree.department, tree.office,
    }  # fmt: skip
    assert not Agency.objects.below([])
    choices = within.choices(scope.reader_of(leads(tree.centre)))
    assert choices.ids(tree.centre.pk) == [tree.centre.pk]


def test_its_head_reads_urges_and_finds_what_any_agency_has_and_does_nobodys_work(tree, leads, enter):
    then = timezone.now() - timedelta(days=90)
    at_department = receive(tree, tree.post, received_at=then, reason="Bưu tá giao chậm")
    with set_to(timezone.now() - timedelta(days=9)):
        at_commune = receive(tree, tree.birth)
    head, neighbour = enter(leads(tree.centre)), enter(leads(tree.corner))

    listed = head.get(OVERDUE).content.decode()
    for dossier in (at_department, at_commune):
        assert dossier.official_code in listed
        assert head.get(f"/can-bo/ho-so/{dossier.pk}").status_code == 200
        assert head.get(f"/can-bo/ho-so/{dossier.pk}/don-doc").status_code == 200
        assert head.get(f"/can-bo/ho-so/{dossier.pk}/phan-cong").status_code == 403
        assert neighbour.get(f"/can-bo/ho-so/{dossier.pk}").status_code == 404
        assert dossier.official_code not in neighbour.get(OVERDUE).content.decode()


def test_the_alarm_stands_on_every_page_of_supervision_and_costs_no_query(province, enter):
    clients = {name: enter(getattr(province, name)) for name in ("leader", "auditor", "administrator", "clerk")}
    pages = [
        f"/{route}" for route in ("giam-sat/qua-han", "giam-sat/dung-yen", "giam-sat/so-sach", "giam-sat/canh-dem")
    ]

    def asked(client, page):
        with connection.execute_wrapper(lambda run, *statement: (count.append(1), run(*statement))[1]):
            return client.get(page).content.decode()

    count: list[int] = []
    for page in pages:
        asked(clients["leader"], page)  # to warm up
    count.clear()
    assert not any("Kiểm tra hạn tự động đã dừng" in asked(clients["leader"], page) for page in pages)
    before = len(count)
    since = timezone.now() - timedelta(hours=1)
    Alarm.objects.create(kind="sweep", since=since, raised_at=timezone.now())
    words = f"Kiểm tra hạn tự động đã dừng từ {timezone.localtime(since):%H:%M %d/%m/%Y}."

    count.clear()
    assert all(words in asked(clients["leader"], page) for page in pages)
    assert len(count) == before
    assert all(words in clients["auditor"].get(page).content.decode() for page in pages)
    assert words in clients["administrator"].get("/quan-tri/lich").content.decode()
    assert words not in clients["clerk"].get("/can-bo/").content.decode()

    Alarm.objects.update(since=None)
    assert "Chưa có lần kiểm tra hạn tự động nào hoàn tất." in clients["auditor"].get(OVERDUE).content.decode()
    Alarm.objects.update(ended_at=timezone.now())
    assert 'class="banner banner--error"' not in clients["auditor"].get(OVERDUE).content.decode()


# What an auditor's visit itself leaves: that they looked, and what is their own.
OF_THEIR_OWN = {"dossiers_access", "django_session", "agencies_account", "auth_user", "axes_accesslog"}


def rows() -> dict[str, list]:
    """Every row of every table, and the transaction that wrote it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = {name for (name,) in cursor.fetchall()} - OF_THEIR_OWN
        found = {}
        for table in tables:
            cursor.execute(f'SELECT ctid::text, xmin::text FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    return found


@pytest.mark.parametrize(
    "methods", [("get", "post"), pytest.param(("head", "put", "patch", "delete", "options"), marks=pytest.mark.soak)]
)
def test_an_auditor_walks_every_route_by_every_method_and_changes_nothing(province, enter, settings, tmp_path, methods):
    settings.ATTACHMENTS_ROOT = tmp_path / "tep"
    dossier = receive(province)
    actions.print_letter(kind=LetterKind.RECEIPT, dossier_id=dossier.pk, by=province.clerk, now=timezone.now())
    client = enter(province.auditor)
    before, wrong = rows(), {}
    routes = every_route()
    assert len(routes) > 100
    sent = {"version": dossier.version, "ma": dossier.official_code, "text": "Đã xem", "dossier": dossier.pk}
    for method in methods:
        for name, parameters in routes.items():
            answer = getattr(client, method)(place(name, parameters, dossier), sent)
            bytes_of(answer)
            if answer.status_code >= 500:
                wrong[method, name] = answer.status_code
            if name == "sign-out" and method == "post":
                client = enter(province.auditor)
        now = rows()
        wrong |= {(method, table): "changed" for table in now if now[table] != before[table]}
    assert wrong == {}


def every_route() -> dict[str, list[str]]:
    """Of citizens, staff, supervisors, administrators and programs: name → the arguments that its address takes."""
    inside = get_resolver().namespace_dict["dossiers"][1].reverse_dict
    return {name: inside.getlist(name)[0][0][0][1] for name in inside if isinstance(name, str)}


def place(name: str, parameters: list[str], dossier) -> str:
    """The address, of this dossier where it is one of a dossier. What it is of else need not be there."""
    letter = dossier.letters.get()
    values = {"pk": letter.pk if name == "letter" else dossier.pk, "code": dossier.receipt_code}
    tried = [values.get(parameter, uuid.uuid4() if parameter in ("key", "group") else 1) for parameter in parameters]
    for words in (tried, ["giay-tiep-nhan" if value == 1 else value for value in tried]):
        with contextlib.suppress(NoReverseMatch):
            return reverse(f"dossiers:{name}", kwargs=dict(zip(parameters, words, strict=True)))
    raise AssertionError(f"{name} takes {parameters}")
