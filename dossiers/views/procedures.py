"""Procedures for everybody: found by words, then told whole. Reads only; nothing here is about a dossier."""

from datetime import date
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.worktime import local_day
from dossiers.forms.procedures import ProcedureSearch
from dossiers.reads.plain import plain
from dossiers.reads.procedures import said
from dossiers.reads.procedures.about import about
from dossiers.reads.procedures.catalogue import Catalogue, Listed, catalogue, folded
from dossiers.reads.words import IN, Words
from dossiers.views.public import OTHER_LANGUAGE, rendered, see_other
from dossiers.wording import procedures as told

AT_ONCE = 150  # rows; a longer list comes in pages, and is not filtered as one types
PAGE = 50


@login_not_required
@require_safe
def procedures(request) -> HttpResponse:
    """The procedures that hold all the words of `q`, of one field, decided by one kind of agency. One query."""
    _newest, known = catalogue()
    return _list(request, known)


@login_not_required
@require_safe
def procedure(request, code: str) -> HttpResponse:
    """One procedure; 303 to it from its code written otherwise, 404 and 410 with the search. Two queries."""
    newest, known = catalogue()
    words = IN[request.language]
    listed = known.by_code(code)
    if listed is None:
        meant = known.meant_by(code[: said.LONGEST_CODE])
        if meant is not None:
            return see_other(meant.address, request)
        kept = "".join(c for c in code[: said.LONGEST_CODE] if c.isprintable())
        return _list(request, known, error=words.say(told.UNKNOWN_CODE) % {"code": kept}, code=404)
    today = local_day(timezone.now())
    if not listed.in_force(today) and not listed.coming(today):
        return _list(request, known, error=words.say(told.NO_LONGER), code=410, gone=listed)
    context = {
        "room": "/thu-tuc", "about": about(listed, known, newest, today, words), "words": words,
        "decided_by": said.decided_by(listed.procedure, words),
    }  # fmt: skip
    return rendered("procedure.html", context)


def _list(request, known: Catalogue, *, error: str = "", code: int = 200, gone: Listed | None = None) -> HttpResponse:
    """The list with its search. error: why it is shown in place of a procedure."""
    words = IN[request.language]
    today = local_day(timezone.now())
    offered = known.offered(today)
    fields = sorted({listed.procedure.field for listed in offered}, key=plain)
    kinds = [kind for kind in told.DECIDED_BY if any(listed.decided_by == kind for listed in offered)]
    form = ProcedureSearch(request.GET if code == 200 else {}, fields=fields, kinds=kinds)
    if not form.is_valid() and form.wrong:
        code = 400
    asked = {} if code == 400 else form.cleaned_data
    wanted = folded(asked.get("q", ""))
    if wanted:
        offered.sort(key=lambda listed: listed.distance(wanted))
    found = [listed for listed in offered if _is_asked_for(listed, wanted, asked)]
    is_whole = len(offered) <= AT_ONCE
    pages = max(1, -(-len(found) // PAGE))
    page = min(form.page, pages)
    shown = offered if is_whole else found[(page - 1) * PAGE : page * PAGE]
    is_found = {listed.code for listed in found}
    typed = {name: request.GET.get(name, "") if code in (200, 400) else "" for name in ("q", "linh_vuc", "noi")}
    query = {name: value for name, value in typed.items() if value}
    context = {
        "typed": typed,
        "wrong": {name: words.say(told.PROCEDURES_WRONG[name]) for name in form.wrong},
        "error": error,
        "gone": words.name(gone.procedure.name) if gone else "",
        "fields": [(field, field) for field in fields],
        "kinds": [(kind, words.say(told.DECIDED_BY[kind])) for kind in kinds],
        "rows": [_row(listed, today, words, listed.code in is_found) for listed in shown],
        "count": len(found),
        "told": told,
        "words": words,
        "room": "/thu-tuc",
        "is_whole": is_whole,
        "has_provisional_codes": any(listed.has_provisional_code for listed in shown),
        "page": page,
        "pages": 1 if is_whole else pages,
        "back": "/thu-tuc?" + urlencode({**query, "trang": page - 1}),
        "next": "/thu-tuc?" + urlencode({**query, "trang": page + 1}),
        "language_link": _in_other_language(words, query if code in (200, 400) else None),
    }
    return rendered("procedures.html", context, code)


def _is_asked_for(listed: Listed, wanted: list[str], asked: dict) -> bool:
    return (
        listed.has_words(wanted)
        and asked.get("linh_vuc", "") in ("", listed.procedure.field)
        and asked.get("noi", "") in ("", listed.decided_by)
    )


def _row(listed: Listed, today: date, words: Words, is_shown: bool) -> dict:
    coming = listed.coming(today)
    rules = listed.in_force(today) or (coming[1] if coming else listed.rules)
    return {
        "listed": listed, "name": words.name(said.shortened(listed.procedure.name)),
        "term": said.capital(said.terms(rules, words)), "fee": said.fees(rules, words),
        "place": said.decided_by(listed.procedure, words), "is_shown": is_shown,
    }  # fmt: skip


def _in_other_language(words, query: dict[str, str] | None) -> str:
    """This page in the other language; query: None where the address itself leads nowhere."""
    asked = urlencode({**(query or {}), "lang": OTHER_LANGUAGE[words.language]})
    return f"?{asked}" if query is None else f"/thu-tuc?{asked}"
