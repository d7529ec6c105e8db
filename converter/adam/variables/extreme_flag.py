"""Flags of the first or last record of a group: baseline, first occurrence, worst value."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.groups import (
    ByMissing,
    Mode,
    Ties,
    competitors,
    extremes,
    found,
    grouping,
    keyed,
    named_keys,
    own_sources,
    without_key,
)
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.subject import holds
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Derived, NewVariable, Variable


def derive_var_extreme_flag(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    by: tuple[Variable, ...],
    order: tuple[Variable, ...],
    new_var: NewVariable,
    mode: Mode,
    descending: tuple[Variable, ...] = (),
    where: Condition | None = None,
    ties: Ties = "report",
    true_value: str = "Y",
    false_value: str = "",
    by_missing: ByMissing = "no group",
) -> Derived:
    """Set to {true_value} on the {mode} record of each {by} in the order of {order} (from high to low: {descending}).

    `rows` has the variables; those of `descending` run from high to low. Only records that meet `where` compete, and
    one without a value to order by is taken only where no other is there. Among equal records the first (or last) of
    the dataset is taken: a warning (`extreme-tie`), unless `ties` declares that order to decide. One of them that lacks
    a variable of `by` gets no flag (`by-missing`), unless `by_missing` makes a missing value a group of its own. All
    records that compete stand behind a flag. Source: admiral.
    """
    needed = grouping(by, by_missing)
    counting = rows[holds(where, rows, datasets)]
    competing = counting[keyed(counting, needed)]
    chosen = extremes(competing, by, order, mode, descending)
    mask = pd.Series(rows.index.isin(chosen.labels), index=rows.index)
    sources = own_sources(competitors(competing, chosen.labels, by), rows, datasets, (new_var,))
    tied = competing.loc[chosen.tied] if ties == "report" else competing.iloc[:0]
    message = f"other records are equal in {', '.join(order)}; the {mode} in the order of the records is taken"
    findings = (
        *found(
            "extreme-tie", "warning", named_keys(tied, by), message, "order by a further variable, or declare ties:"
        ),
        *without_key(counting, needed),
    )
    return Derived(flagged(mask, true_value, false_value).to_frame(new_var), sources, findings)
