"""What holds of every verb: order of rows, other subjects and missing values change nothing; no rows are rows, too."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from converter.adam.rules import ANALYSIS_RULES
from converter.dataset import Frame
from converter.steps import Built, Derived
from tests.adam.anybody import SUBJECTS, Study, shuffled, study, with_another, with_blank
from tests.adam.frames import call
from tests.adam.verbs import VERBS

SEEDS = range(2)
NUMBERS_MISSING = {
    "derive_var_obs_number": "missing values come first, so a record without a date has a number of its own",
}
"""Verbs of which a record without values is one by rule."""
ORDER_DECIDES = {
    "derive_param_concordance": "of several responses of one day, which are told, the last in the order of the dataset",
}
"""Verbs by whose rule the order of the records decides."""


def made(name: str, data: Study) -> Built | Derived:
    others = {key: frame for key, frame in data.items() if key != "AD"}
    answer: Built | Derived = call(ANALYSIS_RULES[name], data["AD"], others, **VERBS[name])
    return answer


def values(name: str, data: Study) -> Frame:
    """Give what a verb makes: variables beside the records of AD they belong to, or its rows; sorted."""
    answer = made(name, data)
    frame = (
        answer.frame
        if isinstance(answer, Built)
        else pd.concat([data["AD"][["USUBJID", "SEQ"]], answer.values], axis=1)
    )
    frame = frame.loc[:, ~frame.columns.duplicated()]
    return frame.sort_values(list(frame.columns), ignore_index=True)


@cache
def usual(name: str, seed: int) -> Frame:
    return values(name, study(seed))


def assert_same(found: Frame, expected: Frame) -> None:
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, rtol=1e-9)


def test_every_verb_is_asked() -> None:
    assert sorted(VERBS) == sorted(ANALYSIS_RULES)


@pytest.mark.parametrize("name", [name for name in VERBS if name not in ORDER_DECIDES])
def test_the_order_of_records_changes_nothing_but_the_order(name: str) -> None:
    for seed in SEEDS:
        assert_same(values(name, shuffled(study(seed), seed)), usual(name, seed))


@pytest.mark.parametrize("name", VERBS)
def test_another_subject_changes_no_other(name: str) -> None:
    for seed in SEEDS:
        more = values(name, with_another(study(seed), seed))
        assert_same(more[more["USUBJID"].isin(SUBJECTS)].reset_index(drop=True), usual(name, seed))


@pytest.mark.parametrize("name", [name for name in VERBS if name not in NUMBERS_MISSING])
def test_a_record_without_values_counts_for_nothing(name: str) -> None:
    for seed in SEEDS:
        more = values(name, with_blank(study(seed)))
        if "SEQ" in more:  # those beside the records themselves
            more = more[more["SEQ"].notna()].reset_index(drop=True)
        assert_same(more, usual(name, seed))


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("rows", [0, 1])
def test_datasets_without_rows_or_with_one_are_data_too(name: str, rows: int) -> None:
    data = study(1)
    few = {key: frame.iloc[:rows].reset_index(drop=True) for key, frame in data.items()}
    people = {**few, "ADSL": data["ADSL"]}
    nobody = {**data, "ADSL": few["ADSL"]}
    for case in (few, people, nobody):
        answer = made(name, case)
        frame = answer.frame if isinstance(answer, Built) else answer.values
        assert isinstance(answer, Built) or len(frame) == len(case["AD"])
