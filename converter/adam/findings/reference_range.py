"""Reference range indicators: a value against its limits."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.groups import found, named_keys
from converter.compute.numbers.rounding import COMPARE
from converter.dataset import Frame
from converter.steps import Derived, NewVariable, Variable


def derive_var_anrind(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable = "ANRIND",
    value: Variable = "AVAL",
    low: Variable = "ANRLO",
    high: Variable = "ANRHI",
    alert_low: Variable = "",
    alert_high: Variable = "",
) -> Derived:
    """LOW where {value} is below {low}, HIGH where it is above {high}, else NORMAL.

    `rows` has numbers; a value on its limit is normal, one limit is enough, and without value or limits the answer is
    blank. `alert_low` and `alert_high` name wider limits (A1LO, A1HI) beyond which it is LOW LOW or HIGH HIGH. Limits
    in the wrong order are an error (`range-reversed`), and give nothing. Source: admiral; terms of CDISC NRIND.
    """
    del datasets
    below, above = COMPARE["lt"], COMPARE["gt"]
    number, floor, ceiling = rows[value], rows[low], rows[high]
    usable = number.notna() & (floor.notna() | ceiling.notna()) & ~above(floor, ceiling)
    answer = pd.Series("NORMAL", index=rows.index, dtype="str")
    answer = answer.mask(below(number, floor), "LOW").mask(above(number, ceiling), "HIGH")
    if alert_low:
        answer = answer.mask(below(number, floor) & below(number, rows[alert_low]), "LOW LOW")
    if alert_high:
        answer = answer.mask(above(number, ceiling) & above(number, rows[alert_high]), "HIGH HIGH")
    limits = named_keys(rows[above(floor, ceiling)], (low, high))
    findings = found("range-reversed", "error", limits, f"{low} is above {high}", "correct the limits at their source")
    return Derived(answer.where(usable, "").to_frame(new_var), findings=findings)
