"""Letters of many dossiers in one file: what is asked, how the printing gets on, the file."""

from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import actions
from dossiers.actions.accesses import saw
from dossiers.forms.bulk import chosen_in, key_after, key_in
from dossiers.forms.printing import Chosen, OfPeriod
from dossiers.models import AccessKind, Job, JobFile, LetterKind
from dossiers.reads import printing as reads
from dossiers.reads import scope
from dossiers.views.guards import staff

_TITLES = dict(LetterKind.choices)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.WORKERS)
def many(request):
    """GET: the form, and what this person has printed last. POST: the job; with `chon`, of these dossiers, otherwise of
    a period. 400 keeps everything typed.
    """
    agencies = reads.agencies_of(request.reader)
    if request.method != "POST":
        today = f"{timezone.localdate():%d/%m/%Y}"
        form = OfPeriod(agencies=agencies, initial={"agency": agencies[0][0], "since": today, "until": today})
        return _asked(request, form, uuid4())
    chosen = chosen_in(request.POST.getlist("chon"))
    key = key_in(request.POST.get("key", ""))
    form = Chosen(request.POST) if chosen else OfPeriod(request.POST, agencies=agencies)
    if form.is_valid():
        given = {"by": request.user, "now": timezone.now(), "key": key, "kind": form.cleaned_data["kind"]}
        try:
            job = _queued(given, form, chosen)
        except actions.Refused as refusal:
            form.refused(refusal.why, str(refusal))
            key = key_after(refusal.why, key)
        else:
            return redirect("dossiers:print-job", job.pk)
    return _asked(request, form, key, chosen)


def _queued(given: dict, form: Chosen, chosen: list[tuple[int, int]]) -> Job:
    if chosen:
        return actions.queue_chosen(**given, chosen=chosen)
    typed = form.cleaned_data
    return actions.queue_period(**given, agency_id=typed["agency"], since=typed["since"], until=typed["until"])


def _asked(request, form: Chosen, key, chosen=()):
    facts = {
        "form": form, "key": key, "n": len(chosen), "chosen": " ".join(f"{pk}.{version}" for pk, version in chosen),
        "jobs": () if chosen else reads.latest(request.user.pk), "titles": _TITLES,
    }  # fmt: skip
    return render(request, "staff/print_many.html", facts, status=400 if form.errors else 200)


@require_safe
@staff(*scope.WORKERS)
def job(request, pk: int):
    """How one's own printing gets on; 404 for others'."""
    asked = {"asked": request.GET.get("loc", ""), "cursor": request.GET.get("sau", "")}
    try:
        found = reads.progress(user_id=request.user.pk, pk=pk, **asked)
    except Job.DoesNotExist:
        raise Http404 from None
    facts = {"found": found, "job": found.job, "title": _TITLES[found.job.facts["letter"]]}
    return render(request, "staff/print_job.html", facts)


@require_safe
@staff(*scope.WORKERS)
def file(request, pk: int):
    """What was made, for whoever gave it; whose dossiers are in it was written down when it was made."""
    try:
        found = reads.file_of(user_id=request.user.pk, pk=pk)
    except JobFile.DoesNotExist:
        raise Http404 from None
    seen = {"kind": AccessKind.DOWNLOADED, "now": timezone.now(), "what": found.name}
    saw(by=request.user, reader=request.reader, **seen)
    answer = HttpResponse(bytes(found.content), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.name}"'
    add_never_cache_headers(answer)
    return answer
