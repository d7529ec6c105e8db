"""New records where a group lacks one that was expected: a planned visit, a parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import pandas as pd
from pydantic import Field

from converter.adam.dates.interval import with_constants
from converter.adam.groups import (
    ByMissing,
    group_numbers,
    grouping,
    keyed,
    without_group,
)
from converter.adam.trace import lineage_of
from converter.compute.conditions.subject import holds
from converter.compute.numbers.rounding import same
from converter.dataset import Frame
from converter.steps import Built, CopiedVariable, NewVariable, SourceCondition

Constants = dict[NewVariable, str | float]


def derive_expected_records(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    by: tuple[CopiedVariable, ...],
    expected: Annotated[tuple[dict[CopiedVariable, str | float], ...], Field(min_length=1)],
    set_values: Constants | None = None,
    where: SourceCondition | None = None,
    by_missing: ByMissing = "no group",
) -> Built:
    """Add to each {by} of {dataset} the records of {expected} that it lacks, and {set_values}.

    The dataset may be the one that is made. A group lacks a record where none has all values of an entry of `expected`,
    such as `{AVISIT: Week 4, AVISITN: 4}`; only records that meet `where` count. A group without any record expects
    nothing. The new record has `by`, the values of its entry and `set_values`; the first record of its group stands
    behind it. Records that lack one of `by` count for nothing (`by-missing`), unless `by_missing` makes a missing value
    a group of its own. Source: admiral, derive_expected_records.
    """
    del rows
    needed = grouping(by, by_missing)
    records = datasets[dataset]
    counting = records[holds(where, records, datasets)]
    usable = counting[keyed(counting, needed)]
    heads = usable.drop_duplicates(list(by)).reset_index(names="label")
    numbers = group_numbers(usable, by)
    parts = [
        heads.assign(entry=place)[~heads.index.isin(numbers[_has(usable, one)])] for place, one in enumerate(expected)
    ]
    lacking = pd.concat(parts).sort_values(["label", "entry"], kind="stable").reset_index(drop=True)
    frame = lacking[list(by)].assign(**said_by_entry(lacking["entry"], expected))
    lineage = lineage_of([pd.DataFrame({"row": lacking.index, "table": dataset, "source_row": lacking["label"]})])
    return Built(with_constants(frame, set_values or {}), lineage, without_group(counting, needed))


def _has(records: Frame, entry: Mapping[str, str | float]) -> pd.Series:
    """Tell which records have all values of an entry."""
    answer = pd.Series(data=True, index=records.index)
    for name, value in entry.items():
        answer &= same(records[name], value) if isinstance(value, int | float) else records[name] == value
    return answer


def said_by_entry(entries: pd.Series, said: Sequence[Mapping[str, str | float]]) -> dict[str, pd.Series]:
    """Give what the entry of each row says, missing where it does not."""
    columns = {}
    for name in dict.fromkeys(name for one in said for name in one):
        text = any(isinstance(one.get(name), str) for one in said)
        values = [one.get(name, "" if text else float("nan")) for one in said]
        columns[name] = pd.Series([values[place] for place in entries], entries.index, "str" if text else "float64")
    return columns
