"""Results against published figures: what each says of the other, leaf by leaf."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from pydantic import ValidationError

from converter.results.build import BEHIND, RESULT, Results
from converter.results.published import FIGURE, against_published
from converter.spec.display import Display
from converter.spec.published import Published, load_published
from converter.spec.study import PublishedFiles

NONE = float("nan")
COLUMNS = ("low", "high")
Statistic = tuple[str, str, float | str, str]
"""STAT, LEVEL, the number or the text, and the number as it is printed."""


def displayed(**reproduces: object) -> Display:
    """Make a display of two columns with a row for each keyword: what it reproduces."""
    rows = [{"id": name, "result": {"count": {}}, "reproduces": figures} for name, figures in reproduces.items()]
    return _display(rows)


def _display(rows: list[dict[str, Any]], name: str = "T") -> Display:
    population = {"label": "All", "where": {"variable": "SAFFL", "eq": "Y"}}
    columns = [{"id": one, "label": one} for one in COLUMNS]
    told = {"display": name, "kind": "table", "title": "", "population": population, "columns": columns, "rows": rows}
    return Display.model_validate(told)


def results(display: Display, cells: dict[tuple[str, str], list[Statistic]], *others: Display) -> Results:
    """Make the results of a display by row and column; behind each cell stand as many records as it has statistics."""
    rows = [
        (display.display, row, column, "count", "ADSL", stat, level, *_values(value), shown)
        for (row, column), made in cells.items()
        for stat, level, value, shown in made
    ]
    behind = [
        (display.display, *place, "ADSL", number, f"S{number}")
        for place, made in cells.items()
        for number in range(1, len(made) + 1)
    ]
    displays = {one.display: one for one in (display, *others)}
    return Results(
        displays,
        pd.DataFrame(rows, columns=list(RESULT)).astype(RESULT),
        pd.DataFrame(behind, columns=list(BEHIND)).astype(BEHIND),
    )


def _values(value: float | str) -> tuple[float, str]:
    return (NONE, value) if isinstance(value, str) else (float(value), "")


def number(stat: str, value: float, shown: str = "") -> Statistic:
    return stat, "", value, shown or f"{value:g}"


def listed(stat: str, *values: float | str) -> list[Statistic]:
    return [(stat, str(level), value, str(value)) for level, value in enumerate(values, 1)]


def told(made: Results, printed: dict[str, object]) -> dict[str, tuple[str, str]]:
    """Give of each path what is derived, and whether it is what was published."""
    lines = against_published(made, Published(figures=printed))
    assert list(lines) == list(FIGURE)
    return {path: (derived, status) for path, derived, status in zip(*(lines[n] for n in NAMES), strict=True)}


NAMES = ("PATH", "DERIVED", "STATUS")


def one_cell(reproduces: object, *statistics: Statistic) -> Results:
    """Make results of one row in one column."""
    display = _display([{"id": "r", "result": {"count": {}}, "columns": ["low"], "reproduces": reproduces}])
    return results(display, {("r", "low"): list(statistics)})


@pytest.mark.parametrize(
    ("printed", "statistic", "derived", "status"),
    [
        (25, number("n", 25), "25", "equal"),
        (25, number("n", 24), "24", "differs"),
        (12, number("n", 12.49, "12"), "12", "equal"),
        (0.45, number("n", 0.4531, "0.45"), "0.45", "equal"),
        ("NE", number("n", NONE, "NE"), "NE", "equal"),
        (7.2, number("n", NONE, "NE"), "NE", "differs"),
        (0, number("n", NONE, "NE"), "NE", "differs"),
        (None, number("n", NONE, "NE"), "NE", "equal"),
        (None, number("n", 0), "0", "equal"),
        (None, number("n", 1), "1", "differs"),
        ("tremor", ("n", "", "tremor", "tremor"), "tremor", "equal"),
        (50, ("n", "", "50", "50"), "50", "equal"),
        ("2 weeks", number("n", 2), "2", "differs"),
    ],
)
def test_a_figure_is_compared_as_it_is_printed_and_a_blank_cell_is_none_or_not_estimable(
    printed: object, statistic: Statistic, derived: str, status: str
) -> None:
    assert told(one_cell({"n": "a.b"}, statistic), {"a.b": printed}) == {"a.b": (derived, status)}


def test_columns_and_positions_are_put_into_addresses_and_members_into_lists() -> None:
    display = displayed(r={"n": "t.{column}.n", "lower": "t.ci[{position}][0]", "upper": "t.ci[{position}][1]"})
    made = results(
        display,
        {
            ("r", "low"): [number("n", 3), number("lower", 1), number("upper", 91)],
            ("r", "high"): [number("n", 8), number("lower", NONE, "NE"), number("upper", NONE, "NE")],
        },
    )
    assert told(made, {"t.low.n": 3, "t.high.n": 9, "t.ci": [[1, 91], None]}) == {
        "t.low.n": ("3", "equal"),
        "t.high.n": ("8", "differs"),
        "t.ci": ("[[1, 91], [NE, NE]]", "equal"),
    }
    lines = against_published(made, Published(figures={"t.ci": [[1, 91], None], "t.other": 1}))
    assert lines[["DISPLAY", "ROW", "COLUMN", "RECORDS"]].to_numpy().tolist() == [
        ["T", "r", "low, high", 6.0],
        ["", "", "", 0.0],
    ]
    assert list(lines["STATUS"]) == ["equal", "not derived"]


def test_the_position_is_that_among_the_columns_of_the_row_and_a_figure_may_be_of_some_of_them() -> None:
    figures = {
        "n": {"path": "t.pct[{position}]", "columns": ["low"]},
        "pct": {"path": "t.pct[{position}]", "columns": ["high"]},
    }
    cells = {("r", one): [number("n", at), number("pct", 100 * at)] for at, one in enumerate(COLUMNS)}
    assert told(results(displayed(r=figures), cells), {"t.pct": [0, 100]}) == {"t.pct": ("[0, 100]", "equal")}


def test_one_statistic_may_reproduce_several_figures() -> None:
    made = one_cell({"n": ["a", {"path": "b", "over": 4}]}, number("n", 5))
    assert told(made, {"a": 5, "b": "many"}) == {"a": ("5", "equal"), "b": ("holds", "equal")}


@pytest.mark.parametrize(
    ("figure", "printed", "statistics", "derived", "status"),
    [
        ("a", ["x", "y"], listed("term", "x", "y"), "[x, y]", "equal"),
        ("a", ["x", "y"], listed("term", "y", "x"), "[y, x]", "differs"),
        ("a", ["x", "y"], listed("term", "x"), "[x]", "differs"),
        ("a", "x", listed("term", "x"), "[x]", "equal"),
        ("a", "x", listed("term", "x", "y"), "[x, y]", "differs"),
        ("a", "x", [], "", "differs"),
        ("a", [-5, -3], listed("term", -5, -3), "[-5, -3]", "equal"),
        ("a", [50, 150], listed("term", "50", "150"), "[50, 150]", "equal"),
        ({"path": "a", "any_order": True}, ["x", "y"], listed("term", "y", "x"), "[x, y]", "equal"),
        ({"path": "a", "any_order": True}, ["x", "y"], listed("term", "y", "z"), "[y, z]", "differs"),
        ({"path": "a", "any_order": True}, ["x", "y"], listed("term", "y"), "[y]", "differs"),
        ({"path": "a", "any_order": True}, ["x", "x"], listed("term", "x", "y"), "[x, y]", "differs"),
    ],
)
def test_a_name_with_levels_is_a_list_in_its_order_or_in_any(
    figure: object, printed: object, statistics: list[Statistic], derived: str, status: str
) -> None:
    assert told(one_cell({"term": figure}, *statistics), {"a": printed}) == {"a": (derived, status)}


def test_one_level_is_named_in_brackets() -> None:
    made = one_cell({"n[MONTH 3]": "a"}, ("n", "MONTH 1", 13, "13"), ("n", "MONTH 3", 3, "3"))
    assert told(made, {"a": 3}) == {"a": ("3", "equal")}


@pytest.mark.parametrize(
    ("limits", "statistic", "holds"),
    [
        ({"over": 0}, number("n", 0.1), True),
        ({"over": 0}, number("n", 0), False),
        ({"under": 0.05}, number("n", 0.04), True),
        ({"under": 0.05}, number("n", 0.05), False),
        ({"equal": 100}, number("n", 100), True),
        ({"equal": 100}, number("n", 99), False),
        ({"at_least": 74}, number("n", 73.68, "74"), True),
        ({"at_least": 74}, number("n", 73.4, "73"), False),
        ({"at_most": 1}, number("n", 1.04, "1.0"), True),
        ({"over": 1, "under": 3}, number("n", 2), True),
        ({"over": 1, "under": 3}, number("n", 4), False),
        ({"at_least": 0}, number("n", NONE, "NE"), False),
        ({"equal": 1}, ("other", "", 1, "1"), False),
    ],
)
def test_a_figure_in_words_agrees_where_its_statement_holds_of_the_statistic_as_printed(
    limits: dict[str, float], statistic: Statistic, *, holds: bool
) -> None:
    made = one_cell({"n": {"path": "a", **limits}}, statistic)
    expected = ("holds", "equal") if holds else ("does not hold", "differs")
    assert told(made, {"a": "more often than not"}) == {"a": expected}


@pytest.mark.parametrize(
    ("figure", "value", "printed", "derived"),
    [
        ({"within": 24}, 14.4, 24, "24"),
        ({"within": 24}, 24.0, 24, "24"),
        ({"within": 24}, 24.1, 48, "48"),
        ({"within": 1, "words": "{} month"}, 0.53, "1 month", "1 month"),
        ({"words": "{} month"}, 3, "3 month", "3 month"),
        ({"within": 1, "words": "{} month"}, NONE, "NE", "NE"),
    ],
)
def test_a_figure_is_told_in_whole_steps_and_in_words(
    figure: dict[str, object], value: float, printed: object, derived: str
) -> None:
    made = one_cell({"n": {"path": "a", **figure}}, number("n", value, "NE" if isnan(value) else ""))
    assert told(made, {"a": printed}) == {"a": (derived, "equal")}


@pytest.mark.parametrize(
    ("first", "second", "derived", "status"),
    [
        (17, 17, "17", "equal"),
        (17, 18, "17 or 18", "differs"),
        (18, 18, "18", "differs"),
    ],
)
def test_every_result_of_a_figure_must_give_it(first: float, second: float, derived: str, status: str) -> None:
    cells = {("r", "low"): [number("n", first)], ("s", "low"): [number("n", second)]}
    rows = [{"id": one, "result": {"count": {}}, "columns": ["low"], "reproduces": {"n": "a"}} for one in "rs"]
    assert told(results(_display(rows), cells), {"a": 17}) == {"a": (derived, status)}


@pytest.mark.parametrize(
    ("first", "second", "status"), [(60, 70, "equal"), (60, 40, "differs"), (40, 60, "differs"), (40, 40, "differs")]
)
def test_statements_of_one_figure_join_into_one(first: float, second: float, status: str) -> None:
    cells = {("r", "low"): [number("n", first)], ("s", "low"): [number("n", second)]}
    figure = {"n": {"path": "a", "over": 50}}
    rows = [{"id": one, "result": {"count": {}}, "columns": ["low"], "reproduces": figure} for one in "rs"]
    assert told(results(_display(rows), cells), {"a": "both in most"})["a"][1] == status


def test_members_of_a_list_may_be_statements_of_several_rows() -> None:
    rows = [
        {"id": one, "result": {"count": {}}, "columns": ["low"], "reproduces": {"n": {"path": path, "at_least": 74}}}
        for one, path in (("r", "a[0]"), ("s", "a[1]"))
    ]
    made = results(_display(rows), {("r", "low"): [number("n", 87)], ("s", "low"): [number("n", 70)]})
    assert told(made, {"a": ["high risk", "bridged"]}) == {"a": ("[holds, does not hold]", "differs")}


def test_two_displays_may_reproduce_one_figure_and_both_are_named() -> None:
    row = {"id": "r", "result": {"count": {}}, "columns": ["low"], "reproduces": {"n": "a"}}
    first, second = _display([row], "T"), _display([row], "F")
    one, other = (results(display, {("r", "low"): [number("n", 5)]}) for display in (first, second))
    made = Results(
        {"T": first, "F": second},
        pd.concat([one.rows, other.rows], ignore_index=True),
        pd.concat([one.behind, other.behind], ignore_index=True),
    )
    (line,) = against_published(made, Published(figures={"a": 5})).to_dict("records")
    assert (line["STATUS"], line["DISPLAY"], line["ROW"], line["RECORDS"]) == ("equal", "T, F", "r", 2.0)


TREE = {
    "meta": {"study": "S"},
    "text": {"n": 3, "note": "of all", "events_inferred": 18},
    "doses": {"src": "INF (sums)", "low": 2, "by": {"high": 1}},
    "table": {"src": "T1", "row": [1, 2]},
}
LEFT_OUT = [
    {"path": "meta", "reason": "says what the file is"},
    {"name": "note", "reason": "explains"},
    {"name": "src", "reason": "where"},
]


def published(folder: Path) -> Published:
    (folder / "figures.yaml").write_text(yaml.safe_dump(TREE), encoding="utf-8")
    (folder / "left_out.yaml").write_text(yaml.safe_dump(LEFT_OUT), encoding="utf-8")
    return load_published(PublishedFiles(figures="figures.yaml", left_out="left_out.yaml"), folder)


def test_what_is_left_out_says_why_and_is_no_figure_that_lacks_a_result(tmp_path: Path) -> None:
    lines = against_published(one_cell({"n": "text.n"}, number("n", 3)), published(tmp_path)).set_index("PATH")
    assert lines["STATUS"].to_dict() == {
        "meta.study": "left out",
        "text.n": "equal",
        "text.note": "left out",
        "text.events_inferred": "not derived",
        "doses.src": "left out",
        "doses.low": "not derived",
        "doses.by.high": "not derived",
        "table.src": "left out",
        "table.row": "not derived",
    }
    assert lines.loc["meta.study", "REASON"] == "says what the file is"
    assert lines.loc["text.n", "REASON"] == ""


def test_figures_that_were_inferred_bear_a_mark(tmp_path: Path) -> None:
    lines = against_published(one_cell({"n": "text.n"}, number("n", 3)), published(tmp_path))
    inferred = lines.loc[lines["INFERRED"] == "Y", "PATH"]
    assert set(inferred) == {"text.events_inferred", "doses.src", "doses.low", "doses.by.high"}


@pytest.mark.parametrize(
    ("figure", "message"),
    [
        ({"path": "a", "columns": ["low", "middle"]}, "in column 'middle', which it does not have"),
        ({"path": "a", "words": "month"}, "should match pattern"),
        ({"path": "a", "within": 0}, "greater than 0"),
        ({"path": "a", "above": 0}, "Extra inputs"),
    ],
)
def test_an_unsound_figure_is_refused(figure: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        displayed(r={"n": figure})


def test_the_subjects_behind_a_figure_are_named(tmp_path: Path) -> None:
    made = one_cell({"n": "text.n"}, number("n", 3), number("pct", 10))
    line = against_published(made, published(tmp_path)).set_index("PATH").loc["text.n"]
    assert (line["RECORDS"], line["SUBJECTS"]) == (2, "S1 S2")
