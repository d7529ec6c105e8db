"""Days that records cover, such as those of a treatment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import pandas as pd
from pydantic import Field

from converter.compute.numbers.rounding import COMPARE
from converter.dataset import Frame
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import statistics
from converter.spec.values.number import plain_number
from converter.steps import Answer, SourceCondition, SourceVariable

NO_STUDY_DAY = 0


def days(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    start: SourceVariable = "ASTDY",
    end: SourceVariable = "AENDY",
    over: Annotated[float, Field(ge=0, lt=100)] = 50,
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
) -> Answer:
    """List the days from {start} to {end} of {dataset} that the records of more than {over} percent of subjects cover.

    Percents are of the subjects with a record. Statistics: n, the number of such days, days, all of them in one text
    ('none' without any), and day, one for each, with its number from 1 as LEVEL. A record without start or end covers
    nothing; study days know no day 0, so that a record covers it only if one starts or ends on it. Behind the days
    stand the records that cover them.
    """
    records = records_of(dataset, where, narrowed(subjects, among, datasets), datasets)
    known = records.dropna(subset=[start, end])
    length = (known[end] - known[start] + 1).clip(lower=0).astype("int64")
    covered = known.loc[known.index.repeat(length), ["USUBJID", start]]
    covered["day"] = covered[start] + covered.groupby(level=0).cumcount()
    if not (known[[start, end]] == NO_STUDY_DAY).any(axis=None):
        covered = covered[covered["day"] != NO_STUDY_DAY]
    counts = covered.groupby("day")["USUBJID"].nunique()
    listed = counts.index[COMPARE["gt"](counts, records["USUBJID"].nunique() * over / 100)]
    numbered = [statistics({"day": float(day)}, str(number)) for number, day in enumerate(listed, 1)]
    words = ", ".join(plain_number(day) for day in listed) or "none"
    made = pd.concat([statistics({"n": len(listed), "days": words}), *numbered], ignore_index=True)
    return Answer(made, behind((dataset, covered.index[covered["day"].isin(listed)].unique())))
