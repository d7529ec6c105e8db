"""A forest: of each row its share with limits, under headings, with the numbers beside it."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from converter.compute.numbers.rounding import rounded_number
from converter.results.drawing.series import Series
from converter.results.drawing.sheet import FAINT, INK, LINE, MARGIN, QUIET, SMALL, WIDTH, Kind, Sheet, colour, width_of
from converter.spec.display import Display, DisplayRow, Drawing
from converter.spec.values.number import plain_number

STEP = 0.235
"""Inches from row to row."""
AXIS = 0.5
HEAD = LINE + 0.08
COUNT = 0.6
ESTIMATE = 0.9
PERCENT = 100
INDENT = 0.16
BOX = (4.0, 8.5)
"""Points across a square: of the smallest number of subjects, and of the largest."""
Line = tuple[DisplayRow, Series | None]


def _lines(series: tuple[Series, ...], display: Display) -> list[Line]:
    """Give the rows of the forest in their order; a row without result is a heading."""
    lines: list[Line] = []
    for row in display.rows:
        lines += [(row, one) for one in series if one.row.id == row.id] if row.result else [(row, None)]
    return lines


def _height(drawing: Drawing, series: tuple[Series, ...], display: Display) -> float:  # noqa: ARG001
    return HEAD + STEP * len(_lines(series, display)) + AXIS


def _draw(drawing: Drawing, series: tuple[Series, ...], display: Display, sheet: Sheet) -> None:
    lines = _lines(series, display)
    labels = [_name(row, one) for row, one in lines]
    names = max(width_of(label) + row.indent * INDENT for label, (row, one) in zip(labels, lines, strict=True) if one)
    left = MARGIN + names + COUNT + 0.15
    estimates = max(width_of(_estimate(one)) for one in series) + 0.25
    axes = sheet.axes(left, HEAD, WIDTH - left - max(estimates, ESTIMATE) - MARGIN, STEP * len(lines))
    _heads(sheet, left, f"% ({drawing.limits})" if any(map(_limited, series)) else "%")
    for number, (label, (row, one)) in enumerate(zip(labels, lines, strict=True)):
        top = HEAD + STEP * (number + 0.5)
        sheet.words(MARGIN + row.indent * INDENT, top, label, weight="normal" if one else "bold")
        if one is not None:
            sheet.words(left - 0.15, top, f"{one.number('n'):.0f}/{one.number('N'):.0f}", ha="right")
            sheet.words(WIDTH - MARGIN, top, _estimate(one), ha="right")
            _mark(axes, one, number, max(each.number("N") for each in series))
    _axes(axes, drawing, len(lines), [one for one in series if one.row.id == drawing.reference])


def _name(row: DisplayRow, one: Series | None) -> str:
    return one.label if one is not None else row.label


def _heads(sheet: Sheet, left: float, estimate: str) -> None:
    sheet.words(left - 0.15, LINE / 2, "n/N", ha="right", fontsize=SMALL, weight="bold")
    sheet.words(WIDTH - MARGIN, LINE / 2, estimate, ha="right", fontsize=SMALL, weight="bold")


def _estimate(one: Series) -> str:
    return (
        f"{_percent(one, 'pct')} ({_percent(one, 'lower')} to {_percent(one, 'upper')})"
        if _limited(one)
        else _percent(one, "pct")
    )


def _percent(one: Series, stat: str) -> str:
    """Write a percentage as it is printed, to one decimal unless its decimals are said: all of them have no room."""
    number = one.number(stat)
    if stat in one.row.digits or math.isnan(number):
        return one.printed(stat)
    return plain_number(rounded_number(number, 1))


def _limited(one: Series) -> bool:
    return "lower" in one.numbers and "upper" in one.numbers


def _mark(axes: Axes, one: Series, number: int, most: float) -> None:
    pct, at = one.number("pct"), number + 0.5
    if math.isnan(pct):
        return
    axes.plot([one.number("lower"), one.number("upper")], [at, at], color=INK, linewidth=1.2, zorder=2)
    across = BOX[0] + (BOX[1] - BOX[0]) * math.sqrt(one.number("N") / most)
    axes.plot([pct], [at], "s", color=colour(0), markersize=across, zorder=3, clip_on=False)


def _axes(axes: Axes, drawing: Drawing, number: int, references: list[Series]) -> None:
    for one in references:
        axes.axvline(one.number("pct"), color=QUIET, linestyle=(0, (4, 3)), linewidth=0.9, zorder=1)
    ticks = drawing.x_ticks or (0, 25, 50, 75, PERCENT)
    axes.set(xlim=(min(ticks), max(ticks)), ylim=(number, 0), yticks=[], xlabel=drawing.x)
    axes.set_xticks(ticks, [plain_number(tick) for tick in ticks])
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)


FOREST = Kind(_height, _draw)
