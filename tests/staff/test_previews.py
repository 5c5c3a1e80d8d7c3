"""What a page says the applicant will read is what they then read, word for word, in both languages."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import OfficeHours
from dossiers.models import Dossier, Opinion
from dossiers.reads.undoing import MENDING
from dossiers.views.moves import SLUGS
from dossiers.workflow import Move
from tests.dossiers.working import FETCHED
from tests.province import receive
from tests.staff.conftest import MONDAY
from tests.staff.pages import page, press, preview, said, text

ASKED = {"kind": "missing", "reason": "Thiếu bản vẽ.", "papers": "Bản vẽ", "answer_by": "20/04/2026"}
PAUSED = {"ground": "survey", "reason": "Chờ đo đạc."}
DRAFT = {"reason": "Chờ thẩm định.", "promised_on": "04/05/2026"}
PAID = {"amount": "1.200.000"}
OPINION = {"agency": "commune", "question": "Đất này có quy hoạch không?", "answer_by": "20/04/2026"}
# What an end of an overdue dossier asks for beside.
WHY = {"cause_kind": "load", "cause_text": "Nhiều hồ sơ dồn cùng lúc."}
# Before each move: who does what first, on which rules; then who makes it, and what they type.
LIVES = {
    Move.COMPLETE_STEP: ("building", [], "clerk", {}),
    Move.RETURN_STEP: ("building", ["clerk", "officer"], "leader", {"reason": "Làm lại"}),
    Move.ASSIGN: ("building", ["clerk"], "leader", {"to": "officer"}),
    Move.PASS_ON: ("building", ["clerk"], "officer", {"to": "registry"}),
    Move.TAKE_OVER: ("building", ["clerk", ("officer", "ban-giao", {"to": "registry"})], "leader", {}),
    Move.REQUEST_SUPPLEMENT: ("building", ["clerk"], "officer", ASKED),
    Move.PERMIT_SUPPLEMENT: (
        "building", ["clerk", ("officer", "yeu-cau-bo-sung", ASKED), ("clerk", "ghi-nhan-bo-sung", {})], "leader",
        {"reason": "Cần thêm một lần"},
    ),
    Move.RECEIVE_SUPPLEMENT: ("building", ["clerk", ("officer", "yeu-cau-bo-sung", ASKED)], "clerk", {}),
    Move.PAUSE: ("building", ["clerk"], "officer", PAUSED),
    Move.RESUME: ("building", ["clerk", ("officer", "tam-dung", PAUSED)], "officer", {}),
    Move.REQUEST_PAYMENT: ("land", ["clerk"], "officer", PAID),
    Move.CONFIRM_PAYMENT: ("land", ["clerk", ("officer", "nghia-vu-tai-chinh", PAID)], "officer", {}),
    Move.DRAFT_APOLOGY: ("building", ["clerk"], "officer", DRAFT),
    Move.APPROVE_APOLOGY: ("building", ["clerk", ("officer", "du-thao-xin-loi", DRAFT)], "leader", {}),
    Move.FINISH: ("building", ["clerk", "officer"], "leader", {}),
    Move.HAND_OVER: ("building", ["clerk", "officer", ("leader", "ket-thuc", WHY)], "clerk", FETCHED),
    Move.DECLINE: ("building", ["clerk"], "officer", {"reason_class": "conditions", "reason": "Chưa đủ"}),
    Move.WITHDRAW: ("building", ["clerk"], "clerk", {"reason_class": "no_need", "reason": "Không cần nữa"}),
    Move.STOP: ("building", ["clerk"], "officer", {"reason_class": "abolished", "reason": "Đã bãi bỏ"}),
    Move.ASK_OPINION: ("building", ["clerk"], "officer", OPINION),
    Move.ANSWER_OPINION: (
        "building", ["clerk", ("officer", "lay-y-kien", OPINION)], "officer_b", {"opinion": "asked", "answer": "Có"},
    ),
}  # fmt: skip


def test_every_page_is_tried_here():
    assert set(LIVES) == set(SLUGS) - set(MENDING)  # these have a file of their own


@pytest.fixture(params=[0, 40], ids=["in time", "late"])
def lived(request, province, enter, advance, moments, land):
    """lived(move): (client, dossier, what is typed), the move not yet made; in time, or long overdue."""
    province.land = land

    def meant(typed):
        known = {
            "officer": province.officer.pk,
            "registry": province.department.units.get(kind="registry").pk,
            "commune": province.commune.pk,
            "asked": Opinion.objects.values_list("pk", flat=True).first(),
        }
        return {key: known[value] if key in ("to", "agency", "opinion") else value for key, value in typed.items()}

    def made(move):
        rules, before, who, typed = LIVES[move]
        dossier = receive(province, getattr(province, rules))
        moments.to(MONDAY + timedelta(days=request.param))
        for first in before:
            if isinstance(first, str):
                dossier = advance(dossier, getattr(province, first))
            else:
                person, slug, said_then = first
                done = press(enter(getattr(province, person)), dossier, slug, **meant(said_then))
                assert done.status_code == 302
        moments.to(MONDAY + timedelta(days=request.param + 1))
        return enter(getattr(province, who)), dossier, meant(typed)

    return made


def solid(sentence: str) -> str:
    """Without spaces: tags stand between words here and there."""
    return "".join(sentence.split())


@pytest.mark.parametrize("move", LIVES)
def test_the_applicant_reads_what_was_previewed(lived, client, move):
    clerk, dossier, typed = lived(move)
    opened = clerk.get(page(dossier, SLUGS[move]))
    assert opened.status_code == 200
    if "cause_kind" in opened.context["form"].fields:
        typed |= WHY

    assert press(clerk, dossier, SLUGS[move], **typed).status_code == 302

    for language in ("vi", "en"):
        read = solid(said(client.get(f"/tra-cuu/{dossier.receipt_code}?lang={language}")))
        for sentence in preview(opened, language):
            # What is typed after the page was opened stands there as dots.
            pattern = re.escape(solid(sentence).removesuffix("."))
            pattern = pattern.replace("…/…/……", r"\d\d/\d\d/\d{4}").replace("…", ".+?")
            assert re.search(pattern, read), (language, sentence)


def test_the_date_is_shown_by_the_hours_of_the_agency_that_decides(province, begin):
    OfficeHours.objects.create(
        agency=province.commune, status="in_force", since=1, sessions=[["07:00", "12:00"]], legal_basis="QĐ 5"
    )
    draft = begin(province.clerk_b, province.birth)
    draft.who()
    draft.what()
    check = text(draft.client.get(draft.page("kiem-tra")))
    draft.send()
    assert f"{timezone.localtime(Dossier.objects.get().due_at):%H:%M}" == "12:00"
    assert "Hẹn trả lúc 12:00" in check


@pytest.mark.parametrize(
    ("hour", "since", "due"),
    [("16:30", "từ 16:30 10/03/2026", "13/04/2026"), ("", "từ bây giờ", "10/04/2026"),
     ("06:00", "từ bây giờ", "10/04/2026"), ("19:00", "từ bây giờ", "10/04/2026")],
)  # fmt: skip
def test_the_due_date_is_shown_from_the_hour_that_was_typed(province, enter, moments, advance, hour, since, due):
    """Stopped before Tuesday's closing, Tuesday too is lost."""
    dossier = advance(receive(province), province.clerk)
    moments.to(MONDAY + timedelta(days=1, hours=10))
    officer = enter(province.officer)
    assert "đang tính từ bây giờ, chưa theo giờ ghi ở đây" in said(officer.get(page(dossier, "tam-dung")))
    shown = said(press(officer, dossier, "tam-dung", ground="survey", reason="", hour=hour))
    assert f"Thời hạn tạm dừng {since}" in shown
    assert f"17:00 {due}" in shown
    assert ("chưa theo giờ ghi ở đây" in shown) == (since == "từ bây giờ")
