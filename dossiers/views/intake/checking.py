"""The last page before the receipt: all answers with the due date they give. Received once, however often pressed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiers import actions
from dossiers.forms.intake import ApplicantForm, CheckForm, PapersForm, RefusalForm
from dossiers.models.dossier import TOLD_IN
from dossiers.reads import drafts
from dossiers.views.guards import staff
from dossiers.views.intake.drafted import COUNTER, drafted, judged, made_already
from dossiers.views.intake.telling import receipt_moment, told, twin_of

UNTOLD = "Trang vừa gửi không có ngày hẹn. Xem ngày hẹn dưới đây, báo cho người nộp rồi bấm tiếp nhận."


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*COUNTER)
@drafted
def check(request, draft):
    """do=receive, do=more (and begin another for the same applicant), do=refuse."""
    who, what = judged(draft, ApplicantForm, "applicant"), judged(draft, PapersForm, "papers")
    if draft.made and request.method != "POST":
        return made_already(request, draft)
    for form, part in ((who, "applicant"), (what, "papers")):
        if not form.is_valid():
            if part in draft.answers:
                messages.warning(request, "Trang này còn chỗ cần điền hoặc cần sửa; bấm “Tiếp tục” để xem.")
            return redirect(f"dossiers:intake-{part}", draft.key)
    if request.method != "POST":
        return _checked(request, draft, who, what)
    if request.POST.get("do") == "refuse":
        return _refuse(request, draft, who, what)
    return _receive(request, draft, who, what)


def _receive(request, draft, who: ApplicantForm, what: PapersForm):
    form = CheckForm(request.POST)
    if not draft.made:
        twin = twin_of(request, draft, who, receipt_moment(who) or timezone.now())
        # An earlier press may have ended since this one began: then its dossier is no other one.
        if twin is not None and not drafts.is_made(draft.key):
            form = CheckForm(request.POST, twin_id=twin.dossier.pk)
            if not form.is_valid():
                return _checked(request, draft, who, what, form=form, status=400)
        if draft.rules.term is not None and form.told() is None:
            return _checked(request, draft, who, what, form=form, refused=UNTOLD, status=409)
    try:
        dossier = actions.receive_dossier(
            **_common(request, draft, who, what), **who.moment(), **what.fee(), told=form.told()
        )
    except actions.Refused as refusal:
        return _checked(request, draft, who, what, form=form, refused=str(refusal), status=409)
    messages.success(request, f"Đã tiếp nhận hồ sơ {dossier}.")
    if request.POST.get("do") == "more":
        return redirect(f"{reverse('dossiers:intake')}?luot={draft.group}")
    return redirect("dossiers:receipt", dossier.pk)


def _refuse(request, draft, who: ApplicantForm, what: PapersForm):
    form = RefusalForm(request.POST, fee_paid=what.fee()["fee_paid"])
    if not form.is_valid():
        return _checked(request, draft, who, what, refusal=form, status=400)
    facts = {**_common(request, draft, who, what), "reason": form.cleaned_data["refusal"]}
    try:
        dossier = actions.refuse_dossier(**facts)
    except actions.Refused as refusal:
        return _checked(request, draft, who, what, refusal=form, refused=str(refusal), status=409)
    messages.success(request, f"Đã ghi nhận việc không tiếp nhận hồ sơ của {dossier.applicant_name}.")
    return redirect("dossiers:staff-dossier", dossier.pk)


def _common(request, draft, who: ApplicantForm, what: PapersForm) -> dict:
    return {
        "key": draft.key, "agency": draft.agency, "rules": draft.rules, "by": request.user,
        "applicant": who.applicant(), "papers": _papers(who, what),
        "told_in": who.cleaned_data["told_in"],
    }  # fmt: skip


def _papers(who: ApplicantForm, what: PapersForm) -> list[dict]:
    return what.papers() + who.authorised_by()


def _checked(request, draft, who, what, *, form=None, refusal=None, refused: str = "", status: int = 200):
    moment = who.moment()
    facts = {
        "draft": draft, "who": who.cleaned_data, "papers": _papers(who, what), "fee": what.fee(), "moment": moment,
        "told_in": dict(TOLD_IN)[who.cleaned_data["told_in"]], "form": form or CheckForm(),
        "refusal": refusal or RefusalForm(), "refused": refused,
        **told(request, draft, who, moment.get("received_at")),
    }  # fmt: skip
    return render(request, "staff/intake_check.html", facts, status=status)
