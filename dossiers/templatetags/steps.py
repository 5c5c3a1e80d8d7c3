"""Words and bars of where working time goes, and of how likely chance is. No query starts here."""

from django import template
from django.utils.safestring import mark_safe

from agencies.models import Party
from dossiers import charts
from dossiers.reads.supervision.step_times import WorkingTime
from dossiers.templatetags.staff import span_words
from dossiers.templatetags.supervision import number

register = template.Library()
WORKING_DAY = 480  # minutes: an agency's own hours do not make its days comparable with others'
_EXACT_TO = 20  # days
_BARS = 8
_LEAST_CHANCE = 1e-9


@register.filter
def party_words(party: str) -> str:
    """Who does a step."""
    return Party(party).label


@register.filter
def work_words(minutes: int) -> str:
    """Working time; from twenty days on in whole ones, rounded up.

    >>> work_words(0), work_words(45), work_words(600), work_words(1234567)
    ('dưới 1 phút', '45 phút', '1,5 ngày làm việc', '2.573 ngày làm việc')
    """
    if minutes == 0:
        return "dưới 1 phút"
    if minutes < _EXACT_TO * WORKING_DAY:
        return span_words(minutes, WORKING_DAY)
    return f"{number(-(-minutes // WORKING_DAY))} ngày làm việc"


@register.filter
def percent_words(share: float) -> str:
    """A share in per cent; what is there is not nought, and what is missing is seen.

    >>> percent_words(8.4), percent_words(0.2), percent_words(99.7), percent_words(0), percent_words(100)
    ('8%', 'dưới 1%', 'trên 99%', '0%', '100%')
    """
    if 0 < share < 1:
        return "dưới 1%"
    return "trên 99%" if 99 < share < 100 else f"{share:.0f}%"


@register.filter
def share_of(n: int, of: int) -> str:
    """So many of so many, in per cent; of nothing there is no share."""
    return percent_words(100 * n / of) if of else "–"


@register.filter
def odds(chance: float) -> str:
    """A probability as one in so many, with two digits that say something; never less likely than it is.

    >>> odds(0.0000238), odds(0.035), odds(1e-12), odds(0.0)
    ('khoảng 1/42.000', 'khoảng 1/28', 'chưa tới 1/1.000.000.000', 'chưa tới 1/1.000.000.000')
    """
    if chance < _LEAST_CHANCE:
        return f"chưa tới 1/{number(round(1 / _LEAST_CHANCE))}"
    many = int(1 / chance)
    unit = 10 ** max(len(str(many)) - 2, 0)
    return f"khoảng 1/{number(many // unit * unit)}"


@register.simple_tag
def steps_chart(found: WorkingTime) -> str:
    """The steps that take most, as bars; the table beside them says the same."""
    of = [charts.Bar(line.step, line.total, percent_words(line.share)) for line in found.steps[:_BARS]]
    told = "; ".join(f"{bar.name}: {bar.said}" for bar in of)
    drawn = charts.bars(of, name="bieu-do-buoc", title="Các bước chiếm nhiều thời gian làm việc nhất", told=told)
    return mark_safe(drawn)  # noqa: S308 - every word in it was escaped where it was drawn
