"""Flags of the records before or after one of their group: up to progression, after the first dose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from converter.adam.groups import (
    ByMissing,
    Mode,
    Ties,
    equals,
    found,
    group_numbers,
    grouping,
    keyed,
    named_keys,
    ordered,
    own_sources,
    without_key,
)
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.judged import met
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Derived, Finding, NewVariable, Variable


def derive_var_relative_flag(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    by: tuple[Variable, ...],
    order: tuple[Variable, ...],
    new_var: NewVariable,
    when: Condition,
    mode: Mode,
    selection: Literal["before", "after"],
    inclusive: bool,
    flag_no_ref_groups: bool = True,
    descending: tuple[Variable, ...] = (),
    ties: Ties = "report",
    by_missing: ByMissing = "no group",
    true_value: str = "Y",
    false_value: str = "",
) -> Derived:
    """Set to {true_value} on the records of each {by} {selection} the {mode} one by {order} where {when}.

    `rows` has the variables; those of `descending` run from high to low. `inclusive` flags the one record itself too,
    `flag_no_ref_groups` all records of a group that has none. A record without a value to order by cannot be placed and
    gets no flag; where others equal the one record in order, that of the dataset decides: a warning (`extreme-tie`),
    unless `ties` declares so. A record that lacks a variable of `by` gets no flag (`by-missing`), unless `by_missing`
    makes a missing value a group of its own. The one record stands behind the flags. Source: admiral,
    derive_var_relative_flag, where records without a value to order by come last.
    """
    needed = grouping(by, by_missing)
    placed = rows[keyed(rows, needed) & keyed(rows, order)]
    places = _places(placed, by, order, descending)
    marks = places[met(when, placed, datasets)].sort_values("place")
    marks = marks.drop_duplicates("group", keep=mode).set_index("group")
    at = places["group"].map(marks["place"])
    ahead = places["place"] < at if selection == "before" else places["place"] > at
    inside = (ahead | ((places["place"] == at) & inclusive)).where(at.notna(), flag_no_ref_groups).astype(bool)
    flags = pd.Series(rows.index.isin(inside.index[inside]), index=rows.index)
    pairs = pd.DataFrame({"row": places.index, "source_row": places["group"].map(marks["label"])})[inside.to_numpy()]
    sources = own_sources(pairs.dropna().astype("int64"), rows, datasets, (new_var,))
    told = (
        () if ties != "report" else _tied(placed.loc[marks["label"]], equals(placed, by, order), by, order, selection)
    )
    values = flagged(flags, true_value, false_value).to_frame(new_var)
    return Derived(values, sources, (*told, *without_key(rows, needed)))


def _tied(
    marks: Frame, equal: pd.Series, by: tuple[str, ...], order: tuple[str, ...], selection: str
) -> tuple[Finding, ...]:
    """Report the one records that others equal in order."""
    message = f"other records are equal in {', '.join(order)}; the order of the records says which come {selection} it"
    names = named_keys(marks[equal.reindex(marks.index)], by)
    return found("extreme-tie", "warning", names, message, "order by a further variable, or declare ties:")


def _places(rows: Frame, by: tuple[str, ...], order: tuple[str, ...], descending: tuple[str, ...]) -> Frame:
    """Give each record its group, its place among all in order, and its label."""
    in_order = ordered(rows, order, descending).index
    place = pd.Series(range(len(in_order)), index=in_order, dtype="int64").reindex(rows.index)
    return pd.DataFrame({"group": group_numbers(rows, by), "place": place, "label": rows.index}, index=rows.index)
