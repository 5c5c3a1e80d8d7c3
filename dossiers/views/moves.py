"""One move, one page: what the citizen will read after it, what must be typed, then the one action."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from dossiers import actions, papers, wording
from dossiers.actions.accesses import saw
from dossiers.forms import moves as forms
from dossiers.models import AccessKind, Dossier
from dossiers.reads import desk, effects, scope
from dossiers.reads.letters.offers import due_after
from dossiers.reads.sheet import missed
from dossiers.views.guards import staff
from dossiers.wording.letters import SHORT
from dossiers.workflow import UNDO_WITHIN, UNDOABLE, Move, Status


@dataclass(frozen=True)
class Page:
    """A move's page. done: what is true afterwards. leads_to: which page of the dossier comes next.

    asks_again: what cannot be taken back is pressed twice.
    """

    move: Move
    act: Callable[..., Dossier]
    title: str
    button: str
    done: str
    form: type[forms.PlainMove] = forms.PlainMove
    leads_to: str = "staff-dossier"
    asks_again: bool = False


PAGES = {
    "chuyen-buoc": Page(
        Move.COMPLETE_STEP, actions.complete_step, "Chuyển sang bước tiếp theo", "Chuyển bước",
        "Đã chuyển hồ sơ %(code)s sang bước “%(step)s”.",
    ),
    "tra-lai-buoc-truoc": Page(
        Move.RETURN_STEP, actions.return_step, "Trả lại bước trước", "Trả lại bước trước",
        "Đã trả hồ sơ %(code)s lại bước “%(step)s”.", forms.ReturnForm,
    ),
    "phan-cong": Page(
        Move.ASSIGN, actions.assign, "Phân công người thụ lý", "Phân công",
        "Đã phân công người thụ lý hồ sơ %(code)s.", forms.AssignForm,
    ),
    "ban-giao": Page(
        Move.PASS_ON, actions.pass_on, "Bàn giao cho đơn vị khác", "Bàn giao",
        "Đã bàn giao hồ sơ %(code)s; đang chờ đơn vị nhận xác nhận.", forms.PassOnForm,
    ),
    "nhan-ban-giao": Page(
        Move.TAKE_OVER, actions.take_over, "Nhận bàn giao", "Nhận hồ sơ", "Đã nhận bàn giao hồ sơ %(code)s.",
    ),
    "yeu-cau-bo-sung": Page(
        Move.REQUEST_SUPPLEMENT, actions.request_supplement, "Yêu cầu bổ sung giấy tờ", "Gửi yêu cầu bổ sung",
        "Đã yêu cầu bổ sung hồ sơ %(code)s.", forms.SupplementRequest,
    ),
    "cho-phep-bo-sung": Page(
        Move.PERMIT_SUPPLEMENT, actions.permit_supplement, "Cho phép yêu cầu bổ sung thêm một lần", "Cho phép",
        "Đã cho phép yêu cầu bổ sung thêm một lần đối với hồ sơ %(code)s.", forms.Permission,
    ),
    "ghi-nhan-bo-sung": Page(
        Move.RECEIVE_SUPPLEMENT, actions.receive_supplement, "Ghi nhận bổ sung", "Xác nhận đã nhận đủ giấy tờ",
        "Đã ghi nhận giấy tờ bổ sung của hồ sơ %(code)s.",
    ),
    "tam-dung": Page(
        Move.PAUSE, actions.pause, "Tạm dừng tính thời hạn", "Tạm dừng",
        "Đã tạm dừng tính thời hạn của hồ sơ %(code)s.", forms.PauseForm,
    ),
    "tiep-tuc": Page(
        Move.RESUME, actions.resume, "Tiếp tục tính thời hạn", "Tiếp tục tính thời hạn",
        "Thời hạn của hồ sơ %(code)s được tính tiếp.", forms.ResumeForm,
    ),
    "nghia-vu-tai-chinh": Page(
        Move.REQUEST_PAYMENT, actions.request_payment, "Yêu cầu thực hiện nghĩa vụ tài chính", "Gửi yêu cầu",
        "Đã yêu cầu thực hiện nghĩa vụ tài chính đối với hồ sơ %(code)s.", forms.PaymentRequest,
    ),
    "xac-nhan-da-nop": Page(
        Move.CONFIRM_PAYMENT, actions.confirm_payment, "Xác nhận đã thực hiện nghĩa vụ tài chính", "Xác nhận đã nộp",
        "Đã xác nhận người nộp hồ sơ %(code)s hoàn thành nghĩa vụ tài chính.",
    ),
    "du-thao-xin-loi": Page(
        Move.DRAFT_APOLOGY, actions.draft_apology, "Dự thảo văn bản xin lỗi và hẹn lại", "Trình lãnh đạo ký",
        "Đã trình lãnh đạo văn bản xin lỗi của hồ sơ %(code)s.", forms.ApologyDraft,
    ),
    "ky-xin-loi": Page(
        Move.APPROVE_APOLOGY, actions.approve_apology, "Ký văn bản xin lỗi và hẹn lại", "Ký, hẹn lại",
        "Đã ký văn bản xin lỗi và hẹn lại ngày trả kết quả hồ sơ %(code)s.",
    ),
    "ket-thuc": Page(
        Move.FINISH, actions.finish, "Kết thúc, có kết quả", "Xác nhận đã có kết quả",
        "Đã ghi nhận kết quả của hồ sơ %(code)s.", forms.FinishForm,
    ),
    "tra-ket-qua": Page(
        Move.HAND_OVER, actions.hand_over, "Trả kết quả", "Xác nhận đã trả kết quả",
        "Đã trả kết quả hồ sơ %(code)s.", forms.CollectionForm,
    ),
    "tu-choi-giai-quyet": Page(
        Move.DECLINE, actions.decline, "Từ chối giải quyết", "Từ chối giải quyết",
        "Đã từ chối giải quyết hồ sơ %(code)s.", forms.DeclineForm,
    ),
    "rut-ho-so": Page(
        Move.WITHDRAW, actions.withdraw, "Rút hồ sơ theo yêu cầu của người nộp", "Ghi nhận rút hồ sơ",
        "Đã ghi nhận người nộp rút hồ sơ %(code)s.", forms.WithdrawForm,
    ),
    "dung-giai-quyet": Page(
        Move.STOP, actions.stop, "Dừng giải quyết", "Dừng giải quyết",
        "Đã dừng giải quyết hồ sơ %(code)s.", forms.StopForm,
    ),
    "hoan-tac": Page(
        Move.UNDO, actions.undo, "Hoàn tác việc vừa làm", "Hoàn tác",
        "Đã hoàn tác; hồ sơ %(code)s trở lại như trước.",
    ),
    "sua-nguoi-nop": Page(
        Move.CORRECT_APPLICANT, actions.correct_applicant, "Sửa thông tin người nộp", "Lưu thông tin đã sửa",
        "Đã sửa thông tin người nộp hồ sơ %(code)s.", forms.CorrectionForm,
    ),
    "cap-lai-ma": Page(
        Move.REISSUE_CODE, actions.reissue_code, "Cấp lại mã biên nhận", "Cấp mã mới",
        "Hồ sơ %(code)s đã có mã biên nhận mới; mã cũ không còn dùng được. In giấy dưới đây trao cho người nộp.",
        forms.ReissueForm, leads_to="receipt",
    ),
    "chuyen-co-quan": Page(
        Move.REDIRECT, actions.redirect, "Chuyển đúng cơ quan giải quyết", "Chuyển hồ sơ",
        "Đã chuyển hồ sơ %(code)s đến cơ quan giải quyết mới.", forms.RedirectForm,
    ),
    "lay-y-kien": Page(
        Move.ASK_OPINION, actions.ask_opinion, "Lấy ý kiến cơ quan khác", "Gửi câu hỏi",
        "Đã gửi nội dung lấy ý kiến về hồ sơ %(code)s.", forms.OpinionRequest,
    ),
    "tra-loi-y-kien": Page(
        Move.ANSWER_OPINION, actions.answer_opinion, "Trả lời ý kiến", "Ghi nhận trả lời",
        "Đã ghi nhận ý kiến về hồ sơ %(code)s.", forms.OpinionAnswer,
    ),
    "huy-tiep-nhan": Page(
        Move.VOID, actions.void, "Hủy tiếp nhận nhầm", "Hủy tiếp nhận",
        "Đã hủy lần tiếp nhận %(code)s; số này không cấp cho hồ sơ khác.", forms.VoidForm, asks_again=True,
    ),
}  # fmt: skip
# Who leads nobody takes an unassigned dossier of their own unit for themselves.
TAKES_ON = replace(
    PAGES["phan-cong"], title="Nhận thụ lý", button="Nhận thụ lý", form=forms.TakeOnForm,
    done="Ông/Bà đã nhận thụ lý hồ sơ %(code)s.",
)  # fmt: skip
SLUGS = {page.move: slug for slug, page in PAGES.items()}
UNSEEN = (Move.ASSIGN, Move.PASS_ON, Move.PERMIT_SUPPLEMENT, Move.DRAFT_APOLOGY)  # by the applicant


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.WORKERS)
def move(request, pk: int, slug: str):
    """GET: the preview. POST: the action; 400 shows what to mend at its field, 409 what the other person did."""
    here = _desk(request, pk)
    page = TAKES_ON if PAGES[slug].move is Move.ASSIGN and here.takes_on else PAGES[slug]
    if request.method != "POST":
        form = page.form(desk=here, initial={"version": here.dossier.version})
        return _shown(request, page, here, form, status=_judged(request, page, here, form))
    form = page.form(request.POST, desk=here)
    if not form.is_valid():
        return _shown(request, page, here, form, status=400)
    if page.asks_again and "sure" not in request.POST and desk.why_not(here, request.reader, page.move) is None:
        form.asks_again = True
        return _shown(request, page, here, form)
    try:
        moved = page.act(dossier_id=pk, by=request.user, now=timezone.now(), **form.values())
    except actions.Refused as refusal:
        return _refused(request, page, pk, form, refusal)
    messages.success(request, _said(page, here, moved))
    if page.move is Move.REDIRECT and not scope.readable(request.reader).filter(pk=pk).exists():
        return redirect("dossiers:staff-home")  # it is another agency's now
    return redirect(f"dossiers:{page.leads_to}", pk)


def _said(page: Page, here: desk.Desk, moved: Dossier) -> str:
    """What is true now, until when it may be taken back, and the letter that goes out with it.

    That button presses the form of the same letter further down the page.
    """
    step, letter = here.step_after(page.move), due_after(here, page.move)
    done = page.done % {"code": here.dossier, "step": step and step.rule_step.name}
    if page.move in UNDOABLE:
        until = timezone.localtime(moved.updated_at + UNDO_WITHIN)
        address = reverse(f"dossiers:move-{SLUGS[Move.UNDO]}", args=[moved.pk])
        done = format_html('{} <a href="{}">Hoàn tác</a> được đến {}.', done, address, f"{until:%H:%M}")
    if letter is None:
        return done
    press = '{} <button class="button button--secondary" form="{}">In {}</button>'
    return format_html(press, done, letter.anchor, SHORT[letter.kind])


def _desk(request, pk: int) -> desk.Desk:
    try:
        return desk.desk_of(pk=pk, reader=request.reader, now=timezone.now())
    except Dossier.DoesNotExist:
        raise Http404 from None


def _judged(request, page: Page, here: desk.Desk, form) -> int:
    """Whether the page may be opened at all: 403 for whose turn it is not, 409 when it is not the time."""
    why = desk.why_not(here, request.reader, page.move)
    if why == "role":
        raise PermissionDenied
    if why is None:
        return 200
    following = here.course.following
    form.turned_away = gettext(wording.REFUSED[why]) % {
        "status": gettext(wording.STATUS[Status(here.dossier.status)].label),
        "move": gettext(wording.MOVE[page.move]),
        "step": following.rule_step.name if following else "",
    }
    return 409


def _refused(request, page: Page, pk: int, form, refusal: actions.Refused):
    """What was typed stays. What one field can mend is said there (400); otherwise (409) the version becomes today's,
    so that a second look may save it.
    """
    now = _desk(request, pk)
    field = form.concerned(refusal.why)
    form.missed = missed(now, request.POST.get("seen", "")) if isinstance(refusal, actions.Stale) else []
    form.data = {**form.data.dict(), "version": now.dossier.version}
    form.add_error(field, str(refusal))
    if desk.why_not(now, request.reader, page.move) is not None:
        form.turned_away = str(refusal)
        field = None
    return _shown(request, page, now, form, status=409 if field is None else 400)


def _shown(request, page: Page, here: desk.Desk, form, *, status: int = 200):
    saw(
        by=request.user,
        reader=request.reader,
        kind=AccessKind.VIEWED,
        now=here.now,
        dossier=here.dossier,
        what=page.title,
    )
    facts = {"page": page, "desk": here, "form": form}
    if not hasattr(form, "turned_away"):
        facts |= _preview(page, here, form, timezone.now())
    return render(request, "staff/move.html", facts, status=status)


def _preview(page: Page, here: desk.Desk, form, now) -> dict:
    typed = getattr(form, "cleaned_data", {})
    at = form.moment() if {"hour", "day"} <= typed.keys() else None
    step, effect = here.step_after(page.move), effects.effect_of(here, page.move, now=now, at=at)
    said = papers.citizen_reads(page.move, here, step, now=now, due_at=effects.due_after(here, effect), typed=typed)
    return {"step": step, "effect": effect, "said": said, "unseen": page.move in UNSEEN}
