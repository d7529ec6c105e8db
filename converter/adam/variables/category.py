"""Categories: values put into groups by a table of conditions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Literal

import pandas as pd
from pydantic import AfterValidator

from converter.adam.groups import found, named_keys
from converter.adam.set_values import one_kind, said_values
from converter.compute.conditions.condition import is_missing
from converter.compute.conditions.decide import picked
from converter.compute.conditions.judged import NONE, first_met
from converter.compute.conditions.subject import holds, with_subject_values
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.model import Model
from converter.spec.values.number import plain_number
from converter.steps import Derived, Finding, NewVariable


class Category(Model):
    """One category: the condition of its members (none: all others), and what is written of them."""

    when: Condition | None = None
    set_values: dict[NewVariable, str | float]

    def __str__(self) -> str:
        said = " and ".join(f"{name} = {_short(value)}" for name, value in self.set_values.items())
        return said + (f" (where {self.when.describe()})" if self.when else " (otherwise)")


Categories = Annotated[tuple[Category, ...], AfterValidator(one_kind)]
"""Categories in the order in which they are tried."""


def derive_vars_cat(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    categories: Categories,
    where: Condition | None = None,
    unmatched: Literal["report", "blank"] = "report",
) -> Derived:
    """Take the first of the categories that holds: {categories}.

    `rows` has the variables that conditions read; of another dataset ('ADSL.AGE') the subject's record counts. What a
    category does not write is missing, as is everything of rows in no category, and of rows where `where` does not
    hold. What is missing meets no condition, with `ne` and `not` neither; only a category without one takes it. A row
    whose values are known but in no category is reported (`category-none`), unless `unmatched: blank` declares that
    they need none. Source: admiral, derive_vars_cat.
    """
    conditions = [one.when for one in categories]
    read = tuple(dict.fromkeys(name for when in conditions if when for name in when.variables))
    known = with_subject_values(rows, datasets, read)
    counts = holds(where, rows, datasets)
    position = first_met(known, conditions).where(counts, NONE)
    names = dict.fromkeys(name for one in categories for name in one.set_values)
    values = pd.DataFrame({name: picked(position, said_values(categories, name)) for name in names})
    open_rows = known[counts & (position == NONE) & ~_lacking(known, read)]
    findings = () if unmatched == "blank" else _unmatched(open_rows, read, tuple(names))
    return Derived(values, findings=findings)


def _lacking(rows: Frame, read: tuple[str, ...]) -> pd.Series:
    nothing = pd.Series(data=False, index=rows.index)
    return reduce(or_, (is_missing(rows[name]) for name in read), nothing)


def _unmatched(rows: Frame, read: tuple[str, ...], names: tuple[str, ...]) -> tuple[Finding, ...]:
    message = f"{', '.join(read)} in no category, so {', '.join(names)} missing"
    hint = "add a category, or declare unmatched: blank"
    return found("category-none", "warning", named_keys(rows, read), message, hint)


def _short(value: str | float) -> str:
    return value if isinstance(value, str) else plain_number(value)
