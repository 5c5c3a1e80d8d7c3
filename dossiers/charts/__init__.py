"""Numbers drawn as SVG: no script, no style of their own, told apart in black and white. Nothing of the portal here."""

from dossiers.charts.bars import Bar, bars
from dossiers.charts.lines import Line, lines

__all__ = ["Bar", "Line", "bars", "lines"]
