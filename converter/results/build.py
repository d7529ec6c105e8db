"""Analysis datasets to results: every row of every display in each of its columns, one statistic a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from converter.compute.conditions.subject import holds
from converter.compute.mistyped import mistyped, types_of
from converter.compute.numbers.numbers import number_text
from converter.dataset import Frame
from converter.errors import Problem, SpecError
from converter.issues import Issue
from converter.results.members import behind
from converter.results.rounded import rounded
from converter.results.statistics import COLUMNS, statistics
from converter.spec.display import Display, DisplayColumn
from converter.steps import SUBJECTS, Answer, Plan, ResultStep

RESULT = {"DISPLAY": "str", "ROW": "str", "COLUMN": "str", "METHOD": "str", "DATASET": "str", **COLUMNS, "SHOWN": "str"}
"""The variables of the results dataset; SHOWN is the statistic as it is printed.

A record with a blank ROW is of the column itself: N, the number of its subjects, which stands in the column's header.
"""
BEHIND = {"DISPLAY": "str", "ROW": "str", "COLUMN": "str", "table": "str", "record": "int64", "USUBJID": "str"}
"""The records behind a result, by their number in their dataset (1 is the first), and their subjects."""


@dataclass(frozen=True)
class Results:
    """All results, one statistic a record (columns RESULT), and the records behind each (columns BEHIND)."""

    displays: Mapping[str, Display]
    rows: Frame
    behind: Frame


@dataclass(frozen=True)
class _Cell:
    """What one result says, and where it stands: a row of a display in one of its columns."""

    display: str
    row: str
    column: str
    method: str
    dataset: str
    answer: Answer
    digits: Mapping[str, tuple[int, ...]]


def build_results(adam: Mapping[str, Frame], plan: Plan) -> Results:
    """Make the results of a plan from analysis datasets alone."""
    displays = plan.results.displays
    members = {
        (name, column.id): _subjects(display, column, adam)
        for name, display in displays.items()
        for column in display.columns
    }
    cells = [_sized(name, column, subjects) for (name, column), subjects in members.items()]
    cells += [one for step in plan.results.steps for one in _made(step, displays[step.display], members, adam)]
    return Results(displays, _rows(cells), _behind(cells, adam))


def _rows(cells: Sequence[_Cell]) -> Frame:
    """Put the statistics of all results below each other, as they are and as they are printed."""
    made = [cell.answer.statistics for cell in cells]
    rows = pd.concat([_empty(COLUMNS), *made], ignore_index=True)
    said = {
        "DISPLAY": [cell.display for cell in cells],
        "ROW": [cell.row for cell in cells],
        "COLUMN": [cell.column for cell in cells],
        "METHOD": [cell.method for cell in cells],
        "DATASET": [cell.dataset for cell in cells],
    }
    places = {name: _repeated(values, made) for name, values in said.items()}
    digits = [cell.digits.get(str(name), ()) for cell in cells for name in cell.answer.statistics["STAT"]]
    return rows.assign(**places, SHOWN=_shown(rows, digits))[list(RESULT)].astype(RESULT)


def _repeated(values: Sequence[object], frames: Sequence[Frame]) -> NDArray[np.object_]:
    """Repeat a value for each row of its frame."""
    return np.repeat(np.array(values, dtype="object"), [len(frame) for frame in frames])


def empty_figures(results: Results) -> tuple[Issue, ...]:
    """Report figures of which no record stands behind any result: they are drawn without data."""
    drawn = set(results.behind.loc[results.behind["ROW"] != "", "DISPLAY"])
    message, hint = (
        "no record stands behind it, so it is drawn without data",
        "look at where: of its rows and population",
    )
    return tuple(
        Issue(rule="figure-empty", severity="warning", place=name, message=message, hint=hint)
        for name, display in results.displays.items()
        if display.kind == "figure" and name not in drawn
    )


def _sized(display: str, column: str, subjects: Frame) -> _Cell:
    """Give the number of subjects of a column, and the subjects behind it."""
    answer = Answer(statistics({"N": len(subjects)}), behind((SUBJECTS, subjects.index)))
    return _Cell(display, "", column, "count", SUBJECTS, answer, {})


def _made(
    step: ResultStep, display: Display, members: Mapping[tuple[str, str], Frame], adam: Mapping[str, Frame]
) -> Iterator[_Cell]:
    """Give what a row says in each of its columns."""
    row = next(one for one in display.rows if one.id == step.row)
    for column in display.columns_of(row):
        answer = _answer(step, column, members[display.display, column.id], adam)
        yield _Cell(display.display, row.id, column.id, step.rule.name, step.dataset, answer, row.digits)


def _answer(step: ResultStep, column: DisplayColumn, subjects: Frame, adam: Mapping[str, Frame]) -> Answer:
    seen = adam
    if column.records is not None:
        analysed = adam[step.dataset]
        seen = {**adam, step.dataset: analysed[holds(column.records, analysed, adam)]}
    try:
        return step.rule.function(subjects, seen, **step.rule.arguments)  # type: ignore[no-any-return]
    except (TypeError, ValueError) as error:
        # what a result cannot be made of is known only with the data: text, or several records of a subject
        file, _, line = step.rule.place.rpartition(":")
        types = types_of(step.rule.variables, subjects, seen) if mistyped(error) else ""
        message = f"result '{step.rule.name}' in column '{column.id}': {error}"
        raise SpecError([Problem(file, int(line), f"row '{step.row}'", message, types)]) from error


def _subjects(display: Display, column: DisplayColumn, adam: Mapping[str, Frame]) -> Frame:
    everyone = adam[SUBJECTS]
    try:
        return everyone[holds(display.population.where, everyone, adam) & holds(column.subjects, everyone, adam)]
    except (TypeError, ValueError) as error:
        if not mistyped(error):
            raise
        read = (*display.population.where.variables, *(column.subjects.variables if column.subjects else ()))
        place, types = f"results/{display.display.lower()}.yaml", types_of(read, everyone, adam)
        raise SpecError([Problem(place, 0, f"column '{column.id}'", f"subjects: {error}", types)]) from error


def _shown(made: Frame, digits: Sequence[tuple[int, ...]]) -> pd.Series:
    """Write statistics as they are printed: text as it is, numbers rounded to their decimals, NE without one.

    `digits` are the decimals that each is rounded to, one after the other; the last ones are shown.
    """
    text = made["STATC"].copy()
    kinds = {places: kind for kind, places in enumerate(dict.fromkeys(digits))}
    known = pd.Series([kinds[places] for places in digits], index=made.index, dtype="int64")
    for places, kind in kinds.items():
        numbers = made.loc[(known == kind) & (made["STATC"] == ""), "STATN"]
        values = rounded(numbers, places)
        words = _decimals(values, places[-1]) if places else number_text(values)
        text.loc[numbers.index] = words.mask(numbers.isna(), "NE")
    return text.astype("str")


def _decimals(values: pd.Series, places: int) -> pd.Series:
    return values.map(lambda value: f"{value:.{places}f}").astype("str")


def _behind(cells: Sequence[_Cell], adam: Mapping[str, Frame]) -> Frame:
    """Name the records behind all results by their number in their dataset, and their subject."""
    made = [cell.answer.behind for cell in cells]
    records = pd.concat([_empty({"table": "str", "source_row": "int64"}), *made], ignore_index=True)
    records["cell"] = _repeated(range(len(cells)), made).astype("int64")
    first = records.reset_index().groupby(["cell", "table"], sort=False)["index"].transform("min")
    records = records.loc[first.sort_values(kind="stable").index].reset_index(drop=True)
    parts = [_numbered(adam[str(name)], labels) for name, labels in records.groupby("table")["source_row"]]
    said = {name: [getattr(cell, name.lower()) for cell in cells] for name in ("DISPLAY", "ROW", "COLUMN")}
    places = {name: np.array(values, dtype="object")[records["cell"]] for name, values in said.items()}
    numbered = pd.concat([_empty({"record": "int64", "USUBJID": "str"}), *parts])
    return records.assign(**places).join(numbered)[list(BEHIND)].astype(BEHIND)


def _numbered(frame: Frame, labels: pd.Series) -> Frame:
    subjects = frame["USUBJID"].reindex(labels).to_numpy()
    return pd.DataFrame(
        {"record": frame.index.get_indexer(pd.Index(labels)) + 1, "USUBJID": subjects}, index=labels.index
    )


def _empty(columns: Mapping[str, str]) -> Frame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
