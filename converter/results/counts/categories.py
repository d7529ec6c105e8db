"""Counts of subjects by the values of a variable."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.dataset import Frame
from converter.results.counts.tally import shares
from converter.results.members import Members, behind, narrowed, placed, records_of
from converter.results.statistics import level_text, statistics
from converter.spec.condition import Value
from converter.spec.values.number import plain_number
from converter.steps import Answer, SourceCondition, SourceVariable


def categories(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    variable: SourceVariable,
    dataset: str = "ADSL",
    where: SourceCondition | None = None,
    among: tuple[Members, ...] = (),
    levels: tuple[Value, ...] = (),
    first_by: tuple[SourceVariable, ...] = (),
) -> Answer:
    """Count the subjects by {variable} of {dataset} (first by {first_by}), in all and in percent of all ({among}).

    A subject counts once for each value that it has, for none where it is missing; with `first_by` only the first of
    its records in that order counts, and one that lacks a variable of the order cannot be placed and is left out.
    Statistics of each value (LEVEL): n, N (all subjects) and pct, which is missing where N is 0. `levels` come first,
    in that order and also where nobody has them; other values follow in the order of the values.
    """
    asked = narrowed(subjects, among, datasets)
    records = _first(records_of(dataset, where, asked, datasets), first_by)
    words = level_text(records[variable])
    words = words[words != ""]
    counts = records.loc[words.index, "USUBJID"].groupby(words, sort=False).nunique()
    order = dict.fromkeys([*(_level(level) for level in levels), *counts.index])
    made = [statistics(shares(int(counts.get(level, 0)), len(asked)), level) for level in order]
    return Answer(pd.concat([statistics({}), *made], ignore_index=True), behind((dataset, words.index)))


def _first(records: Frame, order: tuple[str, ...]) -> Frame:
    """Give the first record of each subject in an order; all of them without one."""
    if not order:
        return records
    return placed(records, order).drop_duplicates("USUBJID")


def _level(value: Value) -> str:
    return value.strip() if isinstance(value, str) else plain_number(value)
