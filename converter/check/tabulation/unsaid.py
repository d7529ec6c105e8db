"""What records of findings and events leave unsaid or cannot mean: signs, units, statuses, dates."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.check.tabulation.values import of_one_test
from converter.check.tally import N, beside, counted
from converter.compute.conditions.condition import is_missing
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue

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
        usual = shipment.usual(negative_results, dataset)
        negative, below = frame[number] < 0, _limit_below_zero(frame, low)
        within = frame[low] >= 0 if low in frame else pd.Series(data=False, index=frame.index)
        amount = frame[unit].str.startswith(AMOUNTS) if unit in frame else pd.Series(data=False, index=frame.index)
        share = _share(usual[usual["known"]], "negative", [code]).set_index(code)["share"]
        seldom = (frame[code].map(share) <= 1 - MOSTLY) & ~frame[code].isin(usual.loc[usual["below"], code])
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


def negative_results(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the results below zero of each test, those with a number, and those whose range begins below zero."""
    domain = shipment.prefix_of(dataset)
    code, number, low = (f"{domain}{suffix}" for suffix in ("TESTCD", "STRESN", "STNRLO"))
    frame = dataset.frame
    if not {code, number} <= set(frame):
        return counted(frame[[]])
    said = {"known": frame[number].notna(), "negative": frame[number] < 0, "below": _limit_below_zero(frame, low)}
    return counted(frame[[code]].assign(**said))


def _limit_below_zero(frame: Frame, low: str) -> pd.Series:
    return frame[low] < 0 if low in frame else pd.Series(data=False, index=frame.index)


def _share(counts: Frame, name: str, by: list[str]) -> Frame:
    """Give the share of counted records of each kind of which something holds."""
    whole = counts.groupby(by, sort=False)[N].sum()
    part = counts[counts[name]].groupby(by, sort=False)[N].sum().reindex(whole.index, fill_value=0)
    return (part / whole).rename("share").reset_index()


def check_without_unit(shipment: Shipment) -> Iterator[Issue]:
    """Report numbers without a unit where most numbers of the test have one."""
    for dataset, spec in shipment.known():
        code, number, unit = (f"{spec.prefix}{suffix}" for suffix in ("TESTCD", "STRESN", "STRESU"))
        if not {code, number, unit} <= set(dataset.frame):
            continue
        frame = dataset.frame
        by = of_one_test(frame.columns, spec.prefix)
        wrong = frame[number].notna() & (frame[unit] == "")
        if wrong.any():
            share = _share(shipment.usual(units_of_numbers, dataset), "blank", by)
            wrong &= beside(frame[by], share, "share") <= 1 - MOSTLY
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


def units_of_numbers(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the numbers of each test without a unit and with one."""
    domain = shipment.prefix_of(dataset)
    code, number, unit = (f"{domain}{suffix}" for suffix in ("TESTCD", "STRESN", "STRESU"))
    frame = dataset.frame
    if not {code, number, unit} <= set(frame):
        return counted(frame[[]])
    known = frame[frame[number].notna()]
    return counted(known[of_one_test(frame.columns, domain)].assign(blank=known[unit] == ""))


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
        usual = shipment.usual(ends, dataset)
        others = usual.loc[~usual["unsaid"], N].sum()
        if others >= ENOUGH and usual.loc[usual["wrong"], N].sum() <= (1 - MOSTLY) * usual[N].sum():
            yield from offending(
                dataset,
                _unsaid(dataset, spec.prefix) & _happened(dataset, spec.prefix),
                rule="end-missing",
                severity="warning",
                message="neither an end nor a word that it is ongoing",
                variable=end,
                values=dataset.frame[end],
                hint="complete the end at the source, or say that it is ongoing",
            )


def _unsaid(dataset: FoundDataset, domain: str) -> pd.Series:
    """Tell of which records nothing says how they ended."""
    said = [name for name in (domain + suffix for suffix in ENDS) if name in dataset.frame]
    return pd.concat([is_missing(dataset.frame[name]) for name in said], axis="columns").all(axis="columns")


def ends(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the records of which something says how they ended, and of which it should."""
    domain = shipment.prefix_of(dataset)
    if f"{domain}ENDTC" not in dataset.frame:
        return counted(dataset.frame[[]])
    unsaid = _unsaid(dataset, domain)
    return counted(pd.DataFrame({"unsaid": unsaid, "wrong": unsaid & _happened(dataset, domain)}))


def check_undated(shipment: Shipment) -> Iterator[Issue]:
    """Report records without the date that the guide expects of them, unless nothing was found or done."""
    for dataset, spec in shipment.known():
        for name in (f"{spec.prefix}DTC", f"{spec.prefix}STDTC"):
            variable = spec.by_name.get(name)
            if variable is None or variable.core == "Perm" or name not in dataset.frame or spec.domain in {"SE", "SV"}:
                continue
            if (shipment.usual(dated_by, dataset)["variable"] == name).any():
                blank = is_missing(dataset.frame[name])
                yield from _undated(dataset, name, blank & _happened(dataset, spec.prefix))


def dated_by(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the dates of records by their variable."""
    domain = shipment.prefix_of(dataset)
    names = [name for name in (f"{domain}DTC", f"{domain}STDTC") if name in dataset.frame]
    filled = [dataset.frame.index[~is_missing(dataset.frame[name])] for name in names]
    parts = [pd.DataFrame({"variable": name}, index=index) for name, index in zip(names, filled, strict=True)]
    return counted(pd.concat(parts) if parts else pd.DataFrame({"variable": pd.Series(dtype="str")}))


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
