"""Middlewares of the staff rooms: Django's and friends' own, stepping aside for public pages."""

from ipaddress import ip_address

from axes.middleware import AxesMiddleware
from csp.middleware import CSPMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.middleware.common import CommonMiddleware
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.security import SecurityMiddleware
from django.shortcuts import render
from django_structlog.middlewares import RequestMiddleware

STAFF_PATHS = ("/can-bo", "/giam-sat", "/quan-tri", "/api/v1/dossiers")


class _StaffOnly:
    """A public request passes straight through; the base class never sees it."""

    def __call__(self, request):
        if request.is_public:
            return self.get_response(request)
        return super().__call__(request)


class _StaffViewsOnly(_StaffOnly):
    def process_view(self, request, view, args, kwargs):
        if request.is_public:
            return None
        return super().process_view(request, view, args, kwargs)


class Security(_StaffOnly, SecurityMiddleware): ...


class Policy(_StaffOnly, CSPMiddleware): ...


class Session(_StaffOnly, SessionMiddleware): ...


class Common(_StaffOnly, CommonMiddleware): ...


class Csrf(_StaffViewsOnly, CsrfViewMiddleware): ...


class Authentication(_StaffOnly, AuthenticationMiddleware): ...


class LoginRequired(_StaffViewsOnly, LoginRequiredMiddleware): ...


class Messages(_StaffOnly, MessageMiddleware): ...


class RequestLog(_StaffOnly, RequestMiddleware):
    @staticmethod
    def format_request(request) -> str:
        return f"{request.method} {request.path}"  # a query may carry a receipt code, and codes are keys

    def _process_exception(self, request, exception) -> None:
        """Nothing: portal.faults logs what went wrong, once, without the row that PostgreSQL quotes."""


class Axes(_StaffOnly, AxesMiddleware): ...


def client_address(request) -> str | None:
    """The address that django-axes counts by: the door's own reading; None when it is no address."""
    try:
        return str(ip_address(getattr(request, "client_address", "")))
    except ValueError:
        return None


def locked_out(request, *args, **kwargs):
    """The sign-in page of a name that failed too often from one address; says nothing of whether it exists."""
    return render(request, "staff/locked.html", status=429)
