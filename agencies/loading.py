"""Writing the reference files into the tables: what is missing is made, what an administrator changed is left alone.

Matched by code. Rules are promises: a case and channel that has any version is never written again. The calendar is
laid down once; afterwards the files only propose, and never about a day that people have decided. A corrected file
reaches only rows that nobody has changed by hand.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import models, transaction

from agencies import land, published
from agencies.models import (
    Agency,
    CalendarDay,
    Channel,
    DayStatus,
    FormerCode,
    Party,
    Procedure,
    ProcedureRules,
    RuleStep,
    Unit,
    WorkCalendar,
)

FOLDER = Path(__file__).parent / "reference"
RULES_FROM = date(2025, 7, 1)  # the day of the merger
YEARS = (2022, 2027)
PROVINCE = "H20"
LAND = "TAM-138-"  # the articles of the decision on land have no national code yet


@dataclass
class Summary:
    """What one load did. changed: rows made or rewritten, by table; doubts: rules with each kind of doubt."""

    changed: Counter = field(default_factory=Counter)
    kept_by_hand: list[str] = field(default_factory=list)
    calendar_version: int = 0


@transaction.atomic
def load_reference(folder: Path = FOLDER) -> Summary:
    """Bring agencies, calendar and procedures in line with the files; the second time nothing changes.

    Raises published.Unreadable, and KeyError for a code that no file explains; then nothing is written at all.
    """
    return _Load(folder).run()


class _Load:
    def __init__(self, folder: Path):
        self.folder = folder
        self.summary = Summary()

    def run(self) -> Summary:
        self._calendar()
        self._agencies()
        self._units()
        self._procedures()
        self._rules()
        return self.summary

    def _read(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    # ── Calendar ─────────────────────────────────────────────────────────────────────────────────────────────

    def _calendar(self) -> None:
        """The first load lays the calendar down; afterwards the files propose and people confirm (`/quan-tri/lich`)."""
        whole, made = WorkCalendar.objects.get_or_create(pk=1, defaults={"first_year": YEARS[0], "last_year": YEARS[1]})
        standing, proposed = {}, set()
        for day in CalendarDay.objects.filter(until=None):
            if day.status == DayStatus.IN_FORCE:
                standing[day.day] = day
            else:
                proposed.add(day.day)
        new, moved = [], []
        for row in self._read("calendar.json"):
            wanted = CalendarDay(**{**row, "day": date.fromisoformat(row["day"])})
            if made and wanted.status == DayStatus.IN_FORCE:
                wanted.since = whole.version
            else:
                wanted.status = DayStatus.PROPOSED
            day = standing.get(wanted.day)
            if day is not None and day.since != 1:
                continue  # people have decided about this day since
            if day is not None and day.kind == wanted.kind:
                if day.legal_basis != wanted.legal_basis:
                    day.legal_basis = wanted.legal_basis
                    moved.append(day)
            elif wanted.day not in proposed:
                new.append(wanted)
        CalendarDay.objects.bulk_create(new)
        CalendarDay.objects.bulk_update(moved, ["legal_basis"])
        self.summary.changed["days"] = len(new) + len(moved)
        self.summary.calendar_version = whole.version

    # ── Agencies ─────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _files_agencies(self) -> list[dict]:
        """Every agency that the files lay down, parents first, each with its units."""
        by_type = self._read("commune_units.json")
        communes = []
        for place in self._read("places.json"):
            name = place["name"][0].lower() + place["name"][1:]
            units = [{**unit, "name": unit["name"].format(place=name)} for unit in by_type[place["type"]]]
            communes.append(
                {
                    "code": f"{PROVINCE}.{place['code']}", "name": f"UBND {name}", "kind": "commune",
                    "parent": PROVINCE, "place_code": place["code"], "former_places": place["former"], "units": units,
                }
            )  # fmt: skip
        return [*self._read("agencies.json"), *communes]

    def _agencies(self) -> None:
        self.agencies = {agency.code: agency for agency in Agency.objects.all()}
        self.untouched = _untouched(Agency)
        by_pk = {agency.pk: agency for agency in self.agencies.values()}
        for former in FormerCode.objects.all():  # a code that an administrator has replaced still finds its agency
            self.agencies.setdefault(former.code, by_pk[former.agency_id])
        for row in self._files_agencies:
            parent = self.agencies[row["parent"]] if row.get("parent") else None
            wanted = Agency(**{k: v for k, v in row.items() if k not in ("parent", "units")}, parent=parent)
            self.agencies[row["code"]] = self._kept("agencies", self.agencies.get(row["code"]), wanted)

    def _units(self) -> None:
        kept = {(unit.agency_id, unit.name): unit for unit in Unit.objects.all()}
        new, moved = [], []
        for row in self._files_agencies:
            agency = self.agencies[row["code"]]
            if not self.untouched(agency):
                continue
            for laid_down in row.get("units", ()):
                wanted = Unit(agency=agency, **laid_down)
                unit = kept.get((agency.pk, wanted.name))
                if unit is None:
                    new.append(wanted)
                elif _copied(wanted, unit):
                    moved.append(unit)
        Unit.objects.bulk_create(new)
        Unit.objects.bulk_update(moved, ["kind", "fields"])
        self.summary.changed["units"] = len(new) + len(moved)

    # ── Procedures ───────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _files_procedures(self) -> list[dict]:
        return self._read("procedures.json")

    @cached_property
    def _files_land(self) -> dict:
        """The province's own decision on land, with each article as a procedure of its own."""
        decision = self._read("land.json")
        for row in decision["articles"]:
            row |= {
                "code": f"{LAND}{row['article']}", "name": row["title"], "field": decision["field"],
                "decision": decision["decision"], "url": "",
            }  # fmt: skip
        return decision

    def _procedures(self) -> None:
        self.procedures = {procedure.code: procedure for procedure in Procedure.objects.all()}
        self.untouched = _untouched(Procedure)
        for row in [*self._files_procedures, *self._files_land["articles"]]:
            wanted = Procedure(
                code=row["code"], name=row["name"], field=row["field"], level=row["level"], decision=row["decision"],
                source_url=row["url"], department=self.agencies[row["department"]] if row["department"] else None,
                is_sensitive=row.get("is_sensitive", False),
            )  # fmt: skip
            self.procedures[row["code"]] = self._kept("procedures", self.procedures.get(row["code"]), wanted)

    def _rules(self) -> None:
        templates = self._read("steps.json")
        promised = set(ProcedureRules.objects.values_list("procedure_id", "case", "channel"))
        new, steps = [], []
        for rules, template in [*self._published_rules(), *self._land_rules()]:
            if (rules.procedure_id, rules.case, rules.channel) not in promised:
                new.append(rules)
                steps += _steps(rules, templates[template])
        ProcedureRules.objects.bulk_create(new)
        RuleStep.objects.bulk_create(steps)
        self.summary.changed["rules"] = len(new)

    def _published_rules(self) -> Iterable[tuple[ProcedureRules, str]]:
        """What the national portal publishes, with the name of its steps."""
        for row in self._files_procedures:
            for reading in published.read_channels(row["channels"], row["field"]):
                yield _rules(row, self.procedures[row["code"]], reading), row["steps"]

    def _land_rules(self) -> Iterable[tuple[ProcedureRules, str]]:
        """What the province's decision on land says, the same for every channel, with the name of its steps."""
        since = date.fromisoformat(self._files_land["valid_from"])
        for row in self._files_land["articles"]:
            for case in land.read_article(row):
                template = f"{row['steps']}_appointments" if case.second_term else row["steps"]
                for channel in Channel:
                    yield _land_rules(row, self.procedures[row["code"]], case, channel, since), template

    def _kept(self, table: str, kept: models.Model | None, wanted: models.Model) -> models.Model:
        """The row in the table, made or brought in line with the file unless somebody changed it by hand."""
        if kept is None:
            wanted.save(force_insert=True)
            self.summary.changed[table] += 1
            return wanted
        if not self.untouched(kept):
            self.summary.kept_by_hand.append(str(kept))
        elif differing := _copied(wanted, kept):
            kept.save(update_fields=differing)
            self.summary.changed[table] += 1
        return kept


def _rules(row: dict, procedure: Procedure, reading: published.Reading) -> ProcedureRules:
    about_term = [*reading.doubts, *row.get("doubts", ())]
    about_papers = published.paper_doubt(row.get("papers_to_confirm", ()))
    return ProcedureRules(
        procedure=procedure, channel=reading.channel, valid_from=RULES_FROM, term=reading.term, cutoff=reading.cutoff,
        fee=reading.fee, papers=row["papers"], is_confirmed=not about_term, source_text=reading.source_text,
        doubts="\n".join(filter(None, [*about_term, about_papers])), legal_basis=f"Quyết định {row['decision']}",
    )  # fmt: skip


def _land_rules(row: dict, procedure: Procedure, case: land.Case, channel: Channel, since: date) -> ProcedureRules:
    return ProcedureRules(
        procedure=procedure, case=case.name, channel=channel, valid_from=since, term=case.term,
        second_term=case.second_term, cutoff=case.cutoff, papers=[], is_confirmed=False, doubts="\n".join(case.doubts),
        source_text=case.source_text, legal_basis=f"Quyết định {row['decision']}, Điều {row['article']}",
    )  # fmt: skip


def _steps(rules: ProcedureRules, template: list[dict]) -> Iterable[RuleStep]:
    """What comes before the outside body shares the first of two terms, what follows it the second."""
    first = template
    if rules.second_term:
        first = list(takewhile(lambda step: step["party"] != Party.OUTSIDE, template))
    parts = ((first, rules.term), (template[len(first) :], rules.second_term))
    shares = iter([share for part, term in parts for share in published.shared_out(_days_on_clock(part), term)])
    for n, step in enumerate(template, start=1):
        days = next(shares) if step.get("on_clock", True) else step["days"]
        yield RuleStep(**{**step, "rules": rules, "n": n, "days": days})


def _days_on_clock(steps: list[dict]) -> list[float | str]:
    return [step["days"] for step in steps if step.get("on_clock", True)]


def _untouched(model: type[models.Model]):
    """A predicate: nobody has changed this row in the administration."""
    by_hand = set(
        LogEntry.objects.filter(
            content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name
        ).values_list("object_id", flat=True)
    )
    return lambda row: str(row.pk) not in by_hand


_NOT_THE_FILES = ("id", "code", "code_is_provisional", "code_valid_from", "is_active")  # an administrator's to say


def _copied(wanted: models.Model, kept: models.Model) -> list[str]:
    """Copy what the file says onto the kept row; the names of what differed."""
    names = [f.attname for f in wanted._meta.concrete_fields if f.name not in _NOT_THE_FILES]
    differing = [name for name in names if getattr(wanted, name) != getattr(kept, name)]
    for name in differing:
        setattr(kept, name, getattr(wanted, name))
    return differing
