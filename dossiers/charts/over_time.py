"""How several numbers went over time: lines that differ by their dashes and marks, each with its name at its end."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dossiers.charts.svg import element, marks, picture, words

WIDTH, HEIGHT = 360, 230
LEFT, RIGHT, TOP, BOTTOM = 38, 104, 12, 34  # room for the marks of the axis, names of lines, days
APART = 14  # of two names that stand one above the other
_DASHES = ("none", "7 3", "2 3")
_SHAPES: tuple[Callable[[float, float], str], ...] = (
    lambda x, y: element("circle", cx=x, cy=y, r=3.2),
    lambda x, y: element("path", d=f"M{x - 3:.1f} {y - 3:.1f}h6v6h-6z"),
    lambda x, y: element("path", d=f"M{x:.1f} {y - 4:.1f}l4 7h-8z"),
)


@dataclass(frozen=True)
class Line:
    name: str
    points: Sequence[int]


def lines(
    of: Sequence[Line],
    along: Sequence[str],
    *,
    name: str,
    title: str,
    told: str,
    write: Callable[[int], str] = str,
    unfinished: str = "",
) -> str:
    """An SVG of at most three lines over the same two or more places. along: what stands under them.

    unfinished: the word over the last place when that is not a whole one.
    """  # fmt: skip
    axis = marks(max(max(line.points) for line in of))
    ground = HEIGHT - BOTTOM
    xs = [LEFT + (WIDTH - LEFT - RIGHT) * n / (len(along) - 1) for n in range(len(along))]

    def y(value: float) -> float:
        return ground - (ground - TOP) * value / axis[-1]

    drawn = [
        element("path", d=f"M{LEFT} {y(mark):.1f}H{WIDTH - RIGHT}", class_="chart__grid", stroke="#c5ccd3")
        + words(write(mark), LEFT - 5, y(mark) + 4, text_anchor="end", class_="chart__axis")
        for mark in axis
    ]
    # Backwards by twos, so that the latest always has its day.
    under = [
        words(along[n], xs[n], ground + 15, text_anchor="middle", class_="chart__axis")
        for n in range(len(along) - 1, -1, -2)
    ]
    if unfinished:
        half = (xs[-1] - xs[-2]) / 2
        drawn.append(element("rect", x=xs[-1] - half, y=TOP, width=2 * half, height=ground - TOP, class_="chart__part",
                             fill="#eceff2"))  # fmt: skip
        under.append(words(unfinished, xs[-1], ground + 29, text_anchor="middle", class_="chart__axis"))
    drawn += [_line(line, n, xs, y) for n, line in enumerate(of)]
    places = _apart([y(line.points[-1]) for line in of])
    drawn += [
        words(f"{line.name} {write(line.points[-1])}", WIDTH - RIGHT + 8, place + 4, class_="chart__name")
        for line, place in zip(of, places, strict=True)
    ]
    return picture(WIDTH, HEIGHT, *drawn, *under, name=name, title=title, told=told)


def _line(line: Line, n: int, xs: Sequence[float], y: Callable[[float], float]) -> str:
    at = [(x, y(value)) for x, value in zip(xs, line.points, strict=True)]
    path = "M" + "L".join(f"{x:.1f} {height:.1f}" for x, height in at)
    return element(
        "g", element("path", d=path, fill="none", stroke="currentColor", stroke_width=2, stroke_dasharray=_DASHES[n]),
        *(_SHAPES[n](x, height) for x, height in at), class_=f"chart__line chart__line--{n + 1}", fill="currentColor",
    )  # fmt: skip


def _apart(heights: Sequence[float]) -> list[float]:
    """Where names may stand beside these heights without touching, in the same order; as near as it goes.

    >>> _apart([100, 98, 20])
    [112, 98, 20]
    >>> _apart([196, 196, 196])
    [168, 182, 196]
    """
    rising = sorted(range(len(heights)), key=lambda n: heights[n])
    found: dict[int, float] = {}
    above = float("-inf")
    for n in rising:
        above = found[n] = max(heights[n], above + APART)
    below: float = HEIGHT - BOTTOM
    for n in reversed(rising):
        found[n] = min(found[n], below)
        below = found[n] - APART
    return [found[n] for n in range(len(heights))]
