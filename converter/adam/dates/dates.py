"""Numeric dates and times of ADaM with their imputation flags, study days and durations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from converter.adam.dates.calendar import MONTHS, by_calendar
from converter.adam.dates.interval import LongUnit, elapsed
from converter.adam.groups import numeric
from converter.compute.conditions.subject import subject_value
from converter.compute.dates.date_format import DTC
from converter.compute.dates.imputed import imputation_flag, may_be, open_days
from converter.compute.dates.iso8601 import is_complete_date
from converter.compute.dates.sas_date import Completion, completed, sas_date, sas_day
from converter.compute.dates.span import spans
from converter.compute.numbers.rounding import round_half_away, whole_part
from converter.dataset import Frame
from converter.spec.study import Study
from converter.steps import Derived, NewVariable, Variable

Imputation: TypeAlias = Literal["none", "first", "last"]
DateImputation: TypeAlias = Literal["none", Completion]
SECONDS_A_DAY = 86400.0


def derive_vars_dt(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dtc: Variable,
    new_var: NewVariable,
    flag_var: NewVariable | None = None,
    impute: DateImputation = "none",
    not_before: tuple[Variable, ...] = (),
    not_after: tuple[Variable, ...] = (),
) -> Derived:
    """Numeric date of {dtc}; imputation of an unknown month or day: {impute}.

    `rows` has the ISO 8601 text, or names that of another dataset ('DM.RFXSTDTC'). `flag_var` tells what was imputed
    (D day, M month and day; ADaMIG 1.3, 3.2.4); the `middle` is the 15th, or 1 July. An imputed date is moved to the
    latest date of `not_before` and the earliest of `not_after` (SAS dates of the rows or of the subject) where it is
    still one of its possible dates. An interval ('2024-03-10/2024-03-20') is a date that may be any of its days (flag Y
    where they are of several years). A year that is not known gives no date, nor does text that is not ISO 8601.
    Source: admiral, which takes 30 June for the middle of a year.
    """
    text = subject_value(rows, datasets, dtc)
    imputed, flag = _imputed(text, impute)
    partial = flag != ""
    for name in not_before:
        limit = subject_value(rows, datasets, name)
        imputed = imputed.mask(partial & (limit > imputed) & may_be(limit, text), limit)
    for name in not_after:
        limit = subject_value(rows, datasets, name)
        imputed = imputed.mask(partial & (limit < imputed) & may_be(limit, text), limit)
    values = {new_var: imputed}
    if flag_var:
        values[flag_var] = flag
    return Derived(pd.DataFrame(values, index=rows.index))


def _imputed(text: pd.Series, impute: DateImputation) -> tuple[pd.Series, pd.Series]:
    """Give the date of ISO 8601 text, completed as the study wants, and what was imputed of it (blank: nothing)."""
    first, last = open_days(text)
    imputed = _chosen(text, first, last, impute)
    return imputed, imputation_flag(first, last).where((first != last) & imputed.notna(), "")


def _chosen(text: pd.Series, first: pd.Series, last: pd.Series, impute: DateImputation) -> pd.Series:
    """Give the one day of several possible ones that the study wants; the middle of an interval is halfway.

    A day that is known stays: the middle of 2003---15 is 15 July.
    """
    if impute == "middle":
        in_july = text.str.replace(r"^([0-9]{4})---([0-9]{2})$", r"\g<1>-07-\g<2>", regex=True)
        usual = sas_date(completed(in_july, "middle"))
        return usual.where(usual.between(first, last), np.floor((first + last) / 2))
    return {"none": first.where(first == last), "first": first, "last": last}[impute]


def derive_vars_dtm(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dtc: Variable,
    new_var: NewVariable,
    flag_var: NewVariable | None = None,
    impute: Imputation = "none",
    date_impute: DateImputation = "none",
    date_flag_var: NewVariable | None = None,
    not_before: tuple[Variable, ...] = (),
    not_after: tuple[Variable, ...] = (),
) -> Derived:
    """Numeric date and time of {dtc}; imputation of an unknown time: {impute}.

    `rows` has the ISO 8601 text, or names that of another dataset. A date that is not complete gives nothing unless
    `date_impute` says how, as of derive_vars_dt; then its time is unknown as well. `flag_var` tells what was imputed of
    the time (H, M: hour or minute and all finer), `date_flag_var` what of the date (D, M; ADaMIG 1.3, 3.2.4). Where the
    hour is imputed, the value is moved to the latest of `not_before` and the earliest of `not_after` (SAS date-times of
    the rows or of the subject) that lies on one of its possible days. Seconds that were not collected are taken as 0
    and not flagged where the minute is known; their decimals are kept. A time that names its zone is given in UTC.
    Source: admiral, which takes midnight for an unknown time unless told otherwise.
    """
    text = subject_value(rows, datasets, dtc)
    parts = _clock(text)
    fill = 0 if impute != "last" else 1
    hour, minute = parts["hour"].fillna(23 * fill), parts["minute"].fillna(59 * fill)
    second = parts["second"].fillna(59 * fill).where(parts["minute"].isna(), parts["second"].fillna(0))
    known = parts["minute"].notna() | (impute != "none")
    date, date_flag = _imputed(text, date_impute)
    complete = sas_date(text)
    date = complete.where(complete.notna() | (date_impute == "none"), date)
    value = (date * SECONDS_A_DAY + hour * 3600 + minute * 60 + second - parts["zone"]).where(known)
    value = _within(value, text, parts["hour"].isna(), [subject_value(rows, datasets, one) for one in not_before], 1)
    value = _within(value, text, parts["hour"].isna(), [subject_value(rows, datasets, one) for one in not_after], -1)
    values = {new_var: value}
    if date_flag_var:
        values[date_flag_var] = date_flag.where(value.notna(), "")
    if flag_var:
        flag = pd.Series("", index=rows.index, dtype="str").mask(value.notna() & parts["minute"].isna(), "M")
        values[flag_var] = flag.mask(value.notna() & parts["hour"].isna(), "H")
    return Derived(pd.DataFrame(values, index=rows.index))


def _within(value: pd.Series, text: pd.Series, free: pd.Series, limits: list[pd.Series], sign: int) -> pd.Series:
    """Move values whose hour is free to limits on one of their possible days: up to them (sign 1) or down (-1)."""
    for limit in limits:
        day = np.floor(limit / SECONDS_A_DAY)
        value = value.mask(free & (sign * (limit - value) > 0) & may_be(day, text), limit)
    return value


def derive_vars_dtm_to_dt(
    rows: Frame, datasets: Mapping[str, Frame], *, variables: dict[NewVariable, Variable]
) -> Derived:
    """Date of the date-time: {variables}.

    `rows` has numeric date-times, or names those of the subject. Source: admiral, derive_vars_dtm_to_dt; DATEPART.
    """
    times = {new: subject_value(rows, datasets, old) for new, old in variables.items()}
    return Derived(pd.DataFrame({new: np.floor(one / SECONDS_A_DAY) for new, one in times.items()}, index=rows.index))


def derive_vars_dtm_to_tm(
    rows: Frame, datasets: Mapping[str, Frame], *, variables: dict[NewVariable, Variable]
) -> Derived:
    """Time of day of the date-time, in seconds: {variables}.

    `rows` has numeric date-times, or names those of the subject. Source: admiral, derive_vars_dtm_to_tm; TIMEPART.
    """
    times = {new: subject_value(rows, datasets, old) for new, old in variables.items()}
    return Derived(pd.DataFrame({new: one % SECONDS_A_DAY for new, one in times.items()}, index=rows.index))


def _clock(text: pd.Series) -> Frame:
    """Read the time of ISO 8601 text: hour, minute, second, NaN where not known, and what its zone is ahead of UTC."""
    codes, distinct = pd.factorize(text)
    values = pd.Series(distinct, dtype="str")
    parts = values.where(is_complete_date(values), "").str.extract(DTC)
    read = parts[["hour", "minute", "second"]].apply(pd.to_numeric, errors="coerce").astype("float64")
    read["zone"] = spans(values).zone.fillna(0)
    spread: Frame = read.take(codes).set_axis(text.index)
    return spread


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
    unit: LongUnit = "days",
    add_one: bool = True,
    completed: bool = False,
    decimals: int | None = None,
    type: Literal["duration", "interval"] = "duration",  # noqa: A002 - admiral's name
) -> Derived:
    """Time from {start} to {end} in {unit}.

    Both are numeric dates of the rows or of the subject's record of another dataset. `add_one` counts both days, but
    of an end before the start only those between; a month is 365.25/12 days, a year 365.25, or one of the calendar
    where `type` is interval, as completed years of an age want it: from birthday to birthday
    (with `add_one: false`). `completed` leaves out
    the fraction, `decimals` rounds half away from zero. Source: admiral, derive_vars_duration.
    """
    begin, until = subject_value(rows, datasets, start), subject_value(rows, datasets, end)
    length = elapsed(begin, until, unit, add_one=add_one)
    if type == "interval" and unit in MONTHS:
        length = by_calendar(begin, until + ((until >= begin) & add_one).astype("float64"), unit)
    length = whole_part(length) if completed else length
    return Derived((length if decimals is None else round_half_away(length, decimals)).to_frame(new_var))


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
    known = pd.DataFrame({name: numeric(subject_value(rows, datasets, name), f"{mode} date") for name in dates})
    answer = known.min(axis="columns") if mode == "earliest" else known.max(axis="columns")
    return Derived(answer.to_frame(new_var))


def derive_var_dcutdt(rows: Frame, datasets: Mapping[str, Frame], *, new_var: NewVariable, study: Study) -> Derived:
    """Date of the data cut-off of the study.

    The study's `cutoff:`; missing where it has none.
    """
    del datasets
    cutoff = np.nan if study.study.cutoff is None else sas_day(study.study.cutoff)
    return Derived(pd.DataFrame({new_var: cutoff}, index=rows.index, dtype="float64"))
