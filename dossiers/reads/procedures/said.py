"""What the rules of a procedure say, in the reader's words."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from agencies.models import Procedure, ProcedureRules
from agencies.worktime import Term, Unit
from dossiers import wording
from dossiers.reads.words import Words
from dossiers.wording import procedures as told

MOST_TERMS = 3  # more are not listed beside a name
LONGEST_CODE = 30  # characters


LONGEST_IN_LIST = 160  # characters; some decisions name whole lists of cases


class Said(NamedTuple):
    """A fact, and of which cases and channels it is true. of: empty when of all."""

    of: str
    value: Any


def term(rules: ProcedureRules, words: Words) -> str:
    """How long it may take; both appointments when there are two."""
    if not rules.term:
        return words.say(told.NO_TERM)
    first = words.term(Term.parse(rules.term))
    if not rules.second_term:
        return first
    return words.say(told.TWO_TERMS) % {"first": first, "second": words.term(Term.parse(rules.second_term))}


def terms(rules: Sequence[ProcedureRules], words: Words) -> str:
    """How long it may take in a few words, for a list."""
    each = list(dict.fromkeys(term(row, words) for row in sorted(rules, key=_length)))
    if len(each) == 1:
        return each[0]
    if len(each) > MOST_TERMS:
        return words.say(told.MANY_TERMS) % {"least": each[0]}
    return words.say(told.ONE_OF) % {"terms": "; ".join(each)}


def fee(amount: int | None, words: Words) -> str:
    """An amount of đồng as people write it."""
    if amount is None:
        return words.say(told.NO_FEE_KNOWN)
    return words.money(amount) if amount else words.say(told.FREE)


def fees(rules: Sequence[ProcedureRules], words: Words) -> str:
    """What it costs in a few words, for a list."""
    amounts = sorted({row.fee for row in rules}, key=lambda amount: (amount is None, amount or 0))
    each = [fee(amount, words) for amount in amounts]
    return each[0] if len(each) == 1 else words.say(told.FEE_DIFFERS) % {"fees": "; ".join(each)}


def cutoff(rules: ProcedureRules, words: Words) -> str:
    """Until when a dossier counts as received on its day."""
    if rules.cutoff in ("", "last_hour"):
        return words.say(told.CUTOFF[rules.cutoff])
    return words.say(told.CUTOFF["at"]) % {"at": rules.cutoff}


def shortened(name: str, longest: int = LONGEST_IN_LIST) -> str:
    """A name for a list: cut between words where it is very long."""
    if len(name) <= longest:
        return name
    return name[:longest].rpartition(" ")[0].rstrip(",;") + " …"


def capital(text: str) -> str:
    """With a capital first letter, for what stands alone."""
    return text[:1].upper() + text[1:]


def decided_by(procedure: Procedure, words: Words) -> str:
    """Who decides, for HTML."""
    if procedure.department is None:
        return words.say(told.COMMUNE)
    return words.name(procedure.department.name)


def days(n: float, words: Words) -> str:
    """Working days; none: within the day."""
    return words.term(Term.parse([[n, Unit.WORKING_DAYS]]))


def alike(rules: Sequence[ProcedureRules], fact: Callable[[ProcedureRules], Any], words: Words) -> list[Said]:
    """The facts about these rules, each with the cases and channels of which it is true, in order of the rules."""
    found: dict[Any, list[ProcedureRules]] = {}
    for row in rules:
        found.setdefault(fact(row), []).append(row)
    if len(found) == 1:
        return [Said("", next(iter(found)))]
    return [Said(called(rows, rules, words), value) for value, rows in found.items()]


def called(some: Sequence[ProcedureRules], rules: Sequence[ProcedureRules], words: Words) -> str:
    """Some of these rules by what tells them from the others, for HTML: cases, channels, or both."""
    ways = {(row.case, row.channel) for row in some}
    cases, channels = _in_order(row.case for row in some), _in_order(row.channel for row in some)
    if len(ways) < len(cases) * len(channels):  # not every one of these cases by every one of these channels
        return Markup("; ").join(_joined(words, [row.case], [row.channel]) for row in some)
    if len(cases) == len({row.case for row in rules}):
        cases = []
    if len(channels) == len({row.channel for row in rules}):
        channels = []
    return _joined(words, cases, channels) or words.say(told.ALL_WAYS)


def _joined(words: Words, cases: Sequence[str], channels: Sequence[int]) -> Markup:
    parts = [Markup(", ").join(words.name(case) for case in cases if case)]
    parts.append(Markup(", ").join(words.say(wording.CHANNEL[channel]) for channel in channels))
    said = Markup(" – ").join(filter(None, parts))
    return said[:1].upper() + said[1:] if words.language == "vi" else said


def _in_order(values) -> list:
    return list(dict.fromkeys(values))


def _length(rules: ProcedureRules) -> tuple[bool, float]:
    """For sorting: roughly, as calendar days; those without a term last."""
    parts = [*(rules.term or ()), *(rules.second_term or ())]
    share = {"working_days": 1.4, "calendar_days": 1.0, "working_hours": 1.4 / 8}
    return not rules.term, sum(amount * share[unit] for amount, unit in parts)
