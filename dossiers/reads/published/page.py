"""What the page of the published figures shows: those of one part of the province, its months, its parts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from dossiers.models import Published
from dossiers.reads.prepared import Prepared
from dossiers.reads.published.asked import By, Question, months
from dossiers.reads.published.catalogue import Named, Names
from dossiers.reads.published.definitions import DEFINITIONS
from dossiers.reads.published.hiding import Member, Numbers, added
from dossiers.reads.published.ranking import Ranking, kept, ranking

RANKED_MONTHS = 3  # one alone would leave most small agencies out, and all of them in its first days
_STANDING = Prepared(
    "standing_publication",
    """
SELECT through, counted_at, calendar_version, definitions, (SELECT names_changed_at FROM agencies_workcalendar LIMIT 1),
       (SELECT finished_at FROM dossiers_heartbeat WHERE name = 'sweep')
FROM dossiers_publication
""",
)
KINDS = ("departments", "communes", "others")


@dataclass(frozen=True)
class Version:
    """What pages are drawn of: the same ones make the same pages."""

    through: date  # the last whole local day that is counted
    counted_at: datetime
    calendar_version: int
    definitions: int
    names_changed_at: datetime


@dataclass(frozen=True)
class Line:
    """One part of what is asked for, as `asked` would show it. of: what it is a part by."""

    of: Named | tuple[str, ...] | tuple[Member, ...] | date
    asked: Question
    figures: Numbers


@dataclass(frozen=True)
class Shown:
    """figures: None where there never was a dossier. months: latest first. lines: by group, for agencies by kind.

    ranked: by kind, of all agencies; since: the first month it is of.
    """

    asked: Question
    figures: Numbers | None
    months: list[Line]
    lines: dict[str, list[Line]]
    ranked: dict[str, Ranking]
    since: date | None = None


def publication() -> tuple[Version, datetime | None] | None:
    """The count that stands, and when the sweep last ran; None before the first by these definitions. One query."""
    row = _STANDING.row()
    if row is None:
        return None
    version = Version(*row[:-1])
    return (version, row[-1]) if version.definitions == DEFINITIONS else None


def shown(asked: Question, through: date, names: Names) -> Shown:
    """Two queries at most."""
    of_months = _months(asked)
    here = next((line.figures for line in of_months if line.of == asked.month), None)
    found = Shown(asked, here, of_months, {}, {})
    if asked.by is By.MONTH:
        return found
    if asked.by in (By.AGENCY, By.RANKING):
        return _by_agency(found, through, names)
    found.lines[asked.by] = _by_group(asked, names)
    return found


def _slice(asked: Question) -> QuerySet[Published]:
    """The rows that make up what is asked for, of all months and of every agency."""
    rows = Published.objects.all()
    if asked.fields:
        return rows.filter(field__in=asked.fields, procedure=None)
    if asked.procedures:
        return rows.filter(field="", procedure__in=[each.id for each in asked.procedures])
    return rows.filter(field="", procedure=None)


def _months(asked: Question) -> list[Line]:
    rows = _slice(asked).filter(agency=asked.agency and asked.agency.id)
    found = _added(rows.values_list("month", "figures"))
    return [
        Line(month, Question(month, asked.agency, asked.fields, asked.procedures), found[month])
        for month in sorted(found, reverse=True)
    ]


def _by_agency(found: Shown, through: date, names: Names) -> Shown:
    asked = found.asked
    offered = months(through)
    at = offered.index(asked.month)
    latest = offered[at : at + RANKED_MONTHS]
    rows = _slice(asked).exclude(agency=None).filter(month__in=latest)
    by_agency: dict[int, dict[date, Numbers]] = defaultdict(dict)
    for (month, agency), figures in _added(rows.values_list("month", "agency", "figures")).items():
        by_agency[agency][month] = figures
    lines: dict[str, list[Line]] = {kind: [] for kind in KINDS}
    held: dict[str, dict] = {kind: {} for kind in KINDS}
    for pk, of_months in by_agency.items():
        agency = names.agency(pk)
        if agency and (here := of_months.get(asked.month)):
            lines[agency.kind].append(Line(agency, _of(asked, agency=agency), here))
            held[agency.kind][pk] = kept([of_months[month] for month in reversed(latest) if month in of_months])
    return Shown(
        asked, found.figures, found.months,
        {kind: _worst_first(each) for kind, each in lines.items() if each},
        {kind: ranking(each) for kind, each in held.items() if each},
        latest[-1],
    )  # fmt: skip


def _by_group(asked: Question, names: Names) -> list[Line]:
    """By field or by procedure; what is published together is one line."""
    rows = Published.objects.filter(month=asked.month, agency=asked.agency and asked.agency.id)
    if asked.by is By.FIELD:
        told = rows.exclude(field="").values_list("field", "figures")
        groups = _added((names.groups.fields[field], figures) for field, figures in told
                        if field in names.groups.fields)  # fmt: skip
        return _worst_first([Line(of, _of(asked, fields=of), figures) for of, figures in groups.items()])
    told = rows.exclude(procedure=None).values_list("procedure", "figures")
    of_field = {
        of: figures
        for of, figures in _added((names.groups.procedures[pk], figures) for pk, figures in told
                                  if pk in names.groups.procedures).items()
        if not asked.fields or of[0].field in asked.fields
    }  # fmt: skip
    return _worst_first([Line(of, _of(asked, procedures=of), figures) for of, figures in of_field.items()])


def _of(asked: Question, **narrower) -> Question:
    kept = {"agency": asked.agency, "fields": asked.fields, "procedures": asked.procedures} | narrower
    if "procedures" in narrower:
        kept["fields"] = ()  # which it says already
    to = Question(asked.month, **kept)
    return Question(asked.month, **kept, by=to.ways[0])


def _worst_first(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (-(line.figures["overdue"] or 0), -(line.figures["received"] or 0)))


def _added(rows: Iterable[tuple]) -> dict:
    """Each row's last is its figures; those of one key are one."""
    found = defaultdict(list)
    for *key, figures in rows:
        found[key[0] if len(key) == 1 else tuple(key)].append(figures)
    return {key: added(each) for key, each in found.items()}
