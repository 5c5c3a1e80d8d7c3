"""Receiving a dossier in pages: procedure → applicant → papers → check → receipt.

What was typed waits in the session under the key that later makes a double click one dossier.
"""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.models import Agency, ProcedureRules, Role
from dossiers import actions
from dossiers.forms.intake import ApplicantForm, PapersForm, RefusalForm
from dossiers.models import Dossier
from dossiers.reads import desk, ledger, receivable
from dossiers.views.guards import staff

COUNTER = (Role.CLERK, Role.SUPERVISOR)
MOST_DRAFTS = 5  # open in tabs at one time; the oldest makes room


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*COUNTER)
def choose(request):
    """The procedure, and the counter when this person works at several. POST opens a draft."""
    counters = {agency.pk: agency for agency in Agency.objects.filter(pk__in=request.reader.agencies(*COUNTER))}
    asked = request.POST if request.method == "POST" else request.GET
    agency = counters.get(_number(asked.get("noi"))) or next(iter(counters.values()))
    today = timezone.localdate()
    if request.method == "POST":
        rules = receivable.receivable(agency, on=today).filter(pk=_number(asked.get("rules"))).first()
        if rules is not None:
            return redirect("dossiers:intake-applicant", _opened(request, agency, rules))
        messages.error(request, "Thủ tục vừa chọn không còn áp dụng. Chọn lại trong danh sách.")
        return redirect("dossiers:intake")
    words = asked.get("tim", "")[:100]
    found, many = receivable.offers(agency, on=today, words=words)
    facts = {"counters": counters.values(), "agency": agency, "words": words, "offers": found, "many": many}
    return render(request, "staff/intake_choose.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*COUNTER)
def applicant(request, key: uuid.UUID):
    return _page(request, key, ApplicantForm, "applicant", "staff/intake_applicant.html", "dossiers:intake-papers")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*COUNTER)
def papers(request, key: uuid.UUID):
    return _page(request, key, PapersForm, "papers", "staff/intake_papers.html", "dossiers:intake-check")


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*COUNTER)
def check(request, key: uuid.UUID):
    """All answers with the due date they give. POST receives – once, however often it is pressed."""
    draft = _draft(request, key)
    if draft is None:
        return _gone(request)
    who, what = _filled(draft, ApplicantForm, "applicant"), _filled(draft, PapersForm, "papers")
    for form, page in ((who, "dossiers:intake-applicant"), (what, "dossiers:intake-papers")):
        if not form.is_valid():
            return redirect(page, key)
    if request.method != "POST":
        return _checked(request, key, draft, who, what, RefusalForm())
    if request.POST.get("do") == "refuse":
        return _refuse(request, key, draft, who, what)
    return _receive(request, key, draft, who, what)


def _receive(request, key, draft, who: ApplicantForm, what: PapersForm):
    try:
        dossier = actions.receive_dossier(**_common(request, key, draft, who, what), **who.moment())
    except actions.Refused as refusal:
        return _checked(request, key, draft, who, what, RefusalForm(), refused=str(refusal), status=409)
    messages.success(request, f"Đã tiếp nhận hồ sơ {dossier}.")
    return redirect("dossiers:receipt", dossier.pk)


def _refuse(request, key, draft, who: ApplicantForm, what: PapersForm):
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _checked(request, key, draft, who, what, form, status=400)
    try:
        dossier = actions.refuse_dossier(**_common(request, key, draft, who, what), reason=form.cleaned_data["refusal"])
    except actions.Refused as refusal:
        return _checked(request, key, draft, who, what, form, refused=str(refusal), status=409)
    messages.success(request, f"Đã ghi nhận việc không tiếp nhận hồ sơ của {dossier.applicant_name}.")
    return redirect("dossiers:staff-dossier", dossier.pk)


def _common(request, key, draft, who, what) -> dict:
    return {
        "key": key, "agency": draft["agency"], "rules": draft["rules"], "by": request.user,
        "applicant": who.applicant(), "papers": what.papers(),
    }  # fmt: skip


def _page(request, key, form_class, part: str, template: str, following: str):
    """One page of typing: good answers are kept and lead on, bad ones come back as they were typed."""
    draft = _draft(request, key)
    if draft is None:
        return _gone(request)
    if request.method == "POST":
        form = form_class(request.POST, rules=draft["rules"])
        _keep(request, key, part, form)
        if form.is_valid():
            return redirect(following, key)
    else:
        form = _filled(draft, form_class, part)
    status = 400 if request.method == "POST" else 200
    return render(request, template, {"form": form, "draft": draft, "key": key}, status=status)


def _checked(request, key, draft, who, what, refusal, *, refused: str = "", status: int = 200):
    rules, moment = draft["rules"], who.moment()
    decider = rules.procedure.department or draft["agency"]
    unborn = Dossier(rules=rules, deciding_agency=decider, received_at=moment.get("received_at") or timezone.now())
    first = ledger.appointments(unborn, ledger.Facts())
    calendar = ledger.calendar_of(unborn)
    facts = {
        "key": key, "draft": draft, "who": who.cleaned_data, "papers": what.papers(), "moment": moment,
        "dates": ledger.dates(first, calendar),
        "explanation": desk.explained(first[0].ledger if first else None, calendar),
        "refusal": refusal, "refused": refused,
    }  # fmt: skip
    return render(request, "staff/intake_check.html", facts, status=status)


def _opened(request, agency: Agency, rules: ProcedureRules) -> uuid.UUID:
    key = uuid.uuid4()
    drafts = list(request.session.get("intake", {}).items())[-(MOST_DRAFTS - 1) :]
    request.session["intake"] = {**dict(drafts), str(key): {"agency": agency.pk, "rules": rules.pk}}
    return key


def _draft(request, key: uuid.UUID) -> dict | None:
    """What this person typed under this key, with its agency and rules; None when there is none (any more)."""
    kept = request.session.get("intake", {}).get(str(key))
    if kept is None or kept["agency"] not in request.reader.agencies(*COUNTER):
        return None
    agency = Agency.objects.get(pk=kept["agency"])
    rules = ProcedureRules.objects.select_related("procedure__department").get(pk=kept["rules"])
    return {**kept, "agency": agency, "rules": rules}


def _keep(request, key: uuid.UUID, part: str, form) -> None:
    answers = {name: form.data[name] for name in form.fields if name in form.data}
    request.session["intake"][str(key)][part] = answers
    request.session.modified = True


def _filled(draft: dict, form_class, part: str):
    """The form as it was last typed; unbound when nobody has typed yet."""
    return form_class(draft.get(part), rules=draft["rules"])


def _gone(request):
    messages.error(request, "Phiếu đang nhập không còn. Chọn lại thủ tục để bắt đầu.")
    return redirect("dossiers:intake")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
