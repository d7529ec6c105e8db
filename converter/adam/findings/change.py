"""Change from baseline."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.groups import found
from converter.compute.conditions.subject import holds
from converter.compute.numbers.rounding import round_half_away
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Derived, NewVariable, Variable


def derive_var_chg(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable = "CHG",
    value: Variable = "AVAL",
    base: Variable = "BASE",
    where: Condition | None = None,
    digits: int | None = None,
) -> Derived:
    """{value} - {base}.

    `rows` has both numbers; missing where one is missing, or `where` (such as post-baseline records) does not hold.
    `digits` rounds half away from zero; without it the difference stays as it is. Source: ADaMIG 1.3, CHG.
    """
    change = (rows[value] - rows[base]).where(holds(where, rows, datasets))
    return Derived(_rounded(change, digits).to_frame(new_var))


def derive_var_pchg(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable = "PCHG",
    value: Variable = "AVAL",
    base: Variable = "BASE",
    where: Condition | None = None,
    digits: int | None = None,
) -> Derived:
    """({value} - {base}) / |{base}| * 100.

    `rows` has both numbers; missing where one is missing, where the base is 0 (a note, `pchg-base-zero`) or `where`
    does not hold. `digits` rounds half away from zero. Source: ADaMIG 1.3, PCHG; the absolute base is that of admiral.
    """
    counts = holds(where, rows, datasets)
    below = rows[base].abs()
    change = ((rows[value] - rows[base]) / below.where(below != 0) * 100).where(counts)
    lost = rows.loc[counts & (rows[base] == 0) & rows[value].notna(), base]
    findings = found("pchg-base-zero", "note", lost, f"{base} is 0, so there is no percent change")
    return Derived(_rounded(change, digits).to_frame(new_var), findings=findings)


def _rounded(values: pd.Series, digits: int | None) -> pd.Series:
    return values if digits is None else round_half_away(values, digits)
