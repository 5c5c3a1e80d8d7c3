"""Words of statuses, deadlines and counts for the staff rooms. No query starts here."""

import re
from datetime import date, datetime

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext

from agencies.models import Role, full_name, look_again
from dossiers import wording
from dossiers.clock import DeadlineState
from dossiers.models import MOVE_OF, Event, NoticeKind
from dossiers.reads import scope
from dossiers.reads.bounded import MOST
from dossiers.reads.deadlines import Deadline
from dossiers.reads.ledger import instant_of
from dossiers.reads.maintenance import Told, told
from dossiers.reads.words import IN
from dossiers.wording.letters import SHORT
from dossiers.workflow import Move, Status

register = template.Library()
_FRACTION = re.compile(r"(\d\d:\d\d:\d\d)\.\d+")


@register.simple_tag
def status_tag(dossier) -> str:
    """The dossier's status as a coloured word."""
    words = wording.STATUS[Status(dossier.status)]
    return format_html('<span class="tag tag--{}">{}</span>', words.tone, gettext(words.label))


@register.simple_tag
def maintenance() -> list[Told]:
    """What is announced of this portal, in Vietnamese."""
    look_again()
    return told(IN["vi"])


@register.simple_tag
def deadline(found: Deadline) -> str:
    """The deadline as a coloured word; the word alone says it, without the colour."""
    return format_html('<span class="tag tag--{}">{}</span>', wording.TONE[found.state], deadline_words(found))


@register.filter
def tone(found: Deadline) -> str:
    """Which colours the deadline has."""
    return wording.TONE[found.state]


@register.filter
def deadline_words(found: Deadline) -> str:
    match found.state:
        case DeadlineState.OVERDUE if found.days == 0:
            return gettext(wording.OVERDUE_TODAY)
        case DeadlineState.LATE if found.days == 0:
            return gettext(wording.LATE_SAME_DAY)
        case DeadlineState.NONE if found.is_closed:
            return gettext(wording.NONE_CLOSED)
        case DeadlineState.PAUSED if found.paused_since is None:
            return "Tạm dừng tính thời hạn"
    since = f"{timezone.localtime(found.paused_since):%d/%m/%Y}" if found.paused_since else ""
    return gettext(wording.DEADLINE[found.state]) % {"n": abs(found.days or 0), "since": since}


@register.filter
def moment(at) -> str:
    """Hour and day in Viet Nam, as people read them: 17:00 05/02/2026."""
    return f"{timezone.localtime(at):%H:%M %d/%m/%Y}" if at else "–"


@register.filter
def hour(at) -> str:
    """The hour alone, of a moment of today: 17:00."""
    return f"{timezone.localtime(at):%H:%M}"


@register.filter
def day(at) -> str:
    return f"{timezone.localtime(at) if hasattr(at, 'hour') else at:%d/%m/%Y}" if at else "–"


@register.filter
def upto(number: int) -> str:
    """A count, exact up to a thousand.

    >>> upto(1000), upto(1001)
    ('1.000', '1.000+')
    """
    return f"{MOST:,}+".replace(",", ".") if number > MOST else f"{number:,}".replace(",", ".")


@register.filter
def late_days(found: Deadline) -> str:
    """Working days late; less than one is not nought."""
    return str(-found.days) if found.days else "dưới 1"


@register.filter
def span_words(minutes: int, day: int = 480) -> str:
    """How long work takes, rounded up as `slack_words` does it.

    >>> span_words(45), span_words(600)
    ('45 phút', '1,5 ngày làm việc')
    """
    return slack_words(-minutes, day).removeprefix("Thiếu ")


@register.filter
def slack_words(minutes: int, day: int = 480) -> str:
    """Working time to spare or missing; never promises more than there is. day: minutes of a working day.

    >>> slack_words(1439), slack_words(185), slack_words(20), slack_words(0), slack_words(-10), slack_words(-481)
    ('Còn dư 2,5 ngày làm việc', 'Còn dư 3 giờ', 'Còn dư 20 phút', 'Vừa đủ', 'Thiếu 10 phút', 'Thiếu 1,5 ngày làm việc')
    """
    if minutes == 0:
        return "Vừa đủ"
    size, said = abs(minutes), "Còn dư" if minutes > 0 else "Thiếu"
    if size < 60:
        return f"{said} {size} phút"
    unit = day / 2 if size >= day else 60
    count = int(size // unit if minutes > 0 else -(-size // unit))
    if unit == 60 and count * 60 < day:
        return f"{said} {count} giờ"
    days = count / 2 if unit != 60 else 1
    return f"{said} {days:g} ngày làm việc".replace(".", ",")


@register.filter
def paper_kind(key: str) -> str:
    return gettext(wording.PAPER_KIND.get(key, key))


@register.filter
def move_words(move: Move) -> str:
    return gettext(wording.MOVE[move])


@register.filter
def letter_words(kind: str) -> str:
    """A letter as buttons and lists call it."""
    return SHORT[kind]


@register.filter
def event_words(event: Event) -> str:
    """What happened, with the names and dates that the event carries."""
    data = event.data
    facts = {"step": data.get("name", ""), "unit": data.get("unit", ""), "agency": data.get("agency", ""), "day": ""}
    facts |= {name: moment(data.get(name) and datetime.fromisoformat(data[name])) for name in ("before", "after")}
    if isinstance(data.get("day"), str):
        facts["day"] = day(date.fromisoformat(data["day"]))
    return gettext(wording.EVENT[event.kind]) % facts


@register.filter
def event_more(event: Event) -> str:
    """The reason from a list, the ground of a stop, why a date moved: what the event keeps by its key."""
    data = event.data
    if "class" in data:
        return gettext(wording.END_REASONS[event.kind, data["class"]])
    if "fields" in data:
        return ", ".join(wording.APPLICANT[name] for name in data["fields"])
    if "undoes" in data:
        return gettext(wording.MOVE[MOVE_OF[data["kind"]]])
    if "ground" in data:
        return gettext(wording.PAUSE_GROUND[data["ground"]])
    if data.get("because") in wording.EVENT:
        return gettext(wording.EVENT[data["because"]])
    return f"lần {data['round']}" if data.get("round", 1) > 1 else ""


@register.filter
def ground(pause) -> str:
    """On what ground the clock stands still."""
    return gettext(wording.PAUSE_GROUND[pause.ground])


@register.filter
def dong(amount: int | None) -> str:
    """An amount as people write it.

    >>> dong(1200000)
    '1.200.000 đ'
    """
    return IN["vi"].money(amount) if amount else ""


MESSAGE_TONE = {"pending": "act", "sending": "act", "sent": "ok", "dead": "bad", "dropped": "hold"}


@register.filter
def message_tone(state: str) -> str:
    """Which colours the state of a message has."""
    return MESSAGE_TONE[state]


NOTICE = {
    "overdue": "Vừa quá hạn", "due_soon": "Sắp đến hạn", "stalled": "Chậm luân chuyển",
    "urged": "Lãnh đạo đôn đốc, trả lời trước %s",
}  # fmt: skip


@register.filter
def notice_words(notice) -> str:
    words = NOTICE[notice.kind]
    return words % moment(instant_of(notice.dedup_key)) if notice.kind == NoticeKind.URGED else words


@register.filter
def of(table, key):
    """What a table holds under this key; nothing when it does not."""
    return table.get(key)


@register.filter
def person(user) -> str:
    """Family name first; what nobody did, the system did."""
    return full_name(user) if user else "Hệ thống"


@register.filter
def term_words(rules) -> str:
    """The term of a version of rules, in words; of both appointments when there are two."""
    return rules.limit or "chưa có thời hạn"


@register.filter
def whole_seconds(sentence: str) -> str:
    """Nobody checks fractions of a second by hand.

    >>> whole_seconds("Nhận lúc 04:26:59.414801 thứ Hai")
    'Nhận lúc 04:26:59 thứ Hai'
    """
    return _FRACTION.sub(r"\1", sentence)


@register.filter
def rooms(reader) -> list[tuple[str, str, str]]:
    """The rooms open to this person, as (name, address, label)."""
    doors = [
        (scope.WORKERS, "staff-home", "Việc của tôi"),
        ((Role.CLERK, Role.SUPERVISOR), "intake", "Tiếp nhận"),
        (scope.OVERSEERS, "dashboard", "Giám sát"),
        ((Role.ADMINISTRATOR,), "calendar", "Lịch làm việc"),
        ((Role.ADMINISTRATOR,), "message-templates", "Mẫu tin"),
        (tuple(Role), "account", "Tài khoản"),
    ]
    return [(name, reverse(f"dossiers:{name}"), label) for roles, name, label in doors if reader.has(*roles)]


@register.filter
def duties(reader) -> list[tuple[str, str]]:
    """Whose work it is while somebody is away or has left, and what runs in the background, as (address, label)."""
    doors = [
        (scope.WORKERS, "bulk", "Việc xử lý hàng loạt"),
        (scope.WORKERS, "print-many", "In nhiều giấy tờ"),
        (scope.WORKERS, "absences", "Vắng mặt và người thay"),
        ((Role.SUPERVISOR,), "reassign", "Bàn giao việc"),
        (tuple(Role), "own-files", "Tệp của tôi"),
    ]
    return [(reverse(f"dossiers:{name}"), label) for roles, name, label in doors if reader.has(*roles)]


@register.filter
def may_urge(reader, dossier) -> bool:
    """Whether a list offers the urge slip of a late dossier to whoever oversees it; its page judges again."""
    led = reader.agencies(Role.SUPERVISOR)
    return dossier.deciding_agency_id in led or bool(led and not reader.has(Role.AUDITOR))


@register.filter
def leads(reader) -> bool:
    """Whether this person leads an agency."""
    return reader.has(Role.SUPERVISOR)


@register.filter
def works(reader) -> bool:
    """Whether this person works on dossiers, and not only reads them."""
    return reader.has(*scope.WORKERS)


@register.filter
def front_door(reader) -> str:
    """The first room open to this person."""
    return next((address for _name, address, _label in rooms(reader)), "/")
