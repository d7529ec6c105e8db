"""Numeric dates and times of ADaM with their imputation flags, study days and durations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from converter.compute.distinct import by_distinct
from converter.compute.sas_date import sas_date
from converter.compute.subject import subject_value
from converter.dataset import Frame
from converter.steps import Derived, NewVariable, Variable

Imputation: TypeAlias = Literal["none", "first", "last"]
_PARTS = (
    r"^(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?:T(?P<hour>\d{2})(?::(?P<minute>\d{2})(?::(?P<second>\d{2}))?)?)?)?)?"
)
SECONDS_A_DAY = 86400.0
UNITS: Mapping[str, float] = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}
"""Days a unit: a month is a twelfth of a year of 365.25 days."""


def derive_vars_dt(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dtc: Variable,
    new_var: NewVariable,
    flag_var: NewVariable | None = None,
    impute: Imputation = "none",
    not_before: tuple[Variable, ...] = (),
    not_after: tuple[Variable, ...] = (),
) -> Derived:
    """Numeric date of {dtc}; a missing month or day is imputed as {impute} possible one.

    `rows` has the ISO 8601 text, or names that of another dataset ('DM.RFXSTDTC'). `flag_var` tells what was imputed
    (D day, M month and day; ADaMIG 1.3, 3.2.4). An imputed date is moved to the latest date of `not_before` and the
    earliest of `not_after` (SAS dates of the rows or of the subject) where it is still one of its possible dates. A
    year that is not known gives no date.
    """
    text = subject_value(rows, datasets, dtc)
    parts = _parts(text)
    first, last = _day(parts, "first"), _day(parts, "last")
    imputed = {"none": first.where(first == last), "first": first, "last": last}[impute]
    partial = (first != last) & imputed.notna()
    for name in not_before:
        limit = subject_value(rows, datasets, name)
        imputed = imputed.mask(partial & (limit > imputed) & (limit <= last), limit)
    for name in not_after:
        limit = subject_value(rows, datasets, name)
        imputed = imputed.mask(partial & (limit < imputed) & (limit >= first), limit)
    values = {new_var: imputed}
    if flag_var:
        flag = pd.Series("", index=rows.index, dtype="str").mask(partial, "D")
        values[flag_var] = flag.mask(partial & parts["month"].isna(), "M")
    return Derived(pd.DataFrame(values, index=rows.index))


def _parts(text: pd.Series) -> Frame:
    """Read year to second of ISO 8601 text as numbers, NaN where not known."""
    codes, distinct = pd.factorize(text)
    read = pd.Series(distinct, dtype="str").str.extract(_PARTS).astype("float64")
    return read.take(codes).set_axis(text.index)


def _day(parts: Frame, which: Literal["first", "last"]) -> pd.Series:
    """Give the first or last SAS date that the known parts allow."""
    month = parts["month"].fillna(1 if which == "first" else 12)
    first = _date(parts["year"], month, parts["day"].where(parts["month"].notna()).fillna(1))
    if which == "first":
        return first
    after = _date(parts["year"] + (month == 12), month.where(month != 12, 0) + 1, pd.Series(1.0, index=month.index))  # noqa: PLR2004 - December
    return first.where(parts["day"].notna() & parts["month"].notna(), after - 1)


def _date(year: pd.Series, month: pd.Series, day: pd.Series) -> pd.Series:
    known = year.notna()
    text = (
        _digits(year.where(known, 1960), 4)
        + "-"
        + _digits(month.where(known, 1), 2)
        + "-"
        + _digits(day.where(known, 1), 2)
    )
    return by_distinct(text, sas_date).where(known)


def _digits(values: pd.Series, width: int) -> pd.Series:
    return values.astype("int64").astype("str").str.zfill(width)


def derive_vars_dtm(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dtc: Variable,
    new_var: NewVariable,
    flag_var: NewVariable | None = None,
    impute: Imputation = "none",
) -> Derived:
    """Numeric date and time of {dtc}; a missing time is imputed as {impute} possible one.

    `rows` has the ISO 8601 text, or names that of another dataset. The date must be complete. `flag_var` tells what was
    imputed of the time (H, M: hour or minute and all finer; ADaMIG 1.3, 3.2.4). Seconds that were not collected are
    taken as 0 and not flagged where the minute is known.
    """
    text = subject_value(rows, datasets, dtc)
    parts = _parts(text)
    fill = 0 if impute != "last" else 1
    hour, minute = parts["hour"].fillna(23 * fill), parts["minute"].fillna(59 * fill)
    second = parts["second"].fillna(59 * fill).where(parts["minute"].isna(), parts["second"].fillna(0))
    known = parts["minute"].notna() | (impute != "none")
    value = (sas_date(text) * SECONDS_A_DAY + hour * 3600 + minute * 60 + second).where(known)
    values = {new_var: value}
    if flag_var:
        flag = pd.Series("", index=rows.index, dtype="str").mask(value.notna() & parts["minute"].isna(), "M")
        values[flag_var] = flag.mask(value.notna() & parts["hour"].isna(), "H")
    return Derived(pd.DataFrame(values, index=rows.index))


def derive_vars_dy(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    variables: dict[NewVariable, Variable],
    reference: Variable,
    day_zero: bool = False,
) -> Derived:
    """Study day of {variables} from {reference}.

    `rows` has numeric dates. Without `day_zero` the reference day is 1 and the day before is -1 (ADaMIG 1.3, 3.3.3);
    with it the reference day is 0, for trials that count so.
    """
    origin = subject_value(rows, datasets, reference)
    return Derived(
        pd.DataFrame({new: _study_day(rows[date] - origin, day_zero=day_zero) for new, date in variables.items()})
    )


def _study_day(days: pd.Series, *, day_zero: bool) -> pd.Series:
    return days if day_zero else days + (days >= 0)


def derive_vars_duration(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable,
    start: Variable,
    end: Variable,
    unit: Literal["days", "weeks", "months", "years"] = "days",
    add_one: bool = True,
    completed: bool = False,
) -> Derived:
    """Time from {start} to {end} in {unit}.

    Both are numeric dates of the rows or of the subject's record of another dataset. `add_one` counts both days; a
    month is 365.25/12 days, a year 365.25; `completed` leaves out the fraction.
    """
    days = subject_value(rows, datasets, end) - subject_value(rows, datasets, start)
    length = (days + (1 if add_one else 0)) / UNITS[unit]
    return Derived((np.floor(length) if completed else length).to_frame(new_var))


def derive_var_extreme_date(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    new_var: NewVariable,
    dates: tuple[Variable, ...],
    mode: Literal["earliest", "latest"],
) -> Derived:
    """Take the {mode} of {dates} that is known.

    `rows` has numeric dates, or names the subject's of another dataset.
    """
    known = pd.DataFrame({name: subject_value(rows, datasets, name) for name in dates})
    answer = known.min(axis="columns") if mode == "earliest" else known.max(axis="columns")
    return Derived(answer.to_frame(new_var))
