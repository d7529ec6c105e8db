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

    The study may say that a day counts from another date, or from 0. The first date is that of the record, else that
    of ADSL; days from dates that neither has are not compared.
    """
    adsl = subject_level(shipment)
    for dataset, _ in others(shipment):
        for day, date in DAYS.items():
            name, from_zero = _counted_from(shipment, dataset.name, day)
            first = _first(dataset.frame, adsl, name)
            if first is not None and is_number(dataset.frame, day, date):
                yield from _days(dataset, day, date, name, dataset.frame[date] - first, from_zero=from_zero)


def _first(frame: Frame, adsl: Frame | None, name: str) -> pd.Series | None:
    if is_number(frame, name):
        return frame[name]
    return by_subject(frame, adsl[name]) if adsl is not None and is_number(adsl, name) else None


def _counted_from(shipment: Shipment, dataset: str, day: str) -> tuple[str, bool]:
    """Name the date that the study counts a day from, and tell whether it counts from 0."""
    steps = (step for step in shipment.plan.analysis.steps if step.dataset == dataset and day in step.makes)
    told = next((step.rule.arguments for step in steps if "reference" in step.rule.arguments), {})
    return str(told.get("reference", REFERENCE)).rpartition(".")[2], bool(told.get("day_zero"))


def _days(
    dataset: FoundDataset, day: str, date: str, name: str, days: pd.Series, *, from_zero: bool
) -> Iterator[Issue]:
    frame = dataset.frame
    expected = days if from_zero else days + (days >= 0)
    wrong = expected.notna() & (frame[day] != expected)
    yield from offending(
        dataset,
        wrong,
        rule="analysis-day",
        severity="error",
        message=f"not the day of {date} from {name}",
        variable=day,
        values=iso_date(frame[date].where(wrong)) + " day " + number_text(frame[day].where(wrong)),
    )
