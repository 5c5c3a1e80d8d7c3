"""Versions of rules: no overlap, no gap, one in force each day; what is typed wrong is said at its field."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from agencies.admin.versions import RulesForm
from agencies.models import Channel, Procedure, ProcedureRules
from dossiers.models import Dossier
from tests.province import receive

DAY_0 = date(2026, 1, 1)
DAYS = 40
RULES = "/quan-tri/agencies/procedurerules/"


def day(n):
    return None if n is None else DAY_0 + timedelta(days=n)


def typed(at) -> str:
    return f"{at:%d/%m/%Y}" if at else ""


# ── The form ─────────────────────────────────────────────────────────────────────────────────────────────────


def tried(procedure, *, first, last=None, temporary=False, kept=None, **more) -> RulesForm:
    """The form as an administrator sends it; saved when it is right."""
    sent = {
        "procedure": procedure.pk, "case": "", "channel": Channel.COUNTER, "valid_from": typed(first),
        "valid_to": typed(last), "term": "5 ngày làm việc", "stop_mode": "restart", **more,
    }  # fmt: skip
    if temporary:
        sent["is_temporary"] = "on"
    form = RulesForm(sent, instance=kept)
    if form.is_valid():
        form.save(commit=False)
        form.settle(form.instance.save)
    return form


def in_force(procedure, at) -> list[ProcedureRules]:
    return list(ProcedureRules.objects.filter(procedure=procedure, channel=Channel.COUNTER).in_force(on=at))


ATTEMPTS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "change"]), st.booleans(), st.integers(0, DAYS), st.none() | st.integers(0, 9),
        st.integers(0, 9),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@pytest.mark.django_db
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(beginning=st.integers(0, 9), attempts=ATTEMPTS)
def test_whatever_the_form_accepts_each_day_has_exactly_one_version(beginning, attempts):
    with transaction.atomic():
        procedure = Procedure.objects.create(code="9.000001", name="Thử", field="Thử", level="Cấp tỉnh")
        accepted = 0
        for what, temporary, start, length, which in [("add", False, beginning, None, 0), *attempts]:
            first, last = day(start), None if length is None else day(start + length)
            rows = list(procedure.rules.order_by("version"))
            kept = rows[which % len(rows)] if what == "change" and rows else None
            temporary = kept.is_temporary if kept else temporary
            accepted += tried(procedure, first=first, last=last, temporary=temporary, kept=kept).is_valid()
        event(f"accepted: {accepted}")

        permanent = list(procedure.rules.filter(is_temporary=False).order_by("valid_from"))
        for one, other in pairwise(permanent):
            assert one.valid_to == other.valid_from - timedelta(days=1)
        edges = {edge for rules in procedure.rules.all() for edge in (rules.valid_from, rules.valid_to) if edge}
        temporary = list(procedure.rules.filter(is_temporary=True))
        for at in {edge + timedelta(days=n) for edge in edges for n in (-1, 0, 1)}:
            ended = permanent[-1].valid_to is not None and at > permanent[-1].valid_to
            wanted = 0 if at < permanent[0].valid_from or ended else 1
            found = in_force(procedure, at)
            assert len(found) == wanted, at
            on_top = [r for r in temporary if r.valid_from <= at <= r.valid_to]
            assert not on_top or found == on_top, at
        numbers = [rules.version for rules in procedure.rules.all()]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_temporary_version_counts_while_it_lasts_and_the_permanent_one_again_by_itself(province):
    procedure = province.building.procedure
    assert tried(procedure, first=day(3), last=day(5), temporary=True, term="9 ngày làm việc").is_valid()

    terms = [in_force(procedure, day(n))[0].term[0][0] for n in range(2, 8)]

    assert terms == [20, 9, 9, 9, 20, 20]
    assert ProcedureRules.objects.in_force(on=day(4)).filter(pk=province.post.pk).exists()  # another channel


@pytest.mark.django_db
def test_another_case_is_nobodys_gap(province):
    assert tried(province.building.procedure, first=day(100), case="nhà ở riêng lẻ").is_valid()


@pytest.mark.django_db
def test_the_database_refuses_an_overlap_even_without_the_form(province):
    with pytest.raises(IntegrityError, match="rules_never_overlap"), transaction.atomic():
        ProcedureRules.objects.create(
            procedure=province.building.procedure, channel=Channel.COUNTER, version=2, valid_from=DAY_0
        )


@pytest.mark.django_db
def test_running_dossiers_keep_their_version_and_later_ones_get_the_new_one(province):
    today = timezone.localdate()
    before = receive(province)
    assert tried(province.building.procedure, first=today, term="3 ngày làm việc").is_valid()
    new = in_force(province.building.procedure, today)[0]
    new.steps.bulk_create([type(s)(rules=new, n=s.n, name=s.name, sentence=s.sentence, party=s.party, days=0)
                           for s in province.building.steps.all()])  # fmt: skip

    after = receive(province, new)

    assert Dossier.objects.get(pk=before.pk).rules_id == province.building.pk
    assert after.rules.term == [[3, "working_days"]]
    assert after.original_due_at < before.original_due_at
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Dossier.objects.filter(pk=before.pk).update(rules=new)


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.fixture
def office(province, client):
    client.force_login(province.administrator)
    return client


def page(office, address, **changes):
    """Send a page's form back with some answers changed."""
    shown = office.get(address).context
    forms = [shown["adminform"].form, *(s.formset.management_form for s in shown["inline_admin_formsets"])]
    forms += [form for s in shown["inline_admin_formsets"] for form in s.formset.forms]
    sent = {b.html_name: b.field.widget.format_value(b.value()) for form in forms for b in form}
    sent = {name: value for name, value in sent.items() if value not in (None, False)}
    return office.post(address, {**sent, **changes})


def added(office, province, **changes):
    facts = {
        "procedure": province.building.procedure_id, "channel": 1, "valid_from": typed(day(5)),
        "term": "12 ngày làm việc", "papers": "Bản vẽ\n\nGiấy chứng nhận\n", **changes,
    }  # fmt: skip
    return page(office, f"{RULES}add/", **facts)


def test_a_new_version_ends_the_open_one_counts_up_and_takes_its_steps(office, province):
    saved = added(office, province)

    old, new = ProcedureRules.objects.filter(procedure=province.building.procedure, channel=1).order_by("version")
    assert saved.status_code == 302
    assert (old.valid_to, new.valid_from, new.valid_to, new.version) == (day(4), day(5), None, 2)
    assert (new.term, new.papers) == ([[12, "working_days"]], ["Bản vẽ", "Giấy chứng nhận"])
    assert [s.name for s in new.steps.all()] == [s.name for s in old.steps.all()]
    assert "giữ quy định cũ" in _text(office.get(RULES))


@pytest.mark.parametrize(
    ("changes", "sentence", "field"),
    [
        ({"is_temporary": "on"}, "phải có ngày hết áp dụng", "valid_to"),
        ({"valid_from": "01/01/2025"}, "chồng nhau", "valid_to"),
        ({"valid_from": "01/01/2024", "valid_to": "30/12/2024"}, "còn trống từ 31/12/2024", "valid_to"),
        ({"valid_to": "01/01/2020"}, "không được trước ngày bắt đầu", "valid_to"),
        ({"term": "mười hai ngày"}, "Ghi thời hạn như", "term"),
        ({"term": '[[12, "working_days"]]'}, "Ghi thời hạn như", "term"),
        ({"term": "8,5 ngày và 2 ngày"}, "Chỉ phần cuối", "term"),
        ({"term": "9" * 5000}, "tối đa 100 kí tự", "term"),
        ({"term": "", "second_term": "2 ngày"}, "phải có thời hạn lần hẹn 1", "term"),
        ({"cutoff": "25:00"}, "Giờ chốt nhận", "cutoff"),
        ({"valid_from": "31/02/2026"}, "ngày hợp lệ", "valid_from"),
    ],
)
def test_what_does_not_fit_is_one_sentence_at_its_field_and_nothing_is_lost(office, province, changes, sentence, field):
    answer = added(office, province, **{"case": "", "legal_basis": "Quyết định 99", **changes})

    errors = answer.context["adminform"].form.errors
    assert answer.status_code == 200
    assert list(errors) == [field]
    assert len(errors[field]) == 1
    assert sentence in errors[field][0]
    assert 'value="Quyết định 99"' in _text(answer)
    for name, value in changes.items():
        assert name == "is_temporary" or value.replace('"', "&quot;") in _text(answer), name
    assert ProcedureRules.objects.get(procedure=province.building.procedure, channel=1).valid_to is None


def test_the_beginning_of_a_version_to_come_may_move_and_the_one_before_follows(office, province):
    soon, later = timezone.localdate() + timedelta(days=10), timezone.localdate() + timedelta(days=20)
    added(office, province, valid_from=typed(soon))
    new = ProcedureRules.objects.get(procedure=province.building.procedure, channel=1, version=2)

    for first in (later, soon):
        assert page(office, f"{RULES}{new.pk}/change/", valid_from=typed(first)).status_code == 302
        province.building.refresh_from_db()
        assert province.building.valid_to == first - timedelta(days=1)
    left_open = page(office, f"{RULES}{province.building.pk}/change/", valid_to="")
    assert "chồng nhau" in _text(left_open)
    short = page(office, f"{RULES}{province.building.pk}/change/", valid_to=typed(soon - timedelta(days=3)))
    assert "phải nối liền nhau" in _text(short)


def test_a_version_in_use_shows_its_term_in_words_and_only_ends_or_is_confirmed(office, province):
    province.building.second_term = [[2.5, "calendar_days"]]
    province.building.save()
    steps = list(province.building.steps.values())
    address = f"{RULES}{province.building.pk}/change/"

    shown = office.get(address)
    saved = page(office, address, doubts="Đã hỏi.", term="1 ngày", second_term="", case="x", valid_from="01/02/2026")

    province.building.refresh_from_db()
    assert set(shown.context["adminform"].form.fields) == {"valid_to", "is_confirmed", "doubts"}
    assert "20 ngày làm việc" in _text(shown)
    assert "2,5 ngày" in _text(shown)
    assert saved.status_code == 302
    assert (province.building.doubts, province.building.case) == ("Đã hỏi.", "")
    assert (province.building.term, province.building.second_term) == ([[20, "working_days"]], [[2.5, "calendar_days"]])
    assert province.building.valid_from == date(2025, 1, 1)
    assert list(province.building.steps.values()) == steps


def test_a_temporary_copy_for_tomorrow_is_made_once(office, province):
    tomorrow = timezone.localdate() + timedelta(days=1)
    ask = {"action": "make_temporary_version", "_selected_action": [province.building.pk]}

    office.post(RULES, ask)
    again = office.post(RULES, ask, follow=True)

    made = ProcedureRules.objects.get(procedure=province.building.procedure, channel=1, is_temporary=True)
    assert (made.valid_from, made.valid_to, made.version) == (tomorrow, tomorrow, 2)
    assert made.steps.count() == province.building.steps.count()
    assert "đã có bản tạm thời" in _text(again)
    province.building.refresh_from_db()
    assert province.building.valid_to is None


def test_the_days_after_which_a_step_stands_still_can_be_set_before_it_counts(office, province):
    soon = timezone.localdate() + timedelta(days=10)
    added(office, province, valid_from=typed(soon))
    new = ProcedureRules.objects.get(procedure=province.building.procedure, channel=1, version=2)
    address = f"{RULES}{new.pk}/change/"

    nought = page(office, address, **{"steps-2-stall_days": "0"})
    saved = page(office, address, **{"steps-2-stall_days": "7"})

    assert "Ít nhất 1 ngày." in _text(nought)
    assert saved.status_code == 302
    assert new.steps.get(n=3).stalls_after == 7
