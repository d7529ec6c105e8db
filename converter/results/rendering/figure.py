"""Results to figures: SVG, PNG and RTF, from the statistics alone, with the same bytes for the same results."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from converter.errors import Problem, SpecError
from converter.results.build import Results
from converter.results.drawing.course import COURSE
from converter.results.drawing.cumulative_incidence import CUMULATIVE_INCIDENCE
from converter.results.drawing.forest import FOREST
from converter.results.drawing.kaplan_meier import KAPLAN_MEIER
from converter.results.drawing.points import POINTS
from converter.results.drawing.series import series_of
from converter.results.drawing.sheet import LARGE, MARGIN, QUIET, SETTINGS, SMALL, WIDTH, Kind, Sheet, width_of, wrapped
from converter.results.drawing.swimmer import SWIMMER
from converter.results.rendering.figure_rtf import figure_rtf
from converter.results.rendering.identity import identity, marked
from converter.spec.display import Display, Drawing
from converter.spec.study import Study
from converter.spec.text.paths import below

KINDS: Mapping[str, Kind] = {
    "course": COURSE,
    "cumulative_incidence": CUMULATIVE_INCIDENCE,
    "forest": FOREST,
    "kaplan_meier": KAPLAN_MEIER,
    "points": POINTS,
    "swimmer": SWIMMER,
}
"""Every kind of figure: read this table, know them all."""
DPI = 240
"""Dots of the PNG an inch: 1440 across."""
SYNTHETIC = "Synthetic data"
DRAWN = "The data behind this figure were not published: it shows data made for this study."
TITLE_LINE, NOTE_LINE = 0.215, 0.165
GAP = 0.14
WARNING = "#A61B1B"


def write_figure(display: Display, results: Results, folder: Path, *, study: Study) -> tuple[Path, ...]:
    """Write a figure as `<display>.svg`, `.png` and `.rtf`, whole or not at all, and give their paths.

    The same results give the same bytes: no date, no random ids, letters placed by a font that comes with matplotlib.
    The words of SVG are text, to be read, searched and copied; RTF holds the PNG, on a page as those of tables.
    Raises SpecError for a display without a drawing or of an unknown kind, and for one without results.
    """
    display = marked(display)
    drawing, kind = _kind(display)
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(SETTINGS)
        figure = _figure(display, drawing, kind, results, study)
        files = {form: _bytes(figure, form, display) for form in ("svg", "png")}
        files["rtf"] = figure_rtf(display, study, files["png"], tuple(figure.get_size_inches())).encode("ascii")
    return tuple(
        _written(below(folder, f"{display.display.lower()}.{form}"), content) for form, content in files.items()
    )


def _kind(display: Display) -> tuple[Drawing, Kind]:
    known = f"known: {', '.join(sorted(KINDS))}"
    place = f"results/{display.display.lower()}.yaml"
    if display.drawing is None:
        raise SpecError([Problem(place, 0, "drawing", "expected a drawing, got none", known)])
    if display.drawing.kind not in KINDS:
        message = f"unknown kind of drawing '{display.drawing.kind}'"
        raise SpecError([Problem(place, 0, "drawing.kind", message, known)])
    return display.drawing, KINDS[display.drawing.kind]


def _figure(display: Display, drawing: Drawing, kind: Kind, results: Results, study: Study) -> Figure:
    series = series_of(display, results.rows)
    if not series:
        raise SpecError([Problem(f"results/{display.display.lower()}.yaml", 0, "rows", "no result to draw")])
    mark = SYNTHETIC if study.study.synthetic else ""
    title, notes = _title(display, mark), _notes(display, drawing, identity(display, _sources(display, results), study))
    top = MARGIN + TITLE_LINE * (len(title) + 1) + GAP
    body = kind.height(drawing, series, display)
    height = top + body + GAP + NOTE_LINE * len(notes) + MARGIN
    figure = Figure(figsize=(WIDTH, height), dpi=DPI)
    FigureCanvasAgg(figure)
    sheet = Sheet(figure, height, top)
    _head(Sheet(figure, height, 0), display, title, mark)
    kind.draw(drawing, series, display, sheet)
    for number, (text, style) in enumerate(notes):
        sheet.words(MARGIN, body + GAP + NOTE_LINE * (number + 0.5), text, fontsize=SMALL, color=QUIET, style=style)
    return figure


def _title(display: Display, mark: str) -> list[str]:
    room = WIDTH - 2 * MARGIN - (width_of(mark, SMALL, "bold") + 0.35 if mark else 0)
    return wrapped(f"{display.called}. {display.title}", room, LARGE, "bold")


def _head(sheet: Sheet, display: Display, title: list[str], mark: str) -> None:
    for number, line in enumerate(title):
        sheet.words(MARGIN, MARGIN + TITLE_LINE * (number + 0.5), line, fontsize=LARGE, weight="bold")
    sheet.words(MARGIN, MARGIN + TITLE_LINE * (len(title) + 0.5), display.population.label, color=QUIET)
    if mark:
        frame = {"boxstyle": "round,pad=0.35", "facecolor": "none", "edgecolor": WARNING, "linewidth": 0.9}
        style: dict[str, Any] = {"ha": "right", "fontsize": SMALL, "color": WARNING, "weight": "bold", "bbox": frame}
        sheet.words(WIDTH - MARGIN - 0.06, MARGIN + TITLE_LINE * 0.5, mark, **style)


def _sources(display: Display, results: Results) -> set[str]:
    """Name the datasets that are analysed, and those of which records stand behind the results."""
    rows, behind = (frame[frame["DISPLAY"] == display.display] for frame in (results.rows, results.behind))
    return {*rows["DATASET"], *behind["table"]}


def _notes(display: Display, drawing: Drawing, identified: str) -> list[tuple[str, str]]:
    """Give the lines below the figure, each with its style: footnotes, what the data are, and where it is from."""
    told = [(note.text, "normal") for note in display.footnotes]
    told += [(DRAWN, "italic")] if drawing.drawn and display.source else []
    told += [(identified, "normal")]
    return [(line, style) for text, style in told for line in wrapped(text, WIDTH - 2 * MARGIN, SMALL)]


def _bytes(figure: Figure, form: str, display: Display) -> bytes:
    told: dict[str, Any] = {"Title": display.title, **({"Date": None, "Creator": "converter"} if form == "svg" else {})}
    file = BytesIO()
    figure.savefig(file, format=form, dpi=DPI, metadata=told if form == "svg" else {**told, "Software": None})
    return file.getvalue()


def _written(path: Path, content: bytes) -> Path:
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    return new.replace(path)
