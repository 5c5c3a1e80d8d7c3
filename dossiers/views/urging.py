"""Urging: one overdue dossier or many, what was answered, and who was urged."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import actions
from dossiers.actions.accesses import saw
from dossiers.actions.bulk import MOST
from dossiers.forms.bulk import chosen_in, key_after, key_in
from dossiers.forms.lists import ListFilter
from dossiers.forms.urging import AnswerForm, UrgeForm, usual
from dossiers.models import AccessKind, Dossier, Urge
from dossiers.reads import scope
from dossiers.reads.deadlines import deadline_of
from dossiers.reads.ledger import calendar_of
from dossiers.reads.letters.urge import latest_urged, nth_after, urging_agency
from dossiers.reads.supervision import groups, lists, urges, within
from dossiers.views.guards import staff
from dossiers.wording import REFUSED
from dossiers.workflow import LEADERS

_WITH = ("rules__procedure", "deciding_agency", "holder_agency", "holder_unit__agency", "assignee")
PILES = {
    urges.Pile.PASSED: "Quá giờ trả lời",
    urges.Pile.WAITING: "Chờ trả lời",
    urges.Pile.ANSWERED: "Đã trả lời",
    urges.Pile.ENDED: "Hồ sơ kết thúc, không trả lời",
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*LEADERS)
def urge(request, pk: int):
    """GET: the form, filled in as usual. POST with `key`: one slip for each key, and on to its pages (303).

    400 keeps everything typed; 403 for leaders of other agencies; 409 for a dossier that is not late.
    """
    now = timezone.now()
    dossier = _dossier(request, pk)
    if urging_agency(request.reader, dossier) is None:
        raise PermissionDenied
    if request.method != "POST":
        return _shown(request, dossier, UrgeForm(initial=usual(now)), key=uuid4(), now=now)
    form, key = UrgeForm(request.POST), key_in(request.POST.get("key", ""))
    if not form.is_valid():
        return _shown(request, dossier, form, key=key, now=now, status=400)
    try:
        letter = actions.urge(key=key, dossier_id=pk, by=request.user, now=now, **form.values())
    except actions.Refused as refusal:
        status = 400 if form.refused(refusal.why, str(refusal)) else 409
        return _shown(request, dossier, form, key=key_after(refusal.why, key), now=now, status=status)
    return HttpResponseRedirect(reverse("dossiers:letter", args=[letter.pk]), status=303)


def _shown(request, dossier: Dossier, form: UrgeForm, *, key: UUID, now, status: int = 200):
    _saw(request, dossier, "Đôn đốc giải quyết hồ sơ", now)
    is_late, slips = dossier.is_overdue(now=now), latest_urged(dossier)
    facts = {
        "dossier": dossier, "form": form, "key": key, "slips": slips, "nth": nth_after(slips),
        "deadline": deadline_of(dossier, calendar_of(dossier, dossier.calendar_version), now),
        "turned_away": "" if is_late else REFUSED["urge_not_late"], "now": now,
    }  # fmt: skip
    return render(request, "staff/urge.html", facts, status=status if is_late else 409)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*LEADERS)
def urge_many(request):
    """POST with `chon` (or `tat-ca`: all of the overdue list whose query is `theo`): the form; with `lam` the slips.

    400 keeps the choice and everything typed. GET: on to the list where dossiers are chosen.
    """
    if request.method != "POST":
        return redirect("dossiers:overdue")
    now = timezone.now()
    picked = _whole_list(request, now) if "tat-ca" in request.POST else chosen_in(request.POST.getlist("chon"))
    if not 0 < len(picked) <= MOST:
        why = actions.Refused("urge_many", most=MOST, n=len(picked)) if picked else actions.Refused("bulk_none")
        return render(request, "staff/urge_many.html", {"wrong": str(why)}, status=400)
    here = urges.chosen(reader=request.reader, pks=[pk for pk, _version in picked], now=now)
    key = key_in(request.POST.get("key", ""))
    is_sent = "lam" in request.POST
    form = UrgeForm(request.POST) if is_sent else UrgeForm(initial=usual(now))
    if is_sent and here.able and form.is_valid():
        versions = {dossier.pk: dossier.version for dossier in here.able}
        try:
            job = actions.queue_urging(
                by=request.user, now=now, key=key, chosen=list(versions.items()), **form.values()
            )  # fmt: skip
        except actions.Refused as refusal:
            form.refused(refusal.why, str(refusal))
            key = key_after(refusal.why, key)
        else:
            return redirect("dossiers:job", job.pk)
    facts = {"here": here, "form": form, "key": key, "chosen": " ".join(f"{d.pk}.{d.version}" for d in here.able)}
    return render(request, "staff/urge_many.html", facts, status=400 if form.errors or not here.able else 200)


def _whole_list(request, now) -> list[tuple[int, int]]:
    """The first of the overdue list in its order, as many as may be urged at once."""
    choices, asked = within.choices(request.reader), QueryDict(request.POST.get("theo", ""))
    form = ListFilter(asked, agencies=choices.agencies, procedures=choices.procedures)
    if not form.is_valid():
        return []
    late = lists.OVERDUE.question(within.Narrowed(choices, **form.cleaned_data), now)
    return list(late.values_list("pk", "version")[:MOST])


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.READERS)
def answer(request, pk: int, nth: int):
    """GET: what was asked and answered, and a box for who may answer. POST: the answer.

    400 keeps what was typed; 403 for who only reads it; 409 where it is not this person's to answer, or no more.
    """
    now, is_sent = timezone.now(), request.method == "POST"
    if is_sent and not request.reader.has(*scope.WORKERS):
        raise PermissionDenied
    dossier = _dossier(request, pk, scope.worked_on if is_sent else scope.readable)
    urged = urges.one(dossier, nth)
    if urged is None:
        raise Http404
    form = AnswerForm(request.POST) if is_sent else AnswerForm()
    if not is_sent:
        return _answering(request, dossier, urged, form, now=now)
    if not form.is_valid():
        return _answering(request, dossier, urged, form, now=now, status=400)
    try:
        actions.answer_urge(dossier_id=pk, nth=nth, by=request.user, now=now, **form.cleaned_data)
    except actions.Refused as refusal:
        status = 400 if form.refused(refusal.why, str(refusal)) else 409
        return _answering(request, dossier, urges.one(dossier, nth), form, now=now, status=status)
    messages.success(request, f"Đã trả lời đôn đốc lần {nth} về hồ sơ {dossier}.")
    return redirect("dossiers:staff-dossier", pk)


def _answering(request, dossier: Dossier, urged: Urge, form: AnswerForm, *, now, status: int = 200):
    _saw(request, dossier, "Trả lời đôn đốc", now)
    why = urges.why_not_answer(request.reader, dossier, urged)
    facts = {
        "dossier": dossier, "urge": urged, "form": form, "now": now,
        "deadline": deadline_of(dossier, calendar_of(dossier, dossier.calendar_version), now),
        "may_answer": why is None, "turned_away": REFUSED[why] if why and form.is_bound else "",
    }  # fmt: skip
    return render(request, "staff/urge_answer.html", facts, status=409 if why and form.is_bound else status)


@require_safe
@staff(*scope.OVERSEERS)
def urged(request):
    """Every urge about dossiers that these agencies decide, by whether it was answered."""
    now, choices = timezone.now(), within.choices(request.reader)
    form = ListFilter(request.GET, agencies=choices.agencies, procedures=choices.procedures)
    if not form.is_valid():
        return render(request, "staff/urges.html", {"form": form, "found": None}, status=400)
    by = within.Narrowed(choices, **form.cleaned_data)
    found = urges.urges(by=by, pile=request.GET.get("loc", ""), cursor=request.GET.get("sau", ""), now=now)
    facts = {"form": form, "found": found, "by": by, "piles": PILES, "title": PILES[found.pile], "now": now}
    facts["words"] = groups.narrowed_words(by, found.groups)
    return render(request, "staff/urges.html", facts)


def _dossier(request, pk: int, theirs=scope.worked_on) -> Dossier:
    dossier = theirs(request.reader).select_related(*_WITH).filter(pk=pk).first()
    if dossier is None:
        raise Http404
    return dossier


def _saw(request, dossier: Dossier, what: str, now) -> None:
    saw(by=request.user, reader=request.reader, kind=AccessKind.VIEWED, now=now, dossier=dossier, what=what)
