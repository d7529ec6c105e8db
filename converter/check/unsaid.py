"""What records of findings and events leave unsaid or cannot mean: signs, units, statuses, dates."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.compute.condition import is_missing
from converter.dataset import FoundDataset
from converter.issues import Issue

QUALIFIERS = ("CAT", "SCAT", "TSTDTL", "SPEC", "METHOD")
ENDS = ("ENDTC", "ENRF", "ENRTPT", "DUR")
MOSTLY = 0.9
ENOUGH = 10
AMOUNTS = ("10^", "/", "cells", "beats", "breaths", "mmHg", "kg", "cm", "sec", "msec", "ms", "fL", "pg", "U/L", "IU/L")
"""How units of what is counted or measured from nothing begin: fewer than none there cannot be."""


def check_negative(shipment: Shipment) -> Iterator[Issue]:
    """Report results below zero of tests that cannot be, by their range, their unit, or the test's other results.

    A test with a range that begins below zero can be.
    """
    for dataset, spec in shipment.known():
        code, number, unit, low = (f"{spec.prefix}{suffix}" for suffix in ("TESTCD", "STRESN", "STRESU", "STNRLO"))
        if not {code, number} <= set(dataset.frame):
            continue
        frame = dataset.frame
        negative = frame[number] < 0
        within = frame[low] >= 0 if low in frame else pd.Series(data=False, index=frame.index)
        below = frame[low] < 0 if low in frame else pd.Series(data=False, index=frame.index)
        amount = frame[unit].str.startswith(AMOUNTS) if unit in frame else pd.Series(data=False, index=frame.index)
        known = frame[number].notna()
        share = negative[known].groupby(frame.loc[known, code]).mean()
        seldom = (frame[code].map(share) <= 1 - MOSTLY) & ~frame[code].isin(frame.loc[below, code])
        yield from offending(
            dataset,
            negative & (within | (amount & ~below) | seldom),
            rule="result-negative",
            severity="warning",
            message="below zero, which the test cannot be",
            variable=number,
            values=frame[code],
            hint="most often a sign typed by mistake; correct it at the source",
        )


def check_without_unit(shipment: Shipment) -> Iterator[Issue]:
    """Report numbers without a unit where most numbers of the test have one."""
    for dataset, spec in shipment.known():
        code, number, unit = (f"{spec.prefix}{suffix}" for suffix in ("TESTCD", "STRESN", "STRESU"))
        if not {code, number, unit} <= set(dataset.frame):
            continue
        frame = dataset.frame
        by = [code, *(name for name in (spec.prefix + q for q in QUALIFIERS) if name in frame)]
        known, blank = frame[number].notna(), frame[unit] == ""
        share = blank[known].groupby([frame.loc[known, name] for name in by]).transform("mean")
        wrong = known & blank & (share.reindex(frame.index) <= 1 - MOSTLY)
        yield from offending(
            dataset,
            wrong,
            rule="unit-blank",
            severity="warning",
            message="a number without a unit, while other results of the test have one",
            variable=unit,
            values=frame[code],
            hint="complete the unit at the source, or name the standard unit of the test under units:",
        )


def check_status(shipment: Shipment) -> Iterator[Issue]:
    """Report findings with neither a result nor a status NOT DONE, or with both (SDTMIG 3.4, 4.5.1.2)."""
    for dataset, spec in shipment.known():
        original, standard, status, derived = (
            f"{spec.prefix}{suffix}" for suffix in ("ORRES", "STRESC", "STAT", "DRVFL")
        )
        if original not in dataset.frame:
            continue
        said = [name for name in (original, standard, status, derived) if name in dataset.frame]
        nothing = pd.concat([is_missing(dataset.frame[name]) for name in said], axis="columns").all(axis="columns")
        code = dataset.frame.get(f"{spec.prefix}TESTCD")
        yield from offending(
            dataset,
            nothing,
            rule="result-missing",
            severity="warning",
            message=f"neither a result nor a status ({status})",
            variable=original,
            values=code,
            hint=f"map {status} to NOT DONE where the test was not done, else complete the result at the source",
        )
        if status in dataset.frame:
            results = [is_missing(dataset.frame[name]) for name in (original, standard) if name in dataset.frame]
            yield from offending(
                dataset,
                (dataset.frame[status] == "NOT DONE") & ~pd.concat(results, axis="columns").all(axis="columns"),
                rule="result-not-done",
                severity="error",
                message=f"has a result, and {status} says that it was not done",
                variable=status,
                values=code,
                hint="correct the status or the result at the source",
            )


def check_unended(shipment: Shipment) -> Iterator[Issue]:
    """Report events and interventions of which nothing says how they ended, where nine in ten of the others say it.

    That is an end date, a duration, or a word on the end (--ENRF, --ENRTPT; FDA rule FDAB038); ten others are needed.
    """
    for dataset, spec in shipment.known():
        end = f"{spec.prefix}ENDTC"
        if end not in dataset.frame or spec.domain in {"SE", "SV"}:
            continue
        said = [name for name in (spec.prefix + suffix for suffix in ENDS) if name in dataset.frame]
        unsaid = pd.concat([is_missing(dataset.frame[name]) for name in said], axis="columns").all(axis="columns")
        wrong = unsaid & _happened(dataset, spec.prefix)
        others = len(dataset.frame) - int(unsaid.sum())
        if others >= ENOUGH and wrong.sum() <= (1 - MOSTLY) * len(dataset.frame):
            yield from offending(
                dataset,
                wrong,
                rule="end-missing",
                severity="warning",
                message="neither an end nor a word that it is ongoing",
                variable=end,
                values=dataset.frame[end],
                hint="complete the end at the source, or say that it is ongoing",
            )


def check_undated(shipment: Shipment) -> Iterator[Issue]:
    """Report records without the date that the guide expects of them, unless nothing was found or done."""
    for dataset, spec in shipment.known():
        for name in (f"{spec.prefix}DTC", f"{spec.prefix}STDTC"):
            variable = spec.by_name.get(name)
            if variable is None or variable.core == "Perm" or name not in dataset.frame or spec.domain in {"SE", "SV"}:
                continue
            blank = is_missing(dataset.frame[name])
            if not blank.all():
                yield from _undated(dataset, name, blank & _happened(dataset, spec.prefix))


def _happened(dataset: FoundDataset, domain: str) -> pd.Series:
    """Tell which records say that something happened: they have no status NOT DONE, and do not deny occurrence."""
    answer = pd.Series(data=True, index=dataset.frame.index)
    for suffix, denial in (("STAT", "NOT DONE"), ("OCCUR", "N")):
        if f"{domain}{suffix}" in dataset.frame:
            answer &= dataset.frame[f"{domain}{suffix}"] != denial
    return answer


def _undated(dataset: FoundDataset, name: str, wrong: pd.Series) -> Iterator[Issue]:
    yield from offending(
        dataset,
        wrong,
        rule="date-missing",
        severity="warning",
        message="no date, where the guide expects one",
        variable=name,
        hint="complete it at the source; nothing that is told by time, such as EPOCH or study day, is known without it",
    )
