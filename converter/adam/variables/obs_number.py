"""Numbers of records: ASEQ, and counts within a group."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.groups import (
    ByMissing,
    Ties,
    equals,
    found,
    group_numbers,
    grouping,
    keyed,
    named_keys,
    ordered,
    without_key,
)
from converter.dataset import Frame
from converter.steps import Derived, NewVariable, Variable


def derive_var_obs_number(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    by: tuple[Variable, ...],
    order: tuple[Variable, ...],
    new_var: NewVariable = "ASEQ",
    descending: tuple[Variable, ...] = (),
    ties: Ties = "report",
    by_missing: ByMissing = "no group",
) -> Derived:
    """Number the records of each {by} from 1 in the order of {order} (from high to low: {descending}).

    `rows` has the variables; those of `descending` run from high to low, missing values come first. Records equal in
    all of them are numbered in the order of the dataset: a warning (`obs-number-tie`), for that number identifies
    nothing, unless `ties` declares that order to decide. A record that lacks one of `by` gets no number (`by-missing`),
    unless `by_missing` makes a missing value a group of its own. Source: admiral; ADaMIG 1.3, ASEQ.
    """
    needed = grouping(by, by_missing)
    del datasets
    counted = rows[keyed(rows, needed)]
    sorted_rows = ordered(counted, order, descending, "last")
    numbers = sorted_rows.groupby(group_numbers(sorted_rows, by), sort=False).cumcount() + 1.0
    tied = equals(counted, by, order) & (ties == "report")
    message = f"records are equal in {', '.join((*by, *order))}; they are numbered in the order of the records"
    findings = (
        *found(
            "obs-number-tie",
            "warning",
            named_keys(counted[tied], by),
            message,
            "order by a further variable, or declare ties:",
        ),
        *without_key(rows, needed),
    )
    return Derived(pd.DataFrame({new_var: numbers.reindex(rows.index)}, dtype="float64"), findings=findings)
