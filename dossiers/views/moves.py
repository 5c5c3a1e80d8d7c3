"""One move, one page: what the citizen will read after it, what must be typed, then the one action."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from agencies.models import StopMode
from dossiers import actions, papers, wording
from dossiers.forms.moves import PlainMove, SupplementRequest
from dossiers.models import Dossier
from dossiers.reads import desk, scope
from dossiers.views.guards import staff
from dossiers.workflow import Move, Status


@dataclass(frozen=True)
class Page:
    """A move's page. done: what is true afterwards."""

    move: Move
    act: Callable[..., Dossier]
    title: str
    button: str
    done: str
    form: type[forms.Form] = PlainMove


PAGES = {
    "chuyen-buoc": Page(
        Move.COMPLETE_STEP, actions.complete_step, "Chuyển sang bước tiếp theo", "Chuyển bước",
        "Đã chuyển hồ sơ %(code)s sang bước “%(step)s”.",
    ),
    "ket-thuc": Page(
        Move.FINISH, actions.finish, "Kết thúc, có kết quả", "Xác nhận đã có kết quả",
        "Đã ghi nhận kết quả của hồ sơ %(code)s.",
    ),
    "yeu-cau-bo-sung": Page(
        Move.REQUEST_SUPPLEMENT, actions.request_supplement, "Yêu cầu bổ sung giấy tờ", "Gửi yêu cầu bổ sung",
        "Đã yêu cầu bổ sung hồ sơ %(code)s.", SupplementRequest,
    ),
    "ghi-nhan-bo-sung": Page(
        Move.RECEIVE_SUPPLEMENT, actions.receive_supplement, "Ghi nhận bổ sung", "Xác nhận đã nhận đủ giấy tờ",
        "Đã ghi nhận giấy tờ bổ sung của hồ sơ %(code)s.",
    ),
    "tra-ket-qua": Page(
        Move.HAND_OVER, actions.hand_over, "Trả kết quả", "Xác nhận đã trả kết quả",
        "Đã trả kết quả hồ sơ %(code)s.",
    ),
}  # fmt: skip
SLUGS = {page.move: slug for slug, page in PAGES.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.WORKERS)
def move(request, pk: int, slug: str):
    """GET: the preview. POST: the action; 409 keeps what was typed and shows what the other person did."""
    page = PAGES[slug]
    here = _desk(request, pk)
    if request.method != "POST":
        form = page.form(initial={"version": here.dossier.version})
        return _shown(request, page, here, form, status=_judged(request, page, here, form))
    form = page.form(request.POST)
    if not form.is_valid():
        return _shown(request, page, here, form, status=400)
    try:
        page.act(dossier_id=pk, by=request.user, now=timezone.now(), **form.values())
    except actions.Refused as refusal:
        return _refused(request, page, pk, form, refusal)
    step = here.step_after(page.move)
    messages.success(request, page.done % {"code": here.dossier, "step": step and step.rule_step.name})
    return redirect("dossiers:staff-dossier", pk)


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
    """What was typed stays; the version becomes today's, so that a second look may save it."""
    now = _desk(request, pk)
    form.data = {**form.data.dict(), "version": now.dossier.version}
    form.add_error(None, str(refusal))
    if desk.why_not(now, request.reader, page.move) is not None:
        form.turned_away = str(refusal)
    return _shown(request, page, now, form, status=409)


def _shown(request, page: Page, here: desk.Desk, form, *, status: int = 200):
    facts = {"page": page, "desk": here, "form": form}
    if not hasattr(form, "turned_away"):
        facts |= _preview(page, here, form, timezone.now())
    return render(request, "staff/move.html", facts, status=status)


def _preview(page: Page, here: desk.Desk, form, now) -> dict:
    step, restarts = here.step_after(page.move), here.dossier.rules.stop_mode == StopMode.RESTART
    effect = desk.effect_of(here, page.move, restarts=restarts, now=now)
    said = papers.citizen_reads(
        page.move, here.dossier, step, now=now,
        due_at=desk.due_after(here, page.move, effect), answer_by=getattr(form, "cleaned_data", {}).get("answer_by"),
    )  # fmt: skip
    return {"step": step, "effect": effect, "said": said}
