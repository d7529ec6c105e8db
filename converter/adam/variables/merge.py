"""Variables of other datasets, brought to the rows by their keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

from converter.adam.groups import found as told_of
from converter.adam.groups import in_order, keyed, named_keys, numeric
from converter.adam.matching import SUBJECT, chosen, matched, one_a_key, sources_of, taken
from converter.compute.conditions.condition import is_missing
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.subject import holds
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Derived, Finding, NewVariable, SourceCondition, SourceVariable, Variable


def derive_vars_merged(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    variables: dict[NewVariable, SourceVariable],
    by: tuple[Variable, ...] = SUBJECT,
    where: SourceCondition | None = None,
    order: tuple[SourceVariable, ...] = (),
    mode: Literal["first", "last"] = "first",
) -> Derived:
    """Take {variables} of the {mode} record of {dataset} with the same {by} (in the order of {order}).

    `rows` and the dataset have the keys; missing where no record matches, and where a key is missing. A record without
    a value to order by is taken only where no other is there. Among records equal in `order` the first (or last) of the
    file counts: a warning where they differ in what is taken (`merge-several`).
    """
    several = chosen(datasets, dataset, where)
    records = one_a_key(several, by, order, mode)
    labels = matched(rows, records, by)
    values = {new: taken(records, labels, old) for new, old in variables.items()}
    findings = _undecided(rows, several, labels, tuple(dict.fromkeys((*by, *order))), tuple(variables.values()))
    return Derived(pd.DataFrame(values, index=rows.index), sources_of(labels, dataset, tuple(variables)), findings)


def _undecided(
    rows: Frame, records: Frame, labels: pd.Series, keys: tuple[str, ...], variables: tuple[str, ...]
) -> tuple[Finding, ...]:
    """Report rows whose record has others beside it that are equal in key and order, but not in what is taken."""
    names = [*dict.fromkeys((*keys, *variables))]
    known = records[names].assign(**{name: in_order(records[name]) for name in variables}).drop_duplicates()
    ties = known[known.duplicated(list(keys), keep=False)]
    groups = records[list(keys)].merge(ties[list(keys)].drop_duplicates(), on=list(keys), how="left", indicator=True)
    tied = records.index[(groups["_merge"] == "both").to_numpy()]
    found = rows[labels.isin(tied)]
    message = (
        f"several records are equal in {', '.join(keys)} and differ in {', '.join(variables)}; one of them is taken"
    )
    return told_of(
        "merge-several", "warning", named_keys(found, ("USUBJID",)), message, "narrow them by where:, or say order:"
    )


def merged_unchanged(
    *, dataset: str, variables: Mapping[str, str], where: Condition | None, order: tuple[str, ...], **_: object
) -> dict[str, str]:
    """Name the predecessor of each variable that is merged from the one record with its keys, none chosen."""
    return {} if where or order else {new: f"{dataset}.{old}" for new, old in variables.items()}


def derive_var_merged_exist_flag(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    new_var: NewVariable,
    where: SourceCondition | None = None,
    by: tuple[Variable, ...] = SUBJECT,
    true_value: str = "Y",
    false_value: str = "N",
) -> Derived:
    """Set to {true_value} where {dataset} has a record with the same {by} that meets {where}, else {false_value}.

    `rows` and the dataset have the keys. All records that meet the condition stand behind the flag.
    """
    records = chosen(datasets, dataset, where)
    pairs = _pairs(rows, records, by)
    found = pd.Series(rows.index.isin(pairs["row"]), index=rows.index)
    return Derived(flagged(found, true_value, false_value).to_frame(new_var), _as_sources(pairs, dataset, new_var))


Statistic = Literal["count", "count distinct", "sum", "mean", "min", "max"]


def derive_var_merged_summary(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    new_var: NewVariable,
    statistic: Statistic,
    variable: SourceVariable,
    where: SourceCondition | None = None,
    by: tuple[Variable, ...] = SUBJECT,
    none: float | None = None,
) -> Derived:
    """Take the {statistic} of {variable} over the records of {dataset} with the same {by}.

    `rows` and the dataset have the keys; missing values of the variable do not count. Where no record has a value the
    answer is `none`, missing if not given.
    """
    records = chosen(datasets, dataset, where)
    records = records[~is_missing(records[variable]) & keyed(records, by)]
    known = records[variable] if "count" in statistic else numeric(records[variable], statistic)
    counted = in_order(known) if statistic == "count distinct" else known
    grouped = counted.groupby([records[name] for name in by], sort=False)
    answers = {"count": grouped.count, "count distinct": grouped.nunique, "sum": grouped.sum, "mean": grouped.mean}
    answers |= {"min": grouped.min, "max": grouped.max}
    summary = answers[statistic]().astype("float64").rename(new_var).reset_index()
    values = rows[list(by)].merge(summary, how="left", on=list(by))[new_var].set_axis(rows.index)
    values = values if none is None else values.fillna(none)
    return Derived(values.to_frame(), _as_sources(_pairs(rows, records, by), dataset, new_var))


def derive_var_merged_ratio(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable,
    numerator: Variable,
    denominator: Variable,
    factor: float = 1.0,
) -> Derived:
    """Divide {numerator} by {denominator}, times {factor}.

    `rows` has both numbers; missing where one is missing or the denominator is 0.
    """
    del datasets
    below = rows[denominator].where(rows[denominator] != 0)
    return Derived((factor * rows[numerator] / below).to_frame(new_var))


def _pairs(rows: Frame, records: Frame, by: tuple[str, ...]) -> Frame:
    """Pair each row with every record of the same key: `row` and `source_row`; a missing key is the same as none."""
    known = records[keyed(records, by)]
    left = rows[list(by)].assign(row=rows.index)
    right = known[list(by)].assign(source_row=known.index)
    return left.merge(right, on=list(by))[["row", "source_row"]]


def _as_sources(pairs: Frame, dataset: str, variable: str) -> Frame:
    return pairs.assign(variable=variable, table=dataset)[["row", "variable", "table", "source_row"]]


def derive_vars_joined(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    variables: dict[NewVariable, SourceVariable],
    date: Variable,
    start: SourceVariable,
    end: SourceVariable | None = None,
    by: tuple[Variable, ...] = SUBJECT,
    where: SourceCondition | None = None,
    mode: Literal["first", "last"] = "first",
) -> Derived:
    """Take {variables} of the {mode} record of {dataset} whose time from {start} to {end} holds {date}.

    Without `end` it is the {mode} record that starts on or before the date. Dates are numbers of one scale (SAS dates);
    `rows` and the dataset have the keys. Among records that start on one day the first (or last) of the file counts: a
    warning where they differ in what is taken (`merge-several`).
    """
    records = chosen(datasets, dataset, where)
    pairs = _pairs(rows, records, by)
    when = rows[date].reindex(pairs["row"]).to_numpy()
    begin = records[start].reindex(pairs["source_row"]).to_numpy()
    inside = begin <= when
    if end:
        until = records[end].reindex(pairs["source_row"]).to_numpy()
        inside &= (when <= until) | np.isnan(until)
    held = pairs.assign(begin=begin)[inside]
    at = held[held["begin"] == held.groupby("row")["begin"].transform("min" if mode == "first" else "max")]
    found = at.drop_duplicates("row", keep=mode).set_index("row")["source_row"]
    labels = found.reindex(rows.index).astype("float64")
    values = {new: taken(records, labels, old) for new, old in variables.items()}
    findings = _several_at(rows, records, at, start, tuple(dict.fromkeys(variables.values())))
    return Derived(pd.DataFrame(values, index=rows.index), sources_of(labels, dataset, tuple(variables)), findings)


def _several_at(rows: Frame, records: Frame, at: Frame, start: str, variables: tuple[str, ...]) -> tuple[Finding, ...]:
    """Report rows of which several records start on the day that counts (`at`), and differ in what is taken."""
    settled = pd.DataFrame({name: in_order(records[name]) for name in variables})
    taken_of = settled.reindex(at["source_row"]).reset_index(drop=True)
    distinct = taken_of.assign(_row=at["row"].to_numpy()).drop_duplicates()
    several = rows[rows.index.isin(distinct.loc[distinct["_row"].duplicated(), "_row"])]
    message = f"several records start on the same {start} and differ in {', '.join(variables)}; one of them is taken"
    return told_of("merge-several", "warning", named_keys(several, ("USUBJID",)), message, "narrow them by where:")


def derive_vars_constant(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    variables: dict[NewVariable, str | float],
    where: Condition | None = None,
) -> Derived:
    """Set to {variables}.

    Elsewhere than `where` holds on the rows, the variables keep the value they have, or are missing.
    """
    counts = holds(where, rows, datasets)
    values = pd.DataFrame({name: _set(rows, name, value, counts) for name, value in variables.items()})
    return Derived(values, only=dict.fromkeys(variables, counts))


def _set(rows: Frame, name: str, value: str | float, holds: pd.Series) -> pd.Series:
    number = isinstance(value, int | float)
    blank = pd.Series(np.nan if number else "", index=rows.index, dtype="float64" if number else "str")
    before: pd.Series = rows.get(name, blank)
    return before.mask(holds, float(value) if isinstance(value, int | float) else value)
