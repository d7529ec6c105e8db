"""Ranges of subjects: where they begin, and why a study has only one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from converter.pipeline.stages.ranges.bounds import Ranges, ranges_of
from converter.plan import make_plan
from converter.spec.load import load_study
from converter.steps import Plan

DEMO = Path(__file__).parents[3] / "examples" / "demo"
SUBJECTS = ("S-1", "S-2", "S-3", "S-4")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(load_study(DEMO))


@pytest.mark.parametrize(
    ("wanted", "bounds"), [(1, ()), (2, ("S-3",)), (3, ("S-2", "S-3")), (9, ("S-2", "S-3", "S-4"))]
)
def test_ranges_begin_with_subjects_and_none_has_no_subject(wanted: int, bounds: tuple[str, ...], plan: Plan) -> None:
    assert ranges_of(plan, SUBJECTS, wanted) == Ranges(bounds)


def test_rows_without_a_subject_go_to_the_first_range_and_unknown_subjects_to_their_place() -> None:
    subjects = pd.Series(["S-4", "", "S-2", "S-25", "S-3", "A"], dtype="str")
    assert Ranges(("S-3",)).of(subjects).tolist() == [1, 0, 0, 0, 1, 0]
