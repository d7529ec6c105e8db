"""Odds of two groups, over strata by Mantel and Haenszel."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from converter.dataset import Frame
from converter.results.comparisons.odds_ratio import odds_ratio
from tests.adam.frames import table
from tests.results.answers import ask, behind, name, read

TREATED = [{"dataset": "ADSL", "where": {"variable": "ARM", "eq": "A"}}]
RESPONSE = {"variable": "AVALC", "eq": "Y"}
Table = tuple[int, int, int, int]
BERKELEY: dict[str, Table] = {
    "A": (512, 313, 89, 19),
    "B": (353, 207, 17, 8),
    "C": (120, 205, 202, 391),
    "D": (138, 279, 131, 244),
    "E": (53, 138, 94, 299),
    "F": (22, 351, 24, 317),
}
"""Admitted and rejected men, then women, by department: Bickel, Science 1975;187:398 (UCBAdmissions of R)."""


def trial(tables: dict[str, Table]) -> dict[str, Frame]:
    """Make ADSL and ADRS of each stratum: responders and others of arm A, then of arm B."""
    cells = [
        (arm, response, stratum)
        for stratum, counts in tables.items()
        for (arm, response), count in zip([("A", "Y"), ("A", "N"), ("B", "Y"), ("B", "N")], counts, strict=True)
        for _ in range(count)
    ]
    rows = [(name(number), *cell) for number, cell in enumerate(cells, 1)]
    adsl = table("USUBJID ARM STRATUM", *((one[0], one[1], one[3]) for one in rows))
    return {"ADSL": adsl, "ADRS": table("USUBJID AVALC", *((one[0], one[2]) for one in rows))}


def compared(tables: dict[str, Table], strata: Sequence[str] = (), **arguments: Any) -> dict[str, Any]:
    made = ask(odds_ratio, trial(tables), members=TREATED, dataset="ADRS", where=RESPONSE, strata=strata, **arguments)
    return read(made)


def test_admissions_to_berkeley_give_the_common_ratio_limits_and_test_that_r_prints() -> None:
    made = compared(BERKELEY, ["STRATUM"])  # mantelhaen.test(UCBAdmissions, correct = FALSE), from knowledge
    assert made["odds_ratio"] == pytest.approx(0.9046968, abs=1e-7)
    assert (made["lower"], made["upper"]) == (pytest.approx(0.7719074, abs=1e-6), pytest.approx(1.0603298, abs=1e-6))
    assert (made["chi_square"], made["p"]) == (pytest.approx(1.5246, abs=5e-5), pytest.approx(0.2169, abs=5e-5))


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[st.integers(1, 20)] * 4))
def test_without_strata_it_is_the_ratio_of_the_table_with_the_limits_of_woolf(counts: Table) -> None:
    a, b, c, d = counts
    made = compared({"": counts})
    error = sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    assert made["odds_ratio"] == pytest.approx(a * d / (b * c))
    assert made["upper"] == pytest.approx(exp(log(a * d / (b * c)) + 1.959963985 * error))
    size = sum(counts)
    pearson = chi2_contingency([[a, b], [c, d]], correction=False).statistic
    assert made["chi_square"] == pytest.approx(float(pearson) * (size - 1) / size)


@pytest.mark.parametrize(
    ("counts", "reason", "tested"),
    [
        ((3, 2, 0, 4), "no odds ratio: a cell is zero in every stratum", True),
        ((3, 0, 4, 0), "no odds ratio: all subjects have such a record, or none", False),
        ((0, 3, 0, 4), "no odds ratio: all subjects have such a record, or none", False),
        ((3, 2, 0, 0), "no odds ratio: one of the two groups has no subject", False),
    ],
)
def test_zero_cells_and_an_empty_group_leave_no_ratio_and_say_so(counts: Table, reason: str, tested: bool) -> None:
    made = compared({"": counts})
    assert [made[one] for one in ("odds_ratio", "lower", "upper")] == [None] * 3
    assert (made["p"] is not None, made["not_estimable 1"]) == (tested, reason)


def test_a_zero_cell_of_one_stratum_is_no_trouble_to_the_others() -> None:
    made = compared({"X": (3, 2, 0, 4), "Y": (5, 3, 4, 6)}, ["STRATUM"])
    assert made["odds_ratio"] == pytest.approx((3 * 4 / 9 + 5 * 6 / 18) / (2 * 0 / 9 + 3 * 4 / 18))


def test_a_stratum_of_one_group_and_a_subject_without_one_are_told_and_count_for_nothing() -> None:
    plain = compared({"X": (3, 2, 1, 4)}, ["STRATUM"])
    made = compared({"X": (3, 2, 1, 4), "Y": (2, 1, 0, 0), "": (0, 0, 1, 0)}, ["STRATUM"])
    assert made["odds_ratio"] == plain["odds_ratio"]
    assert (made["N1"], made["N2"]) == (8, 5)
    assert made["not_counted 1"] == "1 subject without STRATUM left out, as 014"
    assert made["not_counted 2"] == "stratum Y has subjects of one group only and decides nothing"


def test_behind_the_ratio_stand_the_records_and_the_subjects() -> None:
    data = trial({"": (1, 1, 1, 1)})
    made = ask(odds_ratio, data, members=TREATED, dataset="ADRS", where=RESPONSE)
    assert behind(made) == {"ADRS": [0, 2], "ADSL": [0, 1, 2, 3]}
