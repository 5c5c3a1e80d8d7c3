"""The pages that are typed: the applicant, and the papers with the fee. Each is kept as soon as it is sent."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from dossiers import actions
from dossiers.actions.accesses import saw
from dossiers.forms.intake import ApplicantForm, PapersForm, RememberForm
from dossiers.models import AccessKind
from dossiers.reads import applicants
from dossiers.templatetags.staff import day
from dossiers.views.guards import staff
from dossiers.views.intake.drafted import COUNTER, drafted, form_of, judged, made_already
from dossiers.views.intake.telling import receipt_moment, told

REMEMBERED = ("name", "phone", "email", "address")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*COUNTER)
@drafted
def applicant(request, draft):
    """Who applies. do=remember: fetch back what an earlier dossier of the same identity number says."""
    if draft.made:
        return made_already(request, draft)
    if request.method != "POST":
        return _shown(request, draft, form_of(draft, ApplicantForm, "applicant"))
    remembers = request.POST.get("do") == "remember"
    form = (RememberForm if remembers else ApplicantForm)(request.POST, rules=draft.rules)
    typed = _kept(request, draft, "applicant", form)
    if not form.is_valid():
        return _shown(request, draft, form, status=400)
    if remembers:
        _remember(request, draft, form.cleaned_data["identity"], typed)
        return redirect(request.get_full_path())
    return redirect("dossiers:intake-check" if _came_to_change(request) else "dossiers:intake-papers", draft.key)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*COUNTER)
@drafted
def papers(request, draft):
    """What was handed in, and the fee. Says already what will be promised, and what looks like a second filing."""
    if draft.made:
        return made_already(request, draft)
    form, status = form_of(draft, PapersForm, "papers"), 200
    if request.method == "POST":
        form, status = PapersForm(request.POST, rules=draft.rules), 400
        _kept(request, draft, "papers", form)
        if form.is_valid():
            return redirect("dossiers:intake-check", draft.key)
    who = judged(draft, ApplicantForm, "applicant")
    earlier = receipt_moment(who)
    facts = {"form": form, "draft": draft, "who": who, "earlier": earlier, **told(request, draft, who, earlier)}
    return render(request, "staff/intake_papers.html", facts, status=status)


def _shown(request, draft, form, status: int = 200):
    return render(request, "staff/intake_applicant.html", {"form": form, "draft": draft}, status=status)


def _kept(request, draft, part: str, form) -> dict[str, str]:
    """Keep the fields of this page and nothing else that was sent; what was typed, by field."""
    typed = {name: form.data[name] for name in form.fields if name in form.data}
    actions.keep_answers(key=draft.key, by=request.user, now=timezone.now(), part=part, typed=typed)
    return typed


def _came_to_change(request) -> bool:
    """From a link of the check page, to which it goes back."""
    return "sua" in request.GET


def _remember(request, draft, identity: str, typed: dict[str, str]) -> None:
    """Fill in what is still empty."""
    found = applicants.remembered(identity, request.reader)
    now = timezone.now()
    saw(
        by=request.user, reader=request.reader, kind=AccessKind.REMEMBERED, now=now, dossier=found, what=identity,
        reason="Tiếp nhận hồ sơ tại quầy", found=int(found is not None),
    )  # fmt: skip
    if found is None:
        messages.info(request, "Chưa có hồ sơ nào của số này trong phạm vi của Ông/Bà. Nhập thông tin người nộp.")
        return
    known = {name: getattr(found, f"applicant_{name}") for name in REMEMBERED}
    filled = {name: text for name, text in known.items() if text and not typed.get(name, "").strip()}
    actions.keep_answers(key=draft.key, by=request.user, now=now, part="applicant", typed={**typed, **filled})
    of = f"hồ sơ {found} ngày {day(found.received_at)}"
    if filled:
        said = f"Đã lấy lại thông tin từ {of}. Hỏi lại người nộp xem còn đúng không."
    else:
        said = f"Thông tin trong {of} không có gì thêm; nội dung đã nhập được giữ nguyên."
    messages.success(request, said)
