"""Words and figures of reports. No query starts here."""

from django import template
from django.utils.safestring import mark_safe

from dossiers.wording.reports import HEADS, MEASURES

register = template.Library()


@register.filter
def figure(n: int | float | None) -> str:
    """As people write it; "–" for what is not known.

    >>> figure(12345), figure(-3), figure(7.6), figure(None)
    ('12.345', '−3', '7,6', '–')
    """
    if n is None:
        return "–"
    sign = "−" if n < 0 else ""
    whole = f"{abs(n):,.1f}" if isinstance(n, float) else f"{abs(n):,}"
    return sign + whole.translate(str.maketrans({",": ".", ".": ","}))


@register.filter
def signed(n: int | float | None) -> str:
    """With its sign, also where it is more.

    >>> signed(3), signed(0), signed(-3)
    ('+3', '0', '−3')
    """
    return f"+{figure(n)}" if n is not None and n > 0 else figure(n)


@register.filter
def head(key: str) -> str:
    """What heads a column."""
    return HEADS[key]


@register.filter
def measure_words(key: str) -> str:
    """What a number counts."""
    return MEASURES[key]


@register.simple_tag
def cells(line, address: str) -> str:
    """The figures of a line as cells; those that have a list and are not narrowed further lead to it.

    In one piece: a table of a hundred agencies has thousands of them, and each byte counts thousands of times.
    """
    of = f"&amp;{line.of}" if line.of else ""
    found = []
    for key, n in line.cells:
        shown = figure(n)
        if n and not line.more and key in MEASURES:
            shown = f'<a href="{address}?muc={key}{of}">{shown}</a>'
        found.append(f"<td>{shown}")  # it ends where the next one begins
    return mark_safe("".join(found))  # noqa: S308 - keys, ids and numbers of ours
