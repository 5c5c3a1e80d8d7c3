"""What is asked when a list is taken out as a file: in which form, narrowed by what."""

from datetime import datetime

from django import forms
from django.http import QueryDict

from dossiers.forms.figures import BehindFilter, with_days
from dossiers.forms.lists import ListFilter, MessageFilter, WatchFilter
from dossiers.models import Count
from dossiers.reads.exports import Of, Table
from dossiers.reads.exports.counted import PREFIX
from dossiers.reads.supervision.behind import BY_SLUG
from dossiers.reads.supervision.period import months
from dossiers.reads.supervision.within import Choices
from dossiers.spreadsheets import Form

LONGEST = 2_000  # characters of an address's query
NOT_OFFERED = "Bộ lọc của danh sách không còn đúng. Ông/Bà mở lại danh sách rồi xuất lại."


class Wanted(forms.Form):
    """In which form the file is."""

    dang = forms.ChoiceField(
        choices=[(form.value, form.value) for form in Form],
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Chọn dạng tệp: Excel hoặc CSV."),
    )


def query_in(table: Table, loc: str, *, within: Choices, now: datetime) -> dict | None:
    """By what an address narrows a list; None when it says what the list does not offer."""
    if len(loc) > LONGEST:
        return None
    asked = QueryDict(loc.removeprefix("?"))
    offered: dict = {"agencies": within.agencies, "procedures": within.procedures}
    match table.of:
        case Of.FIGURES:
            return _of_figure(table, asked, offered)
        case Of.MESSAGES:
            form: forms.Form = MessageFilter(asked, agencies=within.agencies)
        case Of.EVENTS:
            form = WatchFilter(asked, **offered, months=months(now))
        case _:
            form = ListFilter(asked, **offered)
    if not form.is_valid():
        return None
    if table.piles:
        pile = asked.get("loc", "")
        return {**form.cleaned_data, "pile": pile if pile in table.piles else next(iter(table.piles))}
    return form.cleaned_data


def _of_figure(table: Table, asked: QueryDict, offered: dict) -> dict | None:
    """Days as ISO says them, none beyond the last counted one. One query."""
    through = Count.objects.values_list("through", flat=True).first()
    is_ended = BY_SLUG[table.slug.removeprefix(PREFIX)].is_ended
    form = BehindFilter(with_days(asked, through), is_ended=is_ended, **offered)
    if through is None or not form.is_valid():
        return None
    found = {**form.cleaned_data, "until": min(form.cleaned_data["until"], through)}
    del found["period"]
    return {**found, "since": found["since"].isoformat(), "until": found["until"].isoformat()}
