"""Words of what supervisors watch. No query starts here."""

from datetime import datetime
from typing import NamedTuple

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from dossiers import wording
from dossiers.models import MOVE_OF, Event, EventKind
from dossiers.templatetags.staff import event_words, moment

register = template.Library()

MENU = (
    ("Tổng hợp", (("dashboard", "Bảng điều hành"), ("reports", "Báo cáo"))),
    (
        "Hồ sơ",
        (
            ("overdue", "Quá hạn"),
            ("missed", "Quá ngày hẹn đầu"),
            ("at-risk", "Có nguy cơ"),
            ("unapologised", "Chưa xin lỗi"),
            ("stalled", "Chậm luân chuyển"),
            ("offered", "Chờ nhận bàn giao"),
            ("paused", "Tạm dừng"),
            ("open", "Đang giải quyết"),
            ("held", "Đang giữ"),
            ("uncollected", "Chưa nhận kết quả"),
        ),
    ),
    ("Việc đã giao", (("urges", "Đôn đốc"),)),
    (
        "Kiểm tra",
        (
            ("watch", "Dấu hiệu"),
            ("mended", "Sửa sai sót"),
            ("accesses", "Truy cập"),
            ("messages", "Tin gửi dân"),
            ("books", "Đối soát"),
        ),
    ),
)


class Entry(NamedTuple):
    """A page of supervision. current: how its link is marked, "page" or "true" for what lies below it."""

    address: str
    label: str
    current: str


@register.simple_tag
def watching(path: str) -> list[tuple[str, str, list[Entry]]]:
    """The pages of supervision in groups, as (label, the label of the page that is open in it, entries)."""
    groups = []
    for label, pages in MENU:
        entries = [_entry(name, words, path) for name, words in pages]
        groups.append((label, next((entry.label for entry in entries if entry.current), ""), entries))
    return groups


def _entry(name: str, label: str, path: str) -> Entry:
    address = reverse(f"dossiers:{name}")
    below = path.startswith(f"{address}/")
    return Entry(address, label, "page" if path == address else "true" if below else "")


@register.filter
def happened(event: Event) -> str:
    """What was done, in the words of the dossier's history."""
    if event.kind == EventKind.DUE_CHANGED:
        before, after = (_instant(event, key).replace(" ", "\u00a0") for key in ("before", "after"))
        return f"{before} → {after}"
    return event_words(event)


@register.filter
def details(event: Event) -> list[str]:
    """What the event says beside it, each in one line."""
    data = event.data
    match event.kind:
        case EventKind.DUE_CHANGED:
            return [f"Vì: {gettext(wording.EVENT[data['because']])}"] if data.get("because") in wording.EVENT else []
        case EventKind.SUPPLEMENT_REQUESTED:
            on_day = f"Ngày làm việc thứ {data['on_day']} sau ngày tiếp nhận" if data.get("on_day") else ""
            return [line for line in (f"Lần {data.get('round', 1)}", on_day) if line]
        case EventKind.RECEIVED if "entered_at" in data:
            return [f"Ghi tiếp nhận lúc {moment(event.at)}, nhập lúc {_instant(event, 'entered_at')}"]
        case EventKind.PAUSED:
            return [gettext(wording.PAUSE_GROUND[data["ground"]])]
        case kind if (kind, data.get("class")) in wording.END_REASONS:
            return [gettext(wording.END_REASONS[kind, data["class"]])]
    return []


@register.filter
def field_words(field: str) -> str:
    """What a field of the applicant's data is called."""
    return wording.APPLICANT[field]


@register.filter
def undone_words(event: Event) -> str:
    """Which move was taken back."""
    return gettext(wording.MOVE[MOVE_OF[event.data["kind"]]])


@register.filter
def mending_words(kind: str) -> str:
    """What a mistake that was set right is called, on lists."""
    return gettext(wording.MOVE[MOVE_OF[kind]])


@register.filter
def ground_words(ground: str) -> str:
    """Why the clock stands still."""
    return gettext(wording.PAUSE_GROUND.get(ground, ground))


def _instant(event: Event, key: str) -> str:
    """A moment that the event carries; while the clock stood still there was none."""
    return moment(datetime.fromisoformat(event.data[key])) if event.data.get(key) else "chưa có"


@register.filter
def number(n: int) -> str:
    """As people write it.

    >>> number(12345)
    '12.345'
    """
    return f"{n:,}".replace(",", ".")
