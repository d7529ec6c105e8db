"""Summaries of a variable over subjects or records."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.numbers.percentile import percentile
from converter.dataset import Frame
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import statistics
from converter.steps import Answer, SourceCondition, SourceVariable

QUARTILES = {"q1": 25, "median": 50, "q3": 75}


def summary(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    variable: SourceVariable,
    dataset: str = "ADSL",
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
) -> Answer:
    """Summarise {variable} over the records of {dataset}: number, mean, standard deviation, quartiles and range.

    `subjects` are those of the population and the column, narrowed to `among`. Statistics: n, mean, sd, min, q1,
    median, q3, max; quartiles by SAS definition 5. Missing values do not count; without any all but n are missing.
    """
    records = records_of(dataset, where, narrowed(subjects, among, datasets), datasets)
    values = records[variable].dropna()
    return Answer(statistics(summarised(values)), behind((dataset, values.index)))


def summarised(values: pd.Series) -> dict[str, float]:
    """Give number, mean, standard deviation, quartiles and range of known values."""
    answers = {"n": float(len(values)), "mean": values.mean(), "sd": values.std(), "min": values.min()}
    quartiles = {name: percentile(values, at).get(0, float("nan")) for name, at in QUARTILES.items()}
    return {name: float(value) for name, value in {**answers, **quartiles, "max": values.max()}.items()}
