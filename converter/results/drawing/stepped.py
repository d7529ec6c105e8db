"""Curves in steps: their limits, ticks of the censored, a legend above and numbers at risk below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from converter.results.drawing.series import Series
from converter.results.drawing.sheet import (
    FAINT,
    LINE,
    MARGIN,
    SMALL,
    WIDTH,
    Kind,
    Sheet,
    aligned,
    colour,
    dash,
    sample,
    width_of,
)
from converter.spec.display import Display, Drawing
from converter.spec.values.number import plain_number

PLOT = 3.0
AXIS = 0.64
"""Inches below a plot for the marks of its axis and its label."""
GAP = 0.14
PERCENT = 100
STROKE: dict[str, Any] = {"linewidth": 1.8, "zorder": 3, "clip_on": False}
FEW = 2
"""More curves than this are drawn without their limits, which would hide each other."""
COLUMNS = (2.75, 3.4, 4.85)
"""Where the columns of the legend have their middle: number, events, and what else there is."""


@dataclass(frozen=True)
class Stepped:
    """What a curve shows: the statistic of its height, whether half is marked, and the legend's last column.

    `head` gives the words above it, `cell` those of a series.
    """

    stat: str
    half: bool
    head: Callable[[Drawing], str]
    cell: Callable[[Series], str]


def stepped(kind: Stepped) -> Kind:
    """Give the kind of a drawing of curves in steps."""

    def draw(drawing: Drawing, series: tuple[Series, ...], display: Display, sheet: Sheet) -> None:  # noqa: ARG001
        _draw(kind, drawing, series, sheet)

    return Kind(_height, draw)


def _height(drawing: Drawing, series: tuple[Series, ...], display: Display) -> float:  # noqa: ARG001
    return _legend_height(series) + PLOT + AXIS + LINE * (len(series) + 1)


def _legend_height(series: tuple[Series, ...]) -> float:
    return LINE * (len(series) + 1) + GAP


def _draw(kind: Stepped, drawing: Drawing, series: tuple[Series, ...], sheet: Sheet) -> None:
    left = max(0.85, *(MARGIN + width_of(one.label, SMALL) + 0.28 for one in series))
    top = _legend_height(series)
    axes = sheet.axes(left, top, WIDTH - left - 0.25, PLOT)
    for number, one in enumerate(series):
        if len(one.timed(kind.stat)):
            _curve(axes, kind.stat, one, number, limits=len(series) <= FEW)
    _axes(axes, kind, drawing, series)
    _legend(sheet, kind, drawing, series)
    below = top + PLOT + AXIS
    sheet.words(MARGIN, below, "No. at risk", fontsize=SMALL, weight="bold")
    for number, one in enumerate(series):
        aligned(sheet, axes, below + LINE * (number + 1), one.label, colour(number), one.timed("at_risk"))


def _curve(axes: Axes, stat: str, one: Series, number: int, *, limits: bool) -> None:
    steps, censored = one.timed(stat), one.timed("censored")
    times = np.array([*steps.index, max(steps.index.max(), *censored.index, 0.0)])
    heights = np.array([*steps, steps.iloc[-1]])
    tint = colour(number)
    axes.plot(times, heights, color=tint, linestyle=dash(number), drawstyle="steps-post", **STROKE)
    if limits:
        lower, upper = (
            np.array([*one.timed(f"{stat}_{end}"), one.timed(f"{stat}_{end}").iloc[-1]]) for end in ("lower", "upper")
        )
        axes.fill_between(times, lower, upper, step="post", color=tint, alpha=0.12, linewidth=0)
    at = heights[np.searchsorted(steps.index.to_numpy(), censored.index.to_numpy(), side="right") - 1]
    axes.plot(censored.index, at, "|", color=tint, markersize=8, markeredgewidth=1.3, clip_on=False, zorder=4)


def _axes(axes: Axes, kind: Stepped, drawing: Drawing, series: tuple[Series, ...]) -> None:
    times = [time for one in series for stat in (kind.stat, "censored", "at_risk") for time in one.timed(stat).index]
    ticks = drawing.x_ticks or tuple(sorted({time for one in series for time in one.timed("at_risk").index}))
    if kind.half:
        axes.axhline(PERCENT / 2, color=FAINT, linewidth=0.8, zorder=1)
    axes.set(xlim=(0, max([*times, *ticks], default=0.0) or 1.0), ylim=(0, PERCENT), xlabel=drawing.x, ylabel=drawing.y)
    axes.set_yticks(range(0, PERCENT + 1, 20))
    axes.set_xticks(ticks, [plain_number(tick) for tick in ticks])


def _legend(sheet: Sheet, kind: Stepped, drawing: Drawing, series: tuple[Series, ...]) -> None:
    for middle, head in zip(COLUMNS, ("No.", "Events", kind.head(drawing)), strict=True):
        sheet.words(middle, LINE / 2, head, ha="center", fontsize=SMALL, weight="bold")
    for number, one in enumerate(series):
        top = LINE * (number + 1.5)
        sample(sheet, MARGIN, top, number)
        sheet.words(MARGIN + 0.55, top, one.label)
        for middle, cell in zip(COLUMNS, (one.printed("n"), one.printed("events"), kind.cell(one)), strict=True):
            sheet.words(middle, top, cell, ha="center")
