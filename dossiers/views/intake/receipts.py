"""After an intake: its code, when the result is due, and form 01, alone or with all others of the same visit."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from dossiers import actions, codes
from dossiers.actions.accesses import saw
from dossiers.models import AccessKind, LetterKind
from dossiers.reads import drafts, scope
from dossiers.views.guards import staff
from dossiers.views.intake.drafted import COUNTER
from dossiers.views.letters import SLUGS
from dossiers.views.printed import together


@require_safe
@staff(*scope.WORKERS)
def receipt(request, pk: int):
    """What to tell the applicant, and one press to print it; beside it the others of the same visit."""
    with_rules = scope.readable(request.reader).select_related("rules__procedure", "return_agency")
    dossier = with_rules.filter(pk=pk, voided_at=None).exclude(official_code=None).first()
    if dossier is None:
        raise Http404
    saw(by=request.user, reader=request.reader, kind=AccessKind.VIEWED, now=timezone.now(), dossier=dossier)
    group = drafts.visit_of(dossier=dossier, user=request.user)
    facts = {
        "d": dossier, "code": codes.grouped(dossier.receipt_code), "slug": SLUGS[LetterKind.RECEIPT], "group": group,
        "visited": list(drafts.received_in(group=group, user=request.user)) if group else [],
    }  # fmt: skip
    return render(request, "staff/receipt.html", facts)


@require_POST
@staff(*COUNTER)
def visit(request, group: uuid.UUID):
    """The receipts of all that this person accepted in a visit, as one file; 404 when there is none."""
    now = timezone.now()
    dossiers = list(drafts.received_in(group=group, user=request.user))
    if not dossiers:
        return render(request, "staff/intake_gone.html", status=404)
    try:
        letters = [
            actions.print_letter(kind=LetterKind.RECEIPT, dossier_id=dossier.pk, by=request.user, now=now)
            for dossier in dossiers
        ]
    except actions.Refused as refusal:  # annulled since this press began
        messages.error(request, str(refusal))
        return redirect("dossiers:receipt", dossiers[-1].pk)
    return together(request, letters, dossiers, name=f"receipts-{dossiers[0].official_code}", now=now)
