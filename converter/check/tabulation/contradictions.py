"""Values of one record, or of one subject, that cannot both be true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import nan

import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.check.tally import N, counted
from converter.compute.conditions.subject import subject_value
from converter.compute.dates.iso8601 import day_number
from converter.compute.dates.time_units import DAYS as TIME
from converter.compute.numbers.numbers import number_text, split_results
from converter.compute.numbers.rounding import COMPARE
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue
from converter.spec.values.number import plain_number

OLDEST = 110
DAYS = 365.25
EXCEPTIONS = 0.1
UNENDED = ("NOT RECOVERED/NOT RESOLVED", "RECOVERING/RESOLVING")
OF_WOMEN = ("HCG", "CHILDPOT", "PREGIND", "PREGST")
"""Tests whose positive result a man cannot have."""
DENIED = (
    *("", "N", "NO", "NEGATIVE", "NEG", "NOT APPLICABLE", "NA", "N/A", "NOT DONE", "ND"),
    *("NOT DETECTED", "NON-REACTIVE", "NONREACTIVE", "U", "UNK", "UNKNOWN"),
)
PERIODS = {"Y": "years", "M": "months", "W": "weeks", "D": "days"}
_DURATION = re.compile("P" + "".join(f"(?:(?P<{letter}>[0-9]+(?:[.][0-9]+)?){letter})?" for letter in PERIODS))


def check_ranges(shipment: Shipment) -> Iterator[Issue]:
    """Report reference ranges whose lower limit is above the upper one: as collected, else as standardized."""
    for dataset, spec in shipment.known():
        told = pd.Series(data=False, index=dataset.frame.index)
        for form in ("OR", "ST"):
            low, high = f"{spec.prefix}{form}NRLO", f"{spec.prefix}{form}NRHI"
            if not {low, high} <= set(dataset.frame):
                continue
            texts = [_as_text(dataset.frame[name]) for name in (low, high)]
            limits = [split_results(text)["number"] for text in texts]
            wrong = COMPARE["gt"](*limits) & ~told
            told |= wrong
            yield from offending(
                dataset,
                wrong,
                rule="range-reversed",
                severity="warning",
                message=f"{low} is above {high}",
                variable=low,
                values=texts[0] + " to " + texts[1],
                hint="correct the limits at the source; results were judged against them",
            )


def _as_text(values: pd.Series) -> pd.Series:
    return number_text(values) if pd.api.types.is_numeric_dtype(values) else values


def check_ongoing(shipment: Shipment) -> Iterator[Issue]:
    """Report records that are said to be ongoing, or not to be over, and have an end date; each once.

    Where more than one in ten of them have one, the end of a record is not the end of what it tells of.
    """
    for dataset, spec in shipment.known():
        end = f"{spec.prefix}ENDTC"
        told = pd.Series(data=False, index=dataset.frame.index)
        usual = shipment.usual(unended_records, dataset)
        for name, unended in _unended(dataset, spec.prefix):
            wrong = unended & (dataset.frame[end] != "")
            of_all = usual[usual["variable"] == name]
            if of_all.loc[of_all["ended"], N].sum() > max(1, EXCEPTIONS * of_all[N].sum()):
                continue
            once, told = wrong & ~told, told | wrong
            yield from offending(
                dataset,
                once,
                rule="ongoing-ended",
                severity="warning",
                message=f"{name} says that it is not over, {end} that it is",
                variable=name,
                hint="correct one of them at the source",
            )


def _unended(dataset: FoundDataset, domain: str) -> Iterator[tuple[str, pd.Series]]:
    """Tell by each variable that says so which records are ongoing or not over, where the dataset has ends."""
    said = f"{domain}OUT"
    tests = [(f"{domain}{suffix}", ("ONGOING",)) for suffix in ("ENRTPT", "ENRF")] + [(said, UNENDED)]
    for name, words in tests:
        if {name, f"{domain}ENDTC"} <= set(dataset.frame):
            yield name, dataset.frame[name].isin(words)


def unended_records(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the records that a variable says to be ongoing or not over, with an end and without."""
    domain = shipment.prefix_of(dataset)
    told = [
        pd.DataFrame({"variable": name, "ended": dataset.frame.loc[unended, f"{domain}ENDTC"] != ""})
        for name, unended in _unended(dataset, domain)
    ]
    return counted(pd.concat(told) if told else dataset.frame[[]])


def check_ages(shipment: Shipment) -> Iterator[Issue]:
    """Report ages that nobody has, that the trial does not admit (AGEMIN, AGEMAX of TS), or that birth contradicts."""
    dm = shipment.found.get("DM")
    if dm is None or "AGE" not in dm.frame:
        return
    units = dm.frame.get("AGEU", pd.Series("YEARS", index=dm.frame.index))
    years = dm.frame["AGE"] * units.str.lower().map(TIME).astype("float64") / TIME["years"]
    low, high = (_admitted(shipment, code) for code in ("AGEMIN", "AGEMAX"))
    wrong = (years < 0) | (years > OLDEST)
    yield from _age(dm, wrong, "age-implausible", f"not an age from 0 to {OLDEST}")
    outside = COMPARE["lt"](years, nan if low is None else low) | COMPARE["gt"](years, nan if high is None else high)
    said = " and ".join(
        f"{word} {plain_number(round(limit, 2))}" for word, limit in (("from", low), ("to", high)) if limit is not None
    )
    yield from _age(dm, outside & ~wrong, "age-not-admitted", f"the trial admits subjects {said} years of age (TS)")
    if {"BRTHDTC", "RFICDTC"} <= set(dm.frame):
        by_birth = (day_number(dm.frame["RFICDTC"]) - day_number(dm.frame["BRTHDTC"])) / DAYS
        wrong = ~years.between(by_birth - 1.1, by_birth + 1.1) & years.notna() & by_birth.notna()
        yield from _age(dm, wrong, "age-birth", "birth and consent make another age")


def _age(dm: FoundDataset, wrong: pd.Series, rule: str, message: str) -> Iterator[Issue]:
    hint = "correct the age or the date of birth at the source"
    yield from offending(dm, wrong, rule=rule, severity="warning", message=message, variable="AGE", hint=hint)


def _admitted(shipment: Shipment, code: str) -> float | None:
    """Give an age limit of TS in years, where it has one, such as P18Y or P6M."""
    ts = shipment.found.get("TS")
    if ts is None or not {"TSPARMCD", "TSVAL"} <= set(ts.frame):
        return None
    found = [_DURATION.fullmatch(text) for text in ts.frame.loc[ts.frame["TSPARMCD"] == code, "TSVAL"]]
    days = [sum(float(match[letter] or 0) * TIME[unit] for letter, unit in PERIODS.items()) for match in found if match]
    return next((one / TIME["years"] for one in days), None)


def check_sexes(shipment: Shipment) -> Iterator[Issue]:
    """Report pregnancy tests that are positive, and childbearing potential, of men; a number may be a tumor marker."""
    dm = shipment.having("DM", "USUBJID", "SEX")
    if dm is None:
        return
    for dataset, spec in shipment.known():
        code, result = f"{spec.prefix}TESTCD", f"{spec.prefix}STRESC"
        if {code, result, "USUBJID"} <= set(dataset.frame):
            men = subject_value(dataset.frame, {"DM": dm.frame}, "DM.SEX") == "M"
            words = dataset.frame[result].mask(split_results(dataset.frame[result])["number"].notna(), "")
            told = dataset.frame[code].isin(OF_WOMEN) & ~words.str.upper().isin(DENIED)
            yield from offending(
                dataset,
                men & told,
                rule="sex-contradicted",
                severity="warning",
                message="DM says that the subject is male",
                variable=code,
                values=dataset.frame[code] + " " + dataset.frame[result],
                hint="correct the sex or the result at the source",
            )
