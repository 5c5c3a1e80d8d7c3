"""Who sees many people's data gives a second factor, on every address there is."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken

from agencies import second_factor
from agencies.models import Account, Membership, Role
from dossiers.urls.citizens import BUSIEST
from tests.province import receive
from tests.staff.pages import at_field, said, text
from tests.staff.signing_in import CODE, NEW, enrol, knock, shown, telephone, with_password, wrong
from tests.staff.test_doors import address as address_of
from tests.staff.test_doors import staff_routes

MINUTE = timedelta(minutes=1)
ANSWERS_BEFORE = {"sign-in", "sign-out", "password-set", "password-forgotten", "second-factor", "second-factor-new"}


@pytest.fixture(autouse=True)
def _asked(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def given(enter):
    """given(user): a browser in which this person gave the second factor, and the key of the telephone."""

    def made(user):
        key, client = telephone(user), enter(user)
        assert client.post(CODE, {"code": shown(key)}).status_code == 302
        return client, key

    return made


@pytest.mark.parametrize("who", ["leader", "auditor", "administrator"])
def test_every_staff_address_waits_for_the_code(who, province, enter):
    dossier = receive(province)
    telephone(getattr(province, who))
    client = enter(getattr(province, who))
    opened = {}
    addresses = {name: address_of(name, parameters, dossier) for name, parameters in staff_routes().items()}
    addresses |= {"calendar": "/quan-tri/lich", "preview": "/quan-tri/lich/xem-truoc"}
    addresses |= {page: f"/quan-tri/{page}" for page in ("", "auth/user/", "jsi18n/", "khong-co/", "logout/")}
    addresses |= {
        f"auth/user/{province.clerk.pk}/{page}/": f"/quan-tri/auth/user/{province.clerk.pk}/{page}/"
        for page in ("change", "duong-dan", "ma-xac-thuc", "history")
    }
    for name, where in addresses.items():
        if name in ANSWERS_BEFORE:
            continue
        for answer in (client.get(where), client.post(where, {"version": "1"})):
            if answer.status_code != 302 or answer.url.partition("?")[0] != CODE:
                opened[name] = answer.status_code
    assert opened == {}
    assert client.get(NEW).url.startswith(CODE)  # another telephone does not go round the first


def test_calls_for_programs_wait_too(province, enter):
    dossier = receive(province)
    refused = enter(province.leader).get(f"/api/v1/dossiers/{dossier.receipt_code}/clock")

    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/second-factor"
    assert enter(province.officer).get(f"/api/v1/dossiers/{dossier.receipt_code}/clock").status_code == 200


def test_no_address_of_the_staff_is_outside_this_test():
    """Whatever begins otherwise passes the public chain, which knows no session."""
    entries = (entry for entry in get_resolver().url_patterns if entry not in BUSIEST)
    prefixes = {str(entry.pattern).split("/")[0].split("<")[0] for entry in entries}

    assert prefixes == {"", "healthz", "readyz", "metrics", "quan-tri"}


def test_clerks_and_officers_of_one_agency_need_none(province, enter):
    assert enter(province.clerk).get("/can-bo/").status_code == 200
    assert enter(province.officer).get("/can-bo/").status_code == 200


@pytest.mark.parametrize("what", ["two agencies", "staff flag", "superuser"])
def test_who_else_needs_one(what, province, enter):
    if what == "two agencies":
        Membership.objects.create(user=province.clerk, agency=province.other, role=Role.CLERK)
    else:
        User.objects.filter(pk=province.clerk.pk).update(
            **{"is_staff" if what == "staff flag" else "is_superuser": True}
        )

    assert enter(province.clerk).get("/can-bo/").url == f"{CODE}?next=/can-bo/"


def test_a_role_given_now_asks_an_open_session_now(province, enter):
    client = enter(province.clerk)
    assert client.get("/can-bo/").status_code == 200

    Membership.objects.create(user=province.clerk, agency=province.department, role=Role.SUPERVISOR)

    assert client.get("/can-bo/").url.startswith(CODE)


def test_the_first_sign_in_takes_a_telephone_into_use(province):
    with_password(province.leader)
    client = Client()

    first = client.get(knock(client, "lanhdao").url, follow=True)
    assert first.redirect_chain[-1][0] == f"{NEW}?next=/can-bo/"
    assert 'src="data:image/svg+xml' in text(first)
    typed = re.search(r'<p class="key">([A-Z2-7 ]+)</p>', text(first))[1]
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", typed)
    assert client.post(NEW, {"code": "12"}).status_code == 400
    assert typed in text(client.get(NEW))  # the same key after a wrong code
    codes = enrol(client)

    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert client.get("/can-bo/").status_code == 200
    assert not {token for token in StaticToken.objects.values_list("token", flat=True)} & set(codes)


def test_signing_in_again_asks_the_code_and_leads_on(province):
    with_password(province.leader)
    key = telephone(province.leader)
    client = Client()

    asked = client.get(knock(client, "lanhdao", next="/giam-sat/qua-han").url)
    page = client.get(asked.url)
    missed = client.post(asked.url, {"code": wrong(key), "next": "/giam-sat/qua-han"})
    with time_machine.travel(timezone.now() + MINUTE):
        done = client.post(asked.url, {"code": f" {shown(key)[:3]} {shown(key)[3:]} ", "next": "/giam-sat/qua-han"})

    assert 'autocomplete="one-time-code"' in text(page)
    assert missed.status_code == 400
    assert "Mã chưa đúng" in at_field(missed, "code")
    assert done.url == "/giam-sat/qua-han"
    assert client.get("/giam-sat/qua-han").status_code == 200


def test_a_code_counts_once(province, enter, given):
    _client, key = given(province.leader)

    assert enter(province.leader).post(CODE, {"code": shown(key)}).status_code == 400


def test_wrong_codes_make_wait_longer_and_longer(province, enter):
    key, client = telephone(province.leader), enter(province.leader)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for seconds in (0, 1, 2, 4, 8):
            clock.shift(seconds)
            assert "chưa đúng" in at_field(client.post(CODE, {"code": wrong(key)}), "code")
        waiting = client.post(CODE, {"code": shown(key)})
        assert "Ông/Bà chờ 16 giây" in at_field(waiting, "code")
        clock.shift(17)
        assert client.post(CODE, {"code": shown(key)}).status_code == 302


def test_a_recovery_code_counts_once(province, enter):
    codes = enrol(enter(province.leader))
    typed = codes[0].upper().replace("-", " ")

    assert enter(province.leader).post(CODE, {"code": typed}).status_code == 302
    again = enter(province.leader).post(CODE, {"code": codes[0]})

    assert again.status_code == 400
    assert second_factor.recovery_codes_left(province.leader) == second_factor.RECOVERY_CODES - 1


@pytest.mark.parametrize("typed", ["", "１２３４５６", "x" * 5000, "12345\x00", "٣٣٣٣٣٣", "-12345", "1e5"])
def test_nonsense_is_a_wrong_code(typed, province, enter):
    telephone(province.leader)

    assert enter(province.leader).post(CODE, {"code": typed}).status_code == 400


def test_a_reset_asks_open_sessions_again_and_the_old_telephone_is_dead(province, given, enter):
    client, key = given(province.leader)
    assert client.get("/can-bo/").status_code == 200

    second_factor.forget(province.leader, timezone.now())

    assert client.get("/can-bo/").url.startswith(CODE)
    assert client.get(CODE).url.startswith(NEW)
    with time_machine.travel(timezone.now() + MINUTE):
        assert client.post(CODE, {"code": shown(key)}).url.startswith(NEW)
        assert enrol(client)
        assert client.get("/can-bo/").status_code == 200


def test_another_telephone_only_just_after_the_first_was_shown(province, given):
    client, key = given(province.leader)
    assert client.get(NEW).status_code == 200
    later = timezone.now() + 11 * MINUTE
    with time_machine.travel(later):
        asked = client.get(NEW)
        assert asked.url == f"{CODE}?next={NEW}"
        assert client.post(asked.url, {"code": shown(key), "next": NEW}).url == NEW
        assert enrol(client)
    assert second_factor.is_enrolled(province.leader)
    assert Account.objects.get(user=province.leader).second_factor_since >= later


def test_new_recovery_codes_end_the_old_ones(province, given):
    client, _key = given(province.leader)
    page = client.get("/can-bo/ma-xac-thuc/du-phong")
    first = re.findall(r"<li>([a-z2-9-]{9})</li>", text(client.post("/can-bo/ma-xac-thuc/du-phong")))
    second = re.findall(r"<li>([a-z2-9-]{9})</li>", text(client.post("/can-bo/ma-xac-thuc/du-phong")))

    assert "còn 0 mã dự phòng" in said(page)
    assert not set(first) & set(second)
    assert second_factor.judge(user=province.leader, code=first[0]) is None


def test_who_need_not_may(province, enter):
    assert "không bắt buộc" in said(enter(province.clerk).get("/can-bo/tai-khoan"))
    assert enrol(enter(province.clerk))

    assert enter(province.clerk).get("/can-bo/").url.startswith(CODE)


def test_it_costs_no_query(province, enter, given, settings, django_assert_num_queries):
    """Of who needs none, and of who gave it."""
    verified, _key = given(province.leader)
    for client, address in ((enter(province.clerk), "/can-bo/mat-khau"), (verified, "/can-bo/mat-khau")):
        with django_assert_num_queries(3):  # session, person, posts
            assert client.get(address).status_code == 200


def test_the_demo_asks_none(province, enter, settings):
    settings.SECOND_FACTOR = False

    assert enter(province.leader).get("/can-bo/").status_code == 200
    assert enter(province.leader).get(NEW).status_code == 404
