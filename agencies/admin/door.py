"""Who gets in, and what may be done inside.

Judged once, at the site's door, by the role administrator (or, to begin with, a superuser); inside, nothing is deleted
that a dossier may point at.
"""

import unicodedata

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from agencies.models import Membership, Role


def _is_administrator(request) -> bool:
    """Asked by Django several times a page; the database is asked once."""
    if not hasattr(request, "is_administrator"):
        user = request.user
        request.is_administrator = user.is_active and (
            user.is_superuser or Membership.objects.of(user, Role.ADMINISTRATOR).exists()
        )
    return request.is_administrator


@never_cache
@login_not_required
def _sign_in(request, extra_context=None):
    """One sign-in for all staff; who is signed in and still stands here has no business inside."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


def _own_password(request, extra_context=None):
    """One page for all staff."""
    return redirect("dossiers:password")


admin.site.has_permission = _is_administrator
admin.site.login = _sign_in
admin.site.password_change = _own_password
admin.site.unregister((User, Group, TOTPDevice, StaticDevice))  # a device's page would show its key


class Inside:
    """Past the door: look, add, change; nothing else, and no permission rows to keep right."""

    may_add = may_change = True
    may_delete = False

    def has_module_permission(self, request):
        return True

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj=None):
        return self.may_add

    def has_change_permission(self, request, obj=None):
        return self.may_change

    def has_delete_permission(self, request, obj=None):
        return self.may_delete


class LookOnly(Inside):
    may_add = may_change = False


class FindPlain:
    """Search that also finds names typed without diacritics; for tables of at most a few thousand rows."""

    plain_fields: tuple[str, ...] = ()

    def get_search_results(self, request, queryset, search_term):
        words = _plain(search_term).split()
        if not words:
            return queryset, False
        rows = queryset.values_list("pk", *self.plain_fields)
        found = [pk for pk, *texts in rows if all(word in _plain(" ".join(texts)) for word in words)]
        return queryset.filter(pk__in=found), False


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.replace("\x00", "").lower().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
