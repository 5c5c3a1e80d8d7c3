"""Numbers drawn as SVG: no script, no style of their own, told apart in black and white. Nothing of the portal here."""

from dossiers.charts.over_time import Line, lines
from dossiers.charts.side_by_side import Bar, bars

__all__ = ["Bar", "Line", "bars", "lines"]
