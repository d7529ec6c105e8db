"""Days of analysis dates from the first treatment."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.analysis.shared import by_subject, is_number, others, subject_level
from converter.check.shipment import Shipment, offending
from converter.compute.dates.sas_date import iso_date
from converter.compute.numbers.numbers import number_text
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue

DAYS = {"ADY": "ADT", "ASTDY": "ASTDT", "AENDY": "AENDT"}
REFERENCE = "TRTSDT"
SUBJECTS = "ADSL"


def check_analysis_days(shipment: Shipment) -> Iterator[Issue]:
    """Report ADY, ASTDY and AENDY that are not the day of their date from TRTSDT, the first day being 1, without day 0.

    The study may say that a day counts from another date of the record or of ADSL, or from 0. Where it says nothing,
    the first date is that of the record, else that of ADSL. Days from dates of other datasets, or from several, are
    not compared.
    """
    adsl = subject_level(shipment)
    for dataset, _ in others(shipment):
        for day, date in DAYS.items():
            counted = _counted_from(shipment, dataset.name, day)
            if len(counted) == 1 and is_number(dataset.frame, day, date):
                reference, from_zero = counted.pop()
                owner, _, name = reference.rpartition(".")
                first = _first(dataset.frame, adsl, owner, name or REFERENCE)
                if first is not None:
                    days = dataset.frame[date] - first
                    yield from _days(dataset, day, date, name or REFERENCE, days, from_zero=from_zero)


def _first(frame: Frame, adsl: Frame | None, owner: str, name: str) -> pd.Series | None:
    """Give the date that days count from; none where it is neither in the record nor in ADSL, whichever is meant."""
    if owner == "" and is_number(frame, name):
        return frame[name]
    if adsl is not None and owner in {"", SUBJECTS} and is_number(adsl, name):
        return by_subject(frame, adsl[name])
    return None


def _counted_from(shipment: Shipment, dataset: str, day: str) -> set[tuple[str, bool]]:
    """Name the dates that the study counts a day from (blank: it says none), and tell whether it counts from 0."""
    steps = (step for step in shipment.plan.analysis.steps if step.dataset == dataset and day in step.makes)
    told = [step.rule.arguments for step in steps if "reference" in step.rule.arguments]
    return {(str(one["reference"]), bool(one.get("day_zero"))) for one in told} or {("", False)}


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
