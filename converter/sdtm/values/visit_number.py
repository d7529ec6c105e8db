"""VISITNUM and VISITDY from the visit table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from converter.compute.conditions.subject import subject_value
from converter.compute.dates.iso8601 import date_part
from converter.compute.distinct import each_distinct
from converter.dataset import Frame
from converter.spec.study import Study, Visit
from converter.steps import Variable

ARM = "DM.ARMCD"
"""Where the arm of a subject stands, for visits that are planned by arm."""


def visit_number(rows: Frame, datasets: Mapping[str, Frame], *, visit: Variable = "VISIT", study: Study) -> pd.Series:
    """Number of {visit} in the visit table.

    `rows` has the visit name, and USUBJID where visits are planned by arm: the visit of the subject's arm counts.
    Visits that the table lacks are missing.
    """
    return planned(rows, datasets, visit, study, {place: one.number for place, one in _places(study)})


def visit_day(rows: Frame, datasets: Mapping[str, Frame], *, visit: Variable = "VISIT", study: Study) -> pd.Series:
    """Planned study day of {visit} in the visit table.

    `rows` has the visit name, and USUBJID where visits are planned by arm: the visit of the subject's arm counts.
    Visits without a planned day are missing.
    """
    days = {place: float("nan") if one.day is None else float(one.day) for place, one in _places(study)}
    return planned(rows, datasets, visit, study, days)


def _places(study: Study) -> list[tuple[tuple[str, str], Visit]]:
    return [((one.name, one.arm), one) for one in study.visits]


def planned(
    rows: Frame, datasets: Mapping[str, Frame], visit: str, study: Study, values: Mapping[tuple[str, str], float]
) -> pd.Series:
    """Give the value of each row's visit: that of its arm, else of the visit of all arms, else what all arms share."""
    names = rows[visit]
    shared: dict[str, set[float]] = defaultdict(set)
    for (name, _), value in values.items():
        shared[name].add(value)
    alike = {name: several.copy().pop() for name, several in shared.items() if len(several) == 1}
    known = {**alike, **{name: value for (name, arm), value in values.items() if not arm}}
    answer = each_distinct(names, known.get, "float64")
    if not any(one.arm for one in study.visits):
        return answer
    arms = subject_value(rows, datasets, ARM)
    for (name, arm), value in values.items():
        if arm:
            answer = answer.mask((names == name) & (arms == arm), value)
    return answer


def arms_read(*, study: Study, **_: object) -> tuple[str, ...]:
    """Name the arm of the subject where visits are planned by arm."""
    return (ARM,) if any(one.arm for one in study.visits) else ()


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


def visits_numbered(*, dates: tuple[str, ...], visit: str, study: Study, **_: object) -> tuple[str, ...]:
    """Name the visit of each other dataset whose dates are numbered along, and the arm where visits have one."""
    return (*(f"{name.rpartition('.')[0]}.{visit}" for name in dates if "." in name), *arms_read(study=study))


def _visit_days(rows: Frame, datasets: Mapping[str, Frame], dates: tuple[str, ...], visit: str, study: Study) -> Frame:
    """Number each subject's unscheduled days between its planned visits: subject, day, number."""
    parts = []
    for name in dates:
        dataset, _, variable = name.rpartition(".")
        records = datasets[dataset] if dataset else rows
        number = visit_number(records, datasets, visit=visit, study=study)
        columns = {"subject": records["USUBJID"], "day": date_part(records[variable]), "visit": records[visit]}
        parts.append(pd.DataFrame({**columns, "number": number}))
    days = pd.concat(parts, ignore_index=True).drop_duplicates()
    days = days[days["day"] != ""]
    days = days[days["number"].notna() | (days["visit"] == study.unscheduled.name)]
    days = days.sort_values(["subject", "day", "number"], kind="stable", na_position="last")
    before = days.groupby("subject")["number"].ffill().fillna(0.0)
    extra = days["number"].isna()
    order = extra.groupby([days["subject"], before]).cumsum()
    days = days.assign(number=(before + order * 0.01).round(2))[extra]
    return days[["subject", "day", "number"]].drop_duplicates(["subject", "day"])
