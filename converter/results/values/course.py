"""A value over time: its middle and its spread at every nominal time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

from converter.compute.conditions.subject import holds
from converter.compute.numbers.percentile import percentile
from converter.compute.numbers.rounding import settled
from converter.dataset import Frame
from converter.results.levels import by_level, number_level
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import statistics
from converter.steps import Answer, SourceCondition, SourceVariable

Middle = Literal["median", "geometric mean"]
Spread = Literal["quartiles", "range", "none"]


def course(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    variable: SourceVariable = "AVAL",
    time: SourceVariable,
    times: dict[str, float] | None = None,
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
    middle: Middle = "median",
    spread: Spread = "quartiles",
    below: SourceCondition | None = None,
    below_as: float | None = None,
    limit: float | None = None,
) -> Answer:
    """Summarise {variable} by {time}: {middle}, spread ({spread}), values below the limit ({below}).

    `time` holds numbers, or names that `times` gives a number ('MONTH 1': 28); records of another name or without a
    value do not count, their number is left_out. Values that meet `below` are below the limit of quantification: their
    number at a time is below, and `below_as` stands for them (without it, the value they have). Statistics of the
    whole: n (subjects), left_out, and limit where one is given. By time (LEVEL): n (values), median or geomean, q1 and
    q3 or min and max, below. A geometric mean is missing where a value is not above 0. Quartiles by SAS definition 5.
    """
    found = records_of(dataset, where, narrowed(subjects, among, datasets), datasets)
    at = found[time].map(times) if times is not None else found[time]
    low = holds(below, found, datasets) if below is not None else pd.Series(data=False, index=found.index)
    values = found[variable] if below_as is None else found[variable].mask(low, below_as)
    seen = pd.DataFrame({"time": settled(at.astype("float64")), "value": values, "below": low}).dropna()
    whole = {"n": found.loc[seen.index, "USUBJID"].nunique(), "left_out": len(found) - len(seen)}
    whole |= {} if limit is None else {"limit": limit}
    made = [statistics(whole), _by_time(seen, middle, spread)]
    return Answer(pd.concat(made, ignore_index=True), behind((dataset, seen.index)))


def _by_time(seen: Frame, middle: Middle, spread: Spread) -> Frame:
    groups = seen.groupby("time", sort=True)["value"]
    columns = {"n": groups.count()}
    if middle == "median":
        columns["median"] = percentile(seen["value"], 50, seen["time"])
    else:
        columns["geomean"] = np.exp(
            np.log(seen["value"].where(seen["value"] > 0)).groupby(seen["time"]).mean(skipna=False)
        )
    if spread == "quartiles":
        columns |= {name: percentile(seen["value"], at, seen["time"]) for name, at in (("q1", 25), ("q3", 75))}
    elif spread == "range":
        columns |= {"min": groups.min(), "max": groups.max()}
    columns["below"] = seen.groupby("time", sort=True)["below"].sum()
    made = pd.DataFrame(columns)
    return by_level(number_level(pd.Series(made.index, dtype="float64")), made.astype("float64"))
