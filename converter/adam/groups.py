"""Records of one analysis dataset in groups: their first or last, what stands behind it, what cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Literal

import pandas as pd

from converter.adam.unusable import told
from converter.compute.conditions.condition import is_missing
from converter.compute.numbers.numbers import number_text
from converter.compute.numbers.rounding import settled
from converter.compute.written import order_keys
from converter.dataset import Frame, all_sources, no_sources
from converter.issues import Severity
from converter.steps import Finding

Mode = Literal["first", "last"]
ByMissing = Literal["no group", "own group"]
"""Whether records that lack a variable which groups them count for nothing, or their missing value is a group."""
Ties = Literal["report", "by order of records"]
"""Whether the order of the records may decide between equal ones without being told."""


@dataclass(frozen=True)
class Chosen:
    """The index labels of the first or last record of each group, and of those that others equal in order."""

    labels: pd.Index
    tied: pd.Index


def own_name(rows: Frame, datasets: Mapping[str, Frame]) -> str:
    """Name the dataset that the rows belong to: the one whose frame they are; blank where it is not among them."""
    return next((name for name, frame in datasets.items() if frame is rows), "")


def own_sources(pairs: Frame, rows: Frame, datasets: Mapping[str, Frame], variables: Sequence[str]) -> Frame:
    """Tell the records of the same dataset behind variables: `pairs` has `row` and `source_row`, index labels."""
    table = own_name(rows, datasets)
    parts = [pairs.assign(variable=name, table=table)[["row", "variable", "table", "source_row"]] for name in variables]
    return all_sources(no_sources(), *parts)


def keyed(rows: Frame, by: Sequence[str]) -> pd.Series:
    """Tell which rows have a value of every variable that groups them, or that they are matched by."""
    everything = pd.Series(data=False, index=rows.index)
    return ~reduce(or_, (is_missing(rows[name]) for name in by), everything)


def grouping(by: Sequence[str], missing: ByMissing) -> tuple[str, ...]:
    """Name the variables that a record must have to stand in a group; none where a missing value is one of its own."""
    return tuple(by) if missing == "no group" else ()


def in_order(values: pd.Series) -> pd.Series:
    """Give values as they are ordered: blank text is missing, numbers that are the same are equal."""
    return settled(values) if pd.api.types.is_numeric_dtype(values) else values.where(~is_missing(values))


def numeric(values: pd.Series, what: str) -> pd.Series:
    """Give numbers back; raises TypeError for text, of which a sum would be one long word and the greatest a '9'."""
    if not pd.api.types.is_numeric_dtype(values):
        message = f"expected numbers for the {what}, got text"
        raise TypeError(message)
    return values


def group_numbers(rows: Frame, by: Sequence[str]) -> pd.Series:
    """Give each group of rows a number; rows that are not `keyed` get numbers as well."""
    if not by:
        return pd.Series(0, index=rows.index)
    return rows.groupby(list(by), sort=False, dropna=False).ngroup()


def ordered(rows: Frame, order: Sequence[str], descending: Sequence[str], mode: Mode = "first") -> Frame:
    """Sort rows; ties keep their order, and missing values stand where the mode takes them only for want of others.

    Blank text is as missing as NaN; numbers that are the same are equal (`rounding.settled`).
    """
    return rows.loc[_sorted(_orderable(rows, order), order, descending, mode)]


def extremes(rows: Frame, by: Sequence[str], order: Sequence[str], mode: Mode, descending: Sequence[str]) -> Chosen:
    """Take the first or last record of each group; without a value to order by it is taken only if no other is there.

    Among ties the first (or last) in the order of the dataset is taken.
    """
    known = _orderable(rows, order).assign(_group=group_numbers(rows, by))
    labels = known.loc[_sorted(known, order, descending, mode)].drop_duplicates("_group", keep=mode).index
    equal = known.duplicated(["_group", *order], keep=False)
    return Chosen(labels.sort_values(), labels[equal.reindex(labels)].sort_values())


def equals(rows: Frame, by: Sequence[str], order: Sequence[str]) -> pd.Series:
    """Tell which rows of a group others equal in what they are ordered by: '9' is '09', and noise is no difference."""
    known = _orderable(rows, order).assign(_group=group_numbers(rows, by))
    return known.duplicated(["_group", *order], keep=False)


def _orderable(rows: Frame, order: Sequence[str]) -> Frame:
    """Give the values to order by: blank text missing, numbers that are the same equal."""
    return pd.DataFrame({name: in_order(order_keys(rows[name])) for name in order}, index=rows.index)


def _sorted(known: Frame, order: Sequence[str], descending: Sequence[str], mode: Mode) -> pd.Index:
    if not order:
        return known.index
    upwards = [name not in descending for name in order]
    unknown: Mode = "last" if mode == "first" else "first"
    return known.sort_values(list(order), ascending=upwards, kind="stable", na_position=unknown).index


def competitors(rows: Frame, labels: pd.Index, by: Sequence[str]) -> Frame:
    """Pair each chosen record with all records of its group, itself included: `row` and `source_row`."""
    groups = group_numbers(rows, by)
    records = pd.DataFrame({"group": groups, "source_row": rows.index})
    winners = pd.DataFrame({"group": groups.reindex(labels), "row": labels})
    return winners.merge(records, on="group")[["row", "source_row"]].reset_index(drop=True)


def found(
    rule: str, severity: Severity, values: pd.Series, message: str, hint: str = "", written: str = ""
) -> tuple[Finding, ...]:
    """Report values of rows, on their index labels; nothing where there are none."""
    if values.empty:
        return ()
    return (Finding(rule, severity, values.index, shown(values), message, written, hint),)


def without_key(rows: Frame, by: Sequence[str]) -> tuple[Finding, ...]:
    """Report rows that lack a variable that groups them."""
    lost = rows[~keyed(rows, by)]
    message = f"one of {', '.join(by)} is missing, so the record stands in no group"
    return found("by-missing", "warning", lacking(lost, by), message, "give the variable its value before this step")


def without_group(rows: Frame, by: Sequence[str]) -> tuple[Finding, ...]:
    """Report the same of rows of which no new row can be made; they are named by subject and what they lack."""
    lost = rows[~keyed(rows, by)]
    subject = lost["USUBJID"] if "USUBJID" in lost else pd.Series("", index=lost.index)
    message = f"one of {', '.join(by)} is missing, so the record counts for no new row"
    return told("by-missing", "warning", (subject + " " + lacking(lost, by)).drop_duplicates(), message)


def lacking(rows: Frame, by: Sequence[str]) -> pd.Series:
    """Name the variables that each row lacks, such as 'no PARAMCD, AVISIT'."""
    parts = [pd.Series("", index=rows.index, dtype="str").mask(is_missing(rows[name]), f"{name}, ") for name in by]
    return ("no " + joined(rows, parts).str.removesuffix(", ")).astype("str")


def joined(frame: Frame, parts: Sequence[pd.Series]) -> pd.Series:
    """Write pieces of text one after another, on the index of the frame."""
    return reduce(lambda left, right: left + right, parts, pd.Series("", index=frame.index, dtype="str"))


def named_keys(frame: Frame, by: Sequence[str]) -> pd.Series:
    """Write the keys of groups as one text, the subject first: '1003 WBC DAY 8'."""
    names = [*(name for name in by if name == "USUBJID"), *(name for name in by if name != "USUBJID")]
    return joined(frame, [shown(frame[name]) + " " for name in names]).str.strip().astype("str")


def shown(values: pd.Series) -> pd.Series:
    """Write values as text: numbers in their shortest form."""
    return number_text(values) if pd.api.types.is_numeric_dtype(values) else values.astype("str")
