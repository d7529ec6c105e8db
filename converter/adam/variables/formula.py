"""Variables worked out of others of the same record by a formula."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import Field

from converter.compute.numbers.formula import work_out
from converter.compute.numbers.rounding import round_half_away
from converter.dataset import Frame
from converter.spec.values.formula import Formula
from converter.steps import Derived, NewVariable

VariableFormula: TypeAlias = Annotated[Formula, "variable"]
"""A formula whose names are variables of the record, such as 'EXDOSE * EXDURD'."""


def derive_var_computed(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable,
    formula: VariableFormula,
    digits: Annotated[int, Field(ge=0, le=12)] | None = None,
) -> Derived:
    """Compute {formula}.

    `rows` has the variables of the formula, which are numbers. Missing where one of them is missing, or where something
    is divided by 0. With `digits` the answer is rounded, halves away from zero. Source: +, -, * and / of the DATA step.
    """
    del datasets
    values = work_out(formula, {name: rows[name] for name in formula.names})
    return Derived((values if digits is None else round_half_away(values, digits)).to_frame(new_var))
