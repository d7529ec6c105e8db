"""Analysis datasets to results: every row of every display in each of its columns, one statistic a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from converter.compute.mistyped import mistyped, types_of
from converter.compute.numbers import number_text
from converter.compute.rounding import round_half_away
from converter.compute.subject import holds
from converter.dataset import Frame
from converter.errors import Problem, SpecError
from converter.issues import Issue
from converter.results.members import behind
from converter.results.statistics import COLUMNS, statistics
from converter.spec.display import Display, DisplayColumn, DisplayRow
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


def build_results(adam: Mapping[str, Frame], plan: Plan) -> Results:
    """Make the results of a plan from analysis datasets alone."""
    displays = plan.results.displays
    members = {
        (name, column.id): _subjects(display, column, adam)
        for name, display in displays.items()
        for column in display.columns
    }
    made = [_sized(name, column, subjects, adam) for (name, column), subjects in members.items()]
    made += [one for step in plan.results.steps for one in _made(step, displays[step.display], members, adam)]
    rows = pd.concat([_empty(RESULT), *(frame for frame, _ in made)], ignore_index=True)
    records = pd.concat([_empty(BEHIND), *(frame for _, frame in made)], ignore_index=True)
    return Results(displays, rows[list(RESULT)].astype(RESULT), records[list(BEHIND)].astype(BEHIND))


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


def _sized(display: str, column: str, subjects: Frame, adam: Mapping[str, Frame]) -> tuple[Frame, Frame]:
    """Give the number of subjects of a column, and the subjects behind it."""
    place = {"DISPLAY": display, "ROW": "", "COLUMN": column}
    made = statistics({"N": len(subjects)})
    return (
        made.assign(**place, METHOD="count", DATASET=SUBJECTS, SHOWN=number_text(made["STATN"])),
        _numbered(behind((SUBJECTS, subjects.index)), adam).assign(**place),
    )


def _made(
    step: ResultStep, display: Display, members: Mapping[tuple[str, str], Frame], adam: Mapping[str, Frame]
) -> Iterator[tuple[Frame, Frame]]:
    """Give the statistics of a row in each of its columns, and the records behind them."""
    row = next(one for one in display.rows if one.id == step.row)
    for column in display.columns_of(row):
        answer = _answer(step, column, members[display.display, column.id], adam)
        place = {"DISPLAY": display.display, "ROW": row.id, "COLUMN": column.id}
        shown = _shown(answer.statistics, row)
        yield (
            answer.statistics.assign(**place, METHOD=step.rule.name, DATASET=step.dataset, SHOWN=shown),
            _numbered(answer.behind, adam).assign(**place),
        )


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


def _shown(made: Frame, row: DisplayRow) -> pd.Series:
    """Write statistics as they are printed: text as it is, numbers rounded to their decimals, NE without one."""
    text = made["STATC"].copy()
    for name, numbers in made[made["STATC"] == ""].groupby("STAT", sort=False)["STATN"]:
        digits = row.digits.get(str(name))
        values = numbers
        for places in digits or ():
            values = round_half_away(values, places)
        words = _decimals(values, digits[-1]) if digits else number_text(values)
        text.loc[numbers.index] = words.mask(numbers.isna(), "NE")
    return text.astype("str")


def _decimals(values: pd.Series, places: int) -> pd.Series:
    return values.map(lambda value: f"{value:.{places}f}").astype("str")


def _numbered(records: Frame, adam: Mapping[str, Frame]) -> Frame:
    """Name records by their number in their dataset, and their subject."""
    parts = [_numbered_of(str(name), adam[str(name)], pd.Index(labels)) for name, labels in _by_table(records)]
    return pd.concat([_empty(BEHIND)[["table", "record", "USUBJID"]], *parts], ignore_index=True)


def _by_table(records: Frame) -> Iterator[tuple[object, pd.Series]]:
    yield from records.groupby("table", sort=False)["source_row"]


def _numbered_of(name: str, frame: Frame, labels: pd.Index) -> Frame:
    subjects = frame["USUBJID"].reindex(labels).to_numpy()
    return pd.DataFrame({"table": name, "record": frame.index.get_indexer(labels) + 1, "USUBJID": subjects})


def _empty(columns: Mapping[str, str]) -> Frame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
