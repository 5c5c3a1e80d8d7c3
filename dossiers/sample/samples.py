"""A handful of codes to try: one dossier for each situation that a citizen may meet."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from dossiers import codes
from dossiers.models import Dossier
from dossiers.workflow import Status

PAUSED, RUNNING = Q(is_paused=True), Q(is_paused=False)


def told(samples: list[tuple[str, Dossier]]) -> list[dict[str, Any]]:
    """[{"code", "official_code", "digits", "what"}, …]: digits are the last 4 of the registered phone."""
    return [
        {
            "code": codes.grouped(dossier.receipt_code),
            "official_code": dossier.official_code,
            "digits": dossier.applicant_phone[-4:],
            "what": what,
        }
        for what, dossier in samples
    ]


def samples(now: datetime) -> list[tuple[str, Dossier]]:
    """(its situation, the newest dossier in it), for each situation in which there is one."""
    return list(_samples(now))


def _samples(now: datetime) -> Iterator[tuple[str, Dossier]]:
    ordinary = Dossier.objects.filter(rules__procedure__is_sensitive=False).exclude(applicant_phone="")
    situations = [
        ("Đang xử lý, trong hạn", ordinary.open().filter(RUNNING, status=Status.PROCESSING, due_soon_at__gt=now)),
        ("Sắp đến hạn", ordinary.open().filter(RUNNING, due_soon_at__lt=now, due_at__gt=now)),
        ("Quá hạn", ordinary.overdue(now=now).filter(RUNNING, status=Status.PROCESSING)),
        ("Chờ bổ sung giấy tờ", ordinary.open().filter(PAUSED, status=Status.SUPPLEMENT, due_at=None)),
        ("Chờ thực hiện nghĩa vụ tài chính", ordinary.filter(status=Status.PAYMENT)),
        ("Tạm dừng theo căn cứ pháp luật", ordinary.open().filter(PAUSED, status=Status.PROCESSING)),
        ("Đã xin lỗi và hẹn lại", ordinary.open().exclude(promised_at=None)),
        ("Đã có kết quả, chờ nhận", ordinary.waiting_for_collection()),
        ("Đã trả kết quả", ordinary.filter(status=Status.RETURNED)),
        ("Người nộp rút hồ sơ", ordinary.filter(status=Status.WITHDRAWN)),
        ("Đã dừng giải quyết", ordinary.filter(status=Status.STOPPED)),
        ("Không được tiếp nhận", ordinary.filter(status=Status.NOT_ACCEPTED)),
    ]
    for what, dossiers in situations:
        dossier = dossiers.order_by("-id").first()
        if dossier is not None:
            yield what, dossier
