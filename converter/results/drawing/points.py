"""Every value of every group as a point, over its median and quartiles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from converter.results.drawing.series import Series
from converter.results.drawing.sheet import INK, LINE, QUIET, SIZE, WIDTH, Kind, Sheet, colour, marker, sample, upright
from converter.spec.display import Display, Drawing

PLOT = 3.3
AXIS = 0.72
ROOM = 0.32
"""Inches above the plot for what compares the groups."""
PROBABILITY = ("p", "p_value")
NEAR = 0.028
"""Points nearer than this part of the height stand side by side."""
ASIDE = 0.055
LEFT = 0.95
COLUMNS = 2
HALF_BOX = 0.24


def _height(drawing: Drawing, series: tuple[Series, ...], display: Display) -> float:  # noqa: ARG001
    return (
        PLOT + AXIS + (ROOM if _probability(series) else 0) + LINE * math.ceil(len(_groups(drawing, series)) / COLUMNS)
    )


def _groups(drawing: Drawing, series: tuple[Series, ...]) -> dict[str, str]:
    """Give the groups that colour the points, each with its word: the declared ones, then the others as met."""
    seen = dict.fromkeys(name for one in series for name in one.text("group"))
    declared = {name: word for name, word in drawing.categories.items() if name in seen}
    return declared | {name: name or "missing" for name in seen if name not in declared}


def _draw(drawing: Drawing, series: tuple[Series, ...], display: Display, sheet: Sheet) -> None:  # noqa: ARG001
    groups = [one for one in series if "median" in one.numbers]
    found, colours = _probability(series), _groups(drawing, series)
    axes = sheet.axes(LEFT, ROOM if found else 0, WIDTH - 2 * LEFT, PLOT)
    _axes(axes, drawing, groups)
    for number, one in enumerate(groups):
        _box(axes, one, number, QUIET if colours else colour(number))
        _points(axes, one, number, list(colours))
    _legend(sheet, (ROOM if found else 0) + PLOT + AXIS, colours)
    if found:
        _bracket(axes, len(groups), found)


def _probability(series: tuple[Series, ...]) -> str:
    """Give what a row of the display says of the difference, as it is printed."""
    return next((one.printed(name) for one in series for name in PROBABILITY if name in one.shown), "")


def _axes(axes: Axes, drawing: Drawing, groups: list[Series]) -> None:
    upright(axes, pd.concat([one.of("value") for one in groups]), log=drawing.log_y)
    axes.set(xlim=(-0.6, len(groups) - 0.4), ylabel=drawing.y, xlabel=drawing.x)
    axes.set_xticks(range(len(groups)), [f"{one.label}\n(n = {one.printed('n')})" for one in groups])
    axes.tick_params(axis="x", length=0)


def _legend(sheet: Sheet, top: float, colours: Mapping[str, str]) -> None:
    for number, word in enumerate(colours.values()):
        across, below = LEFT + (number % COLUMNS) * (WIDTH - LEFT) / COLUMNS, top + LINE * (number // COLUMNS)
        sample(sheet, across, below, number, marked=True, lined=False)
        sheet.words(across + 0.55, below, word)


def _box(axes: Axes, one: Series, number: int, tint: str) -> None:
    low, middle, high = (one.number(stat) for stat in ("q1", "median", "q3"))
    across = (number - HALF_BOX, number + HALF_BOX)
    axes.fill_between(across, low, high, color=tint, alpha=0.14, linewidth=0)
    axes.plot([*across, *across[::-1], across[0]], [low, low, high, high, low], color=QUIET, linewidth=0.8)
    axes.plot(across, (middle, middle), color=INK, linewidth=2.2, zorder=3)


def _points(axes: Axes, one: Series, number: int, colours: Sequence[str]) -> None:
    """Draw the points of a series, in its own look, or each in that of its group."""
    values = one.of("value")
    low, high = (axes.transScale.transform((1, bound))[1] for bound in axes.get_ylim())
    heights = pd.Series([axes.transScale.transform((1, value))[1] for value in values], dtype="float64")
    look: dict[str, Any] = {"markersize": 6, "markeredgecolor": "white", "markeredgewidth": 0.6, "clip_on": False}
    at = number + ASIDE * _aside((heights - low) / (high - low))
    names = one.text("group").reindex(values.index, fill_value="").to_numpy()
    for place, name in enumerate(colours) if colours else [(number, "")]:
        mine = names == name
        axes.plot(at[mine], values[mine], marker(place), color=colour(place), zorder=4, **look)


def _aside(heights: pd.Series) -> pd.Series:
    """Say how many places from the middle each point stands, so that those of about one height stand side by side.

    `heights` are in order. Points of which each is near the one before form a cluster, which takes as many places as
    keep them apart.
    """
    cluster = (heights.diff() >= NEAR).cumsum()
    together = heights.groupby(cluster)
    size = together.transform("size")
    room = (together.transform("max") - together.transform("min")).clip(lower=NEAR)
    places = (np.ceil(size * NEAR / room) + 1).clip(upper=size)
    aside: pd.Series = together.cumcount() % places - (places - 1) / 2
    return aside


def _bracket(axes: Axes, groups: int, probability: str) -> None:
    across = axes.get_xaxis_transform()
    last = groups - 1
    axes.plot([0, 0, last, last], [1.02, 1.045, 1.045, 1.02], color=INK, linewidth=0.9, transform=across, clip_on=False)
    axes.text(last / 2, 1.06, f"P = {probability}", transform=across, ha="center", va="bottom", fontsize=SIZE)


POINTS = Kind(_height, _draw)
