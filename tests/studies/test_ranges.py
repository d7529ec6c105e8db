"""A study in ranges of subjects: what no step makes of the whole study is the same as of the study in one piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from converter.adam.build import build_adam
from converter.dataset import Frame, RawTable
from converter.plan import make_plan
from converter.plan.scope import scopes, sorted_anew
from converter.read.table import read_table
from converter.sdtm.build import build_sdtm
from converter.sdtm.rows.screen import usubjids
from converter.spec.load import load_study
from converter.steps import Plan

RECIST = Path(__file__).parent / "recist"
DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo"
Frames = dict[str, Frame]


@cache
def as_a_whole(study: Path) -> tuple[Plan, dict[str, RawTable], Frames]:
    """Give the plan of a study, its raw tables, and every dataset that they make in one piece."""
    plan = make_plan(load_study(study))
    raw = {name: read_table(source, study / plan.study.raw)[0] for name, source in plan.sources.items()}
    return plan, raw, built(raw, plan)


def built(raw: Mapping[str, RawTable], plan: Plan) -> Frames:
    """Give every dataset that the raw tables make."""
    sdtm = build_sdtm(raw, plan).datasets
    return {name: one.frame for name, one in {**sdtm, **build_adam(sdtm, plan).datasets}.items()}


def in_ranges(raw: Mapping[str, RawTable], plan: Plan, bounds: Sequence[str]) -> list[dict[str, RawTable]]:
    """Cut raw tables before the subjects named; a table without subjects, and rows without one, go to the first."""
    numbers = {
        name: np.searchsorted(bounds, usubjids(one, plan.sources[name], plan.study).to_list(), side="right")
        for name, one in raw.items()
    }
    return [
        {name: replace(one, frame=one.frame[numbers[name] == number]) for name, one in raw.items()}
        for number in range(len(bounds) + 1)
    ]


def together(parts: Sequence[Frames], plan: Plan) -> Frames:
    """Put the datasets of ranges below each other; one that is not of subjects is made once, by the first."""
    once = {one.dataset for one in scopes(plan) if one.extent == "once"}
    names = dict.fromkeys(name for part in parts for name in part)
    found = {name: [part[name] for part in parts if name in part] for name in names}
    made = {name: one[0] if name in once else pd.concat(one, ignore_index=True) for name, one in found.items()}
    for name, keys in sorted_anew(plan).items():
        made[name] = made[name].sort_values(list(keys), kind="stable", na_position="first", ignore_index=True)
    return made


@pytest.mark.parametrize(("study", "ranges"), [(RECIST, 3), (DEMO, 2)])
def test_ranges_of_subjects_give_what_the_whole_study_gives(study: Path, ranges: int) -> None:
    plan, raw, whole = as_a_whole(study)
    subjects = sorted(whole["DM"]["USUBJID"])
    bounds = [subjects[len(subjects) * number // ranges] for number in range(1, ranges)]
    made = together([built(part, plan) for part in in_ranges(raw, plan, bounds)], plan)
    assert {one.dataset for one in scopes(plan) if one.extent == "study"} == set()
    assert sorted(made) == sorted(whole)
    for name, frame in whole.items():
        blank: dict[str, str] = dict.fromkeys(frame.select_dtypes("str"), "")
        pd.testing.assert_frame_equal(made[name][list(frame)].fillna(blank), frame, obj=name)
