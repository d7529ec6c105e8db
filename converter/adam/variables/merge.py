"""Variables of other datasets, brought to the rows by their keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd

from converter.adam.groups import found as told_of
from converter.adam.groups import in_order, keyed, named_keys, numeric, shown
from converter.adam.matching import SUBJECT, chosen, matched, one_a_key, sources_of, taken
from converter.compute.conditions.condition import is_missing
from converter.compute.conditions.flag import flagged
from converter.compute.numbers.rounding import settled
from converter.compute.written import order_keys
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.values.number import plain_number
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
    keys: dict[Variable, SourceVariable] | None = None,
    exist_flag: NewVariable | None = None,
    missing_values: dict[NewVariable, str | float] | None = None,
) -> Derived:
    """Take {variables} of the {mode} record of {dataset} with the same {by} (in the order of {order}).

    `rows` and the dataset have the keys; `keys` are further ones of another name there, `{TULNKID: TRLNKID}`. Missing
    where no record matches, and where a key is missing, unless `missing_values` says otherwise; `exist_flag` is Y where
    one matches. A record without a value to order by is taken only where no other is there. Among records equal in
    `order` the first (or last) of the file counts: a warning where they differ in what is taken (`merge-several`).
    """
    whole = chosen(datasets, dataset, where)
    own = dict(keys or {})
    names = tuple(dict.fromkeys((*by, *own)))
    places = {name: f"{dataset}.{name}" if name in own else name for name in order}  # a key hides one of its name
    renamed = {**{place: name for name, place in places.items()}, **own}
    several = whole.assign(**{new: whole[old] for new, old in renamed.items()})
    labels = matched(rows, one_a_key(several, names, tuple(places.values()), mode), names)
    values = {new: taken(whole, labels, old) for new, old in variables.items()}
    findings = _undecided(rows, several, whole, labels, tuple(dict.fromkeys((*names, *places.values()))), variables)
    values |= {new: _filled(new, values, labels.isna(), one) for new, one in (missing_values or {}).items()}
    if exist_flag:
        values[exist_flag] = flagged(labels.notna())
    return Derived(pd.DataFrame(values, index=rows.index), sources_of(labels, dataset, tuple(variables)), findings)


def _filled(name: str, values: Mapping[str, pd.Series], without: pd.Series, value: str | float) -> pd.Series:
    if name not in values:
        message = f"missing_values: {name} is none of variables: {', '.join(values)}"
        raise TypeError(message)
    if isinstance(value, str) == pd.api.types.is_numeric_dtype(values[name]):
        message = f"missing_values: {name} is {'text' if isinstance(value, float | int) else 'a number'}, got {value!r}"
        raise TypeError(message)
    return values[name].mask(without, value)


def _undecided(
    rows: Frame,
    records: Frame,
    whole: Frame,
    labels: pd.Series,
    keys: tuple[str, ...],
    taken_of: Mapping[str, str],
) -> tuple[Finding, ...]:
    """Report rows whose record has others beside it that are equal in key and order, but not in what is taken.

    `records` have the keys, under the names that rows have for them, `whole` are the same with their own variables.
    """
    variables = tuple(dict.fromkeys(taken_of.values()))
    values = {f"taken {name}": in_order(whole[name]) for name in variables}
    known = records[list(keys)].assign(**values).drop_duplicates()
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
    *,
    dataset: str,
    variables: Mapping[str, str],
    where: Condition | None,
    order: tuple[str, ...],
    missing_values: Mapping[str, str | float] | None = None,
    **_: object,
) -> dict[str, str]:
    """Name the predecessor of each variable that is merged from the one record with its keys, none chosen."""
    return {} if where or order or missing_values else {new: f"{dataset}.{old}" for new, old in variables.items()}


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
    missing_value: str | None = None,
) -> Derived:
    """Set to {true_value} where {dataset} has a record with the same {by} that meets {where}, else {false_value}.

    `rows` and the dataset have the keys; `missing_value` stands, if it is said, where there is no record at all, not
    even one that does not meet the condition. All records that meet it stand behind the flag. Source: admiral,
    derive_var_merged_exist_flag, whose missing_value is a blank unless said otherwise.
    """
    pairs = _pairs(rows, chosen(datasets, dataset, where), by)
    found = pd.Series(rows.index.isin(pairs["row"]), index=rows.index)
    flag = flagged(found, true_value, false_value)
    if missing_value is not None:
        flag = flag.where(rows.index.isin(_pairs(rows, datasets[dataset], by)["row"]), missing_value)
    return Derived(flag.to_frame(new_var), _as_sources(pairs, dataset, new_var))


Statistic = Literal["count", "count distinct", "sum", "mean", "min", "max", "list"]


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
    answer is `none`, missing if not given. The `list` is text: the values, each once and in order, joined by ', '.
    """
    records = chosen(datasets, dataset, where)
    records = records[~is_missing(records[variable]) & keyed(records, by)]
    if statistic == "list":
        return Derived(
            _listed(rows, records, variable, by, "" if none is None else plain_number(none)).to_frame(new_var),
            _as_sources(_pairs(rows, records, by), dataset, new_var),
        )
    known = records[variable] if "count" in statistic else numeric(records[variable], statistic)
    counted = in_order(known) if statistic == "count distinct" else known
    grouped = counted.groupby([records[name] for name in by], sort=False)
    answers = {"count": grouped.count, "count distinct": grouped.nunique, "sum": grouped.sum, "mean": grouped.mean}
    answers |= {"min": grouped.min, "max": grouped.max}
    summary = answers[statistic]().astype("float64").rename(new_var).reset_index()
    values = rows[list(by)].merge(summary, how="left", on=list(by))[new_var].set_axis(rows.index)
    values = values if none is None else values.fillna(none)
    return Derived(values.to_frame(), _as_sources(_pairs(rows, records, by), dataset, new_var))


def _listed(rows: Frame, records: Frame, variable: str, by: tuple[str, ...], none: str) -> pd.Series:
    """Give the values of the records of each row, each once and in order, as one text; `none` where it has none."""
    known = records[variable]
    text = shown(settled(known) if pd.api.types.is_numeric_dtype(known) else known)
    distinct = records[list(by)].assign(value=in_order(order_keys(known)), text=text)
    distinct = distinct.sort_values("value", kind="stable").drop_duplicates([*by, "value"])
    lists = distinct.groupby(list(by), sort=False)["text"].agg(", ".join).reset_index()
    found = rows[list(by)].merge(lists, how="left", on=list(by))["text"]
    return found.fillna(none).astype("str").set_axis(rows.index)


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
    when = numeric(rows[date], "date").reindex(pairs["row"]).to_numpy()
    begin = numeric(records[start], "start").reindex(pairs["source_row"]).to_numpy()
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
