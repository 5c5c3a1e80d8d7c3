"""Messages to applicants, for those who answer for them: what waits, what did not get there, once more."""

from uuid import UUID

from django.contrib import messages as banners
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.models import Role
from dossiers import actions
from dossiers.forms.lists import MessageFilter
from dossiers.reads import pages, scope
from dossiers.reads.supervision import groups, messages, within
from dossiers.views.guards import staff


@require_http_methods(["GET", "HEAD", "POST"])
@staff(*scope.OVERSEERS)
def sent(request):
    """How sending gets on. POST with `tin`, or `trang` for all that the page shows: those are tried again."""
    if request.method != "POST":
        return _page(request)
    if not request.reader.has(Role.SUPERVISOR):
        raise PermissionDenied
    chosen = request.POST.getlist("tin") or request.POST.getlist("trang")
    try:
        n = actions.send_again(message_ids=_ids(chosen), by=request.user, now=timezone.now())
    except actions.Refused as refusal:
        return _page(request, wrong=str(refusal))
    banners.success(request, f"Đã xếp {n} tin vào hàng chờ để gửi lại.")
    return redirect(request.get_full_path())


def _page(request, *, wrong: str = ""):
    choices = within.choices(request.reader)
    form = MessageFilter(request.GET, agencies=choices.agencies)
    if not form.is_valid():
        return render(request, "staff/messages.html", {"form": form}, status=400)
    now = timezone.now()
    by = within.Narrowed(choices, **form.cleaned_data)
    found = messages.told(by=by, cursor=request.GET.get("sau", ""), now=now)
    facts = {
        "form": form, "found": found, "by": by, "words": groups.narrowed_words(by, found.groups),
        "wrong": wrong, "now": now, "may_send": request.reader.has(Role.SUPERVISOR),
    }  # fmt: skip
    return render(request, "staff/messages.html", facts, status=409 if wrong else 200)


def _ids(chosen: list[str]) -> list[UUID]:
    """What is no id of a message is left out."""
    found = []
    for text in chosen[: pages.SIZE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
