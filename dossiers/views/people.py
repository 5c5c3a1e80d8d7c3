"""Whose work it is while somebody is away, and after somebody has left."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.models import Absence, Role, full_name
from dossiers import actions
from dossiers.actions.bulk import MOST_REASSIGNED
from dossiers.forms.bulk import Receivers, key_after, key_in
from dossiers.forms.people import AbsenceForm
from dossiers.reads import absences as reads
from dossiers.reads import holders, pages, scope
from dossiers.views.guards import staff

# ── Absences ─────────────────────────────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.WORKERS)
def absences(request):
    """GET: who is away, and the form, of oneself or (`nguoi`) of somebody one leads. POST: note one, or end one."""
    if "ket-thuc" in request.POST:
        return _ended(request)
    user = _whose(request)
    people = reads.stand_ins_of(user.pk, timezone.localdate())
    form = AbsenceForm(*((request.POST,) if request.method == "POST" else ()), people=people)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        stand_in = next(person for person in people if person.pk == typed["stand_in"])
        try:
            actions.note_absence(
                by=request.user, today=timezone.localdate(), user=user, stand_in=stand_in, since=typed["since"],
                until=typed["until"],
            )  # fmt: skip
        except actions.Refused as refusal:
            form.refused(refusal.why, str(refusal))
        else:
            days = f"từ {typed['since']:%d/%m/%Y} đến hết {typed['until']:%d/%m/%Y}"
            messages.success(request, f"Đã ghi {full_name(user)} vắng {days}; {full_name(stand_in)} thay.")
            return redirect("dossiers:absences")
    return _absences_page(request, user, form, status=400 if form.errors else 200)


def _whose(request) -> User:
    """Whom the form is about; 404 for anybody else's people."""
    asked = request.POST.get("nguoi") or request.GET.get("nguoi") or ""
    if not asked:
        return request.user
    pk = pages.number(asked)
    if pk is None or not reads.may_note_for(request.reader, pk):
        raise Http404
    return User.objects.get(pk=pk)


def _ended(request):
    """POST `ket-thuc`, the id of an absence: it is over. 404 for one that was already, and for what is not theirs."""
    try:
        was = actions.end_absence(
            by=request.user, today=timezone.localdate(), absence_id=pages.number(request.POST["ket-thuc"]) or 0
        )
    except (Absence.DoesNotExist, actions.Refused):
        raise Http404 from None
    messages.success(request, f"Đã kết thúc lịch vắng của {full_name(was.user)}.")
    return redirect("dossiers:absences")


def _absences_page(request, user: User, form: AbsenceForm, *, status: int):
    today = timezone.localdate()
    facts = {
        "form": form, "whose": user, "is_mine": user.pk == request.user.pk, "today": today,
        "list": reads.absences(reader=request.reader, today=today, cursor=request.GET.get("sau", "")),
        "people": reads.people_led(request.reader),
    }  # fmt: skip
    return render(request, "staff/absences.html", facts, status=status)


# ── Handing on what somebody holds ───────────────────────────────────────────────────────────────────────────


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Role.SUPERVISOR)
def reassign(request):
    """GET: who holds what, then (`nguoi`, `co-quan`) to whom it shall go. POST: the job that does it."""
    asked = request.POST if request.method == "POST" else request.GET
    if "nguoi" not in asked:
        return render(request, "staff/reassign.html", {"held": holders.held_by_people(request.reader)})
    of = holders.held_by_one(request.reader, pages.number(asked.get("co-quan", "")), pages.number(asked["nguoi"]))
    if of is None:
        facts = {"held": holders.held_by_people(request.reader), "wrong": str(actions.Refused("nothing_held"))}
        return render(request, "staff/reassign.html", facts, status=404)
    people = holders.workers_of([of.agency.pk], timezone.localdate()).exclude(pk=of.person.pk)
    form = Receivers(*((request.POST,) if request.method == "POST" else ()), people=people)
    key: UUID = key_in(request.POST.get("key", ""))
    if request.method == "POST" and form.is_valid():
        try:
            job = actions.queue_reassignment(
                by=request.user, now=timezone.now(), key=key, agency_id=of.agency.pk, person=of.person,
                **form.values(),
            )  # fmt: skip
        except actions.Refused as refusal:
            form.refused(refusal.why, str(refusal))
            key = key_after(refusal.why, key)
        else:
            return redirect("dossiers:job", job.pk)
    facts = {"of": of, "form": form, "key": key, "most": MOST_REASSIGNED}
    return render(request, "staff/reassign_to.html", facts, status=400 if form.errors else 200)
