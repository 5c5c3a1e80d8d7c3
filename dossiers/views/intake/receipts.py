"""Form 01 on paper: of one dossier, and of all that one person handed in at one visit."""

import uuid

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers import papers
from dossiers.actions.accesses import saw_each
from dossiers.models import AccessKind, Dossier, Event, EventKind
from dossiers.reads import drafts, pages, scope
from dossiers.views.guards import staff
from dossiers.views.intake.drafted import COUNTER

ON_ONE_PAGE = 6  # receipts; each carries a picture of its address


@require_safe
@staff(*scope.WORKERS)
def receipt(request, pk: int):
    """Form 01, for an A5 printer; beside it the others of the same visit."""
    found = _printable(scope.readable(request.reader).exclude(official_code=None).filter(pk=pk))
    if not found:
        raise Http404
    group = drafts.visit_of(dossier=found[0], user=request.user)
    visited = list(drafts.received_in(group=group, user=request.user)) if group else []
    facts = {"receipts": _printed(request, found), "group": group, "visited": visited}
    return render(request, "staff/receipt.html", facts)


@require_safe
@staff(*COUNTER)
def visit(request, group: uuid.UUID):
    """The receipts of a visit, one after another. tu: the first of them, where they are more than a page holds."""
    whole = list(drafts.received_in(group=group, user=request.user).values_list("pk", flat=True))
    first = pages.number(request.GET.get("tu", "")) or 0
    here = [pk for pk in whole if pk >= first]
    found = _printable(scope.readable(request.reader).filter(pk__in=here[:ON_ONE_PAGE]))
    if not found:
        return render(request, "staff/intake_gone.html", status=404)
    rest = here[ON_ONE_PAGE:]
    facts = {"receipts": _printed(request, found), "of_all": len(whole), "group": group, "following": rest[:1]}
    return render(request, "staff/receipts.html", facts)


def _printable(dossiers) -> list[Dossier]:
    return list(dossiers.select_related("rules__procedure", "receiving_agency__parent", "return_agency").order_by("pk"))


def _printed(request, found: list[Dossier]) -> list[papers.Receipt]:
    """Each with the clerk who received it. Two queries."""
    saw_each(
        found, by=request.user, reader=request.reader, kind=AccessKind.PRINTED, now=timezone.now(),
        what="Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    )  # fmt: skip
    received = Event.objects.filter(dossier__in=found, kind=EventKind.RECEIVED).select_related("actor")
    events = {event.dossier_id: event for event in received}
    return [
        papers.receipt_of(
            dossier, events[dossier.pk], status_url=request.build_absolute_uri(f"/tra-cuu/{dossier.receipt_code}")
        )
        for dossier in found
    ]
