"""What findings call things: the words that supervisors use, never a column's name or a key."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from dossiers.models import (
    Apology,
    Attachment,
    Collection,
    Event,
    EventKind,
    Mark,
    MarkKind,
    Note,
    Notice,
    Opinion,
    Pause,
    Payment,
    RetiredCode,
    Step,
    Supplement,
    SupplementPermission,
)
from dossiers.wording import STATUS
from dossiers.workflow import Status

COLUMN = {
    "due_at": "Ngày hẹn trả",
    "due_is_provisional": "Ngày hẹn là tạm tính",
    "due_soon_at": "Mốc sắp đến hạn",
    "is_paused": "Trạng thái tạm dừng",
    "stalls_at": "Mốc chậm luân chuyển",
    "start_by": "Mốc phải bắt đầu làm",
    "next_flag_at": "Lần kiểm tra kế tiếp",
    "current_step": "Bước hiện tại",
    "holder_agency_id": "Cơ quan đang giữ",
    "holder_unit_id": "Đơn vị đang giữ",
    "assignee_id": "Người thụ lý",
    "passing_to_id": "Đơn vị chờ nhận bàn giao",
    "status": "Tình trạng",
    "received_at": "Thời điểm tiếp nhận",
    "closed_at": "Thời điểm kết thúc",
    "returned_at": "Thời điểm trả kết quả",
    "promised_at": "Ngày hẹn lại",
    "voided_at": "Thời điểm hủy tiếp nhận",
}

# By the rows that are left when their dossier is gone.
ROW = {
    Event: "sự kiện",
    Step: "bước",
    Mark: "dấu mốc",
    Notice: "thông báo",
    Pause: "lần tạm dừng",
    Supplement: "đợt bổ sung",
    SupplementPermission: "lần cho phép bổ sung thêm",
    Payment: "nghĩa vụ tài chính",
    Apology: "văn bản xin lỗi",
    Collection: "lần nhận kết quả",
    Opinion: "lần lấy ý kiến",
    Note: "ghi chú",
    Attachment: "tệp đính kèm",
    RetiredCode: "mã biên nhận cũ",
}
_MARKS, _EVENTS = dict(MarkKind.choices), dict(EventKind.choices)


def words(value: Any) -> str:
    """As a person reads it."""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%H:%M:%S %d/%m/%Y")
    if isinstance(value, bool):
        return "có" if value else "không"
    return "trống" if value is None else str(value)


def held(name: str, value: Any) -> str:
    """What a column holds, as a person reads it."""
    if name == "status" and value in STATUS:
        return f"“{gettext(STATUS[Status(value)].label)}”"
    return f"mã {value}" if name.endswith("_id") and value is not None else words(value)


def mark(kind: str) -> str:
    """A kind of mark by its label; what is no such kind, as it stands there: somebody else wrote it."""
    return f"“{_MARKS.get(kind, kind)}”"


def event(seq: int, kind: str) -> str:
    """An event by its number and what it says.

    >>> event(5, "step_completed")
    'Sự kiện 5 (Hoàn thành bước)'
    """
    return f"Sự kiện {seq} ({_EVENTS.get(kind, kind)})"
