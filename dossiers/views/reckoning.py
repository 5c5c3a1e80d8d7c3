"""“If I hand it in now, when is it due?” – reckoned as for a dossier, and explained line by line. Reads only."""

from collections import Counter
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Calendars, StopMode
from agencies.worktime import ZONE, BadInput, Term, local_day
from dossiers import wording
from dossiers.forms.reckoning import ReckoningForm
from dossiers.reads.plain import plain
from dossiers.reads.procedures import said
from dossiers.reads.procedures.about import hours
from dossiers.reads.procedures.catalogue import Catalogue, Listed, catalogue
from dossiers.reads.procedures.reckoned import Reckoned, reckoned
from dossiers.reads.words import IN, Words, day
from dossiers.views.public import OTHER_LANGUAGE, rendered
from dossiers.wording import procedures as told

LONGEST_CHOICE = 110  # characters of a name to choose


@login_not_required
@require_safe
def reckoning(request) -> HttpResponse:
    """GET with what `forms.reckoning` reads: the due date and its rows; 400 with the form when something is wrong.

    One query.
    """
    newest, known = catalogue()
    words = IN[request.language]
    now = timezone.now().astimezone(ZONE).replace(second=0, microsecond=0)
    form = ReckoningForm(request.GET, known=known, newest=newest, now=now)
    form.is_valid()
    wrong = form.wrong
    answer = None
    if form.rules and not wrong:
        try:
            answer = reckoned(form.rules, form.calendar, form.received_at, form.asked_at, form.handed_at)
        except BadInput:
            wrong = {"ngay": "out_of_range"}
    typed = {name: request.GET.get(name, "") for name in form.fields}
    shared = {name: value for name, value in typed.items() if value}
    context = {
        "room": "/tinh-ngay-hen",
        "language_link": "?" + urlencode({**shared, "lang": OTHER_LANGUAGE[words.language]}),
        "typed": typed | _now(typed, now),
        "wrong": {name: words.say(told.RECKONING_WRONG[key]) for name, key in wrong.items()},
        "words": words,
        "fields": _by_field(known, form, now),
        "listed": form.listed,
        "cases": form.cases if len(form.cases) > 1 else [],
        "channels": [(channel, words.say(wording.CHANNEL[channel])) for channel in _channels(form)],
        "own_hours": _own_hours(known, newest, form),
        "needs_case": form.listed is not None and form.rules is None and not wrong,
        "rules": None if wrong else form.rules,
        "received_at": form.received_at,
        "handed_at": form.handed_at,
        "asked_at": form.asked_at,
        "told": told,
        "wording": wording,
        "day": day,
        **_answer(form, answer, words),
    }
    return rendered("reckoning.html", context, 400 if wrong else 200)


def _answer(form: ReckoningForm, answer: Reckoned | None, words: Words) -> dict:
    if form.rules is None or answer is None:
        return {"answer": None}
    second = form.rules.second_term
    return {
        "answer": answer,
        "term": words.term(answer.term),
        "second_term": words.term(Term.parse(second)) if second else "",
        "cutoff": said.cutoff(form.rules, words),
        "hours": hours(form.calendar.sessions),
        "way": words.say(wording.CHANNEL[form.rules.channel]),
        "restarts": form.rules.stop_mode == StopMode.RESTART,
        "stops": words.say(told.STOPS[form.rules.stop_mode]),
    }


def _now(typed: dict[str, str], now) -> dict[str, str]:
    """What a form shows that nobody has filled in: this day and minute."""
    return {} if typed["ngay"] or typed["gio"] else {"ngay": day(now), "gio": f"{now:%H:%M}"}


def _by_field(known: Catalogue, form: ReckoningForm, now) -> list[tuple[str, list[tuple[str, str]]]]:
    """The procedures to choose from, code and name by field; with the chosen one, even when it is over."""
    offered = known.offered(local_day(now))
    shown = [listed for listed in known.listed if listed in offered or listed is form.listed]
    called = Counter(_short(listed) for listed in shown)
    found: dict[str, list[tuple[str, str]]] = {}
    for listed in shown:
        name = _short(listed)
        is_clear = name == listed.short_name and called[name] == 1
        found.setdefault(listed.procedure.field, []).append(
            (listed.code, name if is_clear else f"{name} · {listed.code}")
        )
    return sorted(found.items(), key=lambda each: plain(each[0]))


def _short(listed: Listed) -> str:
    return said.shortened(listed.short_name, LONGEST_CHOICE)


def _channels(form: ReckoningForm) -> list[int]:
    return sorted({rules.channel for rules in form.offered}) or sorted(wording.CHANNEL)


def _own_hours(known: Catalogue, newest: Calendars, form: ReckoningForm) -> list:
    """The communes with hours of their own, where a commune decides."""
    if form.listed is None or form.listed.procedure.department_id is not None:
        return []
    return [agency for agency in known.agencies if agency.pk in newest.own and agency.kind == "commune"]
