"""A variable computed from others of its record: arithmetic, missing where a part is missing."""

from __future__ import annotations

import pandas as pd
import pytest

from converter.adam.variables.formula import derive_var_computed
from converter.spec.values.formula import Formula

NAN = float("nan")
ROWS = pd.DataFrame({"DOSE": [54.0, 81.0, 0.0, NAN], "DAYS": [14.0, 0.0, 3.0, 5.0]})


@pytest.mark.parametrize(
    ("formula", "digits", "values"),
    [
        ("DOSE * DAYS", None, [756.0, 0.0, 0.0, NAN]),
        ("DOSE / DAYS", 1, [3.9, NAN, 0.0, NAN]),  # nothing is divided by 0
        ("-(DOSE - 4) / 8", 2, [-6.25, -9.63, 0.5, NAN]),  # halves away from zero
    ],
)
def test_a_variable_is_computed_of_others(formula: str, digits: int | None, values: list[float]) -> None:
    made = derive_var_computed(ROWS, {}, new_var="X", formula=Formula.model_validate(formula), digits=digits)
    pd.testing.assert_series_equal(made.values["X"], pd.Series(values, name="X"))


def test_without_rows_there_is_no_value() -> None:
    made = derive_var_computed(ROWS.head(0), {}, new_var="X", formula=Formula.model_validate("DOSE * 2"))
    assert made.values["X"].dtype == "float64"
    assert len(made.values) == 0
