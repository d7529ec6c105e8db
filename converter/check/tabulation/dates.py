"""Dates: valid, in order, within the study; study days that agree with them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.compute.conditions.subject import subject_value
from converter.compute.dates.iso8601 import day_number, is_complete_date, is_valid_dtc, is_valid_duration
from converter.compute.dates.span import certainly_before
from converter.compute.numbers.numbers import number_text
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue
from converter.spec.dataset import DatasetSpec

OF_SUBJECT = (("RFSTDTC", "RFENDTC"), ("RFXSTDTC", "RFXENDTC"), ("RFICDTC", "RFPENDTC"), ("BRTHDTC", "DTHDTC"))
"""Dates of DM of which the second is not before the first (SDTMIG 3.4, 5.2)."""


def check_dates(shipment: Shipment) -> Iterator[Issue]:
    """Report dates and durations that are not ISO 8601."""
    for dataset, spec in shipment.known():
        for variable in spec.variables:
            if variable.name not in dataset.frame or not variable.described.startswith("ISO 8601"):
                continue
            values = dataset.frame[variable.name]
            valid = is_valid_duration(values) if "duration" in variable.described else is_valid_dtc(values)
            if variable.described.endswith("duration or interval"):
                valid |= is_valid_dtc(values)
            message = f"not an {variable.described}"
            yield from offending(
                dataset, ~valid, rule="date-invalid", severity="error", message=message, variable=variable.name
            )


def check_order(shipment: Shipment) -> Iterator[Issue]:
    """Report ends before their start, and dates before birth, after death or after the data cut-off.

    A finding starts at its --DTC; of DM the reference periods are looked at, and death after birth.
    """
    subjects = shipment.having("DM", "USUBJID")
    cutoff = shipment.plan.study.study.cutoff
    for dataset, spec in shipment.known():
        for start, end in _periods(dataset, spec):
            wrong = certainly_before(dataset.frame[end], dataset.frame[start])
            shown = dataset.frame[start] + " to " + dataset.frame[end]
            message = "the end is before the start"
            yield from offending(
                dataset, wrong, rule="end-before-start", severity="error", message=message, variable=end, values=shown
            )
        for name in _collected(dataset, spec):
            if subjects is not None:
                yield from _life(dataset, name, subjects.frame)
            if cutoff is not None:
                limit = pd.Series(cutoff.isoformat(), index=dataset.frame.index, dtype="str")
                wrong = certainly_before(limit, dataset.frame[name])
                message = f"after the data cut-off {cutoff.isoformat()}"
                yield from offending(
                    dataset, wrong, rule="date-after-cutoff", severity="warning", message=message, variable=name
                )


def _periods(dataset: FoundDataset, spec: DatasetSpec) -> list[tuple[str, str]]:
    """Name the start and the end of each period that a dataset has."""
    start, end = f"{spec.prefix}STDTC", f"{spec.prefix}ENDTC"
    own = (start if start in dataset.frame else f"{spec.prefix}DTC", end)
    pairs = OF_SUBJECT if spec.domain == "DM" else (own,)
    return [pair for pair in pairs if set(pair) <= set(dataset.frame)]


def _collected(dataset: FoundDataset, spec: DatasetSpec) -> list[str]:
    findings = spec.dataset_class.startswith("FINDINGS")
    names = (f"{spec.prefix}{suffix}" for suffix in (("DTC", "ENDTC") if findings else ("STDTC", "ENDTC")))
    return [name for name in names if name in dataset.frame and "USUBJID" in dataset.frame]


def _life(dataset: FoundDataset, name: str, dm: Frame) -> Iterator[Issue]:
    frames = {"DM": dm}
    for limit, rule, word in (("BRTHDTC", "date-before-birth", "birth"), ("DTHDTC", "date-after-death", "death")):
        if limit not in dm:
            continue
        known = subject_value(dataset.frame, frames, f"DM.{limit}")
        values = dataset.frame[name]
        wrong = certainly_before(values, known) if word == "birth" else certainly_before(known, values)
        order = "before" if word == "birth" else "after"
        message = f"{order} the subject's {word}"
        yield from offending(dataset, wrong, rule=rule, severity="warning", message=message, variable=name)


def check_study_days(shipment: Shipment) -> Iterator[Issue]:
    """Report study days that differ from their date and RFSTDTC, are 0, or are missing though both are complete."""
    dm = shipment.having("DM", "USUBJID", "RFSTDTC")
    if dm is None:
        return
    for dataset, spec in shipment.known():
        for prefix in ("", "ST", "EN"):
            date, day = f"{spec.prefix}{prefix}DTC", f"{spec.prefix}{prefix}DY"
            if date in dataset.frame and day in dataset.frame and "USUBJID" in dataset.frame:
                yield from _study_day(dataset, date, day, dm.frame)


def _study_day(dataset: FoundDataset, date: str, day: str, dm: Frame) -> Iterator[Issue]:
    reference = subject_value(dataset.frame, {"DM": dm}, "DM.RFSTDTC")
    days = day_number(dataset.frame[date]) - day_number(reference)
    expected = days + (days >= 0)
    found = dataset.frame[day]
    complete = is_complete_date(dataset.frame[date]) & is_complete_date(reference)
    shown = dataset.frame[date] + " day " + number_text(found)
    tests = (
        ("study-day-missing", complete & found.isna(), "no study day though both dates are complete"),
        ("study-day-wrong", found.notna() & expected.notna() & (found != expected), "not the day of its date"),
        ("study-day-zero", found == 0, "there is no study day 0"),
    )
    for rule, wrong, message in tests:
        yield from offending(dataset, wrong, rule=rule, severity="error", message=message, variable=day, values=shown)
