"""Elements of SVG as text, and round marks for an axis."""

from html import escape

Attribute = str | int | float


def element(name: str, *inside: str, **attributes: Attribute) -> str:
    """inside: elements, or text through `words`. In names of attributes _ stands for -, and class_ for class.

    >>> element("g", element("path", d="M0 0"), class_="mark", stroke_width=1.50)
    '<g class="mark" stroke-width="1.5"><path d="M0 0"/></g>'
    """
    written = "".join(f' {key.rstrip("_").replace("_", "-")}="{_value(at)}"' for key, at in attributes.items())
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def words(text: str, x: float, y: float, **attributes: Attribute) -> str:
    """Text at a place, its base line at y."""
    return element("text", escape(text), x=x, y=y, **attributes)


def picture(width: float, height: float, *inside: str, name: str, title: str, told: str) -> str:
    """The whole drawing. name: tells it from others of the page; told: in words, for those who do not see it."""
    return element(
        "svg", element("title", escape(title), id=f"{name}-title"), element("desc", escape(told), id=f"{name}-desc"),
        *inside, class_="chart", viewBox=f"0 0 {_value(width)} {_value(height)}", role="img",
        aria_labelledby=f"{name}-title", aria_describedby=f"{name}-desc", focusable="false",
    )  # fmt: skip


def marks(most: float) -> list[int]:
    """Whole numbers from 0 on, evenly apart, three to six of them; the last one is not less than the most.

    >>> marks(0), marks(3), marks(47), marks(1234)
    ([0, 1, 2], [0, 1, 2, 3], [0, 10, 20, 30, 40, 50], [0, 500, 1000, 1500])
    """
    step = next(step for step in _steps() if step * 5 >= most)
    return [step * n for n in range(max(3, int(-(-most // step)) + 1))]


def _steps():
    size = 1
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10


def _value(of: Attribute) -> str:
    return f"{of:.1f}".removesuffix(".0") if isinstance(of, float) else escape(str(of))
