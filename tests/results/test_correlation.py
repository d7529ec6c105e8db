"""Correlations."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from statsmodels.api import OLS, add_constant

from converter.results.values.correlation import Measured, correlation
from tests.adam.frames import table
from tests.results.answers import ask, behind, measured, people, read

Pairs = list[tuple[float | None, float | None]]
PAIRS = st.lists(st.tuples(*(st.integers(-9, 9).map(float) for _ in "xy")), min_size=4, max_size=12)
X, Y = ({"dataset": name, "variable": "AVAL"} for name in ("ADCK", "ADFL"))


def correlated(pairs: Pairs, **arguments: Any) -> dict[str, Any]:
    first, second = (measured(*(pair[one] for pair in pairs)) for one in (0, 1))
    return read(ask(correlation, {"ADSL": people(len(pairs)), "ADCK": first, "ADFL": second}, x=X, y=Y, **arguments))


@pytest.mark.parametrize(
    ("pairs", "method", "expected"),
    [
        ([(1, 2), (2, 1), (3, 4), (4, 3)], "pearson", (4, 0.6, 0.4)),  # t = 0.6 sqrt(2 / 0.64), 2 degrees of freedom
        ([(1, 20), (2, 10), (3, 400), (90, 30)], "spearman", (4, 0.6, 0.4)),
        ([(1, 2), (2, 1), (3, None), (None, 7), (3, 4), (4, 3)], "pearson", (4, 0.6, 0.4)),
        ([(1, 3), (2, 2), (3, 1)], "pearson", (3, -1.0, 0.0)),
        ([(1, 3), (2, 2)], "pearson", (2, None, None)),
        ([(1, 3), (1, 2), (1, 5)], "spearman", (3, None, None)),
        ([(1, 5), (2, 5), (3, 5)], "pearson", (3, None, None)),
        ([(1, 0.3), (2, 0.1 + 0.2), (3, 0.3)], "pearson", (3, None, None)),  # the same but for the noise of arithmetic
    ],
)
def test_r_is_of_the_subjects_with_both_and_p_by_t_missing_of_fewer_than_three_or_without_spread(
    pairs: Pairs, method: str, expected: tuple[float | None, ...]
) -> None:
    made = correlated(pairs, method=method)
    found = tuple(value if value is None else pytest.approx(value, abs=1e-6) for value in expected)
    assert (made["n"], made["r"], made["p"]) == found


@pytest.mark.parametrize("method", ["pearson", "spearman"])
@settings(max_examples=25)
@given(pairs=PAIRS)
def test_the_slope_of_a_line_by_statsmodels_has_the_same_p_and_pandas_the_same_r(pairs: Pairs, method: str) -> None:
    frame = pd.DataFrame(pairs, columns=["x", "y"])
    frame = frame.rank() if method == "spearman" else frame
    assume((frame.max() > frame.min()).all())
    r = float(np.corrcoef(frame["x"], frame["y"])[0, 1])
    assume(abs(r) < 1 - 1e-6)
    line = OLS(frame["y"], add_constant(frame["x"])).fit()
    made = correlated(pairs, method=method)
    assert made["r"] == pytest.approx(r, abs=1e-9)
    assert made["p"] == pytest.approx(float(line.pvalues["x"]), abs=1e-7)


def test_each_measure_has_its_own_records_and_those_of_subjects_with_both_stand_behind() -> None:
    data = {
        "ADSL": table("USUBJID AGE", ("A", 50.0), ("B", 60.0), ("C", 70.0), ("D", None)),
        "ADCK": table(
            "USUBJID PARAMCD AVAL",
            *(("D", "CMAX", 9.0), ("C", "CMAX", 3.0), ("B", "CMAX", 1.0), ("A", "CMAX", 2.0), ("A", "TMAX", 8.0)),
        ),
    }
    peak = {"dataset": "ADCK", "variable": "AVAL", "where": {"variable": "PARAMCD", "eq": "CMAX"}}
    made = ask(correlation, data, x={"variable": "AGE"}, y=peak)
    assert (read(made)["n"], read(made)["r"]) == (3, pytest.approx(1 / 2))
    assert behind(made) == {"ADSL": [0, 1, 2], "ADCK": [1, 2, 3]}
    assert str(Measured.model_validate(peak)) == "ADCK.AVAL where PARAMCD = CMAX"


def test_several_values_of_a_subject_and_another_method_are_errors() -> None:
    twice = pd.concat([measured(1, 2, 3), measured(4)], ignore_index=True)
    data = {"ADSL": people(3), "ADCK": twice, "ADFL": measured(1, 2, 3)}
    with pytest.raises(ValueError, match="one record of ADCK a subject, got several of 1, as of 001"):
        ask(correlation, data, x=X, y=Y)
    with pytest.raises(ValidationError, match="'pearson' or 'spearman'"):
        ask(correlation, data, x=X, y=Y, method="kendall")


def test_p_0_02_at_r_0_45_as_a_paper_prints_it_fits_25_to_29_subjects() -> None:
    """Check the t distribution behind p on numbers that are known elsewhere."""
    x = np.arange(27.0)
    noise = np.cos(9 * x)
    noise -= np.polyval(np.polyfit(x, noise, 1), x)
    scale = np.std(x) / np.std(noise) * sqrt(1 / 0.45**2 - 1)
    made = correlated(list(zip(x, x + scale * noise, strict=True)))
    assert (made["r"], made["p"]) == (pytest.approx(0.45), pytest.approx(0.0185, abs=1e-4))
