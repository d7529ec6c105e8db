"""A swimmer plot: a bar a subject, its spans in colour, markers for what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from converter.results.drawing.series import Series
from converter.results.drawing.sheet import FAINT, MARGIN, QUIET, SMALL, WIDTH, Kind, Sheet, width_of
from converter.spec.display import Display, Drawing, Sign
from converter.spec.values.number import plain_number

STEP = 0.2
"""Inches from subject to subject."""
AXIS = 0.6
BAR, LINE_OF_FOLLOW_UP = 0.68, 0.16
LEGEND = 0.22
SHADES = ("#0B2545", "#1F5A94", "#3D8EC9", "#8CC6E8", "#C9A24B", "#EBDDAE", "#F1EEE4")
"""From the best category to the worst, dark to light, so that they also differ in print without colour."""
SIGNS: Mapping[Sign, tuple[str, str]] = {
    "arrow": (">", "#111111"),
    "circle": ("o", "#009E73"),
    "cross": ("X", "#B22222"),
    "diamond": ("D", "#111111"),
    "square": ("s", "#E08214"),
    "triangle": ("^", "#AA4499"),
}
FOLLOW_UP = "Follow-up"


def _categories(drawing: Drawing, series: tuple[Series, ...]) -> dict[str, str]:
    """Give the categories that occur with their words: the declared ones in their order, then the others."""
    seen = dict.fromkeys(name for one in series for name in one.text("span"))
    words = {name: word for name, word in drawing.categories.items() if name in seen}
    return words | {name: name for name in seen if name not in words}


def _signs(drawing: Drawing, series: tuple[Series, ...]) -> dict[str, Sign]:
    """Give the markers that occur with their signs: the declared ones, then the others with what signs are left."""
    seen = dict.fromkeys(name for one in series for name in one.text("marker"))
    declared = {name: sign for name, sign in drawing.signs.items() if name in seen}
    left = [sign for sign in SIGNS if sign not in declared.values()] or list(SIGNS)
    others = [name for name in seen if name not in declared]
    return declared | {name: left[place % len(left)] for place, name in enumerate(others)}


def _lines(series: tuple[Series, ...]) -> int:
    """Count the lines: a heading of each series, and its subjects."""
    return sum(1 + len(one.of("end")) for one in series)


def _height(drawing: Drawing, series: tuple[Series, ...], display: Display) -> float:  # noqa: ARG001
    legend = max(len(_categories(drawing, series)), len(_signs(drawing, series)) + 1)
    return STEP * _lines(series) + AXIS + LEGEND * legend


def _draw(drawing: Drawing, series: tuple[Series, ...], display: Display, sheet: Sheet) -> None:  # noqa: ARG001
    categories, signs = _categories(drawing, series), _signs(drawing, series)
    names = [width_of(str(level), SMALL) for one in series for level in one.of("end").index]
    left = MARGIN + max(names, default=0) + 0.15
    height, line = STEP * _lines(series), 0
    axes = sheet.axes(left, 0, WIDTH - left - 0.3, height)
    for one in series:
        subjects = one.of("end").index
        places = pd.Series(range(line + 1, line + 1 + len(subjects)), index=subjects) + 0.5
        heading = f"{one.label} (n = {one.printed('n')})"
        sheet.words(left + 0.05, STEP * (line + 0.5), heading, weight="bold")
        for subject, place in places.items():
            sheet.words(left - 0.1, STEP * place, str(subject), ha="right", fontsize=SMALL)
        _bars(axes, one, places, list(categories))
        _marks(axes, one, places, signs)
        line += 1 + len(subjects)
    _axes(axes, drawing, series, line)
    _legend(sheet, height + AXIS, categories, signs)


def _bars(axes: Axes, one: Series, places: pd.Series, categories: list[str]) -> None:
    start, end = one.of("start"), one.of("end")
    axes.barh(places, end - start, left=start, height=LINE_OF_FOLLOW_UP, color=FAINT)
    begun, names = one.of("span_start"), one.text("span")
    shades = [_shade(categories.index(name)) for name in names]
    lasting = one.of("span_end") - begun
    axes.barh(_placed(begun, places), lasting, left=begun, height=BAR, color=shades, edgecolor="white", linewidth=0.5)


def _placed(values: pd.Series, places: pd.Series) -> pd.Series:
    """Give the line of each value, whose level is 'subject/number'."""
    return places[values.index.str.replace(r"/[^/]*$", "", regex=True)]


def _shade(place: int) -> str:
    return SHADES[min(place, len(SHADES) - 1)]


def _marks(axes: Axes, one: Series, places: pd.Series, signs: Mapping[str, Sign]) -> None:
    for name, sign in signs.items():
        at = one.of("marker_at")[one.text("marker") == name]
        axes.plot(at, _placed(at, places), **_look(sign))


def _look(sign: Sign) -> dict[str, Any]:
    shape, tint = SIGNS[sign]
    edge = {"markeredgecolor": "white", "markeredgewidth": 0.8, "markersize": 7.5}
    return {"marker": shape, "color": tint, "linestyle": "", "clip_on": False, **edge}


def _axes(axes: Axes, drawing: Drawing, series: tuple[Series, ...], lines: int) -> None:
    ticks = drawing.x_ticks or tuple(tick for tick in axes.get_xticks() if tick >= 0)
    last = max([*ticks, *(end for one in series for end in one.of("end"))], default=1.0)
    axes.set(xlim=(0, last), ylim=(lines, 0), yticks=[], xlabel=drawing.x)
    axes.set_xticks(ticks, [plain_number(tick) for tick in ticks])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)


def _legend(sheet: Sheet, top: float, categories: Mapping[str, str], signs: Mapping[str, Sign]) -> None:
    lines = max(len(categories), len(signs) + 1)
    legend = sheet.axes(0, top, WIDTH, LEGEND * lines)
    legend.set(xlim=(0, WIDTH), ylim=(lines, 0))
    legend.axis("off")
    for place, word in enumerate(categories.values()):
        legend.barh(place + 0.5, 0.32, left=MARGIN, height=0.62, color=_shade(place), edgecolor=QUIET, linewidth=0.4)
        legend.text(MARGIN + 0.42, place + 0.5, word, va="center")
    middle = WIDTH / 2 + 0.2
    for place, (word, sign) in enumerate(signs.items()):
        legend.plot([middle], [place + 0.5], **_look(sign))
        legend.text(middle + 0.25, place + 0.5, word, va="center")
    legend.barh(len(signs) + 0.5, 0.32, left=middle - 0.16, height=0.2, color=FAINT, edgecolor=QUIET, linewidth=0.4)
    legend.text(middle + 0.25, len(signs) + 0.5, FOLLOW_UP, va="center")


SWIMMER = Kind(_height, _draw)
