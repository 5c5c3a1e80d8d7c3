"""Configuration: open to administrators, in Vietnamese, and to nobody else; promises and the calendar stay."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.loading import load_reference
from agencies.models import Agency, FormerCode, Membership, Procedure, ProcedureRules, Role, Unit

LISTS = {
    "agencies/agency": 5, "agencies/unit": 5, "agencies/membership": 5, "agencies/procedure": 7,
    "agencies/procedurerules": 6, "agencies/calendarday": 8, "agencies/workcalendar": 5, "auth/user": 5,
}  # fmt: skip  # list → queries of its own
DOOR = 3  # session, user, role


@pytest.fixture
def quantri(loaded, client):
    """Signed in as the administrator of a province that is loaded whole."""
    user = User.objects.create(username="quantri", is_staff=True)
    Membership.objects.create(user=user, agency=Agency.objects.get(code="H20"), role=Role.ADMINISTRATOR)
    client.force_login(user)
    client.user = user
    return client


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def _found(response) -> int:
    return response.context["cl"].result_count


def _posted(response, **changes) -> dict:
    """What a browser would send back from this page's forms, with some fields changed."""
    page = response.context
    forms = [page["adminform"].form, *(f for s in page["inline_admin_formsets"] for f in s.formset.forms)]
    forms += [s.formset.management_form for s in page["inline_admin_formsets"]]
    shown = {bound.html_name: bound.field.widget.format_value(bound.value()) for form in forms for bound in form}
    return {**{name: value for name, value in shown.items() if value not in (None, False)}, **changes}


@pytest.mark.parametrize("where", LISTS)
def test_a_list_opens_in_vietnamese_with_few_queries(where, quantri, django_assert_max_num_queries):
    with django_assert_max_num_queries(DOOR + LISTS[where]):
        page = quantri.get(f"/quan-tri/{where}/")

    assert page.status_code == 200
    assert "Quản trị cổng hồ sơ Đồng Tháp" in _text(page)
    for english in ("Select ", "Add ", "Filter", "Search"):
        assert f">{english}" not in _text(page), _text(page).split(f">{english}")[1][:80]


@pytest.mark.parametrize(
    "where", ["agencies/agency", "agencies/membership", "agencies/procedure", "agencies/procedurerules", "auth/user"]
)
def test_an_add_form_opens(where, quantri):
    assert quantri.get(f"/quan-tri/{where}/add/").status_code == 200


@pytest.mark.parametrize(
    ("where", "typed", "found"),
    [
        ("agencies/agency", "my tho", "UBND phường Mỹ Tho"),
        ("agencies/agency", "Mỹ Tho", "UBND phường Mỹ Tho"),
        ("agencies/agency", "h20.28261", "UBND phường Mỹ Tho"),
        ("agencies/procedure", "dang ky khai sinh", "1.001193"),
        ("agencies/procedurerules", "1.004363", "15 ngày làm việc"),
        ("agencies/unit", "dat dai", "Văn phòng Đăng ký đất đai"),
    ],
)
def test_search_finds_names_and_codes_with_or_without_diacritics(where, typed, found, quantri):
    page = quantri.get(f"/quan-tri/{where}/", {"q": typed})

    assert found in _text(page)
    assert 0 < _found(page) < 40


def test_control_characters_in_a_search_harm_nothing(quantri):
    assert quantri.get("/quan-tri/agencies/agency/", {"q": "\x01 đất"}).status_code == 200


def test_what_is_not_confirmed_can_be_listed_with_its_doubts(quantri):
    page = quantri.get("/quan-tri/agencies/procedurerules/", {"is_confirmed__exact": "0"})
    doubted = quantri.get("/quan-tri/agencies/procedurerules/", {"con_ngo": "co"})

    assert _found(page) == 338
    assert "không kèm đơn vị" in _text(page)
    assert _found(doubted) > 338


def test_autocomplete_offers_agencies_without_diacritics(quantri):
    asked = {"term": "xay dung", "app_label": "agencies", "model_name": "membership", "field_name": "agency"}

    offered = quantri.get("/quan-tri/autocomplete/", asked).json()["results"]

    assert [row["text"] for row in offered] == ["Sở Xây dựng"]


def test_others_are_refused_and_strangers_go_to_the_staff_sign_in(province, client):
    stranger = client.get("/quan-tri/agencies/agency/", follow=True)
    refused = {}
    for person in (province.clerk, province.officer, province.leader, province.auditor):
        client.force_login(person)
        refused[person.username] = {
            client.get(f"/quan-tri/{page}").status_code for page in ("", "login/", "auth/user/")
        }
        refused[person.username] -= {302}  # to the site's own login, which refuses
    client.force_login(province.administrator)

    assert stranger.redirect_chain[-1][0] == "/can-bo/dang-nhap?next=/quan-tri/agencies/agency/"
    assert set(map(frozenset, refused.values())) == {frozenset({403})}
    assert client.get("/quan-tri/").status_code == 200


def test_the_staff_flag_alone_opens_nothing(province, client):
    User.objects.filter(pk=province.clerk.pk).update(is_staff=True)
    client.force_login(province.clerk)

    assert client.get("/quan-tri/agencies/agency/", follow=True).status_code == 403


def test_dossiers_are_not_to_be_seen_in_the_configuration():
    registered = {model._meta.app_label for model in admin.site._registry}

    assert "dossiers" not in registered
    assert Group not in admin.site._registry


def test_only_configuration_is_offered_on_the_first_page(quantri):
    shown = {app["app_label"] for app in quantri.get("/quan-tri/").context["app_list"]}

    assert shown == {"agencies", "auth"}


@pytest.mark.parametrize("table", ["calendarday", "workcalendar"])
def test_the_calendar_is_to_look_at_only(table, quantri):
    pk = (
        1 if table == "workcalendar" else quantri.get("/quan-tri/agencies/calendarday/").context["cl"].result_list[0].pk
    )

    assert quantri.get(f"/quan-tri/agencies/{table}/{pk}/change/").status_code == 200
    assert quantri.post(f"/quan-tri/agencies/{table}/{pk}/change/", {"version": 9}).status_code == 403
    assert quantri.get(f"/quan-tri/agencies/{table}/add/").status_code == 403
    assert quantri.post(f"/quan-tri/agencies/{table}/{pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_new_code_keeps_the_old_one_known_and_the_files_leave_it_alone(quantri):
    department = Agency.objects.get(code="H20.6")
    address = f"/quan-tri/agencies/agency/{department.pk}/change/"

    saved = quantri.post(address, _posted(quantri.get(address), code="H20.106"))
    load_reference()

    assert saved.status_code == 302
    assert FormerCode.objects.get(code="H20.6").agency == department
    assert list(Agency.objects.filter(name="Sở Xây dựng").values_list("code", flat=True)) == ["H20.106"]


def test_rules_that_have_begun_can_only_be_ended_and_confirmed(quantri):
    rules = ProcedureRules.objects.get(procedure__code="1.004363", channel=1)
    steps = list(rules.steps.values())
    address = f"/quan-tri/agencies/procedurerules/{rules.pk}/change/"

    sent = _posted(quantri.get(address), valid_to="31/12/2026", doubts="Đã hỏi Sở.", term="1 ngày làm việc", fee="1")
    saved = quantri.post(address, sent)

    rules.refresh_from_db()
    assert saved.status_code == 302
    assert f"{rules.valid_to:%d/%m/%Y}" == "31/12/2026"
    assert rules.doubts == "Đã hỏi Sở."
    assert (rules.term, rules.fee) == ([[15, "working_days"]], 800_000)
    assert list(rules.steps.values()) == steps


def test_a_new_version_takes_over_tomorrow_and_may_be_changed_until_then(quantri):
    rules = ProcedureRules.objects.get(procedure__code="1.004363", channel=1)
    today = timezone.localdate()

    quantri.post("/quan-tri/agencies/procedurerules/", {"action": "make_next_version", "_selected_action": [rules.pk]})
    rules.refresh_from_db()
    made = ProcedureRules.objects.get(procedure=rules.procedure, channel=1, version=2)
    address = f"/quan-tri/agencies/procedurerules/{made.pk}/change/"
    saved = quantri.post(address, _posted(quantri.get(address), term="12 ngày làm việc"))

    made.refresh_from_db()
    assert saved.status_code == 302
    assert (rules.valid_to, made.valid_from) == (today, today + timedelta(days=1))
    assert (rules.term, made.term) == ([[15, "working_days"]], [[12, "working_days"]])
    assert made.steps.count() == rules.steps.count() == 7
    assert not set(made.steps.values_list("pk")) & set(rules.steps.values_list("pk"))


def test_a_version_ends_after_it_begins_and_before_the_next(quantri):
    rules = ProcedureRules.objects.get(procedure__code="1.004363", channel=1)
    quantri.post("/quan-tri/agencies/procedurerules/", {"action": "make_next_version", "_selected_action": [rules.pk]})
    address = f"/quan-tri/agencies/procedurerules/{rules.pk}/change/"

    open_again = quantri.post(address, _posted(quantri.get(address), valid_to=""))
    backwards = quantri.post(address, _posted(quantri.get(address), valid_to="01/01/2000"))

    rules.refresh_from_db()
    assert "chồng nhau" in _text(open_again)
    assert "không được trước ngày bắt đầu" in _text(backwards)
    assert rules.valid_to == timezone.localdate()


@pytest.mark.parametrize("days", ["0.3", "-1"])
def test_a_step_takes_whole_and_half_days(days, province):
    step = province.building.steps.first()
    step.days = Decimal(days)

    with pytest.raises(ValidationError, match="Số ngày"):
        step.full_clean()
    with pytest.raises(IntegrityError, match="rule_step_days_are_halves"), transaction.atomic():
        step.save()


@pytest.mark.parametrize("value", [{"name": "Tờ khai"}, "Tờ khai", ["Tờ khai", 3], [" "]])
def test_papers_and_fields_are_lists_of_names(value, province):
    province.building.papers = value
    unit = Unit.objects.first()
    unit.fields = value

    for row in (province.building, unit):
        with pytest.raises(ValidationError, match="danh sách tên"):
            row.full_clean()


def test_only_the_last_version_gets_a_next_one(quantri):
    rules = ProcedureRules.objects.get(procedure__code="1.004363", channel=1)
    ask = {"action": "make_next_version", "_selected_action": [rules.pk]}

    quantri.post("/quan-tri/agencies/procedurerules/", ask)
    again = quantri.post("/quan-tri/agencies/procedurerules/", ask, follow=True)

    assert ProcedureRules.objects.filter(procedure=rules.procedure, channel=1).count() == 2
    assert "không phải phiên bản đang áp dụng sau cùng" in _text(again)


@pytest.mark.parametrize("where", ["agency", "procedure", "procedurerules", "unit"])
def test_nothing_that_a_dossier_points_at_is_deleted(where, quantri):
    model = {"agency": Agency, "procedure": Procedure, "procedurerules": ProcedureRules, "unit": Unit}[where]
    row = model.objects.first()

    assert quantri.post(f"/quan-tri/agencies/{where}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_a_person_gets_a_role_and_administrators_are_led_here(quantri):
    person = User.objects.create(username="moi")
    agency = Agency.objects.get(code="H20")

    given = quantri.post(
        "/quan-tri/agencies/membership/add/", {"user": person.pk, "agency": agency.pk, "role": Role.ADMINISTRATOR}
    )
    person.refresh_from_db()
    quantri.post(f"/quan-tri/agencies/membership/{person.memberships.get().pk}/delete/", {"post": "yes"})

    assert given.status_code == 302
    assert person.is_staff
    assert not User.objects.get(pk=person.pk).is_staff


def test_a_unit_of_another_agency_is_refused_with_a_sentence(quantri):
    person = User.objects.create(username="moi")
    agency = Agency.objects.get(code="H20.6")
    elsewhere = Unit.objects.exclude(agency=agency).first()

    page = quantri.post(
        "/quan-tri/agencies/membership/add/",
        {"user": person.pk, "agency": agency.pk, "unit": elsewhere.pk, "role": Role.CLERK},
    )

    assert "Đơn vị này không thuộc cơ quan đã chọn." in _text(page)


def test_nobody_gives_a_role_to_themselves(quantri):
    me, agency = quantri.user, Agency.objects.get(code="H20")
    mine = me.memberships.get()

    quantri.post("/quan-tri/agencies/membership/add/", {"user": me.pk, "agency": agency.pk, "role": Role.SUPERVISOR})
    quantri.post(
        f"/quan-tri/agencies/membership/{mine.pk}/change/", {"user": me.pk, "agency": agency.pk, "role": Role.CLERK}
    )
    inline = quantri.get(f"/quan-tri/auth/user/{me.pk}/change/").context["inline_admin_formsets"][0]

    assert list(me.memberships.values_list("role", flat=True)) == [Role.ADMINISTRATOR]
    assert not inline.has_add_permission
    assert not inline.has_change_permission


def test_no_form_makes_a_superuser(quantri):
    person = User.objects.create(username="moi")
    address = f"/quan-tri/auth/user/{person.pk}/change/"

    quantri.post(address, _posted(quantri.get(address), is_superuser="on", is_staff="on", user_permissions=["1"]))

    person.refresh_from_db()
    assert not person.is_superuser
    assert not person.is_staff
