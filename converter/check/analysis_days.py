"""Days of analysis dates from the first treatment."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.analysis import by_subject, is_number, others, subject_level
from converter.check.shipment import Shipment, offending
from converter.compute.dates.sas_date import iso_date
from converter.compute.numbers.numbers import number_text
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue

DAYS = {"ADY": "ADT", "ASTDY": "ASTDT", "AENDY": "AENDT"}
REFERENCE = "TRTSDT"


def check_analysis_days(shipment: Shipment) -> Iterator[Issue]:
    """Report ADY, ASTDY and AENDY that are not the day of their date from TRTSDT, the first day being 1, without day 0.

    TRTSDT is that of the record, else that of ADSL; days that the study counts from another date are not compared.
    """
    adsl = subject_level(shipment)
    for dataset, _ in others(shipment):
        reference = _reference(dataset.frame, adsl)
        for day, date in DAYS.items():
            counted = is_number(dataset.frame, day, date) and not _otherwise(shipment, dataset.name, day)
            if reference is not None and counted:
                yield from _days(dataset, day, date, reference)


def _reference(frame: Frame, adsl: Frame | None) -> pd.Series | None:
    if is_number(frame, REFERENCE):
        return frame[REFERENCE]
    return by_subject(frame, adsl[REFERENCE]) if adsl is not None and is_number(adsl, REFERENCE) else None


def _otherwise(shipment: Shipment, dataset: str, day: str) -> bool:
    """Tell whether the study says that a day counts from another date, or from 0."""
    steps = (step for step in shipment.plan.analysis.steps if step.dataset == dataset and day in step.makes)
    arguments = [step.rule.arguments for step in steps]
    told = [one for one in arguments if "reference" in one]
    return any(not str(one["reference"]).endswith(REFERENCE) or one.get("day_zero") for one in told)


def _days(dataset: FoundDataset, day: str, date: str, reference: pd.Series) -> Iterator[Issue]:
    frame = dataset.frame
    days = frame[date] - reference
    expected = days + (days >= 0)
    wrong = expected.notna() & (frame[day] != expected)
    yield from offending(
        dataset,
        wrong,
        rule="analysis-day",
        severity="error",
        message=f"not the day of {date} from {REFERENCE}",
        variable=day,
        values=iso_date(frame[date].where(wrong)) + " day " + number_text(frame[day].where(wrong)),
    )
