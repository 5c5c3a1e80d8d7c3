"""The figures that everybody may read: the page, its files, what each figure means.

They change once a night, so a page is drawn once and kept in the process; what is asked of the database each time is
which count it is, and how old.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from threading import Lock
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dossiers import limits
from dossiers.reads import maintenance
from dossiers.reads.published import page as reads
from dossiers.reads.published import sheet
from dossiers.reads.published.asked import BadQuestion, By, Question, asked_of, key_of, months
from dossiers.reads.published.catalogue import published_names
from dossiers.reads.published.counting import MONTHS
from dossiers.reads.published.definitions import ALL, DEFINITIONS
from dossiers.reads.published.told import Told
from dossiers.reads.words import IN, day, minute
from dossiers.views.public import OTHER_LANGUAGE, drawn, home_page, limited, rendered
from dossiers.wording import published as wording
from dossiers.wording.figures import GROUND_RULES

PAGES = 96  # kept in a process; of some 80,000 bytes each
FILES = 26  # the tables of a page, of some 30,000
SHOWN = 10  # lines of a long table before the reader asks for all
STALE_AFTER = timedelta(hours=36)
_WRITING = Lock()  # many who ask for a month at once wait for one who writes it
_LIVE = "<!-- live -->"  # in a page that is kept: where something stands that changes by the minute


@login_not_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """200 also when nothing was ever counted; 400 with one sentence when the address asks for what there is not."""
    published = reads.publication()
    if published is None:
        return rendered("published_none.html", {"room": "/thong-ke"})
    version, swept_at = published
    try:
        asked = asked_of(request.GET, version.through, published_names(version.names_changed_at))
    except BadQuestion as bad:
        return _bad(version, bad, request)
    past = maintenance.past(IN[request.language], version.names_changed_at, timezone.now())
    live = (
        drawn("_maintenance.html", {}),
        drawn("_published_fresh.html", _freshness(version, swept_at)),
        drawn("_published_stood_still.html", {"past": past}),
    )
    first, *kept = _page(version, asked, request.language)
    body = first + b"".join(now.encode() + after for now, after in zip(live, kept, strict=True))
    return _answer(body, "text/html; charset=utf-8")


@login_not_required
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """CSV of the table that is asked for; of every line of the month when nothing but the month is said."""
    published = reads.publication()
    if published is None:
        return rendered("published_none.html", {"room": "/thong-ke"}, 404)
    version, _swept_at = published
    if wait := limits.look_up(request.client_address):
        return limited(home_page, wait)
    try:
        asked = asked_of(request.GET, version.through, published_names(version.names_changed_at))
    except BadQuestion as bad:
        return _bad(version, bad, request)
    is_all = not any(request.GET.get(name) for name in ("co-quan", "linh-vuc", "thu-tuc", "xem"))
    if is_all:
        with _WRITING:
            lines = _every_line(version, asked.month)
    else:
        lines = _lines(version, replace(asked, is_whole=False))
    body = sheet.file_of(asked, lines, version, IN[request.language])
    return _attached(body, f"thong-ke-{asked.key}{'' if is_all else '-phan'}.csv")


@login_not_required
@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """What each figure means, how agencies are ranked, what is published together."""
    published = reads.publication()
    together = []
    if published:
        groups = published_names(published[0].names_changed_at).groups
        procedures = {each for each in groups.procedures.values() if len(each) > 1}
        fields = {each for each in groups.fields.values() if len(each) > 1}
        together = [[each.name for each in group] for group in sorted(procedures, key=lambda group: group[0].code)]
        together += [list(group) for group in sorted(fields)]
    context = {
        "room": "/thong-ke", "words": IN[request.language], "all": ALL, "version": DEFINITIONS, "wording": wording,
        "rules": GROUND_RULES, "together": together,
    }  # fmt: skip
    return rendered("published_definitions.html", context)


@login_not_required
@require_safe
def dictionary_file(request: HttpRequest) -> HttpResponse:
    return _attached(sheet.dictionary(DEFINITIONS, IN[request.language]), "dinh-nghia.csv")


@lru_cache(maxsize=PAGES)
def _page(version: reads.Version, asked: Question, language: str) -> list[bytes]:
    """What stands before, between and after what changes by the minute."""
    names = published_names(version.names_changed_at)
    found = reads.shown(asked, version.through, names)
    told = Told(IN[language])
    context = {
        **_frame(version, asked, language), "shown": found, "by": By, "most": SHOWN,
        "headline": told.headline(found.figures, told.until(asked.month, version.through)) if found.figures else [],
        "sections": told.sections(found.figures) if found.figures else [],
        "months_chart": told.months_chart(found.months, version.through), "names": names,
    }  # fmt: skip
    return [part.encode() for part in drawn("published.html", context).split(_LIVE)]


@lru_cache(maxsize=MONTHS)
def _every_line(version: reads.Version, month: date) -> bytes:
    """Seconds of work, and more than a million bytes."""
    return sheet.written(sheet.of_month(Question(month), version, published_names(version.names_changed_at)))


@lru_cache(maxsize=FILES)
def _lines(version: reads.Version, asked: Question) -> bytes:
    shown = reads.shown(asked, version.through, published_names(version.names_changed_at))
    return sheet.written(sheet.as_shown(shown, version))


def _bad(version: reads.Version, bad: BadQuestion, request: HttpRequest) -> HttpResponse:
    """What there is of the question is kept in the form; all of it is said again in the other language."""
    language = request.language
    typed = {name: value for name, value in request.GET.items() if name != "lang"}
    context = {
        **_frame(version, bad.asked, language), "error": IN[language].say(str(bad)), "wrong": bad.field,
        "language_link": "/thong-ke?" + urlencode(typed | {"lang": OTHER_LANGUAGE[language]}),
    }  # fmt: skip
    return rendered("published_bad.html", context, 400)


def _frame(version: reads.Version, asked: Question, language: str) -> dict:
    """What the form and the foot of every page need."""
    words = IN[language]
    return {
        "room": "/thong-ke", "asked": asked, "words": words, "told": Told(words),
        "months": [(key_of(month), month) for month in months(version.through)],
        "wording": wording, "facts": sheet.facts(version), "through": version.through,
        "language_link": f"/thong-ke{asked.address()}&lang={OTHER_LANGUAGE[language]}",
    }  # fmt: skip


def _freshness(version: reads.Version, swept_at: datetime | None) -> dict:
    now = timezone.now()
    return {
        "counted_at": minute(version.counted_at), "through": day(version.through),
        "swept_at": minute(swept_at) if swept_at else "",
        "is_stale": now - version.counted_at > STALE_AFTER,
    }  # fmt: skip


def _attached(body: bytes, name: str) -> HttpResponse:
    answer = _answer(body, "text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _answer(body: bytes, content_type: str) -> HttpResponse:
    return HttpResponse(body, content_type=content_type, headers={"Content-Length": str(len(body))})
