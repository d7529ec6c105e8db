"""A swimmer plot: a bar a subject, its spans in colour, markers for what happened."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from converter.results.drawing.series import Series
from converter.results.drawing.sheet import FAINT, INK, LINE, MARGIN, QUIET, SMALL, WIDTH, Kind, Sheet, width_of
from converter.spec.display import Display, Drawing

STEP = 0.2
AXIS = 0.66
BAR = 0.68
LEGEND = 0.235
SHADES = ("#0B2545", "#1F5A94", "#3D8EC9", "#7FBFE3", "#CBB26A", "#E9DDB4", "#F1EEE4")
"""From the best category to the worst, dark to light, so that they also differ in print without colour."""
SIGNS = (("X", "#B22222"), ("D", "#000000"), (">", "#111111"), ("^", "#7B3294"), ("s", "#E08214"), ("*", "#111111"))
COLUMNS = 2


def _categories(drawing: Drawing, series: tuple[Series, ...]) -> dict[str, str]:
    """Give the categories that occur with their words: the declared ones in their order, then the others."""
    seen = dict.fromkeys(name for one in series for name in one.text("span"))
    words = {name: word for name, word in drawing.categories.items() if name in seen}
    return words | {name: name for name in seen if name not in words}


def _marks(series: tuple[Series, ...]) -> list[str]:
    return list(dict.fromkeys(name for one in series for name in one.text("marker")))


def _legend_lines(drawing: Drawing, series: tuple[Series, ...]) -> int:
    return max(len(_categories(drawing, series)), len(_marks(series)) + 1) + 1


def _rows(series: tuple[Series, ...]) -> list[tuple[Series, str]]:
    """Give a line to the heading of each series and to each of its subjects."""
    return [(one, level) for one in series for level in ("", *one.of("end").index)]


def _height(drawing: Drawing, series: tuple[Series, ...], display: Display) -> float:  # noqa: ARG001
    return STEP * len(_rows(series)) + AXIS + LEGEND * _legend_lines(drawing, series) - 0.1


def _draw(drawing: Drawing, series: tuple[Series, ...], display: Display, sheet: Sheet) -> None:  # noqa: ARG001
    rows, categories = _rows(series), _categories(drawing, series)
    signs = dict(zip(_marks(series), SIGNS, strict=False))
    left = MARGIN + max(width_of(level, SMALL) for _, level in rows) + 0.15
    height = STEP * len(rows)
    axes = sheet.axes(left, 0, WIDTH - left - 0.3, height)
    for place, (one, level) in enumerate(rows):
        if level:
            sheet.words(left - 0.1, STEP * (place + 0.5), level, ha="right", fontsize=SMALL)
            _bar(axes, one, level, place + 0.5, list(categories))
            _signs(axes, one, level, place + 0.5, signs)
        else:
            text = f"{one.label} (n = {one.shown('n')})"
            sheet.words(left + 0.05, STEP * (place + 0.5), text, weight="bold")
    _axes(axes, drawing, series, len(rows))
    _legend(sheet, height + AXIS, categories, signs)


def _bar(axes: Axes, one: Series, level: str, at: float, categories: list[str]) -> None:
    start, end = one.of("start")[level], one.of("end")[level]
    axes.barh(at, end - start, left=start, height=0.16, color=FAINT, edgecolor="none", zorder=1)
    of = [place for place in one.text("span").index if place.rpartition("/")[0] == level]
    starts, ends, names = one.of("span_start")[of], one.of("span_end")[of], one.text("span")[of]
    shades = [_shade(categories.index(name)) for name in names]
    axes.barh([at] * len(of), ends - starts, left=starts, height=BAR, color=shades, edgecolor="white", linewidth=0.5)


def _shade(place: int) -> str:
    return SHADES[min(place, len(SHADES) - 1)]


def _signs(axes: Axes, one: Series, level: str, at: float, signs: dict[str, tuple[str, str]]) -> None:
    for place, name in one.text("marker").items():
        if str(place).rpartition("/")[0] == level:
            sign, tint = signs[name]
            where = one.of("marker_at")[place]
            axes.plot(where, at, sign, **_style(tint))


def _style(tint: str) -> dict[str, object]:
    return {"color": tint, "markersize": 7, "markeredgecolor": "white", "markeredgewidth": 0.8, "clip_on": False}


def _axes(axes: Axes, drawing: Drawing, series: tuple[Series, ...], number: int) -> None:
    last = max(one.of("end").max() for one in series)
    ticks = drawing.x_ticks or tuple(axes.get_xticks())
    axes.set(xlim=(0, max(last, *ticks) * 1.02), ylim=(number, 0), yticks=[], xlabel=drawing.x)
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=FAINT, linewidth=0.6)
    axes.set_axisbelow(True)


def _legend(sheet: Sheet, top: float, categories: dict[str, str], signs: dict[str, tuple[str, str]]) -> None:
    legend = sheet.axes(0, top - LEGEND / 2, WIDTH, LEGEND * 12)
    legend.set(xlim=(0, WIDTH), ylim=(LEGEND * 12, 0))
    legend.axis("off")
    for place, word in enumerate(categories.values()):
        at = LEGEND * (place + 0.5)
        legend.barh(at, 0.32, left=MARGIN, height=0.14, color=_shade(place), edgecolor=QUIET, linewidth=0.4)
        legend.text(MARGIN + 0.42, at, word, va="center")
    middle = WIDTH / COLUMNS + 0.2
    for place, (word, (sign, tint)) in enumerate(signs.items()):
        at = LEGEND * (place + 0.5)
        legend.plot(middle, at, sign, **_style(tint))
        legend.text(middle + 0.25, at, word, va="center")
    at = LEGEND * (len(signs) + 0.5)
    legend.barh(at, 0.32, left=middle - 0.16, height=0.04, color=FAINT, edgecolor=QUIET, linewidth=0.4)
    legend.text(middle + 0.25, at, "Follow-up", va="center", color=INK)


SWIMMER = Kind(_height, _draw)
