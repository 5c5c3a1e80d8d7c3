"""Words of the clock's page for staff. No query starts here."""

from django import template
from django.utils.translation import gettext

from dossiers import wording
from dossiers.reads.words import IN

register = template.Library()


@register.filter
def duration(minutes: int) -> str:
    """Working minutes as hours and minutes."""
    return IN["vi"].duration(minutes)


@register.filter
def thousands(number: int) -> str:
    """1234 as 1.234."""
    return IN["vi"].number(number)


@register.filter
def in_words(at) -> str:
    """Hour, weekday and day; a dash for no moment."""
    return IN["vi"].moment(at) if at else "–"


@register.filter
def because(kind: str) -> str:
    """What moved a due date."""
    return gettext(wording.EVENT[kind])


@register.filter
def spender(party: str) -> str:
    """Whose time it was."""
    return gettext(wording.SPENDER[party])
