"""New records that carry a value to where one was expected: the last observation, the worst, or the baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeAlias

import pandas as pd
from pydantic import Field

from converter.adam.dates.interval import with_constants
from converter.adam.groups import (
    ByMissing,
    found,
    grouping,
    in_order,
    keyed,
    named_keys,
    ordered,
    own_sources,
    without_group,
    without_key,
)
from converter.adam.records.expected import Constants, said_by_entry
from converter.adam.set_values import kept
from converter.adam.trace import lineage_of
from converter.adam.unusable import told
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.judged import met
from converter.compute.conditions.subject import holds
from converter.compute.numbers.rounding import COMPARE, same
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.model import Model
from converter.steps import Built, CopiedVariable, Derived, Finding, NewVariable, SourceCondition, Variable

BASELINE = Condition(variable="ABLFL", eq="Y")
MADE = ("DTYPE",)
CARRIED = ("LOCF", "WOCF", "BOCF")
"""What DTYPE says of a value that was carried, which is not carried on."""
Method = Literal["locf", "wocf", "bocf"]
FilledVariable: TypeAlias = Annotated[str, "variable", "made"]
"""A variable of the records that is read, and set where it is missing."""


class Expected(Model):
    """A record that is expected: at which value of the first variable of `order`, and what it says."""

    at: float
    set_values: Constants = {}


def derive_carried_records(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    by: tuple[CopiedVariable, ...],
    order: Annotated[tuple[CopiedVariable, ...], Field(min_length=1)],
    expected: tuple[Expected, ...],
    method: Method,
    value: CopiedVariable = "AVAL",
    keep: tuple[CopiedVariable, ...] = (),
    worst: Literal["high", "low"] = "high",
    baseline: SourceCondition | None = None,
    where: SourceCondition | None = None,
    set_values: Constants | None = None,
    by_missing: ByMissing = "no group",
) -> Built:
    """Add to each {by} of {dataset} a record where one of {expected} has no {value}, by {method} in order of {order}.

    The dataset may be the one that is made. The first variable of `order` is a number, such as AVISITN, at which
    records are expected; the others place records that are equal in it. Where no record of the group has a value there,
    the new one takes that of the last record before it (locf), of the worst before it (wocf: the highest, or the lowest
    where `worst` says so, of equal ones the last), or of the last that meets `baseline` (bocf: ABLFL is Y); with `by`,
    `keep` and the first of `order`, what the entry sets, `set_values`, and the method as DTYPE. Without such a record
    there is none (`carried-no-value`, a note). The record it takes stands behind it. Values that were carried before,
    as DTYPE says, are not carried on. Of records equal in `order` the last counts: a warning where they differ
    (`merge-several`). Records that lack one of `by` count for nothing (`by-missing`). Source: admiral,
    derive_locf_records with imputation "add"; ADaMIG 1.3, DTYPE.
    """
    del rows
    needed = grouping(by, by_missing)
    records = datasets[dataset]
    counting = records[holds(where, records, datasets)]
    usable = counting[keyed(counting, needed)]
    known = usable[keyed(usable, (*order, value)) & ~_was_carried(usable, "DTYPE")]
    known = _candidates(ordered(known, order, ()), datasets, method, value, worst, baseline)
    parts, lost = [], [pd.Series(dtype="str")]
    for place, entry in enumerate(expected):
        lacking = _lacking(usable, by, order[0], value, entry.at)
        before = known[COMPARE["lt"](known[order[0]], entry.at)].drop_duplicates(list(by), keep="last")
        parts.append(before[_among(before, lacking, by)].assign(entry=place))
        lost.append(named_keys(lacking[~_among(lacking, before, by)], by))
    taken = pd.concat(parts).reset_index(names="label").sort_values([*by, "entry"], kind="stable", ignore_index=True)
    said = [{order[0]: one.at, **one.set_values} for one in expected]
    columns = list(dict.fromkeys((*by, *keep, value)))
    frame = taken[columns].assign(**said_by_entry(taken["entry"], said))
    lineage = lineage_of([pd.DataFrame({"row": taken.index, "table": dataset, "source_row": taken["label"]})])
    made = with_constants(frame, {"DTYPE": method.upper(), **(set_values or {})})
    ties = taken[_undecided(taken["label"], known, (*by, *order), value, method)]
    several = told("merge-several", "warning", named_keys(ties, by), *SEVERAL)
    return Built(made, lineage, (*several, *_nothing(pd.concat(lost)), *without_group(counting, needed)))


def derive_vars_carried(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    by: tuple[Variable, ...],
    order: Annotated[tuple[Variable, ...], Field(min_length=1)],
    method: Method,
    value: FilledVariable = "AVAL",
    worst: Literal["high", "low"] = "high",
    baseline: Condition | None = None,
    where: Condition | None = None,
    dtype_var: NewVariable = "DTYPE",
    by_missing: ByMissing = "no group",
) -> Derived:
    """Fill a missing {value} of each {by} by {method} in order of {order}.

    The value is that of the last record before it (locf), of the worst before it (wocf, as of derive_carried_records),
    or of the last before it that meets `baseline` (bocf: ABLFL is Y); `dtype_var` says the method. Values that were
    carried, here or before, are not carried on, and of records equal in `order` none is before another: the last of
    those before counts, a warning where they differ (`merge-several`). A record without one before it stays
    (`carried-no-value`, a note). The record taken stands behind it. Records that lack one of `by` stay (`by-missing`),
    and so do those that do not meet `where` or have no place in `order`. Source: admiral, derive_locf_records with
    imputation "update"; ADaMIG 1.3, DTYPE.
    """
    needed = grouping(by, by_missing)
    counting = rows[holds(where, rows, datasets)]
    usable = ordered(counting[keyed(counting, (*needed, *order))], order, ())
    place = _places(usable, order)
    filled = keyed(usable, (value,))
    known = usable[filled & ~_was_carried(usable, dtype_var)]
    known = _candidates(known, datasets, method, value, worst, baseline)
    left = usable.loc[~filled, list(by)].assign(row=lambda frame: frame.index)
    right = known[list(by)].assign(source_row=known.index, rank=range(len(known)))
    pairs = left.merge(right, on=list(by))
    pairs = pairs[place[pairs["source_row"]].to_numpy() < place[pairs["row"]].to_numpy()]
    taken = pairs.sort_values("rank").drop_duplicates("row", keep="last")[["row", "source_row"]]
    put = pd.Series(rows.index.isin(taken["row"]), index=rows.index)
    carried = rows[value].reindex(taken["source_row"]).set_axis(taken["row"]).reindex(rows.index)
    values = {
        value: rows[value].mask(put, carried),
        dtype_var: kept(rows, dtype_var, flagged(put, method.upper()), put),
    }
    lost = left[~left["row"].isin(taken["row"])]
    sources = own_sources(taken, rows, datasets, (value,))
    ties = taken[_undecided(taken["source_row"], known, (*by, *order), value, method)]
    several = found("merge-several", "warning", named_keys(rows.loc[ties["row"]], by), *SEVERAL)
    findings = (*several, *_nothing(named_keys(lost, by)), *without_key(counting, needed))
    return Derived(pd.DataFrame(values), sources, findings, only={value: put, dtype_var: put})


SEVERAL = (
    "records equal in order differ in the value; that of the last of them is carried",
    "name what tells them apart in order:, or narrow them by where:",
)


def _undecided(taken: pd.Series, known: Frame, keys: Sequence[str], value: str, method: Method) -> pd.Series:
    """Tell which labels that are `taken` of `known` are of records beside which others equal in order differ in value.

    The worst of them is no tie.
    """
    distinct = in_order(known[value]).groupby([in_order(known[name]) for name in keys]).transform("nunique")
    return taken.isin(distinct.index[distinct > 1]) & (method != "wocf")


def _was_carried(records: Frame, dtype_var: str) -> pd.Series:
    known = records[dtype_var] if dtype_var in records else pd.Series("", index=records.index)
    return known.isin(CARRIED)


def _places(records: Frame, order: Sequence[str]) -> pd.Series:
    """Number records that are in an order; those that are equal in it have one place, none before the others."""
    keys = records[list(order)].apply(in_order)
    return (~keys.eq(keys.shift()).all(axis="columns")).cumsum()


def _candidates(
    known: Frame, datasets: Mapping[str, Frame], method: Method, value: str, worst: str, baseline: Condition | None
) -> Frame:
    """Give the records whose value may be carried, in order, so that the last of those before a place is taken."""
    if method == "wocf":
        values = in_order(known[value]) if worst == "high" else -in_order(known[value])
        return known.loc[values.sort_values(kind="stable").index]
    if method == "locf":
        return known
    if baseline is None and BASELINE.variable not in known:
        message = "bocf reads ABLFL, which the records lack; say baseline:"
        raise TypeError(message)
    return known[met(baseline or BASELINE, known, datasets)]


def _lacking(records: Frame, by: Sequence[str], order: str, value: str, at: float) -> Frame:
    """Give the first record of each group of which none has a value at a place in order."""
    has = records[same(records[order], at) & keyed(records, (value,))]
    heads = records.drop_duplicates(list(by))
    return heads[~_among(heads, has, by)]


def _among(records: Frame, others: Frame, by: Sequence[str]) -> pd.Series:
    """Tell which records have the group of one of the others."""
    found = records.set_index(list(by)).index.isin(others.set_index(list(by)).index)
    return pd.Series(found, index=records.index)


def _nothing(groups: pd.Series) -> tuple[Finding, ...]:
    message = "no record whose value can be carried, so no record"
    return told("carried-no-value", "note", groups.drop_duplicates(), message)
