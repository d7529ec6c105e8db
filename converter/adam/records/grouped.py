"""New rows made of groups of records: one a group, what they keep of their records, and their lineage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import pandas as pd

from converter.adam.groups import found, group_numbers, in_order, named_keys, numeric
from converter.adam.trace import lineage_of
from converter.dataset import Frame
from converter.issues import Severity
from converter.steps import Finding

Statistic = Literal["count", "sum", "mean", "min", "max", "median"]
STATISTICS: Mapping[Statistic, Callable[[Any], pd.Series]] = {
    "count": lambda grouped: grouped.count(),
    "sum": lambda grouped: grouped.sum(),
    "mean": lambda grouped: grouped.mean(),
    "min": lambda grouped: grouped.min(),
    "max": lambda grouped: grouped.max(),
    "median": lambda grouped: grouped.median(),
}


def one_a_group(records: Frame, by: Sequence[str], keep: Sequence[str]) -> tuple[Frame, tuple[Finding, ...]]:
    """Give one row for each group, in order of first appearance: `by` and what all records of the group agree on.

    A variable of `keep` that has several values in a group is missing there, and reported as `keep-several`; a record
    in which it is missing says nothing of it.
    """
    heads = records.drop_duplicates(list(by)).reset_index(drop=True)
    frame = heads[[*by, *(name for name in keep if name not in by)]]
    findings: tuple[Finding, ...] = ()
    numbers = group_numbers(records, by)
    for name in keep:
        known = in_order(records[name]).groupby(numbers)
        several = known.nunique().gt(1).reindex(frame.index, fill_value=False)
        blank: float | str = float("nan") if pd.api.types.is_numeric_dtype(frame[name]) else ""
        frame = frame.assign(**{name: known.first().reindex(frame.index).fillna(blank).mask(several, blank)})
        findings += _told(named_keys(frame[several], by), "keep-several", "warning", f"{name} has several values")
    return frame, findings


def statistic_of(records: Frame, by: Sequence[str], value: str, statistic: Statistic) -> pd.Series:
    """Give a statistic of the known values of each group, by the number of the group; missing where there is none."""
    known = in_order(records[value]) if statistic == "count" else numeric(records[value], statistic)
    grouped = known.groupby(group_numbers(records, by))
    answer = STATISTICS[statistic](grouped).astype("float64")
    return answer if statistic == "count" else answer.where(grouped.count() > 0)


def records_behind(records: Frame, by: Sequence[str], table: str) -> Frame:
    """Give the lineage of one row a group: every record of the group."""
    numbers = group_numbers(records, by)
    return lineage_of([pd.DataFrame({"row": numbers.to_numpy(), "table": table, "source_row": records.index})])


def _told(values: pd.Series, rule: str, severity: Severity, message: str) -> tuple[Finding, ...]:
    return found(rule, severity, values, f"{message} in the group, so the new record has none")


def copied_by_group(*, dataset: str, by: Sequence[str], keep: Sequence[str] = (), **_: object) -> dict[str, str]:
    """Name the predecessor of each variable that the rows take from their group unchanged."""
    return {name: f"{dataset}.{name}" for name in (*by, *keep)}
