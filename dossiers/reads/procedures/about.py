"""One procedure, told whole: how long by the rules and in truth, what it costs, which papers, who does what, where."""

from dataclasses import dataclass
from datetime import date

from agencies.models import Agency, AgencyKind, Calendars, Party, ProcedureRules, StopMode
from agencies.models.names import TOLD_FROM
from dossiers.models import ProcedureTime
from dossiers.reads.procedures import said
from dossiers.reads.procedures.catalogue import Catalogue, Listed
from dossiers.reads.procedures.said import Said
from dossiers.reads.progress import usual as usual_sentence
from dossiers.reads.published.catalogue import published_names
from dossiers.reads.receivable import may_receive
from dossiers.reads.words import Words, day
from dossiers.wording import procedures as told


@dataclass(frozen=True)
class Limit:
    """How long and how much, for some cases and channels."""

    of: str
    term: str
    fee: str


@dataclass(frozen=True)
class StepTold:
    """One step. by_rules: how long the rules give it. usual: how long it takes, in a sentence; "" while unknown."""

    name: str
    party: str
    by_rules: str
    is_off_clock: bool
    usual: str


@dataclass(frozen=True)
class Lately:
    """What it really took. late: how many of the cases missed their first date. Both None where they are not told."""

    cases: int | None
    half: str
    nine: str
    late: int | None
    through: str


@dataclass(frozen=True)
class Place:
    """Somewhere to go. hours: of its counter when they are its own."""

    name: str
    address: str
    phone: str
    hours: str


@dataclass(frozen=True)
class About:
    listed: Listed
    limits: list[Limit]
    cutoffs: list[Said]  # of sentences
    papers: list[Said]  # of lists
    steps: list[Said]  # of lists of StepTold
    stops: list[Said]  # of sentences
    has_two_appointments: bool
    coming_on: str  # the day from which other rules count; "" while none are known
    coming: list[Limit]
    lately: Lately | None
    receives: list[Place]  # those to name; the communes apart
    communes: list[Place]
    hours: str  # of all that have none of their own
    doubts: list[str]
    bases: list[str]
    valid_from: str
    summary: tuple[str, str]  # term and fee in a few words


def about(listed: Listed, known: Catalogue, newest: Calendars, today: date, words: Words) -> About:
    """Everything of one procedure on this day, for HTML. One query."""
    now, coming = listed.in_force(today), listed.coming(today)
    shown = now or (coming[1] if coming else [])
    places = [agency for agency in known.agencies if may_receive(agency, shown[0])] if shown else []
    return About(
        listed=listed,
        limits=_limits(shown, words),
        cutoffs=said.alike(shown, lambda rules: said.cutoff(rules, words), words),
        papers=said.alike(shown, lambda rules: tuple(rules.papers), words),
        steps=_steps(shown, known, words),
        stops=said.alike(shown, lambda rules: words.say(told.STOPS[StopMode(rules.stop_mode)]), words),
        has_two_appointments=any(rules.second_term for rules in shown),
        coming_on=day(coming[0]) if coming else "",
        coming=_limits(coming[1], words) if coming and now else [],
        lately=_lately(listed, known, words),
        receives=[
            _place(agency, newest)
            for agency in places
            if agency.kind in (AgencyKind.CENTRE, AgencyKind.LAND_OFFICE) or agency.pk == listed.procedure.department_id
        ],
        communes=[_place(agency, newest) for agency in places if agency.kind == AgencyKind.COMMUNE],
        hours=hours(newest.province.sessions),
        doubts=list(dict.fromkeys(line for rules in shown for line in rules.doubted)),
        bases=list(dict.fromkeys(rules.legal_basis for rules in shown if rules.legal_basis)),
        valid_from=day(max(rules.valid_from for rules in now)) if now else "",
        summary=(said.capital(said.terms(shown, words)), said.capital(said.fees(shown, words))),
    )


def hours(sessions) -> str:
    """Sessions of a working day: 07:00–11:30, 13:30–17:00."""
    return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in sessions)


def _limits(rules: list[ProcedureRules], words: Words) -> list[Limit]:
    facts = said.alike(rules, lambda row: (said.capital(said.term(row, words)), said.fee(row.fee, words)), words)
    return [Limit(of, *value) for of, value in facts]


def _steps(rules: list[ProcedureRules], known: Catalogue, words: Words) -> list[Said]:
    def told_of(row: ProcedureRules) -> tuple[StepTold, ...]:
        return tuple(_step(step, row.procedure_id, known, words) for step in known.steps.get(row.pk, ()))

    return [each for each in said.alike(rules, told_of, words) if each.value]


def _step(step, procedure: int, known: Catalogue, words: Words) -> StepTold:
    usual = known.usual.get((procedure, step.name))
    is_known = usual is not None and usual.cases >= TOLD_FROM and usual.p90 is not None
    is_known = is_known and step.party != Party.RETURN_COUNTER  # the result waits for whoever fetches it
    return StepTold(
        name=step.name,
        party=words.say(told.PARTY[step.party]),
        by_rules=said.days(float(step.days), words) if step.days else words.say(told.AT_ONCE),
        is_off_clock=not step.on_clock,
        usual=usual_sentence(words.language, (usual.minutes, usual.p90)) if is_known else "",
    )


def _lately(listed: Listed, known: Catalogue, words: Words) -> Lately | None:
    """None with too few cases to say anything."""
    seen = ProcedureTime.objects.filter(procedure=listed.procedure, cases__gte=TOLD_FROM).first()
    if seen is None:
        return None
    # What is published only added up must not be told here alone: the others of the group would follow from it.
    group = published_names(known.changed_at).groups.procedures.get(listed.procedure.pk, ())
    is_hidden = listed.procedure.is_sensitive or len(group) > 1
    return Lately(
        cases=None if is_hidden else seen.cases,
        half=said.days(seen.p50, words),
        nine=said.days(seen.p90, words),
        late=None if is_hidden else seen.late,
        through=day(seen.through),
    )


def _place(agency: Agency, newest: Calendars) -> Place:
    own = newest.own.get(agency.pk)
    return Place(agency.name, agency.address, agency.phone, hours(own.sessions) if own else "")
