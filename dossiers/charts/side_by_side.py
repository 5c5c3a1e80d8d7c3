"""Numbers side by side: one bar a line, its name above it and its number at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from dossiers.charts.svg import element, picture, words

WIDTH, ROW = 360, 38
NUMBER = 96  # room for the number behind the longest bar
LONGEST = 52  # letters of a name


@dataclass(frozen=True)
class Bar:
    """part: of the size, drawn dark; said: the number as people read it."""

    name: str
    size: float
    said: str
    part: float = 0


def bars(of: Sequence[Bar], *, name: str, title: str, told: str) -> str:
    """An SVG of at least one bar, in their order. told: what they say, in words."""
    most = max(bar.size for bar in of) or 1
    drawn = []
    for n, bar in enumerate(of):
        top = n * ROW
        long = (WIDTH - NUMBER) * bar.size / most
        short = bar.name if len(bar.name) <= LONGEST else bar.name[: LONGEST - 1].rstrip() + "…"
        drawn.append(words(short, 0, top + 13, class_="chart__name"))
        drawn.append(element("rect", x=0.5, y=top + 18, width=max(long, 1.0), height=13, class_="chart__bar",
                             fill="#e3ecfa", stroke="currentColor"))  # fmt: skip
        if bar.part:
            dark = (WIDTH - NUMBER) * bar.part / most
            drawn.append(element("rect", x=0.5, y=top + 18, width=dark, height=13, class_="chart__bar--part",
                                 fill="currentColor"))  # fmt: skip
        drawn.append(words(bar.said, long + 7, top + 29, class_="chart__name"))
    return picture(WIDTH, len(of) * ROW, *drawn, name=name, title=title, told=told)
