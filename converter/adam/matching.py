"""Records of a source dataset: chosen, ordered, matched to the rows of an analysis dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import pandas as pd

from converter.adam.groups import in_order, keyed
from converter.compute.conditions.subject import holds
from converter.compute.written import order_keys
from converter.dataset import Frame, all_sources, no_sources
from converter.spec.condition import Condition

SUBJECT = ("USUBJID",)


def chosen(datasets: Mapping[str, Frame], dataset: str, where: Condition | None) -> Frame:
    """Give the records of a dataset that meet a condition; they keep their index labels.

    The condition may read the subject's value of another dataset ('ADSL.TRTSDT').
    """
    records = datasets[dataset]
    return records if where is None else records[holds(where, records, datasets)]


def one_a_key(
    records: Frame, by: Sequence[str], order: Sequence[str], keep: Literal["first", "last"] = "first"
) -> Frame:
    """Keep one record for each key: the first or last in an order; ties keep file order.

    A record without a value to order by, blank or missing, is kept only where no other is there. Text that holds
    nothing but numbers, or nothing but dates, is in their order.
    """
    if order:
        unknown: Literal["first", "last"] = "last" if keep == "first" else "first"
        records = records.sort_values(list(order), kind="stable", na_position=unknown, key=_by_meaning)
    return records.drop_duplicates(list(by), keep=keep)


def _by_meaning(values: pd.Series) -> pd.Series:
    return in_order(order_keys(values))


def matched(rows: Frame, records: Frame, by: Sequence[str], needed: Sequence[str] | None = None) -> pd.Series:
    """Give the index label of the record that each row matches, NaN where none does; `records` are one a key.

    A key that is blank or missing matches nothing, unless only some of its variables are `needed`.
    """
    known = records[keyed(records, by if needed is None else needed)]
    keys = known[list(by)].assign(_label=known.index.astype("float64"))
    found = rows[list(by)].merge(keys, how="left", on=list(by))["_label"]
    return pd.Series(found.to_numpy(), index=rows.index)


def sources_of(labels: pd.Series, dataset: str, variables: Sequence[str]) -> Frame:
    """Tell the records behind all variables of a step: `labels` is on the index of the rows, NaN where there is none.

    Several variables of one record are told once.
    """
    known = labels.dropna().astype("int64")
    name = variables[0] if len(variables) == 1 else ""
    found = pd.DataFrame({"row": known.index, "variable": name, "table": dataset, "source_row": known.to_numpy()})
    return all_sources(no_sources(), found)


def taken(records: Frame, labels: pd.Series, variable: str) -> pd.Series:
    """Give a variable of the records with these labels, missing where there is none."""
    values = records[variable].reindex(labels.to_numpy())
    answer = pd.Series(values.to_numpy(), index=labels.index)
    if pd.api.types.is_numeric_dtype(records[variable]):
        return answer.astype("float64")
    return answer.astype("str").fillna("")
