"""Figures as links to the lists behind them, and their charts. No query starts here."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from dossiers import charts, wording
from dossiers.reads.supervision.figures import Share, Stretch
from dossiers.reads.supervision.trend import Week
from dossiers.reads.supervision.within import Narrowed
from dossiers.templatetags.supervision import number
from dossiers.workflow import Status

register = template.Library()


@register.simple_tag
def behind(n: int, slug: str, by: Narrowed, during: Stretch | Week | None = None, **more) -> str:
    """A number that leads to its list; nothing lies behind a nought. agency in `more`: that one alone."""
    if not n:
        return "0"
    return format_html('<a href="{}">{}</a>', address(slug, by, during, **more), number(n))


@register.simple_tag
def address(slug: str, by: Narrowed, during: Stretch | Week | None = None, **more) -> str:
    """Of the list behind a number."""
    asked = {"agency": by.agency, "is_alone": 1 if by.is_alone and by.agency else None}
    if "agency" in more:
        asked["is_alone"] = 1
    if during:
        asked |= {"since": f"{during.first:%d/%m/%Y}", "until": f"{during.last:%d/%m/%Y}"}
        asked["period"] = during.key if isinstance(during, Stretch) and during.key else None  # leads back
    asked = {key: value for key, value in (asked | more).items() if value is not None}
    return reverse("dossiers:dashboard") + slug + (f"?{urlencode(asked, safe='/')}" if asked else "")


@register.filter
def percent(share: Share) -> str:
    """As people write it; nothing of nothing is no share. Never rounded up to all, or down to none.

    >>> percent(Share(0, 0)), percent(Share(7, 8)), percent(Share(1999, 2000)), percent(Share(1, 9999))
    ('–', '87,5%', '99,9%', '0,1%')
    """
    if share.percent is None:
        return "–"
    said = round(share.percent, 1)
    if share.n < share.of:
        said = min(said, 99.9)
    if share.n:
        said = max(said, 0.1)
    return f"{said:g}%".replace(".", ",")


@register.simple_tag
def trend_chart(weeks: list[Week]) -> str:
    """Received, ended, late by week."""
    last = weeks[-1]
    told = (
        f"Từ {weeks[0].first:%d/%m/%Y} đến {last.last:%d/%m/%Y}. Tuần cuối: tiếp nhận {last.received}, "
        f"kết thúc {last.ended}, trong đó trễ hẹn đầu tiên {last.late}. Đủ số liệu trong bảng."
    )
    drawn = charts.lines(
        [
            charts.Line("Tiếp nhận", [week.received for week in weeks]),
            charts.Line("Kết thúc", [week.ended for week in weeks]),
            charts.Line("Trễ", [week.late for week in weeks]),
        ],
        [f"{week.first:%d/%m}" for week in weeks],
        name="xu-huong", title="Tiếp nhận, kết thúc, trễ hẹn đầu tiên theo tuần", told=told, write=number,
        unfinished="chưa hết tuần" if last.is_partial else "",
    )  # fmt: skip
    return mark_safe(drawn)  # noqa: S308 - charts escape what they are given


@register.filter
def ending_words(ending: int) -> str:
    """How a counted dossier ended. A result handed over was a result before."""
    return gettext(wording.STATUS[Status(ending)].label)
