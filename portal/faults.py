"""Answers when something is wrong: one clear sentence, an incident number for the unexpected, never a trace."""

import secrets
import sys
from dataclasses import dataclass

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template import loader
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as n_

from dossiers.reads.maintenance import lasting
from dossiers.reads.words import IN

log = structlog.get_logger("portal.faults")

RETRY_AFTER = 30  # seconds


@dataclass(frozen=True)
class Fault:
    """One kind of wrong. type: the stable path that problem+json carries."""

    status: int
    type: str
    title: str
    detail: str


BAD_REQUEST = Fault(
    400,
    "bad-request",
    n_("Yêu cầu không hợp lệ"),
    n_("Nội dung gửi đến có ký tự không đọc được. Ông/Bà kiểm tra rồi gửi lại."),
)
FORBIDDEN = Fault(403, "forbidden", n_("Không có quyền xem"), n_("Ông/Bà không có quyền xem trang này."))
TOO_LARGE = Fault(
    413, "too-large", n_("Nội dung quá lớn"), n_("Nội dung gửi đến quá dài. Ông/Bà rút ngắn rồi gửi lại.")
)
EXPIRED = Fault(
    403,
    "expired-form",
    n_("Trang đã mở quá lâu"),
    n_("Nội dung chưa được gửi. Ông/Bà quay lại trang trước và gửi lại."),
)
SECOND_FACTOR = Fault(
    403,
    "second-factor",
    n_("Cần mã xác thực"),
    n_("Ông/Bà mở trang dành cho cán bộ và nhập mã xác thực trước."),
)
NEW_PASSWORD = Fault(
    403, "new-password", n_("Cần đổi mật khẩu"), n_("Ông/Bà mở trang dành cho cán bộ và đổi mật khẩu trước.")
)
NOT_ALLOWED = Fault(
    405,
    "method-not-allowed",
    n_("Không làm được như vậy ở đây"),
    n_("Địa chỉ này không nhận yêu cầu kiểu đó. Ông/Bà trở về trang tra cứu và làm lại từ đầu."),
)
NOT_FOUND = Fault(
    404,
    "not-found",
    n_("Không tìm thấy trang"),
    n_("Địa chỉ này không có trên cổng. Ông/Bà kiểm tra lại địa chỉ hoặc trở về trang tra cứu."),
)
UNEXPECTED = Fault(
    500, "unexpected", n_("Hệ thống gặp lỗi"), n_("Chúng tôi đã ghi nhận lỗi này. Khi liên hệ, Ông/Bà đọc mã sự cố:")
)
UNAVAILABLE = Fault(
    503,
    "unavailable",
    n_("Hệ thống tạm thời gián đoạn"),
    n_("Chưa có gì được lưu. Ông/Bà thử lại sau ít phút, gọi 1022 hoặc đến Bộ phận Một cửa."),
)


def answer(request, fault: Fault, incident: str = "") -> HttpResponse:
    """The page, or problem+json (RFC 9457) for programs. Needs no database: maintenance is told from memory."""
    lasts = lasting(IN[get_language() or "vi"]) if fault is UNAVAILABLE else None
    if request.path_info.startswith("/api/"):
        body = {
            "type": f"/problems/{fault.type}",
            "title": _(fault.title),
            "status": fault.status,
            "detail": f"{lasts.sentence} {_(fault.detail)}" if lasts else _(fault.detail),
        }
        if incident:
            body["incident"] = incident
        response = JsonResponse(body, status=fault.status, content_type="application/problem+json")
    else:
        page = loader.get_template("fault.html", using="public")
        facts = {"title": _(fault.title), "detail": _(fault.detail), "incident": incident}
        text = page.render({**facts, "is_public": getattr(request, "is_public", True)}, request)
        response = HttpResponse(text, status=fault.status)
    if fault is UNAVAILABLE:
        left = int((lasts.ends_at - timezone.now()).total_seconds()) if lasts else 0
        response.headers["Retry-After"] = str(max(left, RETRY_AFTER))
    return response


def bad_request(request, exception=None) -> HttpResponse:
    """Django's handler400: what cannot be read, and what is too long to be read."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return too_large(request)
    return answer(request, BAD_REQUEST)


def too_large(request) -> HttpResponse:
    return answer(request, TOO_LARGE)


def forbidden(request, exception=None) -> HttpResponse:
    return answer(request, FORBIDDEN)


def not_found(request, exception=None) -> HttpResponse:
    return answer(request, NOT_FOUND)


def not_allowed(request, refused: HttpResponse) -> HttpResponse:
    """In place of Django's empty answer; it keeps the header that says which methods are answered."""
    response = answer(request, NOT_ALLOWED)
    response.headers["Allow"] = refused.headers["Allow"]
    return response


def csrf_failure(request, reason="") -> HttpResponse:
    return answer(request, EXPIRED)


def unexpected(request) -> HttpResponse:
    """Django's handler500. A database that cannot be reached is an outage, not a fault of ours."""
    fault = sys.exc_info()[1]
    # The route, not the path: a receipt code in a log would open the dossier to whoever reads the log.
    found = request.resolver_match
    route = found.route if found else "–"
    if isinstance(fault, (OperationalError, InterfaceError)):
        log.warning("database_unavailable", route=route, error=str(fault).partition("\n")[0][:200])
        return answer(request, UNAVAILABLE)
    incident = secrets.token_hex(4)
    log.error("incident", incident=incident, route=route, **_what(fault))
    return answer(request, UNEXPECTED, incident)


def _what(fault: BaseException | None) -> dict:
    """What the log may keep of a fault. PostgreSQL quotes the row it refuses, with the names in it."""
    refused = fault
    while refused is not None and not isinstance(refused, (IntegrityError, DataError)):
        refused = refused.__cause__ or refused.__context__  # a trace shows them all
    if refused is None:
        return {"exc_info": fault}
    diagnosis = getattr(refused.__cause__, "diag", None)
    return {"fault": type(refused).__name__, "constraint": getattr(diagnosis, "constraint_name", None)}
