"""Calcium corrected for albumin of the same sample."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from converter.adam.findings.corrected import derive_param_corrected
from converter.dataset import Frame
from converter.steps import Built
from tests.adam.gradings import CTCAE


def laboratory(*records: tuple[str, str, float, str]) -> Frame:
    """Make records of one subject: day, test, value, unit; the limits of calcium are those of mmol/L."""
    frame = pd.DataFrame(list(records), columns=["AVISIT", "PARAMCD", "AVAL", "LBSTRESU"])
    frame = frame.assign(STUDYID="S", USUBJID="1", ANRLO=2.15, ANRHI=2.55)
    return frame.astype(dict.fromkeys(("AVISIT", "PARAMCD", "LBSTRESU", "STUDYID", "USUBJID"), "str"))


def corrected(rows: Frame) -> Built:
    return derive_param_corrected(
        rows,
        {"ADLB": rows},
        criteria=CTCAE,
        by=("STUDYID", "USUBJID", "AVISIT"),
        unit="LBSTRESU",
        keep=("ANRLO", "ANRHI"),
        set_values={"PARAMCD": "CACR", "PARAM": "Calcium corrected (mmol/L)"},
    )


@pytest.mark.parametrize(
    ("calcium", "albumin", "expected"),
    [
        pytest.param((2.1, "mmol/L"), (40.0, "g/L"), 2.1, id="at the reference nothing changes"),
        pytest.param((2.1, "mmol/L"), (30.0, "g/L"), 2.3, id="SI: 0.02 mmol/L for each g/L below 40"),
        pytest.param((2.1, "mmol/L"), (3.0, "g/dL"), 2.3, id="albumin in g/dL"),
        pytest.param((8.4, "mg/dL"), (3.0, "g/dL"), 9.2, id="conventional: 0.8 mg/dL for each g/dL below 4"),
        pytest.param((8.4, "mg/dL"), (30.0, "g/L"), 9.2, id="albumin in g/L"),
        pytest.param((2.5, "mmol/L"), (45.0, "g/L"), 2.4, id="above the reference as well"),
    ],
)
def test_calcium_is_corrected_in_the_units_that_it_has(
    calcium: tuple[float, str], albumin: tuple[float, str], expected: float
) -> None:
    made = corrected(laboratory(("D1", "CA", *calcium), ("D1", "ALB", *albumin)))
    (row,) = made.frame.to_dict("records")
    assert (row["AVAL"], row["LBSTRESU"], row["PARAMCD"], row["ANRLO"]) == (expected, calcium[1], "CACR", 2.15)
    assert made.lineage[["row", "table", "source_row"]].to_numpy().tolist() == [[0, "ADLB", 0], [0, "ADLB", 1]]
    assert not made.findings


@pytest.mark.parametrize(
    ("records", "rule", "value"),
    [
        ([("D1", "CA", 2.1, "mmol/L"), ("D2", "ALB", 30.0, "g/L")], "corrected-without-other", "1 D1"),
        ([("D1", "CA", 2.1, "mmol/L"), ("D1", "ALB", float("nan"), "g/L")], "corrected-without-other", "1 D1"),
        (
            [("D1", "CA", 2.1, "mmol/L"), ("D1", "ALB", 30.0, "g/L"), ("D1", "ALB", 31.0, "g/L")],
            "corrected-several",
            "1 D1",
        ),
        ([("D1", "CA", 2.1, "mmol/L"), ("D1", "ALB", 30.0, "%")], "corrected-unit-unknown", "1 D1"),
        ([("", "CA", 2.1, "mmol/L"), ("", "ALB", 30.0, "g/L")], "by-missing", "1 no AVISIT"),
    ],
)
def test_what_cannot_be_corrected_is_told_and_gets_no_row(records: list[Any], rule: str, value: str) -> None:
    made = corrected(laboratory(*records))
    assert made.frame.empty
    assert [(one.rule, one.values.tolist()) for one in made.findings] == [(rule, [value])]


def test_a_calcium_without_value_is_not_told_and_each_other_one_has_its_row() -> None:
    made = corrected(
        laboratory(
            ("D1", "CA", float("nan"), "mmol/L"),
            ("D1", "ALB", 30.0, "g/L"),
            ("D2", "CA", 2.0, "mmol/L"),
            ("D2", "ALB", 20.0, "g/L"),
        )
    )
    assert made.frame[["AVISIT", "AVAL"]].to_numpy().tolist() == [["D2", 2.4]]
    assert not made.findings
