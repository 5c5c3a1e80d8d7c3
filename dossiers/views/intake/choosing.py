"""The first page: the procedure, what is still being typed, and more for the same applicant."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agencies.models import Agency
from dossiers import actions
from dossiers.reads import drafts, pages, receivable
from dossiers.views.guards import staff
from dossiers.views.intake.drafted import COUNTER


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*COUNTER)
def choose(request):
    """The procedure, and the counter when this person works at several. POST opens a draft.

    luot: the visit that goes on, so that the applicant need not be typed again. sua: the draft that changes its
    procedure.
    """
    counters = {agency.pk: agency for agency in Agency.objects.filter(pk__in=request.reader.agencies(*COUNTER))}
    asked = request.POST if request.method == "POST" else request.GET
    before = _before(request, asked.get("luot", ""), counters)
    changed = _changed(request, asked.get("sua", ""), counters)
    known = changed or before
    at = pages.number(asked.get("noi", "")) or (known.agency_id if known else None)
    agency = counters.get(at) or next(iter(counters.values()))
    today = timezone.localdate()
    if request.method == "POST":
        rules = receivable.receivable(agency, on=today).filter(pk=pages.number(asked.get("rules", ""))).first()
        if rules is not None and changed is not None:
            actions.choose_again(key=changed.key, by=request.user, now=timezone.now(), agency=agency, rules=rules)
            return redirect("dossiers:intake-check", changed.key)
        if rules is not None:
            draft = actions.open_draft(
                agency=agency, rules=rules, by=request.user, now=timezone.now(), same_visit=before
            )
            return redirect("dossiers:intake-papers" if before else "dossiers:intake-applicant", draft.key)
        messages.error(request, "Thủ tục vừa chọn không còn áp dụng. Chọn lại trong danh sách.")
        return redirect("dossiers:intake")
    words = asked.get("tim", "")[:100]
    found, many = receivable.offers(agency, on=today, words=words)
    unfinished, more = drafts.unfinished(user=request.user, agencies=counters) if known is None else ([], 0)
    facts = {
        "counters": counters.values(), "agency": agency, "words": words, "offers": found, "many": many,
        "before": before, "changed": changed, "unfinished": unfinished, "more": more,
    }  # fmt: skip
    return render(request, "staff/intake_choose.html", facts)


@require_POST
@staff(*COUNTER)
def discard(request, key: uuid.UUID):
    """Throw a draft away."""
    if not actions.discard_draft(key=key, by=request.user):
        return render(request, "staff/intake_gone.html", status=404)
    messages.success(request, "Đã bỏ phiếu đang nhập.")
    return redirect("dossiers:intake")


def _before(request, typed: str, counters: dict):
    """The newest draft of the visit; None for one that is over, or never was."""
    group = _uuid(typed)
    draft = drafts.of_visit(group=group, user=request.user) if group else None
    return draft if draft and draft.agency_id in counters else None


def _changed(request, typed: str, counters: dict):
    """The draft to which another procedure is given; None for one that was sent, or never was."""
    key = _uuid(typed)
    draft = drafts.draft_of(key=key, user=request.user) if key else None
    return draft if draft and draft.agency_id in counters and not draft.made else None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
