"""The engine and a plain reading of the criteria agree on random timelines.

`TIMELINES=5000 pytest tests/adam/response/test_plain.py` tries as many of each file as it says.
"""

from __future__ import annotations

import os
from random import Random

import pandas as pd
import pytest

from converter.dataset import Frame
from tests.adam.response.plain import chance, engine
from tests.adam.response.plain.assessment import Reader
from tests.adam.response.plain.confirmation import best, standing
from tests.adam.response.plain.reading import SPECS, read

MANY = int(os.environ.get("TIMELINES", "300"))
NAMES = sorted(path.stem for path in SPECS.glob("*.yaml"))
ASSESSED = [name for name in NAMES if "classes" in read(name)]
CONFIRMED = [name for name in NAMES if "worst_first" in read(name)]


def of_subjects(frame: Frame, columns: list[str]) -> dict[str, list[tuple[object, ...]]]:
    """Give the rows of each subject, a missing day as None."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for row in frame.itertuples(index=False):
        values = [getattr(row, name) for name in columns]
        found.setdefault(str(row.USUBJID), []).append(tuple(None if pd.isna(one) else one for one in values))
    return found


@pytest.mark.parametrize("name", ASSESSED)
def test_each_assessment_of_random_subjects_is_read_alike(name: str) -> None:
    criteria = read(name)
    subjects = [chance.records(criteria, Random(f"{name} {number}")) for number in range(MANY)]  # noqa: S311
    found = of_subjects(engine.assessed(name, subjects), ["DAY", "AVALC", "RSPRULE", "PDKIND"])
    wrong = [
        (subject, found.get(subject, []), expected)
        for subject, records in zip(engine.names(MANY), subjects, strict=True)
        if found.get(subject, []) != (expected := Reader(criteria, records).answers())
    ]
    assert wrong[:2] == []


@pytest.mark.parametrize("name", CONFIRMED)
def test_what_stands_of_random_responses_and_the_best_are_read_alike(name: str) -> None:
    criteria = read(name)
    subjects = [chance.subject(criteria, Random(f"{name} {number}")) for number in range(MANY)]  # noqa: S311
    stands, bests = engine.confirmed(name, subjects)
    found, most = (of_subjects(one, ["DAY", "AVALC", "RSPRULE"]) for one in (stands, bests))
    wrong = []
    for subject, one in zip(engine.names(MANY), subjects, strict=True):
        rows = standing(criteria, one)
        expected = (rows, [best(criteria, rows, one.therapy)])
        if (found.get(subject, []), most[subject]) != expected:
            wrong.append((subject, found.get(subject, []), most[subject], expected))
    assert wrong[:2] == []
