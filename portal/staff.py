"""The staff rooms' middlewares, passed by public pages all at once."""

from ipaddress import ip_address

import structlog
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.shortcuts import render
from django.utils.module_loading import import_string
from django_structlog.middlewares import RequestMiddleware

from portal import logs

STAFF_PATHS = ("/can-bo", "/giam-sat", "/quan-tri", "/api/v1/dossiers")


class Rooms:
    """`settings.STAFF_MIDDLEWARE` as one middleware: ten that step aside would cost every look-up."""

    def __init__(self, get_response):
        self._public = self._staff = get_response
        self._judges = []  # what looks at a request once its view is known
        for path in reversed(settings.STAFF_MIDDLEWARE):
            middleware = import_string(path)(self._staff)
            self._staff = convert_exception_to_response(middleware)
            if hasattr(middleware, "process_view"):
                self._judges.insert(0, middleware.process_view)

    def __call__(self, request):
        return (self._public if request.is_public else self._staff)(request)

    def process_view(self, request, view, args, kwargs):
        if request.is_public:
            return None
        answers = (judge(request, view, args, kwargs) for judge in self._judges)
        return next((answer for answer in answers if answer is not None), None)


class RequestLog(RequestMiddleware):
    """One line an answer, with the id that all lines of its request have."""

    def prepare(self, request) -> None:
        structlog.contextvars.bind_contextvars(request_id=logs.request_id(request))
        self.bind_user_id(request)

    @staticmethod
    def format_request(request) -> str:
        """The address as our table has it: paths and queries may carry receipt codes, and codes are keys."""
        return f"{request.method} {f'/{request.resolver_match.route}' if request.resolver_match else '–'}"

    def _process_exception(self, request, exception) -> None:
        """Nothing: portal.faults logs what went wrong, once, without the row that PostgreSQL quotes."""


def client_address(request) -> str | None:
    """The address that django-axes counts by: the door's own reading; None when it is no address."""
    try:
        return str(ip_address(getattr(request, "client_address", "")))
    except ValueError:
        return None


def locked_out(request, *args, **kwargs):
    """The sign-in page of a name that failed too often from one address; says nothing of whether it exists."""
    return render(request, "staff/locked.html", status=429)
