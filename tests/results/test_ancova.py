"""Analysis of covariance: adjusted means and their differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import f_oneway, ttest_ind

from converter.dataset import Frame
from converter.results.comparisons.ancova import ancova
from tests.adam.frames import table
from tests.results.answers import ask, behind, name, people, read

DRUGS = {
    "A": "11 6  8 0  5 2  14 8  19 11  6 4  10 13  6 1  11 8  3 0",
    "D": "6 0  6 2  7 3  8 1  18 18  8 4  19 14  8 9  5 1  15 9",
    "F": "16 13  13 10  11 18  9 5  21 23  16 12  12 5  12 16  7 1  12 20",
}
"""Bacilli of leprosy before and after two drugs and placebo (F): SAS/STAT, GLM, Analysis of Covariance (by heart)."""


def trial(columns: str, *rows: tuple[object, ...]) -> dict[str, Frame]:
    named = [(name(number), *row) for number, row in enumerate(rows, 1)]
    return {"ADSL": people(len(rows)), "ADLB": table(f"USUBJID {columns}", *named)}


def leprosy() -> list[tuple[str, float, float]]:
    return [
        (drug, float(before), float(after))
        for drug, written in DRUGS.items()
        for before, after in zip(written.split()[::2], written.split()[1::2], strict=True)
    ]


def compared(data: dict[str, Frame], **arguments: Any) -> dict[str, Any]:
    return read(ask(ancova, data, dataset="ADLB", group="TRTP", **arguments))


def test_leprosy_gives_the_means_and_differences_that_proc_glm_prints() -> None:
    made = compared(trial("TRTP BASE AVAL", *leprosy()), variable="AVAL", reference="F")
    expected = {
        "n": 30,
        "df": 26,
        "lsmean A": 6.7149635,
        "lsmean_se A": 1.2884943,
        "lsmean D": 6.8239348,
        "lsmean_se D": 1.2724690,
        "lsmean F": 10.1611017,
        "lsmean_se F": 1.3159234,
        "difference A": -3.446138280,
        "difference_se A": 1.88678065,
        "difference_p A": 0.0793,
        "difference D": -3.337166948,
        "difference_se D": 1.85386642,
        "difference_p D": 0.0835,
    }
    assert {key: made[key] for key in expected} == {key: pytest.approx(one, abs=5e-5) for key, one in expected.items()}
    assert "difference F" not in made


def test_without_covariates_two_groups_give_the_test_of_student_and_the_plain_means() -> None:
    rows = [(drug, after) for drug, _, after in leprosy() if drug != "D"]
    made = compared(trial("TRTP AVAL", *rows), variable="AVAL", reference="F", covariates=[])
    values = {drug: [after for one, after in rows if one == drug] for drug in "AF"}
    expected = ttest_ind(values["A"], values["F"])
    limits = expected.confidence_interval(0.95)
    assert made["lsmean A"] == pytest.approx(np.mean(values["A"]))
    assert made["difference_p A"] == pytest.approx(float(expected.pvalue))
    assert (made["difference_lower A"], made["difference_upper A"]) == pytest.approx((limits.low, limits.high))


def test_of_three_groups_the_error_is_that_of_all_as_an_analysis_of_variance_takes_it() -> None:
    rows = [(drug, after) for drug, _, after in leprosy()]
    made = compared(trial("TRTP AVAL", *rows), variable="AVAL", reference="F", covariates=[])
    values = [[after for one, after in rows if one == drug] for drug in "ADF"]
    means = [np.mean(one) for one in values]
    between = 10 * sum((mean - np.mean(means)) ** 2 for mean in means) / 2
    within = between / float(f_oneway(*values).statistic)
    assert made["difference_se A"] == pytest.approx(np.sqrt(within * 2 / 10))


def test_levels_of_a_covariate_in_words_count_alike_however_many_subjects_have_them() -> None:
    rows = [("A", "F", 10.0), ("A", "F", 12.0), ("A", "M", 20.0), ("B", "F", 5.0), ("B", "M", 16.0), ("B", "M", 15.0)]
    made = compared(trial("TRTP SEX CHG", *rows), reference="B", covariates=["SEX"])
    assert made["difference A"] == pytest.approx(made["lsmean A"] - made["lsmean B"])
    # the effects of group and sex solve the normal equations: half of the sexes' effect lies on either side
    design = np.array([[1, a, s] for a, s in ((1, 0), (1, 0), (1, 1), (0, 0), (0, 1), (0, 1))])
    constant, group, sex = np.linalg.lstsq(design, np.array([row[2] for row in rows]), rcond=None)[0]
    assert made["lsmean B"] == pytest.approx(constant + sex / 2)
    assert made["difference A"] == pytest.approx(group)


@pytest.mark.parametrize(
    ("rows", "reference", "reason"),
    [
        ([("A", 1.0, 2.0), ("A", 2.0, 4.0), ("A", 3.0, 5.0)], "A", "everybody is in the group A"),
        ([("A", 1.0, 2.0), ("A", 2.0, 4.0), ("A", 3.0, 5.0)], "B", "nobody is in the group B"),
        ([("A", 1.0, 2.0), ("B", 2.0, 4.0), ("B", 3.0, 5.0)], "B", "3 records are too few for 3 coefficients"),
        ([("A", 1.0, 2.0), ("A", 1.0, 4.0), ("B", 2.0, 5.0), ("B", 2.0, 7.0)], "B", "collinear"),
        ([("A", 1.0, 3.0), ("A", 2.0, 3.0), ("B", 3.0, 3.0), ("B", 2.0, 3.0)], "B", "all values are the same"),
        ([], "B", "nobody is in the group B"),
    ],
)
def test_where_the_records_do_not_determine_a_model_it_says_why(
    rows: list[tuple[object, ...]], reference: str, reason: str
) -> None:
    frame = {**trial("TRTP BASE CHG", ("A", 1.0, 2.0)), **(trial("TRTP BASE CHG", *rows) if rows else {})}
    frame["ADLB"] = frame["ADLB"] if rows else frame["ADLB"].head(0)
    made = compared(frame, reference=reference)
    assert reason in made["not_estimable 1"]
    assert made["df"] is None
    assert all(value is None for key, value in made.items() if key.startswith(("lsmean", "difference")))


def test_who_lacks_the_covariate_or_the_group_is_left_out_and_told() -> None:
    rows = [*leprosy(), ("A", None, 4.0), ("", 3.0, 4.0), ("A", 3.0, None)]
    data = trial("TRTP BASE AVAL", *rows)
    made = compared(data, variable="AVAL", reference="F")
    assert (made["n"], made["n A"], made["difference A"]) == (30, 10, pytest.approx(-3.446138280))
    assert made["not_counted 1"] == "1 subject without TRTP left out, as 032"
    assert made["not_counted 2"] == "1 subject without BASE left out, as 031"
    answer = ask(ancova, data, dataset="ADLB", group="TRTP", variable="AVAL", reference="F")
    assert behind(answer) == {"ADLB": list(range(30))}
