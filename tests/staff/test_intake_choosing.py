"""The choice of a procedure: what this counter receives, found by words, with its doubts; and a change of mind."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from agencies.loading import load_reference
from agencies.models import Agency, Membership, ProcedureRules, Role
from dossiers.models import Dossier, Draft
from tests.staff.pages import said, text


def test_procedures_are_found_without_accents_and_only_what_this_counter_receives(province, enter):
    department, commune = enter(province.clerk), enter(province.clerk_b)
    assert "Cấp giấy phép xây dựng" in text(department.get("/can-bo/tiep-nhan?tim=giay phep XAY dung"))
    assert "Đăng ký khai sinh" not in text(department.get("/can-bo/tiep-nhan"))
    assert "Đăng ký khai sinh" in text(commune.get("/can-bo/tiep-nhan?tim=khai sinh"))
    assert "Không có thủ tục nào khớp" in text(commune.get("/can-bo/tiep-nhan?tim=zzz"))
    chosen = department.post("/can-bo/tiep-nhan", {"rules": province.birth.pk}, follow=True)
    assert "Thủ tục vừa chọn không còn áp dụng" in text(chosen)


def test_unconfirmed_rules_say_so(province, enter):
    province.post.doubts = "Nguồn không ghi đơn vị."
    province.post.save()
    page = text(enter(province.clerk).get("/can-bo/tiep-nhan"))
    assert "Chưa xác nhận." in page
    assert "Nguồn không ghi đơn vị." in page


def test_the_doubts_of_a_procedure_are_said_once_and_again_before_receiving(province, begin):
    for rules in (province.building, province.post):
        rules.is_confirmed = False
        rules.doubts = "Nguồn không ghi đơn vị.\nChưa có phí."
        rules.save()
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what()

    choose, check = (text(draft.client.get(page)) for page in ("/can-bo/tiep-nhan", draft.page("kiem-tra")))

    assert choose.count("<li>Chưa có phí.</li>") == 1
    assert "2 điều cần đối chiếu" in choose
    assert "Quy định này chưa được xác nhận." in check
    for line in ("<li>Nguồn không ghi đơn vị.</li>", "<li>Chưa có phí.</li>"):
        assert line in check


def test_two_appointments_are_offered_checked_and_printed(province, begin):
    province.building.term, province.building.second_term = [[3, "working_days"]], [[2.5, "working_days"]]
    province.building.save()
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what()
    both = "ẹn lần 1: 03 ngày làm việc; hẹn lần 2: 2,5 ngày làm việc"

    choose, check = (text(draft.client.get(page)) for page in ("/can-bo/tiep-nhan", draft.page("kiem-tra")))
    done = said(draft.client.get(draft.send().url))

    assert both in choose
    assert "Đây là hẹn lần 1" in check
    assert both in check
    assert f"H{both}, tính từ" in done
    assert "hẹn lần 2 tính từ khi có xác nhận đã nộp tiền" in done
    assert "Hẹn lần 1 17:00" in done


def test_a_temporary_version_is_offered_instead_of_the_permanent_one(province, enter):
    today = timezone.localdate()
    ProcedureRules.objects.create(
        procedure=province.building.procedure, channel=1, version=2, is_temporary=True, valid_from=today,
        valid_to=today, term=[[7, "working_days"]],
    )  # fmt: skip

    page = text(enter(province.clerk).get("/can-bo/tiep-nhan?tim=giay phep xay dung"))

    assert "07 ngày làm việc (tạm thời)" in page
    assert page.count('name="rules"') == 2  # and by post


@pytest.fixture
def whole(db):
    """A clerk at the counter of a land office, with everything that the province has laid down."""
    load_reference()
    clerk = User.objects.create(username="vpdk")
    Membership.objects.create(user=clerk, agency=Agency.objects.get(code="H20.30.1"), role=Role.CLERK)
    return clerk


def test_land_is_found_without_accents_with_its_cases_and_doubts(whole, enter, django_assert_max_num_queries):
    client = enter(whole)

    with django_assert_max_num_queries(15):
        page = text(client.get("/can-bo/tiep-nhan?tim=cap doi giay chung nhan"))
    Membership.objects.create(user=whole, agency=Agency.objects.get(kind="centre"), role=Role.CLERK)
    centre = Agency.objects.get(kind="centre").pk
    sizes = [
        len(client.get(f"/can-bo/tiep-nhan?tim={words}&noi={centre}").content) for words in ("dat dai", "", "giao")
    ]

    assert "TAM-138-15" in page
    assert "<p>Trường hợp 2</p>" in page
    assert "hẹn lần 1: 06 ngày làm việc; hẹn lần 2: 04 ngày làm việc" in page
    assert "mở Điều 15 để chọn đúng trường hợp" in page
    assert max(sizes) < 60_000, sizes


@pytest.mark.parametrize("junk", ["abc", "99999999999999999999", "\x00", "-1", "١٢"])
def test_a_choice_that_means_nothing_leads_back(province, enter, junk):
    answer = enter(province.clerk).post("/can-bo/tiep-nhan", {"rules": junk, "noi": junk})
    assert answer.status_code == 302
    assert answer.url == "/can-bo/tiep-nhan"


def test_another_procedure_is_given_to_the_same_draft_with_its_applicant_and_fee(province, begin):
    draft = begin(province.clerk, province.building)
    draft.who()
    draft.what(fee_paid="1000", fee_receipt="7")
    address = f"/can-bo/tiep-nhan?sua={draft.key}"
    assert f'href="{address}"' in draft.shown("kiem-tra")
    assert f'name="sua" value="{draft.key}"' in text(draft.client.get(address))

    chosen = draft.client.post("/can-bo/tiep-nhan", {"sua": draft.key, "rules": province.pausing.pk})

    assert chosen.url == draft.page("kiem-tra")
    assert draft.client.get(chosen.url).url == draft.page("giay-to")
    assert 'value="Đơn đề nghị"' not in draft.shown("giay-to")
    assert 'name="fee_paid" value="1000"' in draft.shown("giay-to")
    draft.what(fee_paid="1000", fee_receipt="7")
    draft.send()
    dossier = Dossier.objects.get()
    assert (dossier.rules, dossier.applicant_name, dossier.fee_paid) == (province.pausing, "Nguyễn Thị Đoan", 1000)


@pytest.mark.parametrize("who", ["clerk_b", "leader"])
def test_nobody_else_gives_a_draft_another_procedure(province, begin, enter, who):
    draft = begin(province.clerk, province.building)
    draft.who()

    other = enter(getattr(province, who))
    assert "thay cho" not in text(other.get(f"/can-bo/tiep-nhan?sua={draft.key}"))
    other.post("/can-bo/tiep-nhan", {"sua": draft.key, "rules": province.pausing.pk})

    assert Draft.objects.get(pk=draft.key).rules == province.building
