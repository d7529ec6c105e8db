"""Ages in years, whatever unit they were collected in."""

from __future__ import annotations

from collections.abc import Mapping

from converter.adam.groups import found, numeric
from converter.compute.dates.time_units import DAYS
from converter.dataset import Frame
from converter.steps import Derived, NewVariable, Variable


def derive_var_age_years(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable,
    age: Variable = "AGE",
    unit: Variable = "AGEU",
) -> Derived:
    """{age} in years, from the unit of {unit}.

    `rows` has the age as a number and its unit in any letter case: YEARS, MONTHS, WEEKS, DAYS or HOURS; a year has
    365.25 days, a month a twelfth of it. Missing where the age is; and, with an error (`age-unit-unknown`), where its
    unit is another one or blank. Source: admiral, derive_var_age_years, which takes a unit for those that are blank.
    """
    del datasets
    units = rows[unit].str.strip().str.lower()
    ages = numeric(rows[age], "age")
    lost = rows.loc[ages.notna() & ~units.isin(list(DAYS)), unit]
    known = ", ".join(name.upper() for name in DAYS)
    findings = found("age-unit-unknown", "error", lost, f"{unit} is none of {known}, so there is no age in years")
    days = ages * units.map(DAYS).astype("float64")
    return Derived((days / DAYS["years"]).to_frame(new_var), findings=findings)
