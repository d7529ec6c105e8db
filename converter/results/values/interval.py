"""Intervals between two dates of each subject, summed up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from converter.compute.dates.time_units import DAYS
from converter.dataset import Frame
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import statistics
from converter.results.values.summary import summarised
from converter.spec.model import Model
from converter.steps import Answer, SourceCondition, SourceVariable

SECONDS_A_DAY = 86400


class Moment(Model):
    """The date of each subject: the first of the records of `dataset` that meet `where`, or the last one."""

    variable: SourceVariable
    dataset: str = "ADSL"
    where: SourceCondition | None = None
    last: bool = False

    def __str__(self) -> str:
        condition = f" where {self.where.describe()}" if self.where else ""
        return f"the {'last' if self.last else 'first'} {self.dataset}.{self.variable}{condition}"


def interval(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    start: Moment,
    end: Moment,
    unit: Literal["hours", "days", "weeks", "months", "years"] = "days",
    among: tuple[Members, ...] = (),
) -> Answer:
    """Summarise the time in {unit} from {start} to {end} over the subjects who have both.

    Dates are in days (--DT) and times in seconds (--DTM), as ADaM names them; what is elapsed counts, so that the same
    day is 0. A month is 365.25 / 12 days. An end before the start counts as negative. Statistics as of `summary`: n,
    mean, sd, min, q1, median, q3, max. Behind it stand the two records of each subject.
    """
    asked = narrowed(subjects, among, datasets)
    first, last = _at(start, asked, datasets), _at(end, asked, datasets)
    first, last = first[first.index.isin(last.index)], last[last.index.isin(first.index)]
    elapsed = (last["day"] - first["day"]) / DAYS[unit]
    records = behind((start.dataset, pd.Index(first["record"])), (end.dataset, pd.Index(last["record"])))
    return Answer(statistics(summarised(elapsed)), records)


def _at(moment: Moment, subjects: Frame, datasets: Mapping[str, Frame]) -> Frame:
    """Give the date of each subject in days, and the record that has it, by USUBJID."""
    records = records_of(moment.dataset, moment.where, subjects, datasets)
    days = records[moment.variable] / (SECONDS_A_DAY if moment.variable.endswith("DTM") else 1)
    made = pd.DataFrame({"USUBJID": records["USUBJID"], "day": days, "record": records.index}).dropna()
    made = made.sort_values("day", kind="stable")
    return made.drop_duplicates("USUBJID", keep="last" if moment.last else "first").set_index("USUBJID")
