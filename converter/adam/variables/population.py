"""Population flags, each with the reason why a subject is outside."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.conditions.decide import picked
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.judged import first_met, judged, met
from converter.compute.conditions.subject import with_subject_values
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.model import Model
from converter.steps import Derived, Finding, NewVariable

UNEXPLAINED = "population-unexplained"


class Exclusion(Model):
    """One reason for being outside a population, and the condition under which it is given."""

    when: Condition | None = None
    reason: str

    def __str__(self) -> str:
        return f"'{self.reason}'" + (f" where {self.when.describe()}" if self.when else " otherwise")


def derive_var_population_flag(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable,
    when: Condition,
    reason_var: NewVariable | None = None,
    reasons: tuple[Exclusion, ...] = (),
) -> Derived:
    """Set to Y where {when}, else N.

    `rows` has the variables that conditions read. What a missing value leaves open is not met: nobody is in a
    population for want of a value, and a reason that cannot be judged is none. With `reason_var` each subject outside
    gets the first reason whose condition holds; one that gets none is reported as `population-unexplained`.
    """
    inside = met(when, rows, datasets)
    flag = flagged(inside, "Y", "N")
    if not reason_var:
        return Derived(flag.to_frame(new_var))
    conditions = [one.when for one in reasons]
    read = (name for when in conditions if when for name in when.variables)
    position = first_met(with_subject_values(rows, datasets, read), conditions)
    reason = picked(position, pd.Series([*(one.reason for one in reasons), ""], dtype="str")).mask(inside, "")
    values = pd.DataFrame({new_var: flag, reason_var: reason})
    return Derived(values, findings=_unexplained(flag, reason, new_var))


def _unexplained(flag: pd.Series, reason: pd.Series, name: str) -> tuple[Finding, ...]:
    open_rows = flag.index[(flag == "N") & (reason == "")]
    if open_rows.empty:
        return ()
    finding = Finding(
        rule=UNEXPLAINED,
        severity="warning",
        rows=open_rows,
        values=flag.loc[open_rows],
        message=f"outside the population {name}, and no reason of the specification holds",
        hint="add a reason whose condition holds for the subject",
    )
    return (finding,)


def derive_var_flag(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable,
    when: Condition,
    true_value: str = "Y",
    false_value: str = "",
) -> Derived:
    """Set to {true_value} where {when}, else {false_value}.

    `rows` has the variables that the condition reads; of another dataset ('ADSL.SAFFL') the subject's record counts.
    Blank where a missing value leaves the condition open: what is missing judges nothing, with `ne` and `not` neither.
    """
    known = judged(when, rows, datasets)
    flag = flagged(known.fillna(value=False).astype(bool), true_value, false_value)
    return Derived(flag.mask(known.isna(), "").to_frame(new_var))
