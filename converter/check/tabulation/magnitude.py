"""Numbers against the other numbers of their test: a factor 10 or 1000 off, a zero where none is."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from math import ceil
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from converter.check import tally
from converter.check.shipment import Shipment, offending
from converter.check.tabulation.values import of_one_test
from converter.check.tally import N, beside, counted
from converter.compute.numbers.numbers import number_text
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue

ENOUGH = 10
TRIMMED = 2
"""How many of the highest and lowest values are never taken as usual, so that two wrong ones do not hide each other."""
TIGHT = 3.0
"""Usual values that lie within this factor of the median hardly vary; a test whose lowest do has no zero."""
MANY, LESS = 30, 0.4
"""So many values show that a test hardly varies; then this share of the study's factor is far."""
PEOPLE = 5
Numbers: TypeAlias = npt.NDArray[np.float64]
HINT = "most often a unit, a decimal point or a zero too many; ask the laboratory or the site"


def check_magnitude(shipment: Shipment) -> Iterator[Issue]:
    """Report numbers that lie far beyond all others of their test and unit, or of their treatment and unit.

    Far beyond is as far from the usual values, one in a hundred at each end left out, as these reach from the median,
    and at least the factor that the study says (`habits: {factor: 6.5}`; of results that hardly vary two fifths of it);
    or that factor from both neighbours in time of the same subject, where hardly another value of the test leaps half
    so far. Ten values are needed.
    """
    for dataset, spec in shipment.known():
        if dataset.frame.empty:
            continue
        for number, kind, unit, by in _numbers(spec.prefix, set(map(str, dataset.frame))):
            wrong = _beyond(shipment, dataset, number, by)
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
        yield number, kind, unit, [kind, unit, *of_one_test(names, domain)[1:]]
    number, kind, unit = (f"{domain}{suffix}" for suffix in ("DOSE", "TRT", "DOSU"))
    if {number, kind, unit} <= names:
        yield number, kind, unit, [kind, unit]


def _beyond(shipment: Shipment, dataset: FoundDataset, number: str, by: list[str]) -> pd.Series:
    """Tell which numbers lie far beyond the others of their group."""
    factor = shipment.plan.study.habits.factor
    measured = number.endswith("STRESN")  # a dose is changed on purpose
    usual = _by_kind(shipment.usual(numbers_of_kinds, dataset), number, by)
    usual_leaps = _by_kind(shipment.usual(largest_leaps, dataset), number, by) if measured else {}
    values = _values(dataset, number, by)
    sizes = leap_sizes(values, by) if measured else values["value"].head(0)
    wrong = pd.Series(data=False, index=dataset.frame.index)
    for kind, group in values.groupby(by, sort=False, dropna=False):
        among = usual[kind]
        if len(among) >= ENOUGH:
            less = factor * LESS if measured and len(among) >= MANY else factor
            wrong[group.index] = out_of_range(group["value"], factor, less, among)
            if kind in usual_leaps:
                own = sizes[sizes.index.isin(group.index)]
                wrong[group.index] |= leaps(group, factor, own, usual_leaps[kind])
    return wrong


def _by_kind(counts: Frame, number: str, by: list[str]) -> dict[Hashable, Numbers]:
    """Give the values of each kind that were counted, each as often as it stands there."""
    own = counts[counts["number"] == number] if len(counts) else counts
    groups = own.groupby(by, sort=False, dropna=False) if len(own) else ()
    return {kind: np.repeat(one["value"].to_numpy(), one[N].to_numpy()) for kind, one in groups}


def _values(dataset: FoundDataset, number: str, by: list[str]) -> Frame:
    """Give the numbers of a dataset with their kind, subject and date."""
    values = dataset.frame[number]
    frame = dataset.frame[by].assign(value=values, subject=dataset.frame.get("USUBJID", ""), date=_date(dataset))
    return frame[values.notna()]


def numbers_of_kinds(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count each number of each test and unit, or of each treatment and unit."""
    kinds = _numbers(shipment.prefix_of(dataset), set(map(str, dataset.frame)))
    parts = [
        dataset.frame.loc[dataset.frame[number].notna(), by].assign(number=number, value=dataset.frame[number])
        for number, _, _, by in kinds
    ]
    return counted(pd.concat(parts) if parts else dataset.frame[[]])


def largest_leaps(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the leaps between neighbours in time of each test and unit; but for the largest ones they count as 0."""
    parts = []
    for number, _, _, by in _numbers(shipment.prefix_of(dataset), set(map(str, dataset.frame))):
        if number.endswith("STRESN"):
            sizes = leap_sizes(_values(dataset, number, by), by)
            found = dataset.frame.loc[sizes.index, by]
            rank = sizes.groupby(tally.kinds(found)).rank(method="first", ascending=False)
            parts.append(found.assign(number=number, value=sizes.where(rank <= TRIMMED + 1, 0.0)))
    return counted(pd.concat(parts) if parts else dataset.frame[[]])


def check_constant(shipment: Shipment) -> Iterator[Issue]:
    """Report tests whose measurements, thirty and more of five subjects and more, are all one number that is not zero.

    Measurements are results with a unit.
    """
    for dataset, spec in shipment.known():
        number, code, unit = (f"{spec.prefix}{suffix}" for suffix in ("STRESN", "TESTCD", "STRESU"))
        if not {number, code, unit, "USUBJID"} <= set(dataset.frame):
            continue
        measured = _measured(dataset, number, unit)
        by = shipment.usual(measurements, dataset).groupby([code, unit])
        numbers = by.agg(size=(N, "sum"), distinct=(number, "nunique"))
        subjects = shipment.usual(measured_subjects, dataset).set_index([code, unit])[N]
        constant = numbers[(numbers["distinct"] == 1) & (subjects >= PEOPLE) & (numbers["size"] >= MANY)]
        if constant.empty:
            continue
        found = beside(measured[[code, unit]], constant.reset_index(), "size").notna()
        yield from offending(
            dataset,
            (found & (measured[number] != 0)).reindex(dataset.frame.index, fill_value=False),
            rule="result-constant",
            severity="warning",
            message="the same number in every result of the test",
            variable=number,
            values=dataset.frame[code],
            hint="most often a column that was filled by mistake; have it exported again",
        )


def _measured(dataset: FoundDataset, number: str, unit: str) -> Frame:
    return dataset.frame[dataset.frame[number].notna() & (dataset.frame[unit] != "")]


def measurements(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count each number of each test and unit."""
    number, code, unit = (f"{shipment.prefix_of(dataset)}{suffix}" for suffix in ("STRESN", "TESTCD", "STRESU"))
    names = [code, unit, number] if {number, code, unit} <= set(dataset.frame) else []
    return counted(_measured(dataset, number, unit)[names] if names else dataset.frame[[]])


def measured_subjects(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the subjects with measurements of each test and unit."""
    number, code, unit = (f"{shipment.prefix_of(dataset)}{suffix}" for suffix in ("STRESN", "TESTCD", "STRESU"))
    if not {number, code, unit, "USUBJID"} <= set(dataset.frame):
        return counted(dataset.frame[[]])
    return counted(_measured(dataset, number, unit)[[code, unit, "USUBJID"]].drop_duplicates()[[code, unit]])


def _date(dataset: FoundDataset) -> pd.Series:
    names = [name for name in map(str, dataset.frame) if name.endswith("DTC")]
    preferred = sorted(names, key=lambda name: (name.endswith(("ENDTC", "STDTC")), name.endswith("ENDTC")))
    return dataset.frame[preferred[0]] if preferred else pd.Series("", index=dataset.frame.index, dtype="str")


def out_of_range(
    values: pd.Series, factor: float, less: float | None = None, among: Numbers | None = None
) -> pd.Series:
    """Tell which numbers of one kind lie far beyond the usual ones, are negative as hardly another, or zero as none.

    Where the usual ones hardly vary on both sides `less` is the factor, if it is given: there are many of them. A zero
    is far where the low ones hardly vary, or where none of many is below 1. `among` are all numbers of the kind, if
    these are not all.
    """
    every = values.to_numpy(dtype="float64") if among is None else among
    ordered = np.sort(every[every > 0])
    cut = max(TRIMMED, ceil(0.01 * len(ordered)))
    if len(ordered) < ENOUGH:
        return pd.Series(data=False, index=values.index)
    low, middle, high = ordered[cut], float(np.median(ordered)), ordered[-1 - cut]
    least = less if less is not None and max(middle / low, high / middle) < TIGHT else factor
    above = values > high * max(least, high / middle)
    below = (values < low / max(least, middle / low)) & (values > 0)
    none_near_zero = middle / low < TIGHT or (less is not None and ordered[0] >= 1)
    few_zeros = (values == 0) & bool((every == 0).sum() <= cut) & none_near_zero
    few_negative = (values < 0) & bool((every < 0).sum() <= cut)
    far: pd.Series = above | below | few_zeros | few_negative
    return far


def leaps(group: Frame, factor: float, sizes: pd.Series | None = None, among: Numbers | None = None) -> pd.Series:
    """Tell which numbers leap from both neighbours in time of the same subject, as none of the others does.

    `group` has `value`, `subject` and `date`. A leap of half the size among the others, the two largest left out, says
    that the test does so. `sizes` are those of the leaps, if they are known, and `among` those of all leaps of the
    kind, if these are not all.
    """
    leap = leap_sizes(group, []) if sizes is None else sizes
    every = leap.to_numpy() if among is None else among
    if len(every) < ENOUGH:
        return pd.Series(data=False, index=group.index)
    usual = float(np.sort(every)[-1 - TRIMMED])
    far = leap.index[leap >= max(float(np.log10(factor)), 2 * usual)]
    return pd.Series(group.index.isin(far), index=group.index)


def leap_sizes(values: Frame, by: list[str]) -> pd.Series:
    """Give how far each dated number leaps from both neighbours of its kind, as a power of ten; 0 where it does not."""
    dated = values[(values["value"] > 0) & (values["date"] != "")].sort_values(["subject", "date"], kind="stable")
    logs = np.log10(dated["value"])
    whose = logs.groupby(tally.kinds(dated[[*by, "subject"]]))
    before = logs - whose.shift(1)
    after = logs - whose.shift(-1)
    return pd.Series(np.minimum(before.abs(), after.abs()), index=dated.index).where(before * after > 0, 0.0)
