"""What a clerk types waits for that clerk alone, and a person who was here before need not be typed again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dossiers import actions, tasks
from dossiers.models import Access, Dossier, Draft
from tests.province import receive
from tests.staff.pages import at_field, said, text

BEFORE = actions.Applicant(
    name="Nguyễn Thị Đoan", identity="087190001234", phone="0900000123", email="doan@example.vn", address="Ấp 3"
)


def answers(draft, part="applicant") -> dict:
    return Draft.objects.get(pk=draft.key).answers[part]


def remember(draft, **typed):
    return draft.client.post(draft.page("nguoi-nop"), {"do": "remember", **typed}, follow=True)


def test_a_draft_survives_a_closed_browser_and_a_lost_session(province, begin, enter):
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.client.session.flush()

    other = enter(province.clerk)
    first = said(other.get("/can-bo/tiep-nhan"))
    papers = text(other.get(draft.page("kiem-tra"), follow=True))

    assert "Phiếu đang nhập dở" in first
    assert "Nguyễn Thị Đoan · Cấp giấy phép xây dựng" in first
    assert "Giấy tờ đã nhận" in papers
    assert 'value="087190001234"' in text(other.get(draft.page("nguoi-nop")))


def test_a_page_is_kept_right_or_wrong_and_nothing_else_that_was_sent(province, begin):
    draft = begin(province.clerk, province.building)

    assert draft.who(name="", strange="y" * 1000, csrfmiddlewaretoken="x").status_code == 400
    assert draft.what(copies_0="nhiều").status_code == 400

    assert set(answers(draft)) == set(draft.WHO)
    assert answers(draft)["address"] == "Ấp 3"
    assert answers(draft, "papers")["copies_0"] == "nhiều"
    assert 'value="nhiều"' in draft.shown("giay-to")
    assert "Có chỗ cần sửa" not in draft.shown("giay-to")  # until it is sent


def test_what_no_database_holds_is_kept_without_it(province, begin):
    draft = begin(province.clerk, province.building)

    assert draft.who(name="Nguyễn\x00Văn A", address="x" * 50_000).status_code == 400

    assert answers(draft)["name"] == "NguyễnVăn A"
    assert len(answers(draft)["address"]) == 2000


@pytest.mark.parametrize("who", ["leader", "clerk_b", "leader_b"])
def test_nobody_else_sees_a_draft(province, begin, enter, who):
    draft = begin(province.clerk, province.building)
    draft.who()
    other = enter(getattr(province, who))

    for name in ("nguoi-nop", "giay-to", "kiem-tra"):
        for answer in (other.get(draft.page(name)), other.post(draft.page(name), {"do": "receive"})):
            assert answer.status_code == 404
            assert "Đoan" not in text(answer)
    assert other.post(draft.page("bo")).status_code == 404
    assert "Đoan" not in text(other.get("/can-bo/tiep-nhan"))
    assert "Đoan" not in text(other.get(f"/can-bo/tiep-nhan?luot={Draft.objects.get().group}"))
    assert Draft.objects.get().answers["applicant"]["name"] == "Nguyễn Thị Đoan"


def test_a_clerk_who_left_the_counter_finds_no_draft(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who()
    province.clerk.memberships.update(agency=province.commune)

    assert draft.client.get(draft.page("nguoi-nop")).status_code == 404
    assert "Phiếu đang nhập dở" not in text(draft.client.get("/can-bo/tiep-nhan"))


def test_a_draft_is_thrown_away_by_its_clerk(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who()

    answer = draft.client.post(draft.page("bo"), follow=True)

    assert "Đã bỏ phiếu đang nhập" in text(answer)
    assert not Draft.objects.exists()
    assert draft.client.get(draft.page("nguoi-nop")).status_code == 404
    assert draft.client.post(draft.page("bo")).status_code == 404


def test_what_was_only_chosen_or_is_received_is_not_unfinished(province, begin):
    begin(province.clerk, province.building)
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what()
    draft.send()

    assert "Phiếu đang nhập dở" not in text(draft.client.get("/can-bo/tiep-nhan"))


def test_many_unfinished_ones_make_no_heavy_page(province, begin, django_assert_max_num_queries):
    for n in range(14):
        draft = begin(province.clerk, province.building)
        draft.who(name=f"Người thứ {n}")

    with django_assert_max_num_queries(15):
        page = draft.client.get("/can-bo/tiep-nhan")

    assert said(page).count("Nhập tiếp") == 10
    assert "Người thứ 13" in text(page)
    assert "Người thứ 3 ·" not in said(page)
    assert "Còn 4 phiếu cũ hơn" in said(page)
    assert len(page.content) < 60_000


@pytest.mark.parametrize(
    ("days", "made", "kept"), [(6, False, True), (8, False, False), (0, True, True), (2, True, False)]
)
def test_the_night_takes_away_what_nobody_goes_on_with(province, begin, days, made, kept):
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what()
    if made:
        draft.send()
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=days, hours=1))

    assert tasks.purge_drafts() == (0 if kept else 1)

    assert Draft.objects.exists() == kept
    assert Dossier.objects.exists() == made


def test_pages_sent_at_the_same_moment_leave_each_other_alone(province, begin):
    draft = begin(province.clerk, province.building)
    for part in ("applicant", "papers"):
        actions.keep_answers(key=draft.key, by=province.clerk, now=timezone.now(), part=part, typed={"name": part})

    assert Draft.objects.get().answers == {"applicant": {"name": "applicant"}, "papers": {"name": "papers"}}
    actions.keep_answers(key=draft.key, by=province.leader, now=timezone.now(), part="papers", typed={})
    assert answers(draft, "papers") == {"name": "papers"}


def test_an_applicant_is_remembered_by_the_number_and_somebody_sees_that(province, begin):
    receive(province, applicant=actions.Applicant(name="Tên cũ", identity=BEFORE.identity, phone="0911111111"))
    newest = receive(province, applicant=BEFORE)
    draft = begin(province.clerk, province.pausing)

    page = remember(draft, identity="087 190 001 234", address="Ấp 9, mới chuyển")

    assert page.status_code == 200
    assert f"Đã lấy lại thông tin từ hồ sơ {newest} ngày {timezone.localdate():%d/%m/%Y}" in text(page)
    assert "Có chỗ cần sửa" not in text(page)
    assert answers(draft) == {
        "identity": "087 190 001 234", "address": "Ấp 9, mới chuyển", "name": "Nguyễn Thị Đoan", "phone": "0900000123",
        "email": "doan@example.vn",
    }  # fmt: skip
    seen = Access.objects.get()
    assert (seen.user, seen.kind, seen.dossier, seen.found) == (province.clerk, "remembered", newest, 1)
    assert (seen.agency, seen.what, bool(seen.reason)) == (province.department, "087190001234", True)


def test_whom_this_counter_may_not_read_or_does_not_know_is_not_remembered(province, begin):
    receive(province, applicant=BEFORE)
    draft = begin(province.clerk_b, province.birth)

    page = remember(draft, identity=BEFORE.identity, name="Đang gõ")

    assert "Chưa có hồ sơ nào của số này trong phạm vi của Ông/Bà" in text(page)
    assert answers(draft) == {"identity": BEFORE.identity, "name": "Đang gõ"}
    assert (Access.objects.get().dossier, Access.objects.get().found) == (None, 0)


def test_a_mistaken_intake_is_not_remembered(province, begin):
    Dossier.objects.filter(pk=receive(province, applicant=BEFORE).pk).update(voided_at=timezone.now())

    assert "Chưa có hồ sơ nào" in text(remember(begin(province.clerk, province.building), identity=BEFORE.identity))


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "Nhập số định danh để lấy lại thông tin."),
        ("12", "Số giấy tờ gồm 9 hoặc 12 chữ số"),
        ("\x00", "ký tự không"),
    ],
)
def test_a_number_that_cannot_be_remembered_is_said_at_its_field_alone(province, begin, number, sentence):
    draft = begin(province.clerk, province.building)

    page = remember(draft, identity=number, phone="12", address="Ấp 3")

    assert page.status_code == 400
    assert sentence in at_field(page, "identity")
    assert at_field(page, "name") == at_field(page, "phone") == ""
    assert 'value="Ấp 3"' in text(page)
    assert not Access.objects.exists()


def test_remembering_costs_few_questions(province, begin, django_assert_max_num_queries):
    receive(province, applicant=BEFORE)
    for user in (province.clerk, province.leader):
        draft = begin(user, province.building)
        with django_assert_max_num_queries(15):
            draft.client.post(draft.page("nguoi-nop"), {"do": "remember", "identity": BEFORE.identity})


@pytest.mark.parametrize("junk", ["abc", "{}", "1" * 400, "5f0c3c0e-8a0f-4f0e-9f3e-2f1d3c4b5a69"])
def test_a_visit_that_never_was_is_no_visit(province, enter, junk):
    client = enter(province.clerk)

    assert client.get("/can-bo/tiep-nhan", {"luot": junk}).status_code == 200
    chosen = client.post("/can-bo/tiep-nhan", {"luot": junk, "rules": province.building.pk})
    assert chosen.url.endswith("/nguoi-nop")
