"""Figures that were rounded twice are told, where rounding once would print another figure."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from converter.results.rounded import rounded_twice
from converter.spec.display import Display


def display(*rows: dict[str, Any]) -> Display:
    told = {"display": "TABLE1", "kind": "table", "title": "T"}
    population = {"label": "All", "where": {"variable": "SAFFL", "eq": "Y"}}
    return Display.model_validate({**told, "population": population, "rows": rows})


def row(**digits: object) -> dict[str, Any]:
    return {"id": "orr", "label": "Response", "result": {"proportion": {}}, "show": "{lower}", "digits": digits}


def results(**numbers: float) -> pd.DataFrame:
    return pd.DataFrame({"ROW": "orr", "STAT": list(numbers), "STATN": list(numbers.values())})


TWICE = "Rounded to 1 decimal, then to 0 decimals; rounded once, a figure would differ: Response."


@pytest.mark.parametrize(
    ("digits", "number", "notes"),
    [
        ([1, 0], 73.47, [TWICE]),  # 73.5, then 74; once it is 73
        ([1, 0], 73.42, []),  # 73 either way
        (0, 73.47, []),
        ([1, 0], float("nan"), []),
    ],
)
def test_a_table_says_which_rows_print_a_figure_that_was_rounded_twice(
    digits: object, number: float, notes: list[str]
) -> None:
    assert list(rounded_twice(display(row(lower=digits)), results(lower=number))) == notes


def test_one_footnote_names_all_rows_of_one_way_of_rounding() -> None:
    rows = row(lower=[1, 0], upper=[1, 0]), {**row(lower=[1, 0]), "id": "cr", "label": "Complete"}
    numbers = pd.concat([results(lower=73.47, upper=97.45), results(lower=12.46).assign(ROW="cr")])
    assert list(rounded_twice(display(*rows), numbers)) == [TWICE.replace("Response.", "Response; Complete.")]
