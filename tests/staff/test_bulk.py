"""Many dossiers in one go, from ticks in the work list to a result for each."""

import re

import pytest
from django.utils import timezone

from dossiers import actions
from dossiers.actions.bulk import MOST
from dossiers.models import Dossier, Event, Job, JobItem
from tests import crowd
from tests.dossiers.working import received
from tests.province import receive
from tests.staff.pages import at_field, said, text

HERE = "/can-bo/nhieu-ho-so"


def ticks(dossiers) -> list[str]:
    return [f"{dossier.pk}.{dossier.version}" for dossier in dossiers]


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', text(page))[1]


def ask(client, dossiers, way: str):
    return client.post(HERE, {"chon": ticks(dossiers), "viec": way})


def confirm(client, asked, viec: str, **typed):
    kept = {name: hidden(asked, name) for name in ("key",)}
    chosen = re.findall(r'name="chon" value="([^"]*)"', text(asked))[-1]
    return client.post(HERE, {**kept, "chon": chosen, "viec": viec, "lam": "1", **typed})


# ── From ticks to a result for each ──────────────────────────────────────────────────────────────────────────


def test_a_clerk_moves_many_on_and_reads_a_result_for_each(province, enter, django_assert_max_num_queries):
    dossiers = received(province, 3)
    clerk = enter(province.clerk)

    first = clerk.post(HERE, {"chon": ticks(dossiers)})
    assert first.status_code == 200
    assert "Xử lý hàng loạt 3 hồ sơ" in said(first)
    assert "Làm được với 3/3 hồ sơ đã chọn" in said(first)
    asked = ask(clerk, dossiers, "chuyen-buoc")
    assert "3 hồ sơ: “Chuyển hồ sơ” xong, chuyển đến “Thẩm định”" in said(asked)
    sent = confirm(clerk, asked, "chuyen-buoc")
    job = Job.objects.get()
    assert (sent.status_code, sent.url) == (302, f"/can-bo/viec/{job.pk}")

    waiting = clerk.get(sent.url)
    assert "Đang chờ bắt đầu" in said(waiting)
    assert "<progress" in text(waiting)
    assert "progress.js" in text(waiting)
    actions.work()
    with django_assert_max_num_queries(15):
        done = clerk.get(sent.url)
    assert "3 hồ sơ đã xong, 0 hồ sơ không thực hiện" in said(done)
    assert "<progress" not in text(done)
    assert all(str(dossier) in text(done) for dossier in dossiers)
    assert Event.objects.filter(kind="step_completed", actor=province.clerk).count() == 3


def test_what_the_work_list_ticks_is_read_however_large_its_numbers(province, enter):
    dossier = receive(province)
    Dossier.objects.filter(pk=dossier.pk).update(version=1234)
    clerk = enter(province.clerk)
    ticked = re.findall(r'name="chon" value="([^"]*)"', text(clerk.get("/can-bo/?chon=het")))

    assert ticked == [f"{dossier.pk}.1234"]
    assert "Xử lý hàng loạt 1 hồ sơ" in said(clerk.post(HERE, {"chon": ticked}))


def test_a_leader_shares_many_out(province, enter):
    dossiers = received(province, 2)
    leader = enter(province.leader)
    asked = ask(leader, dossiers, "phan-cong")
    assert "Trần Minh Khôi – Chuyên viên thụ lý" in said(asked)
    assert "Võ Thành Tâm" not in said(asked)  # of another agency

    confirm(leader, asked, "phan-cong", to=[province.officer.pk, province.clerk.pk])
    actions.work()

    given = [Dossier.objects.get(pk=dossier.pk).assignee for dossier in dossiers]
    assert given == [province.clerk, province.officer] or given == [province.officer, province.clerk]


def test_who_leads_nobody_takes_unassigned_work_on_and_gives_none_to_others(province, enter):
    free, given = received(province, 2)
    given = actions.assign(
        dossier_id=given.pk, by=province.leader, now=timezone.now(), version=given.version, to=province.officer
    )
    clerk = enter(province.clerk)
    asked = ask(clerk, [free, given], "phan-cong")
    assert "Lê Thị Bích Ngọc – Cán bộ một cửa" in said(asked)
    assert "Trần Minh Khôi – " not in said(asked)
    assert "Phân công người thụ lý: 1 hồ sơ" in said(asked)

    assert confirm(clerk, asked, "phan-cong", to=province.officer.pk).status_code == 400
    assert confirm(clerk, asked, "phan-cong", to=province.clerk.pk).status_code == 302
    actions.work()

    assert Dossier.objects.get(pk=free.pk).assignee == province.clerk
    assert Dossier.objects.get(pk=given.pk).assignee == province.officer


def test_those_that_cannot_are_named_beforehand_with_the_reason(province, enter, advance):
    here, gone = received(province, 2)
    advance(gone, province.clerk)
    changed = receive(province, province.pausing)
    seen = ticks([here, Dossier.objects.get(pk=gone.pk), changed])
    actions.assign(
        dossier_id=changed.pk, by=province.leader, now=timezone.now(), version=changed.version, to=province.clerk
    )

    asked = enter(province.clerk).post(HERE, {"chon": seen, "viec": "chuyen-buoc"})

    words = said(asked)
    assert "Chuyển sang bước tiếp theo: 1 hồ sơ" in words
    refused = words.partition("Không làm được, giữ nguyên")[2].partition("Sẽ làm")[0]
    assert "Vai trò của Ông/Bà không cho phép “Hoàn thành bước” đối với hồ sơ này." in refused
    assert "Hồ sơ đã thay đổi sau khi Ông/Bà mở danh sách." in refused
    assert str(gone) in refused
    assert str(changed) in refused
    assert str(here) not in refused


def test_what_changes_after_the_question_is_refused_with_its_sentence_and_not_dropped(province, enter):
    still, changed = received(province, 2)
    clerk = enter(province.clerk)
    asked = ask(clerk, [still, changed], "chuyen-buoc")
    actions.assign(
        dossier_id=changed.pk, by=province.leader, now=timezone.now(), version=changed.version, to=province.clerk
    )

    sent = confirm(clerk, asked, "chuyen-buoc")
    actions.work()

    page = clerk.get(sent.url)
    assert "1 hồ sơ đã xong, 1 hồ sơ không thực hiện" in said(page)
    assert "Phạm Quốc Dũng đã cập nhật hồ sơ này lúc" in said(page)  # what was refused is shown first
    assert str(still) not in said(page)
    assert str(still) in said(clerk.get(f"{sent.url}?loc=done"))


def test_results_handed_over_together_say_which_paper_was_seen(province, enter, advance):
    dossier = advance(*received(province, 1), province.clerk, province.officer)
    dossier = actions.finish(dossier_id=dossier.pk, by=province.leader, now=timezone.now(), version=dossier.version)
    clerk = enter(province.clerk)
    asked = ask(clerk, [dossier], "tra-ket-qua")
    assert asked.status_code == 200

    missing = confirm(clerk, asked, "tra-ket-qua", way="counter", paper=" ")
    assert missing.status_code == 400
    assert "Ghi giấy tờ đã kiểm tra" in at_field(missing, "paper")
    by_post = confirm(clerk, missing, "tra-ket-qua", way="post", paper="")
    assert at_field(by_post, "paper") == "Ghi số bảng kê gửi bưu chính."
    assert confirm(clerk, by_post, "tra-ket-qua", way="post", paper="BK 12").status_code == 302
    actions.work()

    assert dossier.collections.get().paper == "BK 12"


def test_a_double_click_is_one_job(province, enter):
    clerk = enter(province.clerk)
    asked = ask(clerk, received(province, 2), "chuyen-buoc")

    first, second = (confirm(clerk, asked, "chuyen-buoc") for _ in range(2))

    assert first.url == second.url
    assert Job.objects.count() == 1


def test_a_question_answered_otherwise_after_it_was_sent_is_told_and_sent_again_is_another_job(province, enter):
    leader = enter(province.leader)
    asked = ask(leader, received(province, 2), "phan-cong")
    first = confirm(leader, asked, "phan-cong", to=province.officer.pk)

    again = confirm(leader, asked, "phan-cong", to=province.clerk.pk)
    assert again.status_code == 400
    assert "Phiếu này đã được gửi với nội dung khác" in said(again)
    assert hidden(again, "key") != hidden(asked, "key")
    assert f'value="{province.clerk.pk}" ' in text(again).partition("checked")[0].rpartition("<input")[2]
    other = confirm(leader, again, "phan-cong", to=province.clerk.pk)
    assert other.status_code == 302
    assert other.url != first.url


def test_all_of_a_narrowed_list_can_be_chosen_from_its_address(province, enter):
    received(province, 60)  # more than a page
    receive(province, province.pausing)
    clerk = enter(province.clerk)

    page = clerk.post(HERE, {"tat-ca": "1", "theo": f"procedure={province.building.procedure_id}"})
    whole = clerk.post(HERE, {"tat-ca": "1", "theo": ""})

    assert "Xử lý hàng loạt 60 hồ sơ" in said(page)
    assert "Xử lý hàng loạt 61 hồ sơ" in said(whole)


# ── Nothing lost, nothing that is not theirs ─────────────────────────────────────────────────────────────────


def test_more_than_may_be_handled_is_one_sentence_and_the_first_ones_can_go_on(province, enter):
    many = [f"{n}.1" for n in range(1, MOST + 2)]
    clerk = enter(province.clerk)

    page = clerk.post(HERE, {"chon": many})

    assert page.status_code == 400
    assert f"nhiều nhất {MOST} hồ sơ; Ông/Bà đang chọn {MOST + 1}." in said(page)
    assert len(hidden(page, "chon").split()) == MOST


@pytest.mark.parametrize(
    "typed", [[], [""], ["abc", "1", "1.", ".2", "1.2.3", "٣.١", "-1.1", "9" * 40 + ".1", "1\x00.2"]]
)
def test_a_choice_that_means_nothing_is_one_sentence(province, enter, typed):
    page = enter(province.clerk).post(HERE, {"chon": typed})

    assert page.status_code == 400
    assert "Chọn ít nhất một hồ sơ." in said(page)


def test_other_agencies_dossiers_are_not_there(province, enter):
    foreign = receive(province, province.birth)

    page = enter(province.clerk).post(HERE, {"chon": ticks([foreign]), "viec": "chuyen-buoc", "lam": "1"})

    assert page.status_code == 400
    assert str(foreign) not in text(page)
    assert foreign.applicant_name not in text(page)
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        *({"to": nobody} for nobody in ("x", "9" * 30, "\x00")),
        *({name: "\x00"} for name in ("way", "viec")),
        *({"key": "no"}, {"theo": "%FF&a=1"}),
    ],
)
@pytest.mark.parametrize("way", ["phan-cong", "tra-ket-qua", "chuyen-buoc"])
def test_nothing_sent_breaks_it(province, enter, typed, way):
    facts = {"chon": ticks(received(province, 1)), "viec": way, "lam": "1", **typed}

    assert enter(province.leader).post(HERE, facts).status_code in (200, 302, 400)
    assert enter(province.leader).post(HERE, {**facts, "tat-ca": "1"}).status_code in (200, 302, 400)


def test_who_may_not_assign_is_told_so_for_each(province, enter):
    page = ask(enter(province.officer), received(province, 2), "phan-cong")

    assert page.status_code == 400
    assert "Không làm được việc này với hồ sơ nào đã chọn." in said(page)
    assert 'name="lam"' not in text(page)


def test_a_receiver_must_be_chosen(province, enter):
    leader = enter(province.leader)
    asked = ask(leader, received(province, 1), "phan-cong")

    page = confirm(leader, asked, "phan-cong")

    assert page.status_code == 400
    assert at_field(page, "to") == "Chọn ít nhất một người nhận việc."
    assert not Job.objects.exists()


# ── Five hundred ─────────────────────────────────────────────────────────────────────────────────────────────


def test_five_hundred_fit_on_every_page_with_few_queries(province, enter, advance, django_assert_max_num_queries):
    here, gone = received(province, 2)
    advance(gone, province.clerk)
    crowd.copies([here, gone], MOST // 2 - 1)
    dossiers = list(Dossier.objects.order_by("pk"))
    assert len(dossiers) == MOST
    leader = enter(province.leader)

    with django_assert_max_num_queries(15):
        pages = [leader.post(HERE, {"chon": ticks(dossiers)})]
    for way in ("phan-cong", "chuyen-buoc", "tra-ket-qua"):
        with django_assert_max_num_queries(15):
            pages.append(ask(leader, dossiers, way))
    with django_assert_max_num_queries(15):
        sent = confirm(leader, pages[1], "phan-cong", to=province.clerk.pk)
    pages.append(leader.get(sent.url))

    assert JobItem.objects.count() == MOST
    for page in pages:
        assert len(page.content) < 60_000
        assert text(page).count("<h1") == 1
        assert "style=" not in text(page)
