"""Numbers against the other numbers of their test: a factor 10 or 1000 off, a zero where none is."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import numpy as np
import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.check.values import UNIT_QUALIFIERS
from converter.compute.numbers import number_text
from converter.dataset import FoundDataset
from converter.issues import Issue

ENOUGH = 10
TRIMMED = 2
"""How many of the highest and lowest values are never taken as usual, so that two wrong ones do not hide each other."""
TIGHT = 3.0
"""Usual values that lie within this factor of the median hardly vary; a test whose lowest do has no zero."""
MANY, LESS = 30, 0.4
"""So many values show that a test hardly varies; then this share of the study's factor is far."""
PEOPLE = 5
HINT = "most often a unit, a decimal point or a zero too many; ask the laboratory or the site"


def check_magnitude(shipment: Shipment) -> Iterator[Issue]:
    """Report numbers that lie far beyond all others of their test and unit, or of their treatment and unit.

    Far beyond is as far from the usual values, one in a hundred at each end left out, as these reach from the median,
    and at least the factor that the study says (`habits: {factor: 6.5}`; of results that hardly vary two fifths of it);
    or that factor from both neighbours in time of the same subject, where hardly another value of the test leaps half
    so far. Ten values are needed.
    """
    factor = shipment.plan.study.habits.factor
    for dataset, spec in shipment.known():
        if dataset.frame.empty:
            continue
        for number, kind, unit, by in _numbers(spec.prefix, set(map(str, dataset.frame))):
            wrong = _beyond(dataset, number, by, factor)
            shown = dataset.frame[kind] + " " + number_text(dataset.frame[number]) + " " + dataset.frame[unit]
            yield from offending(
                dataset,
                wrong,
                rule="result-magnitude",
                severity="warning",
                message="lies far beyond the other values of its kind",
                variable=number,
                values=shown.str.strip(),
                hint=HINT,
            )


def _numbers(domain: str, names: set[str]) -> Iterator[tuple[str, str, str, list[str]]]:
    """Name the numbers of a dataset, what tells their kind and unit, and by what they are compared."""
    number, kind, unit = (f"{domain}{suffix}" for suffix in ("STRESN", "TESTCD", "STRESU"))
    if {number, kind, unit} <= names:
        qualifiers = [name for name in (f"{domain}{suffix}" for suffix in UNIT_QUALIFIERS) if name in names]
        yield number, kind, unit, [kind, unit, *qualifiers]
    number, kind, unit = (f"{domain}{suffix}" for suffix in ("DOSE", "TRT", "DOSU"))
    if {number, kind, unit} <= names:
        yield number, kind, unit, [kind, unit]


def _beyond(dataset: FoundDataset, number: str, by: list[str], factor: float) -> pd.Series:
    """Tell which numbers lie far beyond the others of their group."""
    values = dataset.frame[number]
    frame = dataset.frame[by].assign(value=values, subject=dataset.frame.get("USUBJID", ""), date=_date(dataset))
    wrong = pd.Series(data=False, index=frame.index)
    for _, group in frame[values.notna()].groupby(by, sort=False, dropna=False):
        if len(group) >= ENOUGH:
            measured = number.endswith("STRESN")  # a dose is changed on purpose
            less = factor * LESS if measured and len(group) >= MANY else factor
            wrong[group.index] = out_of_range(group["value"], factor, less)
            if measured:
                wrong[group.index] |= leaps(group, factor)
    return wrong


def check_constant(shipment: Shipment) -> Iterator[Issue]:
    """Report tests whose measurements, thirty and more of five subjects and more, are all one number that is not zero.

    Measurements are results with a unit.
    """
    for dataset, spec in shipment.known():
        number, code, unit = (f"{spec.prefix}{suffix}" for suffix in ("STRESN", "TESTCD", "STRESU"))
        if not {number, code, unit, "USUBJID"} <= set(dataset.frame):
            continue
        measured = dataset.frame[dataset.frame[number].notna() & (dataset.frame[unit] != "")]
        by = measured.groupby([code, unit])
        distinct, subjects = (by[name].transform("nunique") for name in (number, "USUBJID"))
        constant = (distinct == 1) & (subjects >= PEOPLE) & (by[number].transform("size") >= MANY)
        yield from offending(
            dataset,
            (constant & (measured[number] != 0)).reindex(dataset.frame.index, fill_value=False),
            rule="result-constant",
            severity="warning",
            message="the same number in every result of the test",
            variable=number,
            values=dataset.frame[code],
            hint="most often a column that was filled by mistake; have it exported again",
        )


def _date(dataset: FoundDataset) -> pd.Series:
    names = [name for name in map(str, dataset.frame) if name.endswith("DTC")]
    preferred = sorted(names, key=lambda name: (name.endswith(("ENDTC", "STDTC")), name.endswith("ENDTC")))
    return dataset.frame[preferred[0]] if preferred else pd.Series("", index=dataset.frame.index, dtype="str")


def out_of_range(values: pd.Series, factor: float, less: float | None = None) -> pd.Series:
    """Tell which numbers of one kind lie far beyond the usual ones, are negative as hardly another, or zero as none.

    Where the usual ones hardly vary on both sides `less` is the factor, if it is given: there are many of them. A zero
    is far where the low ones hardly vary, or where none of many is below 1.
    """
    ordered = np.sort(values[values > 0].to_numpy(dtype="float64"))
    cut = max(TRIMMED, ceil(0.01 * len(ordered)))
    if len(ordered) < ENOUGH:
        return pd.Series(data=False, index=values.index)
    low, middle, high = ordered[cut], float(np.median(ordered)), ordered[-1 - cut]
    least = less if less is not None and max(middle / low, high / middle) < TIGHT else factor
    above = values > high * max(least, high / middle)
    below = (values < low / max(least, middle / low)) & (values > 0)
    none_near_zero = middle / low < TIGHT or (less is not None and ordered[0] >= 1)
    few_zeros = (values == 0) & ((values == 0).sum() <= cut) & none_near_zero
    few_negative = (values < 0) & ((values < 0).sum() <= cut)
    far: pd.Series = above | below | few_zeros | few_negative
    return far


def leaps(group: pd.DataFrame, factor: float) -> pd.Series:
    """Tell which numbers leap from both neighbours in time of the same subject, as none of the others does.

    `group` has `value`, `subject` and `date`. A leap of half the size among the others, the two largest left out, says
    that the test does so.
    """
    dated = group[(group["value"] > 0) & (group["date"] != "")].sort_values(["subject", "date"], kind="stable")
    logs = np.log10(dated["value"])
    whose = logs.groupby(dated["subject"])
    before = logs - whose.shift(1)
    after = logs - whose.shift(-1)
    leap = pd.Series(np.minimum(before.abs(), after.abs()), index=dated.index).where(before * after > 0, 0.0)
    if len(leap) < ENOUGH:
        return pd.Series(data=False, index=group.index)
    usual = float(np.sort(leap.to_numpy())[-1 - TRIMMED])
    far = leap.index[leap >= max(float(np.log10(factor)), 2 * usual)]
    return pd.Series(group.index.isin(far), index=group.index)
