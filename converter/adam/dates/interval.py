"""The subjects of a parameter, where their time starts and how it is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
import pandas as pd

from converter.adam.matching import chosen
from converter.adam.source import Origin, dated
from converter.adam.unusable import told
from converter.compute.conditions.subject import subject_value
from converter.compute.dates.sas_date import sas_date
from converter.compute.dates.time_units import DAYS
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Finding

Unit = Literal["days", "weeks", "months"]
LongUnit = Literal[Unit, "years"]
ADSL = "ADSL"


def subjects(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    population: Condition | None,
    start: Origin,
    until: Iterable[str],
) -> tuple[Frame, tuple[Finding, ...]]:
    """Give the subjects of a population that have a start on or before their end, and findings for the others.

    Columns: STUDYID, USUBJID, STARTDT, `end` (the earliest of `until`, infinite where there is none), and the record
    that gives the start: SRCDOM, SRCVAR, `seq`, `row` (index label).
    """
    adsl = chosen(datasets, ADSL, population)
    frame = pd.DataFrame({"STUDYID": adsl["STUDYID"], "USUBJID": adsl["USUBJID"], "at": adsl.index})
    frame = frame.drop_duplicates("USUBJID").reset_index(drop=True)
    frame = _started(frame, rows, datasets, start)
    names = tuple(until)
    ends = [subject_date(frame, datasets, name) for name in names]
    frame["end"] = pd.concat(ends, axis="columns").min(axis="columns").fillna(np.inf) if ends else np.inf
    lost, closed = frame["STARTDT"].isna(), frame["end"] < frame["STARTDT"]
    return frame[~lost & ~closed].reset_index(drop=True), (
        *_no_start(frame.loc[lost, "USUBJID"], start),
        *_open_end(frame, datasets, names),
        *told(
            "tte-end-before-start", "error", frame.loc[closed, "USUBJID"], "observation ends before it starts: no row"
        ),
    )


def _open_end(frame: Frame, datasets: Mapping[str, Frame], until: Iterable[str]) -> tuple[Finding, ...]:
    """Report ends of observation that are written and not complete: they end nothing."""
    written = [subject_value(frame, datasets, name) for name in until]
    text = [one for one in written if not pd.api.types.is_numeric_dtype(one)]
    lost = [(frame["USUBJID"] + " " + one)[(one.str.strip() != "") & sas_date(one).isna()] for one in text]
    values = pd.concat([pd.Series(dtype="str"), *lost]).drop_duplicates()
    message = "the end of observation is not complete, so it ends nothing"
    return told("tte-date-partial", "warning", values, message, "complete the date by a variable of ADSL")


def _no_start(lost: pd.Series, start: Origin) -> tuple[Finding, ...]:
    """Report who has no start: an error of a subject's date; a record, such as a response, need not be there."""
    if start.source:
        return told("tte-no-start", "note", lost, f"no record of {start.source.dataset} starts it, so no row")
    return told("tte-no-start", "error", lost, "no date of start, so no row")


def subject_date(rows: Frame, datasets: Mapping[str, Frame], variable: str) -> pd.Series:
    """Give a date of each row's subject as SAS date; ISO 8601 text that is not complete is missing."""
    values = subject_value(rows, datasets, variable)
    return values if pd.api.types.is_numeric_dtype(values) else sas_date(values)


def elapsed(start: pd.Series, end: pd.Series, unit: LongUnit, *, add_one: bool) -> pd.Series:
    """Count the time from start to end, both days included where `add_one` says so; one that runs back has no day 0."""
    return (end - start + ((end >= start) & add_one)) / DAYS[unit]


def with_constants(frame: Frame, values: Mapping[str, str | float]) -> Frame:
    """Set variables to one value each: text as text, numbers as float64."""
    kinds = {name: "str" if isinstance(value, str) else "float64" for name, value in values.items()}
    columns = {name: pd.Series(value, index=frame.index, dtype=kinds[name]) for name, value in values.items()}
    return frame.assign(**columns)


def _started(frame: Frame, rows: Frame, datasets: Mapping[str, Frame], start: Origin) -> Frame:
    if start.source is None:
        dataset, _, variable = start.variable.rpartition(".")
        row = frame["USUBJID"].map(_labels(datasets[dataset])) if dataset != ADSL else frame["at"]
        begin = subject_date(frame, datasets, start.variable)
        return frame.assign(STARTDT=begin, SRCDOM=dataset, SRCVAR=variable, seq=np.nan, row=row)
    source = start.source
    found = dated((source,), rows, datasets).drop_duplicates("USUBJID", keep=source.order or "first")
    found = found.rename(columns={"date": "STARTDT"}).drop(columns="number")
    joined = frame.merge(found, how="left", on="USUBJID")
    return joined.assign(SRCDOM=source.srcdom or source.dataset, SRCVAR=source.srcvar or source.date)


def _labels(records: Frame) -> pd.Series:
    first = records.drop_duplicates("USUBJID")
    return pd.Series(first.index, index=first["USUBJID"])
