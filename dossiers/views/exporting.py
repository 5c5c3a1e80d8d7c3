"""Lists as files: putting one down, how it gets on, and what somebody's work in the background made."""

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from dossiers import actions
from dossiers.actions.accesses import saw
from dossiers.forms.bulk import key_in
from dossiers.forms.exporting import NOT_OFFERED, Wanted, query_in
from dossiers.models import AccessKind, Job, JobKind, LetterKind
from dossiers.reads import scope
from dossiers.reads.exports import TABLES, own
from dossiers.reads.reports import sheets
from dossiers.reads.supervision import within
from dossiers.views.guards import signed_in, staff

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LETTERS = dict(LetterKind.choices)


@require_POST
@staff(*scope.OVERSEERS)
def export(request, slug: str):
    """Put a list down as a file, as it is on the screen: 303 to its progress. 400, or 409 while another one is under
    way, shows one's own files with the sentence.
    """
    table = TABLES.get(slug)
    if table is None:
        raise Http404
    form, now = Wanted(request.POST), timezone.now()
    if not form.is_valid():
        return _files(request, wrong=next(iter(form.errors.values()))[0], status=400)
    query = query_in(table, request.POST.get("loc", ""), within=within.choices(request.reader), now=now)
    if query is None:
        return _files(request, wrong=NOT_OFFERED, status=400)
    given = {"key": key_in(request.POST.get("key", "")), "query": query, "form": form.cleaned_data["dang"]}
    try:
        job = actions.queue_export(by=request.user, now=now, what=table.slug, **given)
    except actions.Refused as refusal:
        return _files(request, wrong=str(refusal), status=409)
    return _to(job.pk)


@require_safe
@signed_in
def files(request):
    """The files of everything that this person put down, the newest first."""
    return _files(request)


@require_safe
@signed_in
def job(request, pk: int):
    """How one's own export gets on; 404 for others'."""
    return _one(request, pk)


@require_safe
@signed_in
def file(request, pk: int):
    """What was made, to be saved; 404 for others', once it is gone, and of what its giver may not read any more."""
    found = _own(request, pk).job
    if found.size is None or not own.may_have(found, request.reader):
        raise Http404
    seen = {"kind": AccessKind.DOWNLOADED, "now": timezone.now(), "what": found.file_name}
    saw(by=request.user, reader=request.reader, **seen)
    kind = CONTENT_TYPES[found.file_name.rpartition(".")[2]]
    answer = StreamingHttpResponse(own.pieces(pk=pk, size=found.size), content_type=kind)
    answer["Content-Length"] = found.size
    answer["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    add_never_cache_headers(answer)
    return answer


@require_POST
@signed_in
def again(request, pk: int):
    """Have what failed done again."""
    _own(request, pk)
    try:
        actions.do_again(by=request.user, job_id=pk)
    except actions.Refused as refusal:
        return _one(request, pk, wrong=str(refusal), status=409)
    return _to(pk)


@require_POST
@signed_in
def discard(request, pk: int):
    """Call it off, or take its file away."""
    _own(request, pk)
    try:
        actions.discard_job(by=request.user, job_id=pk, now=timezone.now())
    except actions.Refused as refusal:
        return _one(request, pk, wrong=str(refusal), status=409)
    return redirect("dossiers:own-files")


def title(job: Job) -> str:
    """What a job's file is of."""
    facts, otherwise = job.facts, job.get_kind_display()
    if "report" in facts:
        return f"{sheets.PARTS.get(facts['part'], otherwise)}. {facts['named']}"
    if job.kind == JobKind.EXPORT:
        table = TABLES.get(facts["what"])  # a list may be gone since
        return table.title if table else otherwise
    return _LETTERS.get(facts.get("letter"), otherwise)


def _own(request, pk: int) -> own.Own:
    try:
        return own.one(user_id=request.user.pk, pk=pk)
    except Job.DoesNotExist:
        raise Http404 from None


def _files(request, *, wrong: str = "", status: int = 200):
    found = own.files(user_id=request.user.pk, cursor=request.GET.get("sau", ""))
    rows = [(row, title(row.job)) for row in found.rows]
    return render(request, "staff/files_own.html", {"found": found, "rows": rows, "wrong": wrong}, status=status)


def _one(request, pk: int, *, wrong: str = "", status: int = 200):
    found = _own(request, pk)
    facts = {"found": found, "job": found.job, "title": title(found.job), "wrong": wrong}
    return render(request, "staff/export_job.html", facts, status=status)


def _to(pk: int):
    answer = redirect("dossiers:own-file-job", pk)
    answer.status_code = 303
    return answer
