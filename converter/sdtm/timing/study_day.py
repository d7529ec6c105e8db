"""Study days, durations and ages."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from converter.compute.conditions.subject import subject_value
from converter.compute.dates.iso8601 import day_number, is_complete_date
from converter.compute.numbers.numbers import number_text
from converter.dataset import Frame
from converter.steps import Variable


def study_day(
    rows: Frame, datasets: Mapping[str, Frame], *, date: Variable, reference: Variable = "DM.RFSTDTC"
) -> pd.Series:
    """Study day of {date}: days from {reference}, plus 1 on or after it; there is no day 0.

    `rows` has USUBJID and the ISO 8601 date; missing where either date is not complete (SDTMIG 3.4, 4.4.4).
    """
    return days_between(rows[date], subject_value(rows, datasets, reference))


def days_between(dates: pd.Series, reference: pd.Series) -> pd.Series:
    """Count study days: 1 on the reference day, -1 on the day before; NaN where a date is not complete."""
    days = day_number(dates) - day_number(reference)
    return days + (days >= 0)


def duration(rows: Frame, datasets: Mapping[str, Frame], *, start: Variable, end: Variable) -> pd.Series:
    """Duration from {start} to {end} in days, both days counted, as ISO 8601.

    `rows` has both ISO 8601 dates; blank where either is not complete or the end is before the start.
    """
    del datasets
    days = day_number(rows[end]) - day_number(rows[start]) + 1
    days = days.where(days > 0)
    return ("P" + number_text(days) + "D").where(days.notna(), "")


def age(
    rows: Frame, datasets: Mapping[str, Frame], *, birth: Variable = "BRTHDTC", reference: Variable = "DM.RFSTDTC"
) -> pd.Series:
    """Age in completed years at {reference}, from {birth}.

    `rows` has USUBJID and the ISO 8601 date of birth; missing where either date is not complete.
    """
    born, then = rows[birth], subject_value(rows, datasets, reference)
    complete = is_complete_date(born) & is_complete_date(then)
    born, then = born.where(complete, "1900-01-01"), then.where(complete, "1900-01-01")
    years = then.str[:4].astype("float64") - born.str[:4].astype("float64")
    years -= np.where(then.str[5:10] < born.str[5:10], 1.0, 0.0)
    return years.where(complete)
