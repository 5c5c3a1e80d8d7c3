"""The urge slip: for leaders of the deciding agency or above, about a late dossier, one for each press."""

import re
from uuid import uuid4

import pytest

from dossiers import actions
from dossiers.models import Access, AccessKind, Letter, LetterCounter, Notice
from dossiers.reads.books import audit_whole
from tests.dossiers.test_races import together
from tests.dossiers.working import LATE, at, at_office, press, refused
from tests.letters.agency_letters import COMPANY, LONG, faults_of_long, missing
from tests.letters.reading import pages_of
from tests.moments import set_to
from tests.staff.conftest import enter  # noqa: F401 - a fixture
from tests.staff.pages import at_field, on_top, page, said, text

NOW = "2026-05-12 09:00"
ASKED = "Khẩn trương giải quyết hồ sơ; báo cáo nguyên nhân chậm và thời điểm trả kết quả cho người nộp."
BAD = {  # what is typed → (at which field, in which words)
    ("request", " \n"): ("request", "Ghi việc đề nghị thực hiện."),
    ("request", "x" * 2001): ("request", "Nội dung dài quá 2000 ký tự"),
    ("request", "a\x00b"): ("request", "Nội dung có ký tự không đọc được."),
    ("reply_hour", "25:00"): ("reply_hour", "Nhập giờ theo dạng giờ:phút"),
    ("reply_hour", ""): ("reply_hour", "Ghi giờ, ví dụ 08:30."),
    ("reply_day", ""): ("reply_day", "Nhập ngày, ví dụ 05/02/2026."),
    ("reply_day", "31/02/2026"): ("reply_day", "Không có ngày 31/02/2026."),
    ("reply_day", "12/05/2026"): ("reply_hour", "Hạn phản hồi phải sau thời điểm hiện tại."),
    ("reply_day", "01/01/0001"): ("reply_hour", "Hạn phản hồi phải sau thời điểm hiện tại."),
    ("reply_day", "31/12/9999"): ("reply_day", "Hạn phản hồi phải trong vòng một năm."),
}


@pytest.fixture
def today(settings, db):
    """Tuesday 12 May 2026 at nine, for pages; nobody is signed out."""
    settings.SESSION_COOKIE_AGE = settings.SESSION_IDLE = settings.SESSION_LONGEST = 10**9
    with set_to(at(NOW)):
        yield


def urged(p, dossier, by=None, key=None, when=NOW, request=ASKED, reply_by="2026-05-13 09:00") -> Letter:
    return actions.urge(
        key=key or uuid4(), dossier_id=dossier.pk, by=by or p.leader, now=at(when), request=request,
        reply_by=at(reply_by),
    )  # fmt: skip


def filled(response) -> dict[str, str]:
    """What the form holds as it was opened."""
    shown = text(response)
    typed = {
        name: re.search(rf'name="{name}" value="([^"]*)"', shown)[1] for name in ("key", "reply_hour", "reply_day")
    }
    return {**typed, "request": re.search(r"<textarea[^>]*>\s*([^<]*)</textarea>", shown)[1]}


def test_it_says_every_field(province):
    dossier = press(at_office(province), actions.assign, province.leader, "2026-03-02 09:10", to=province.officer)
    slip = urged(province, dossier)

    assert missing(
        slip, "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP", "SỞ XÂY DỰNG", "Số: 01/PĐĐ-SXD",
        "Đồng Tháp, ngày 12 tháng 5 năm 2026", "PHIẾU ĐÔN ĐỐC GIẢI QUYẾT HỒ SƠ", "(Lần thứ 1)",
        "Kính gửi: Phòng Chuyên môn, Sở Xây dựng", f"Mã số hồ sơ: {dossier.official_code}",
        "Người nộp hồ sơ: Nguyễn Thị Đoan", "Thủ tục hành chính: Cấp giấy phép xây dựng",
        "Tiếp nhận lúc: 09 giờ 00 phút, ngày 02 tháng 3 năm 2026",
        "Hẹn trả kết quả: 17 giờ 00 phút, ngày 30 tháng 3 năm 2026", "Đã quá hạn: 28 ngày làm việc",
        "Đơn vị đang giữ hồ sơ: Phòng Chuyên môn, Sở Xây dựng", "Cán bộ thụ lý: Trần Minh Khôi", ASKED,
        "trước 09 giờ 00 phút, ngày 13 tháng 5 năm 2026", "Kênh phản ánh: 0277 3800 000 – 1022",
        "- Lưu: VT.", "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", "Phạm Quốc Dũng",
    ) == []  # fmt: skip
    assert len(pages_of(slip)) == 1
    assert missing(urged(province, dossier), "Số: 02/PĐĐ-SXD", "(Lần thứ 2)") == []


def test_the_agency_above_urges_in_its_own_name(province):
    dossier = at_office(province)
    province.leader.memberships.update(agency=province.root)
    slip = urged(province, dossier)

    assert missing(slip, "Số: 01/PĐĐ-UBND", "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", "Cán bộ thụ lý: chưa phân công") == []
    assert slip.agency == province.root


def test_the_same_press_is_one_slip_and_with_other_words_none(province):
    dossier, other, key = at_office(province), at_office(province), uuid4()
    first = urged(province, dossier, key=key)

    assert urged(province, dossier, key=key, when="2026-05-14 09:00").pk == first.pk  # its hour has passed since
    for changed in ({"request": "Việc khác."}, {"reply_by": "2026-05-13 10:00"}):
        with refused("urge_other"):
            urged(province, dossier, key=key, **changed)
    with refused("urge_other"):
        urged(province, other, key=key)
    assert Letter.objects.count() == LetterCounter.objects.get().n == 1


def test_whoever_holds_it_finds_the_news_on_the_desk(province, enter, today):  # noqa: F811
    dossier, key = at_office(province), uuid4()
    for _ in range(2):  # a double click
        urged(province, dossier, key=key)
    told = Notice.objects.get(dossier=dossier)
    assert (told.state, told.agency, told.unit) == ("pending", dossier.holder_agency, dossier.holder_unit)
    actions.relay()
    Notice.objects.update(shown_at=at(NOW))

    desk, elsewhere = (text(enter(who).get("/can-bo/")) for who in (province.officer, province.officer_b))

    assert "Lãnh đạo đôn đốc, trả lời trước 09:00 13/05/2026" in desk
    assert "đôn đốc" not in elsewhere
    assert [broken for broken in audit_whole() if broken.dossier_id == dossier.pk] == []


def test_only_of_what_is_late_and_only_by_who_answers_for_it(province):
    at_counter = at_office(province, agency=province.commune, by=province.clerk_b)  # received for the department
    with refused("urge_not_late"):
        urged(province, at_counter, when="2026-03-30 16:59", reply_by="2026-03-31 09:00")
    for nobody in (province.leader_b, province.officer, province.clerk_b):
        with refused("urge_role"):
            urged(province, at_counter, by=nobody)
    for stranger in (province.auditor, province.administrator):
        with pytest.raises(type(at_counter).DoesNotExist):
            urged(province, at_counter, by=stranger)
    assert not Letter.objects.exists()


def test_from_the_list_of_late_dossiers_to_the_slip(province, enter, today):  # noqa: F811
    dossier, leader = at_office(province), enter(province.leader)
    address = page(dossier, "don-doc")
    assert f'href="{address}"' in text(leader.get("/giam-sat/qua-han"))
    assert address not in text(enter(province.auditor).get("/giam-sat/qua-han"))

    typed = filled(leader.get(address))
    assert (typed["reply_hour"], typed["reply_day"], typed["request"]) == ("17:00", "13/05/2026", ASKED)
    answers = [leader.post(address, typed) for _ in range(2)]  # a double click

    slip = Letter.objects.get()
    assert {(answer.status_code, answer.url) for answer in answers} == {(303, f"/can-bo/giay/{slip.pk}")}
    assert leader.get(answers[0].url)["Content-Type"] == "application/pdf"
    assert missing(slip, "(Lần thứ 1)", ASKED) == []
    again = leader.get(address)
    assert "Đã đôn đốc 1 lần" in said(again) and "Lập và in phiếu lần thứ 2" in said(again)
    changed = leader.post(address, {**typed, "request": "Việc khác."})
    assert changed.status_code == 409
    assert "Bấm lần nữa là lập thêm một phiếu mới." in on_top(changed)
    assert leader.post(address, filled(changed)).status_code == 303
    assert Letter.objects.count() == 2
    seen = Access.objects.filter(dossier=dossier, kind=AccessKind.VIEWED, what="Đôn đốc giải quyết hồ sơ")
    assert seen.count() == 3  # each showing of the page


def test_what_cannot_be_is_told_at_its_field_and_nothing_is_lost(province, enter, today):  # noqa: F811
    dossier, leader = at_office(province), enter(province.leader)
    address, wrong = page(dossier, "don-doc"), {}
    typed = {"key": "không phải khóa", "request": "Trả lời ngay <b>hôm nay</b>", "reply_hour": "08:00",
             "reply_day": "14/05/2026"}  # fmt: skip
    for (name, value), (field, sentence) in BAD.items():
        answer = leader.post(address, {**typed, name: value})
        kept = name == "request" or "Trả lời ngay &lt;b&gt;hôm nay&lt;/b&gt;" in text(answer)
        if answer.status_code != 400 or not at_field(answer, field).startswith(sentence) or not kept:
            wrong[name, value[:20]] = (answer.status_code, at_field(answer, field))
    assert wrong == {}
    assert leader.post(address).status_code == 400
    assert not Letter.objects.exists()
    assert leader.post(address, typed).status_code == 303


def test_a_dossier_that_is_not_late_any_more_is_turned_away_in_one_sentence(province, enter, today):  # noqa: F811
    dossier, leader = at_office(province), enter(province.leader)
    address = page(dossier, "don-doc")
    typed = filled(leader.get(address))
    why = {"reason_class": "conditions", "reason": "Không đủ điều kiện.", **LATE}
    press(dossier, actions.decline, province.officer, NOW, **why)

    opened, sent = leader.get(address), leader.post(address, {**typed, "request": "Làm ngay."})

    for answer in (opened, sent):
        assert answer.status_code == 409
        assert "Hồ sơ này không quá hạn nên không lập Phiếu đôn đốc." in said(answer)
        assert "Lập và in phiếu" not in text(answer)
    assert "Làm ngay." in text(sent)
    assert not Letter.objects.exists()


def test_a_long_request_runs_on_inside_the_page(province):
    slip = urged(province, at_office(province, applicant=COMPANY), request=LONG)

    assert faults_of_long(slip, LONG, margin=5) == []
    assert missing(slip, COMPANY.name) == []


def test_several_at_once_count_one_after_another(committed_province):
    p = committed_province
    dossier, same = at_office(p), uuid4()

    together(lambda i: urged(p, dossier, key=same if i < 3 else uuid4()), n=6)

    slips = Letter.objects.order_by("number")
    assert [slip.number for slip in slips] == [slip.facts["nth"] for slip in slips] == [1, 2, 3, 4]
