"""Shifts: the baseline category and that of the record in one text."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.groups import shown
from converter.compute.conditions.condition import is_missing
from converter.compute.conditions.subject import holds
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Derived, NewVariable, Variable


def derive_var_shift(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable = "SHIFT1",
    from_var: Variable,
    to_var: Variable,
    prefix: str = "",
    separator: str = " to ",
    missing: str = "NULL",
    where: Condition | None = None,
) -> Derived:
    """{from_var}, '{separator}', {to_var} in one text; '{missing}' for one that is missing.

    `rows` has the two, text or numbers; `prefix` stands before each known one ('Grade 0 to Grade 3'). With a blank
    `missing` there is no shift where one of the two is missing. Blank where `where` does not hold. Source: admiral.
    """
    sides = [_side(rows[name], prefix, missing) for name in (from_var, to_var)]
    text = (sides[0] + separator + sides[1]).astype("str")
    known = (sides[0] != "") & (sides[1] != "") & holds(where, rows, datasets)
    return Derived(text.where(known, "").to_frame(new_var))


def _side(values: pd.Series, prefix: str, missing: str) -> pd.Series:
    return (prefix + shown(values)).mask(is_missing(values), missing)
