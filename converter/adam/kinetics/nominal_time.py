"""Nominal time of a sample from the first dose, by its planned day and its time point in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

import pandas as pd

from converter.adam.groups import found
from converter.dataset import Frame
from converter.steps import Derived, NewVariable, Variable

HOURS = {"d": 24.0, "h": 1.0, "m": 1 / 60}
"""Hours of a unit by its first letter."""
IN_HOURS = {"minutes": 1 / 60, "hours": 1.0, "days": 24.0, "weeks": 168.0}
"""Hours of a unit in which the time is given."""
BEFORE = r"(?:pre|before|prior)"
AMOUNT = r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>d|days?|h|hrs?|hours?|m|mins?|minutes?)"
SIDE = rf"(?P<side>{BEFORE}|post|after)[ -]?(?:to )?(?:the )?(?:dos(?:e|ing)|infusion)?"
TIMED = re.compile(rf"{AMOUNT}\s*(?:{SIDE})?", re.IGNORECASE)
PREDOSE = re.compile(rf"{BEFORE}[ -]?(?:to )?(?:the )?(?:dos(?:e|ing)|infusion)", re.IGNORECASE)


def derive_var_nfrlt(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    visit_day: Variable,
    time_point: Variable,
    new_var: NewVariable = "NFRLT",
    first_dose_day: int = 1,
    unit: Literal["minutes", "hours", "days", "weeks"] = "hours",
    times: dict[str, float] | None = None,
) -> Derived:
    """Give the nominal time in {unit} from the first dose, of day {first_dose_day}, by {visit_day} and {time_point}.

    `visit_day` is the planned day, a number without a day 0; `time_point` says how long after the dose of that day:
    `Pre-dose` is 0, `30 min pre-dose` half an hour less, `2 h` or `2 hours post-dose` two hours more. `times` gives the
    hours of other texts ({End of infusion: 1.5}), as they are written. A text that says none of these gives no time
    and is told (`nfrlt-unread`), nor does a record without one of the two. Source: admiral, derive_var_nfrlt and
    convert_xxtpt_to_hours.
    """
    del datasets
    texts = rows[time_point].astype("string").str.strip()
    hours = {text: (times or {}).get(text, hours_of(text)) for text in texts.dropna().unique()}
    after = texts.map(hours).astype("float64")
    day = rows[visit_day].astype("float64")
    no_day_zero = ((day < 0) & (first_dose_day > 0)).astype("float64")
    nominal = ((day - first_dose_day + no_day_zero) * 24 + after) / IN_HOURS[unit]
    unread = texts[after.isna() & (texts.fillna("") != "")]
    message = f"{time_point} says no time from the dose, so {new_var} is missing"
    findings = found("nfrlt-unread", "warning", unread, message, "give its hours in times:")
    return Derived(pd.DataFrame({new_var: nominal.round(10)}, index=rows.index), findings=findings)


def hours_of(text: str) -> float | None:
    """Give the hours after the dose that a time point in words says, negative before it; None where it says none."""
    if PREDOSE.fullmatch(text):
        return 0.0
    said = TIMED.fullmatch(text)
    if said is None:
        return None
    early = re.match(BEFORE, said["side"] or "", re.IGNORECASE)
    return float(said["number"]) * HOURS[said["unit"][0].lower()] * (-1 if early else 1)
