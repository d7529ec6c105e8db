"""One value of every subject, for a drawing that shows them all."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.numbers.percentile import percentile
from converter.dataset import Frame
from converter.results.levels import by_level
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import level_text, statistics
from converter.results.values.single import single
from converter.steps import Answer, SourceCondition, SourceVariable

AT = {"q1": 25, "median": 50, "q3": 75}


def points(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    variable: SourceVariable = "AVAL",
    dataset: str,
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
    label: SourceVariable = "USUBJID",
    group: SourceVariable | None = None,
) -> Answer:
    """List {variable} of {dataset} of every subject ({among}), with median, quartiles and range of all.

    Statistics of the whole: n, min, q1, median, q3, max (quartiles by SAS definition 5), missing without any value. By
    record (LEVEL is its `label`): value, in the order of the values, and the `group` of the record by which a drawing
    colours it. Missing values do not count. Raises ValueError for several values of a subject: narrow them by `where`.
    """
    records = single(records_of(dataset, where, narrowed(subjects, among, datasets), datasets), dataset, variable)
    records = records.sort_values([variable, label], kind="stable")
    values = records[variable]
    told = {"value": values, **({"group": _texts(records[group])} if group else {})}
    each = by_level(records[label], pd.DataFrame(told))
    return Answer(pd.concat([_whole(values), each], ignore_index=True), behind((dataset, records.index)))


def _texts(values: pd.Series) -> pd.Series:
    """Write the values as text: numbers without a needless decimal, missing ones blank."""
    return level_text(values).reindex(values.index).fillna("").astype("str")


def _whole(values: pd.Series) -> Frame:
    quartiles = {name: float(percentile(values, at).get(0, float("nan"))) for name, at in AT.items()}
    return statistics({"n": len(values), "min": float(values.min()), **quartiles, "max": float(values.max())})
