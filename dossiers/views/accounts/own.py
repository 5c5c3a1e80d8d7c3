"""The page of one's own account."""

from axes.models import AccessLog
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agencies import accounts, second_factor
from agencies.models import Membership, account_of
from dossiers import actions
from dossiers.forms.digests import DigestForm
from dossiers.reads import scope
from dossiers.views.guards import signed_in

SIGN_INS = 5


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def account(request):
    """Who I am here, until when, how I sign in, when I last did. A POST keeps what the morning's letter is to tell."""
    user, form = request.user, None
    if request.reader.has(*scope.READERS):
        form = DigestForm(request.POST if request.method == "POST" else None, account=account_of(user))
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            actions.choose_digest(by=user, parts=form.cleaned_data["parts"])
            messages.success(request, "Đã lưu nội dung thư đầu ngày.")
            return redirect("dossiers:account")
    facts = {
        "account": account_of(user),
        "digest": form,
        "posts": Membership.objects.of(user).select_related("agency", "unit__agency").order_by("agency__name", "role"),
        "sign_ins": AccessLog.objects.filter(username=user.get_username()).order_by("-attempt_time")[:SIGN_INS],
        "second_factor": settings.SECOND_FACTOR,
    }
    if settings.SECOND_FACTOR:
        facts |= {"enrolled": second_factor.is_enrolled(user), "must": accounts.must_have_second_factor(user)}
        facts |= {"codes_left": second_factor.recovery_codes_left(user)}
    return render(request, "staff/account.html", facts, status=400 if form is not None and form.errors else 200)


@require_POST
@signed_in
def end_sessions(request):
    """Everywhere but here."""
    accounts.end_other_sessions(request.session, request.user, timezone.now())
    messages.success(request, "Đã kết thúc các phiên làm việc khác của Ông/Bà.")
    return redirect("dossiers:account")
