"""VISITNUM and VISITDY from the visit table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.iso8601 import date_part
from converter.dataset import Frame
from converter.spec.study import Study
from converter.steps import Variable


def visit_number(rows: Frame, datasets: Mapping[str, Frame], *, visit: Variable = "VISIT", study: Study) -> pd.Series:
    """Number of {visit} in the visit table.

    `rows` has the visit name; visits that the table lacks are missing.
    """
    del datasets
    return rows[visit].map({planned.name: planned.number for planned in study.visits}).astype("float64")


def visit_day(rows: Frame, datasets: Mapping[str, Frame], *, visit: Variable = "VISIT", study: Study) -> pd.Series:
    """Planned study day of {visit} in the visit table.

    `rows` has the visit name; visits without a planned day are missing.
    """
    del datasets
    days = {planned.name: planned.day for planned in study.visits if planned.day is not None}
    return rows[visit].map(days).astype("float64")


def unscheduled_visit_number(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    date: Variable,
    visit: Variable = "VISIT",
    dates: tuple[Variable, ...] = (),
    study: Study,
) -> pd.Series:
    """Number of {visit} in the visit table; unscheduled ones count on by 0.01 from the last planned before {date}.

    `rows` has USUBJID, the visit name and the date. The planned visits are those of the rows, and of the datasets named
    in `dates` ('VS.VSDTC'), so that all domains number alike. Without an earlier planned visit counting starts at 0.
    """
    numbers = visit_number(rows, datasets, visit=visit, study=study)
    unscheduled = rows[visit] == study.unscheduled.name
    if not unscheduled.any():
        return numbers
    known = _visit_days(rows, datasets, (date, *dates), visit, study)
    wanted = pd.DataFrame({"subject": rows["USUBJID"], "day": date_part(rows[date])})[unscheduled]
    found = wanted.merge(known, how="left", on=["subject", "day"]).set_axis(wanted.index)["number"]
    return numbers.where(~unscheduled, found)


def visits_numbered(*, dates: tuple[str, ...], visit: str, **_: object) -> tuple[str, ...]:
    """Name the visit of each other dataset whose dates are numbered along."""
    return tuple(f"{name.rpartition('.')[0]}.{visit}" for name in dates if "." in name)


def _visit_days(rows: Frame, datasets: Mapping[str, Frame], dates: tuple[str, ...], visit: str, study: Study) -> Frame:
    """Number each subject's unscheduled days between its planned visits: subject, day, number."""
    planned = {item.name: item.number for item in study.visits}
    parts = []
    for name in dates:
        dataset, _, variable = name.rpartition(".")
        records = datasets[dataset] if dataset else rows
        parts.append(
            pd.DataFrame({"subject": records["USUBJID"], "day": date_part(records[variable]), "visit": records[visit]})
        )
    days = pd.concat(parts, ignore_index=True).drop_duplicates()
    days = days[days["day"] != ""].assign(number=days["visit"].map(planned).astype("float64"))
    days = days[days["number"].notna() | (days["visit"] == study.unscheduled.name)]
    days = days.sort_values(["subject", "day", "number"], kind="stable", na_position="last")
    before = days.groupby("subject")["number"].ffill().fillna(0.0)
    extra = days["number"].isna()
    order = extra.groupby([days["subject"], before]).cumsum()
    days = days.assign(number=(before + order * 0.01).round(2))[extra]
    return days[["subject", "day", "number"]].drop_duplicates(["subject", "day"])
