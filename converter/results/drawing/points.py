"""Every value of every group as a point, over its median and quartiles."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator

from converter.results.drawing.series import Series
from converter.results.drawing.sheet import FAINT, INK, QUIET, SMALL, WIDTH, Kind, Sheet, colour, marker
from converter.spec.display import Display, Drawing

PLOT = 3.5
AXIS = 0.95
PROBABILITY = ("p", "p_value")
NEAR = 0.028
"""Points nearer than this part of the height stand side by side."""
ASIDE = 0.075
HALF_BOX = 0.24


def _height(drawing: Drawing, series: tuple[Series, ...], display: Display) -> float:  # noqa: ARG001
    return PLOT + AXIS


def _draw(drawing: Drawing, series: tuple[Series, ...], display: Display, sheet: Sheet) -> None:  # noqa: ARG001
    groups = [one for one in series if one.has("value") or one.has("median")]
    axes = sheet.axes(1.05, 0.25, WIDTH - 1.05 - 0.4, PLOT - 0.25)
    _axes(axes, drawing, groups)
    for number, one in enumerate(groups):
        _box(axes, one, number)
        _points(axes, one, number, drawing)
    found = [one.shown(name) for one in series for name in PROBABILITY if one.has(name)]
    if found:
        _bracket(axes, len(groups), found[0])


def _axes(axes: Axes, drawing: Drawing, groups: list[Series]) -> None:
    values = np.concatenate([one.of("value").to_numpy() for one in groups])
    if drawing.log_y:
        axes.set_yscale("log")
        axes.yaxis.set_minor_locator(NullLocator())
        low, high = (10 ** math.floor(math.log10(values.min())), 10 ** math.ceil(math.log10(values.max())))
    else:
        low, high = min(0.0, values.min()), values.max() * 1.06
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}" if value >= 1 else f"{value:g}"))
    axes.set(xlim=(-0.6, len(groups) - 0.4), ylim=(low, high), ylabel=drawing.y, xlabel=drawing.x)
    axes.set_xticks(range(len(groups)), [f"{one.label}\n(n = {one.shown('n')})" for one in groups])
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="y", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)


def _box(axes: Axes, one: Series, number: int) -> None:
    low, middle, high = (one.number(stat) for stat in ("q1", "median", "q3"))
    across = (number - HALF_BOX, number + HALF_BOX)
    axes.fill_between(across, low, high, color=colour(number), alpha=0.14, linewidth=0)
    axes.plot([*across, *across[::-1], across[0]], [low, low, high, high, low], color=QUIET, linewidth=0.8)
    axes.plot(across, (middle, middle), color=INK, linewidth=2.2, zorder=3)


def _points(axes: Axes, one: Series, number: int, drawing: Drawing) -> None:
    values = np.sort(one.of("value").to_numpy())
    low, high = (axes.transScale.transform((1, bound))[1] for bound in axes.get_ylim())
    heights = np.array([axes.transScale.transform((1, value))[1] for value in values])
    aside = _aside((heights - low) / (high - low)) * ASIDE
    look = {"color": colour(number), "markersize": 6, "markeredgecolor": "white", "markeredgewidth": 0.6}
    axes.plot(number + aside, values, marker(number), linestyle="", zorder=4, clip_on=False, **look)


def _aside(heights: np.ndarray) -> np.ndarray:
    """Say how many places from the middle each point stands: 0, 1, -1, 2, -2 among those of about one height."""
    bins = np.floor(heights / NEAR)
    place = np.array([int((bins[:at] == one).sum()) for at, one in enumerate(bins)])
    return np.where(place % 2 == 1, (place + 1) // 2, -(place // 2)).astype("float64")


def _bracket(axes: Axes, groups: int, probability: str) -> None:
    across = axes.get_xaxis_transform()
    last = groups - 1
    axes.plot([0, 0, last, last], [1.02, 1.045, 1.045, 1.02], color=INK, linewidth=0.9, transform=across, clip_on=False)
    axes.text(last / 2, 1.06, f"P = {probability}", transform=across, ha="center", va="bottom", fontsize=SMALL + 1)


POINTS = Kind(_height, _draw)
