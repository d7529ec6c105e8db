"""Analysis windows: the analysis visit that the day of a record belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import inf
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import AfterValidator, model_validator

from converter.adam.set_values import kept
from converter.compute.conditions.decide import picked
from converter.compute.conditions.judged import NONE
from converter.compute.conditions.subject import holds
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.model import Model
from converter.spec.values.number import plain_number
from converter.steps import Derived, Variable

MADE = ("AVISIT", "AVISITN", "AWTARGET", "AWTDIFF", "AWLO", "AWHI", "AWU")


class Window(Model):
    """The days of one analysis visit, from `awlo` to `awhi`, both included; without one it is open on that side."""

    avisit: str
    avisitn: float | None = None
    awlo: float | None = None
    awhi: float | None = None
    awtarget: float | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        low, high = self.days
        if low > high:
            message = f"{self.avisit}: awlo {plain_number(low)} is after awhi {plain_number(high)}"
            raise ValueError(message)
        if self.awtarget is not None and not low <= self.awtarget <= high:
            message = f"{self.avisit}: awtarget {plain_number(self.awtarget)} is outside its window"
            raise ValueError(message)
        return self

    @property
    def days(self) -> tuple[float, float]:
        """The first and the last day, infinite where the window is open."""
        return (-inf if self.awlo is None else self.awlo, inf if self.awhi is None else self.awhi)

    def __str__(self) -> str:
        named = (("from day", self.awlo), ("to day", self.awhi))
        limits = [f"{word} {plain_number(day)}" for word, day in named if day is not None]
        target = [] if self.awtarget is None else [f"target {plain_number(self.awtarget)}"]
        return f"{self.avisit} ({', '.join([' '.join(limits) or 'any day', *target])})"


def apart(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """Give back windows that have no day in common; raises ValueError for others."""
    inside = sorted(windows, key=lambda window: window.days)
    for left, right in pairwise(inside):
        if right.days[0] <= left.days[1]:
            message = f"the windows of {left.avisit} and {right.avisit} overlap"
            raise ValueError(message)
    if not windows:
        message = "no window"
        raise ValueError(message)
    return windows


Windows = Annotated[tuple[Window, ...], AfterValidator(apart)]
"""Windows of which no two have a day in common."""


def derive_vars_window(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    windows: Windows,
    day: Variable = "ADY",
    unit: str = "DAYS",
    day_zero: bool = False,
    where: Condition | None = None,
) -> Derived:
    """Put {day} into the analysis window that holds it: {windows}.

    Makes AVISIT, AVISITN, AWTARGET, AWLO, AWHI, AWU ({unit}) and AWTDIFF, the days between the record and the target,
    never negative; there is no day 0 between days -1 and 1 unless `day_zero` says so. A record in no window, or
    without a day, has none of them. Where `where` does not hold, the record keeps what it has, so that parameters can
    have windows of their own. The record closest to the target is flagged by derive_var_extreme_flag in the order of
    AWTDIFF. Source: ADaMIG 1.3, analysis visit windowing.
    """
    days, counts = rows[day], holds(where, rows, datasets)
    position = pd.Series(NONE, index=rows.index, dtype="int64")
    for number, window in enumerate(windows):
        position = position.mask(days.between(*window.days), number)
    numbers = {name: _said(position, windows, name) for name in ("avisitn", "awtarget", "awlo", "awhi")}
    target = numbers["awtarget"]
    names = pd.Series([*(one.avisit for one in windows), ""], dtype="str")
    units = pd.Series([*(unit for _ in windows), ""], dtype="str")
    made = {
        "AVISIT": picked(position, names),
        **{name.upper(): values for name, values in numbers.items()},
        "AWTDIFF": (days - target).abs() - (((days < 0) != (target < 0)) & (not day_zero)),
        "AWU": picked(position, units),
    }
    values = pd.DataFrame({name: kept(rows, name, made[name], counts) for name in MADE})
    return Derived(values, only=dict.fromkeys(MADE, counts))


def _said(position: pd.Series, windows: Windows, name: str) -> pd.Series:
    values = [getattr(one, name) for one in windows]
    return picked(position, pd.Series([*(np.nan if value is None else value for value in values), np.nan]))
