"""The published figures in words, tables and charts, in the reader's language. No query starts here."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from dossiers import charts
from dossiers.reads.published.definitions import BY_KEY, PARTS
from dossiers.reads.published.hiding import Numbers
from dossiers.reads.published.page import Line
from dossiers.reads.published.ranking import KeptShare, Place
from dossiers.reads.words import Words, day
from dossiers.wording import published as wording
from dossiers.wording.figures import DAYS, WORKING_DAYS

NOTHING = "–"
_REASONS = {part for whole in ("paused", "declined", "withdrawn", "stopped") for part in PARTS[whole]}
_WHOLE = {part: whole for whole, parts in PARTS.items() for part in parts} | {
    "paused_was_late": "paused", "paused_overdue": "paused", "open_missed": "open", "entered_later": "received",
    "unapologised": "overdue", "promise_missed": "open", "no_file": "finished", "supplements_late": "supplements",
    "supplements_again": "supplements", "apologies_late": "apologies",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One figure in words. share: of the figure that it is a part of; "" where it is of none."""

    label: str
    value: str
    share: str
    is_part: bool


@dataclass(frozen=True)
class Section:
    slug: str
    heading: str
    rows: list[Row]
    chart: str


class Told:
    """words: of one language."""

    def __init__(self, words: Words):
        self.words = words

    def share(self, n: int, of: int) -> str:
        """As people write it; never rounded up to all of them, or down to none.

        "87,5%", in English "87.5%"; of nothing "–".
        """
        if not of:
            return NOTHING
        return self.percent(n / of)

    def percent(self, share: float) -> str:
        """Of a share from 0 to 1."""
        said = round(100 * share, 1)
        said = min(said, 99.9) if share < 1 else said
        said = max(said, 0.1) if share > 0 else said
        return self.number(said) + "%"

    def number(self, n: float | None) -> str:
        if n is None:
            return NOTHING
        if isinstance(n, int):
            return self.words.number(n)
        whole, _, tenth = f"{n:,.1f}".partition(".")
        if self.words.language == "vi":
            whole = whole.replace(",", ".")
        sign = "," if self.words.language == "vi" else "."
        return whole + (f"{sign}{tenth}" if tenth != "0" else "")

    def month(self, of: date) -> str:
        return f"{of.month}/{of.year}"

    def until(self, month: date, through: date) -> str:
        return day(reached(month, through))

    def headline(self, figures: Numbers, until: str) -> list[str]:
        """What everybody should know first, in whole sentences."""
        say = self.words.say
        n, of = kept_by(figures, "first")
        tenths = 10 * n // of if of else 0
        kept = {"tenths": tenths, "n": self.number(n), "of": self.number(of), "share": self.share(n, of)}
        some = wording.KEPT_MORE if 10 * n > tenths * of else wording.KEPT
        said = [say(some if tenths else wording.KEPT_FEW if of else wording.NONE_FINISHED) % kept]
        overdue, worst = figures["overdue"], figures["overdue_worst"]
        sentence = wording.OVERDUE if worst else wording.OVERDUE_ADDED if overdue else wording.NONE_OVERDUE
        said.append(say(sentence) % {"day": until, "n": self.number(overdue), "days": self.number(worst)})
        if figures["paused"]:
            paused = {"n": self.number(figures["paused"]), "late": self.number(figures["paused_was_late"])}
            said.append(say(wording.PAUSED) % paused)
        return said

    def kept_table(self, figures: Numbers) -> list[tuple[str, list[tuple[str, str]]]]:
        """How the dates were kept: of each way, by either date, the number and its share of those with that date."""
        return [
            (self.words.say(head), [self._kept_cell(figures, by, how) for by in wording.DATES])
            for how, head in wording.HOW.items()
        ]

    def _kept_cell(self, figures: Numbers, by: str, how: str) -> tuple[str, str]:
        n, of = figures[f"{by}_{how}"], kept_by(figures, by)[1]
        return self.number(n), self.share(n, of) if how != "none" else ""

    def shares_of(self, figures: Numbers) -> list[str]:
        """Of how many the shares are, by either date, where that is not of all with a result."""
        return [
            self.words.say(sentence)
            % {
                "of": self.number(kept_by(figures, by)[1]),
                "finished": self.number(figures["finished"]),
                "none": self.number(figures[f"{by}_none"]),
            }
            for by, sentence in wording.SHARES_OF.items()
            if figures[f"{by}_none"]
        ]

    def sections(self, figures: Numbers) -> list[Section]:
        drawn = {"qua-han": self._bars("overdue", figures), "dang-dung": self._bars("paused", figures)}
        found = []
        for slug, heading, keys in wording.SECTIONS:
            rows = [self._row(key, figures, keys) for key in keys if key not in _REASONS or figures[key]]
            if slug == "bo-sung":
                per_hundred = 100 * figures["supplements"] / figures["received"] if figures["received"] else None
                rows.append(Row(self.words.say(wording.PER_HUNDRED), self.number(per_hundred), "", False))
            found.append(Section(slug, self.words.say(heading), rows, drawn.get(slug, "")))
        return found

    def _row(self, key: str, figures: Numbers, beside: tuple[str, ...]) -> Row:
        figure, n = BY_KEY[key], figures[key]
        unit = f" {self.words.say(figure.unit)}" if figure.unit in (DAYS, WORKING_DAYS) and n is not None else ""
        whole = _WHOLE.get(key)
        is_part = whole in beside  # a share of what does not stand there would be read as one of what does
        share = self.share(n, figures[whole]) if whole and is_part and n else ""
        return Row(self.words.say(figure.label), self.number(n) + unit, share, is_part)

    def cells(self, figures: Numbers) -> list[str]:
        """One line of the table, as `wording.COLUMNS` names them."""
        return [
            self.share(*kept_by(figures, key.removeprefix("kept_"))) if key.startswith("kept_")
            else self.number(figures[key])
            for key, _head in wording.COLUMNS
        ]  # fmt: skip

    def ranked_over(self, since: date, month: date) -> str:
        sentence = wording.RANKED_ONE if since == month else wording.RANKED_OVER
        return self.words.say(sentence) % {"since": self.month(since), "month": self.month(month)}

    def interval(self, kept: KeptShare) -> str:
        between = {"low": self.percent(kept.low), "high": self.percent(kept.high)}
        return self.words.say(wording.INTERVAL) % between

    def places(self, place: Place) -> str:
        """Every place that an agency may have."""
        sentence = wording.PLACE if place.best == place.worst else wording.PLACES
        return self.words.say(sentence) % {"best": self.number(place.best), "worst": self.number(place.worst)}

    # ── Charts: the same numbers stand in the tables beside them ─────────────────────────────────────────────

    def on_time_chart(self, figures: Numbers) -> str:
        of = []
        for which, name in wording.DATES.items():
            n, whole = kept_by(figures, which)
            of.append(charts.Bar(self.words.say(name), whole, self.share(n, whole), part=n))
        return self._drawn("on_time", of) if figures["finished"] else ""

    def _bars(self, whole: str, figures: Numbers) -> str:
        parts = [key for key in PARTS[whole] if figures[key]]
        of = [
            charts.Bar(
                self.words.say(BY_KEY[key].label), figures[key],
                f"{self.number(figures[key])} ({self.share(figures[key], figures[whole])})",
            )
            for key in parts
        ]  # fmt: skip
        return self._drawn(whole, of) if len(of) > 1 else ""

    def _drawn(self, name: str, of: list[charts.Bar]) -> str:
        title = self.words.say(wording.CHARTS[name])
        told = "; ".join(f"{bar.name}: {bar.said}" for bar in of)
        return charts.bars(of, name=name.replace("_", "-"), title=title, told=f"{told}.")

    def months_chart(self, lines: list[Line], through: date) -> str:
        """lines: latest first."""
        if len(lines) < 2:
            return ""
        rising = lines[::-1]
        of = [
            charts.Line(self.words.say(name), [line.figures[key] for line in rising])
            for key, name in wording.LINES.items()
        ]
        told = "; ".join(
            f"{self.month(line.of)}: "
            + ", ".join(f"{each.name} {self.number(n)}" for each, n in zip(of, numbers, strict=True))
            for line, numbers in zip(rising, zip(*(each.points for each in of), strict=True), strict=True)
        )
        is_part = reached(rising[-1].of, through) != reached(rising[-1].of, date.max)
        return charts.lines(
            of, [f"{line.of.month}/{line.of.year % 100:02}" for line in rising], name="months",
            title=self.words.say(wording.CHARTS["months"]), told=f"{told}.", write=self.words.number,
            unfinished=self.words.say(wording.UNFINISHED) if is_part else "",
        )  # fmt: skip


def reached(month: date, through: date) -> date:
    """The last day that a month's figures reach, when all of them are counted through this day."""
    return min(month.replace(day=monthrange(month.year, month.month)[1]), through)


def kept_by(figures: Numbers, by: str) -> tuple[int, int]:
    """(not later than the date, all that had one) of those with a result. by: "first" or "now"."""
    n = figures[f"{by}_early"] + figures[f"{by}_on_time"]
    return n, n + figures[f"{by}_late"]
