"""What the box of answers tells to do and where: nothing is only in a letter, and everybody named can be called."""

import re

import pytest

from agencies.models import Agency
from dossiers import actions
from dossiers.models import Dossier
from dossiers.workflow import Status
from tests.citizens.lives import at, begun
from tests.citizens.test_own_letters import opened, printed
from tests.dossiers.working import LATE
from tests.province import receive

OPENS = "Phần chi tiết mở bằng mã biên nhận và 4 số cuối của điện thoại hoặc giấy tờ tùy thân."
CALL = '<a href="tel:02773800000">0277 3800 000</a>'


@pytest.fixture
def life(province):
    with begun(province) as started:
        yield started.to_office()


def box(client, dossier, query="") -> str:
    """The box as it was written, spaces made one."""
    text = client.get(f"/tra-cuu/{dossier.receipt_code}{query}").content.decode()
    return " ".join(text[text.index('<section class="answer') : text.index("</section>")].split())


def facts(client, dossier) -> str:
    text = client.get(f"/tra-cuu/{dossier.receipt_code}").content.decode()
    return text[text.rindex('<dl class="facts">') :]


def stop(life, verb=actions.stop, reason_class="dispute"):
    life.do(at(25, 9), verb, life.p.officer, reason_class=reason_class, reason="Nhà bà Mười Hai", **LATE)


def test_what_a_letter_says_is_in_the_details_too_and_how_they_open(client, life):
    life.asked()
    asked = box(client, life.dossier)
    assert "Xem danh sách trong Phiếu yêu cầu bổ sung. Ông/Bà nộp giấy tờ bổ sung tại Sở Xây dựng." in asked
    assert '<a href="#mo-chi-tiet">Danh sách giấy tờ cũng có trong phần chi tiết.</a> ' + OPENS in asked
    official = client.post(f"/tra-cuu/ma-so/{life.dossier.official_code}", {"so_cuoi": "0123"}).content.decode()
    assert f"Danh sách giấy tờ cũng có trong phần chi tiết. {OPENS}" in official
    assert "#mo-chi-tiet" not in official  # there is no form to go to

    life.answered().sorry()
    assert "Lý do chậm cũng có trong phần chi tiết." in box(client, life.dossier)


def test_an_end_says_what_can_still_be_done_who_ended_it_and_that_nothing_follows(client, life):
    stop(life)
    text = box(client, life.dossier)

    assert "Cơ quan đã dừng giải quyết hồ sơ. Lý do ghi trong Thông báo dừng giải quyết." in text
    assert "Ông/Bà hỏi Sở Xây dựng về lý do" in text
    assert "quyền khiếu nại" in text
    assert f"<dt>Cơ quan nào đã giải quyết?</dt> <dd>Sở Xây dựng. Điện thoại {CALL}</dd>" in text
    assert "Ai đang giữ" not in text
    assert "sẽ không có kết quả" in text
    assert '<a href="#mo-chi-tiet">Lý do cũng có trong phần chi tiết.</a>' in text


def test_who_was_turned_away_may_complain_to_whoever_turned_them_away(client, life):
    refused = actions.refuse_dossier(
        key="6d4f1e80-0000-4000-8000-00000000000b", agency=life.p.commune, rules=life.p.building, papers=[],
        applicant=actions.Applicant(name="Trần Văn Bé", phone="0900000123"), by=life.p.clerk_b, reason="Không thuộc",
    )  # fmt: skip
    stop(life, actions.decline, "conditions")

    for dossier, agency in (refused, "UBND phường Mỹ Tho"), (life.dossier, "Sở Xây dựng"):
        text = box(client, dossier)
        assert "quyền khiếu nại đến cơ quan đã ra Phiếu từ chối nếu không đồng ý." in text
        assert re.search(f"<dt>Cơ quan nào đã giải quyết\\?</dt> <dd>[^<]*{agency}. Điện thoại {CALL}</dd>", text)
    assert "right to complain to the agency that issued the refusal slip" in box(client, refused, "?lang=en")


def test_the_details_lead_to_the_letter_that_says_the_reason(client, life):
    stop(life)
    address = opened(client, life.dossier)
    assert "Mở <span" not in client.get(address).content.decode()
    printed(life.dossier, "stopping", by=life.p.leader)

    text = client.get(address).content.decode()

    assert re.search(r"Nhà bà Mười Hai</span><br><a [^>]*/giay/\d+[^>]*>Mở <span lang=\"vi\">Thông báo dừng", text)
    assert '<a href="#chi-tiet">Lý do cũng có' in text


def test_a_result_that_waits_says_where_when_and_whom_to_call(client, life):
    Agency.objects.filter(pk=life.p.department.pk).update(address="Số 12, đường 30/4", name="Sở Xây dựng (tạm)")
    life.billed().paid().finished()
    text = box(client, life.dossier)

    hours = r"\d\d:\d\d–\d\d:\d\d(, \d\d:\d\d–\d\d:\d\d)*"
    assert re.search(f"Địa chỉ: Số 12, đường 30/4. Giờ làm việc: {hours}. Điện thoại: {re.escape(CALL)}.", text)
    page = client.get(f"/tra-cuu/{life.dossier.receipt_code}").content.decode()
    assert "Đang chờ Ông/Bà đến nhận" in page
    assert "Đang thực hiện" not in page
    assert "(tạm)" not in page
    assert "<dt>Có kết quả lúc</dt>" in page
    assert "· xong lúc 09:00 21/08/2026" in page


def test_a_moment_is_called_what_it_was(client, province):
    refused = actions.refuse_dossier(
        key="6d4f1e80-0000-4000-8000-00000000000a", agency=province.department, rules=province.building, papers=[],
        applicant=actions.Applicant(name="Trần Văn Bé", phone="0900000123"), by=province.clerk, reason="Không thuộc",
    )  # fmt: skip
    assert "<dt>Nộp lúc</dt>" in facts(client, refused)
    assert "Tiếp nhận lúc" not in facts(client, refused)
    dossier = receive(province)
    assert "<dt>Tiếp nhận lúc</dt>" in facts(client, dossier)
    Dossier.objects.filter(pk=dossier.pk).update(status=Status.SUBMITTED)
    assert "<dt>Nộp lúc</dt>" in facts(client, dossier)


def test_the_page_leads_to_its_procedure_unless_that_is_not_named(client, province):
    link = '<a href="/thu-tuc/{}">'
    dossier, hidden = receive(province), receive(province, province.sensitive)

    assert link.format(province.building.procedure.code) in facts(client, dossier)
    assert client.get(f"/thu-tuc/{province.building.procedure.code}").status_code == 200
    assert "/thu-tuc/" not in facts(client, hidden)
