"""The way in: who signs in is led to where they were, and finds what they had typed."""

from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from agencies.models import Role
from dossiers.forms import kept
from dossiers.forms.accounts import SignInForm
from dossiers.reads import scope
from dossiers.views.guards import signed_in


def own_room(user) -> str:
    """The address of the first room that this person works in."""
    reader = scope.reader_of(user)
    if reader.has(*scope.WORKERS):
        return reverse("dossiers:staff-home")
    if reader.has(Role.AUDITOR):
        return reverse("dossiers:dashboard")
    return reverse("admin:index" if user.is_staff else "dossiers:staff-home")


def asked_next(request) -> str:
    """Where the person wanted to go: an address of ours, from its "/" on; "" for any other and for the doors
    themselves, which would lead here again.
    """
    said = request.POST.get("next") or request.GET.get("next", "")
    if not said.startswith("/") or not url_has_allowed_host_and_scheme(said, allowed_hosts=None):
        return ""
    doors = (reverse("dossiers:sign-in"), reverse("dossiers:second-factor"))
    return "" if urlsplit(said).path in doors else said


def onward(request):
    """On to where the person wanted to go, else to their own room."""
    return redirect(asked_next(request) or own_room(request.user))


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    """Says why the last session ended; leads everybody on to what they were doing or to the room that is theirs."""

    template_name = "staff/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self) -> str:
        return asked_next(self.request)

    def get_default_redirect_url(self) -> str:
        return own_room(self.request.user)

    def get_context_data(self, **facts):
        why = self.request.GET.get("het", "")
        return super().get_context_data(ended=why, keeps=kept.is_waiting(self.request.session), **facts)

    def form_valid(self, form):
        answer = super().form_valid(form)
        if kept.is_waiting(self.request.session) and kept.of(self.request.session, self.request.user) is None:
            # It was another's, and so was the page that it was typed on.
            return redirect(self.get_default_redirect_url())
        return answer


@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Takes a press, also of somebody whose session is over: they are where they wanted to be."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def typed(request):
    """What was typed when a session ended: send it again, or let it go."""
    found = kept.of(request.session, request.user)
    if request.method == "POST" or found is None:
        kept.drop(request.session)
        return redirect(own_room(request.user))
    return render(request, "staff/kept.html", {"kept": found})
