"""Values over time: a line a series with its spread, the limit of quantification, numbers below."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from converter.results.drawing.series import Series
from converter.results.drawing.sheet import (
    LINE,
    MARGIN,
    QUIET,
    SMALL,
    WIDTH,
    Kind,
    Sheet,
    aligned,
    colour,
    dash,
    marker,
    sample,
    upright,
    width_of,
)
from converter.spec.display import Display, Drawing
from converter.spec.values.number import plain_number

PLOT = 3.3
AXIS = 0.64
GAP = 0.12
COLUMNS = 2
ROOM = 0.015
MIDDLES = ("median", "geomean")
SPREADS = (("q1", "q3"), ("min", "max"))
SHIFT = 3.2
"""Points by which the series stand apart, so that their spreads do not hide each other."""


def _legend_height(series: tuple[Series, ...]) -> float:
    return LINE * math.ceil(len(series) / COLUMNS) + GAP


def _height(drawing: Drawing, series: tuple[Series, ...], display: Display) -> float:  # noqa: ARG001
    return _legend_height(series) + PLOT + AXIS + LINE * (len(series) + 1)


def _draw(drawing: Drawing, series: tuple[Series, ...], display: Display, sheet: Sheet) -> None:  # noqa: ARG001
    left = max(0.85, *(MARGIN + width_of(one.label, SMALL) + 0.28 for one in series))
    top = _legend_height(series)
    axes = sheet.axes(left, top, WIDTH - left - 0.25, PLOT)
    _axes(axes, drawing, series)
    for number, one in enumerate(series):
        _line(axes, one, number, SHIFT * (number - (len(series) - 1) / 2))
        across = MARGIN + (number % COLUMNS) * WIDTH / COLUMNS
        sample(sheet, across, LINE * (number // COLUMNS + 0.5), number, marked=True)
        sheet.words(across + 0.55, LINE * (number // COLUMNS + 0.5), f"{one.label} (n = {one.printed('n')})")
    below = top + PLOT + AXIS
    sheet.words(MARGIN, below, "No. measured", fontsize=SMALL, weight="bold")
    for number, one in enumerate(series):
        measured = one.timed("n")
        at_ticks = measured[measured.index.isin(axes.get_xticks())]
        aligned(sheet, axes, below + LINE * (number + 1), one.label, colour(number), at_ticks)


def _middle(one: Series) -> pd.Series:
    return next((one.timed(stat) for stat in MIDDLES if stat in one.numbers), one.timed("median"))


def _line(axes: Axes, one: Series, number: int, shift: float) -> None:
    middle, tint = _middle(one), colour(number)
    moved = axes.transData + ScaledTranslation(shift / 72, 0, axes.figure.dpi_scale_trans)
    axes.plot(middle.index, middle, color=tint, linestyle=dash(number), linewidth=1.6, zorder=3, transform=moved)
    for low, high in SPREADS:
        if low in one.numbers:
            bars: dict[str, Any] = {"color": tint, "linewidth": 1.0, "alpha": 0.55, "zorder": 2, "transform": moved}
            axes.vlines(middle.index, one.timed(low), one.timed(high), **bars)
    points: dict[str, Any] = {
        "color": tint,
        "markersize": 5.5,
        "markeredgecolor": "white",
        "zorder": 4,
        "transform": moved,
        "clip_on": False,
    }
    axes.plot(middle.index, middle, marker(number), **points)


def _axes(axes: Axes, drawing: Drawing, series: tuple[Series, ...]) -> None:
    if drawing.root_x:
        axes.set_xscale("function", functions=(_root, _square))
    times = [time for one in series for time in _middle(one).index]
    ticks = drawing.x_ticks or tuple(sorted(set(times)))
    _across(axes, min([*times, *ticks], default=0.0), max([*times, *ticks], default=1.0))
    axes.set(xlabel=drawing.x, ylabel=drawing.y)
    axes.set_xticks(ticks, [plain_number(tick) for tick in ticks])
    ends = [one.timed(stat) for one in series for stat in (*MIDDLES, *sum(SPREADS, ())) if stat in one.numbers]
    upright(axes, pd.concat([pd.Series(dtype="float64"), *ends]), log=drawing.log_y)
    limit = next((one.number("limit") for one in series if "limit" in one.numbers), None)
    if limit is not None:
        axes.axhline(limit, color=QUIET, linestyle=(0, (4, 3)), linewidth=1.0)
        place: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
        place |= {"ha": "right", "color": QUIET, "fontsize": SMALL}
        axes.annotate(f"LLOQ {plain_number(limit)}", (1, limit), xytext=(0, 3), **place)


def _across(axes: Axes, first: float, last: float) -> None:
    """Give the horizontal axis a little room at both ends, as its scale has it."""
    scale = axes.transScale
    (low, _), (high, _) = scale.transform((first, 1.0)), scale.transform((last, 1.0))
    edges = [
        scale.inverted().transform((end, 1.0))[0] for end in (low - ROOM * (high - low), high + ROOM * (high - low))
    ]
    axes.set_xlim(*edges)


def _root(values: Any) -> Any:  # noqa: ANN401 - a number or an array, as matplotlib asks
    return np.sign(values) * np.sqrt(np.abs(values))


def _square(values: Any) -> Any:  # noqa: ANN401 - a number or an array, as matplotlib asks
    return np.sign(values) * np.square(values)


COURSE = Kind(_height, _draw)
