"""The sheet that a figure is drawn on: measured in inches from its upper left corner, everything in one hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import TextToPath
from matplotlib.ticker import FuncFormatter, NullLocator

from converter.results.drawing.series import Series
from converter.spec.display import Display, Drawing

WIDTH = 6.0
"""Inches of every figure: at 390 pixels, a telephone, its letters are still 9 pixels high."""
SIZE = 10.0
SMALL = 9.0
LARGE = 12.0
LINE = 0.19
"""Inches from line to line of text in the usual size."""
MARGIN = 0.12
INK = "#1a1a1a"
QUIET = "#6b6b6b"
FAINT = "#d9d9d9"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#AA4499", "#56B4E9", "#B8860B", "#000000")
"""Told apart by those who confuse red and green (Okabe and Ito 2008, yellow and pink darkened for thin lines)."""
DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (10, 3)), (0, (1, 1)), "-")
MARKERS = "os^DvPX"
SETTINGS: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana"],
    "font.size": SIZE,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": True,
    "xtick.color": INK,
    "ytick.color": INK,
    "svg.fonttype": "none",
    "svg.hashsalt": "converter",
}
"""How all figures look; where DejaVu Sans is not at hand, SVG is read with Verdana, whose letters are as wide."""


@dataclass(frozen=True)
class Sheet:
    """A figure and how many inches below its upper edge its body begins."""

    figure: Figure
    height: float
    top: float

    def axes(self, left: float, top: float, width: float, height: float, **more: Any) -> Axes:
        """Add axes to the body; all in inches, `top` from the upper edge of the body."""
        bottom = self.height - self.top - top - height
        box = (left / WIDTH, bottom / self.height, width / WIDTH, height / self.height)
        return self.figure.add_axes(box, **more)

    def words(self, left: float, top: float, text: str, **style: Any) -> None:
        """Write a line of text into the body, its middle at `top`."""
        usual = {"va": "center", "ha": "left", "fontsize": SIZE}
        self.figure.text(left / WIDTH, 1 - (self.top + top) / self.height, text, **{**usual, **style})

    def inches(self, axes: Axes, value: float) -> float:
        """Say how many inches from the left a value of the horizontal axis stands."""
        along = axes.transScale.transform((value, 1.0))[0]
        low, high = (axes.transScale.transform((bound, 1.0))[0] for bound in axes.get_xlim())
        box = axes.get_position()
        return float(WIDTH * (box.x0 + box.width * (along - low) / (high - low)))


@dataclass(frozen=True)
class Kind:
    """One kind of figure: how high its body is, in inches, and how it is drawn."""

    height: Callable[[Drawing, tuple[Series, ...], Display], float]
    draw: Callable[[Drawing, tuple[Series, ...], Display, Sheet], None]


def colour(number: int) -> str:
    """Give the colour of a series."""
    return COLOURS[number % len(COLOURS)]


def dash(number: int) -> Any:  # noqa: ANN401 - a dash pattern of matplotlib
    """Give the dashes of a series."""
    return DASHES[number % len(DASHES)]


def marker(number: int) -> str:
    """Give the marker of a series."""
    return MARKERS[(number + number // len(MARKERS)) % len(MARKERS)]  # so that no later colour meets its first marker


@cache
def width_of(text: str, size: float = SIZE, weight: str = "normal") -> float:
    """Measure a line of text, in inches."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    return float(TextToPath().get_text_width_height_descent(text, font, ismath=False)[0]) / 72


def wrapped(text: str, width: float, size: float = SIZE, weight: str = "normal") -> list[str]:
    """Break text into lines of at most a width, in inches, at its blanks."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def aligned(sheet: Sheet, axes: Axes, top: float, label: str, tint: str, counts: pd.Series) -> None:
    """Write a row of counts below an axis, each under its time, with a label at the left edge."""
    sheet.words(MARGIN, top, label, color=tint, fontsize=SMALL)
    for time, count in counts.items():
        sheet.words(sheet.inches(axes, float(str(time))), top, f"{count:.0f}", ha="center", fontsize=SMALL, color=INK)


def sample(sheet: Sheet, left: float, top: float, number: int, *, marked: bool = False, lined: bool = True) -> None:
    """Draw a piece of the line of a series and its sign, or one of both, as a legend shows them."""
    across = (left / WIDTH, (left + 0.42) / WIDTH)
    along = 1 - (sheet.top + top) / sheet.height
    style: dict[str, Any] = {"color": colour(number), "linewidth": 1.8, "linestyle": dash(number)}
    if lined:
        sheet.figure.add_artist(Line2D(across, (along, along), transform=sheet.figure.transFigure, **style))
    if marked:
        middle = (sum(across) / 2,)
        tick: dict[str, Any] = {"marker": marker(number), "color": colour(number), "markersize": 5.5, "linestyle": ""}
        sheet.figure.add_artist(Line2D(middle, (along,), transform=sheet.figure.transFigure, **tick))


ABOVE, ABOVE_LOG = 1.06, 1.6
"""How much an axis goes beyond the largest value."""
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def upright(axes: Axes, values: pd.Series, *, log: bool) -> None:
    """Set up the vertical axis for values: from 0 on, or by powers of ten."""
    known = values[values > 0] if log else values.dropna()
    if log:
        axes.set_yscale("log")
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _power(value)))
    else:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    if len(known):
        low = 10 ** math.floor(math.log10(known.min())) if log else min(0.0, known.min())
        axes.set_ylim(low, known.max() * (ABOVE_LOG if log else ABOVE))
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)


def _power(value: float) -> str:
    return "10" + f"{math.log10(value):.0f}".translate(RAISED)
