"""Doses that cannot be, or are in another unit than the others of their treatment."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.check.tally import N, counted, stands_in
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue

ENOUGH = 10
MOSTLY = 0.9
PREFIXES = ("k", "m", "u", "n", "p")


def check_negative_doses(shipment: Shipment) -> Iterator[Issue]:
    """Report doses below zero (FDA rule FDAB040)."""
    for dataset, spec in shipment.known():
        for name in (f"{spec.prefix}DOSE", f"{spec.prefix}DOSTOT"):
            if name in dataset.frame:
                yield from offending(
                    dataset,
                    dataset.frame[name] < 0,
                    rule="dose-negative",
                    severity="error",
                    message="below zero, which no dose is",
                    variable=name,
                    hint="a sign typed by mistake, or a number for a missing dose; correct it at the source",
                )


def check_dose_units(shipment: Shipment) -> Iterator[Issue]:
    """Report doses in another unit than nine in ten doses of the treatment have; ten doses are needed.

    Also a dose whose number two others of the treatment have in milligrams where it is in grams, or the like; one other
    is enough where doses of other treatments have that number, too.
    """
    for dataset, spec in shipment.known():
        treatment, dose, unit = (f"{spec.prefix}{suffix}" for suffix in ("TRT", "DOSE", "DOSU"))
        if dataset.frame.empty or not {treatment, unit} <= set(dataset.frame):
            continue
        usual = shipment.usual(dose_units, dataset)
        wrong = stands_in(dataset.frame[[treatment, unit]], _seldom(usual, treatment, unit))
        if dose in usual:
            by = [treatment, dose]
            wrong |= stands_in(dataset.frame[[*by, unit]], _other_prefix(usual, by, unit))
        yield from offending(
            dataset,
            wrong,
            rule="unit-several",
            severity="warning",
            message="not the unit of the other doses of the treatment",
            variable=unit,
            values=dataset.frame[treatment] + " " + dataset.frame[unit],
            hint="correct the unit, or the dose with it, at the source",
        )


def dose_units(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the units of the doses of each treatment and number."""
    domain = shipment.prefix_of(dataset)
    treatment, dose, unit = (f"{domain}{suffix}" for suffix in ("TRT", "DOSE", "DOSU"))
    if not {treatment, unit} <= set(dataset.frame):
        return counted(dataset.frame[[]])
    names = [name for name in (treatment, dose, unit) if name in dataset.frame]
    return counted(dataset.frame.loc[dataset.frame[unit] != "", names])


def _seldom(doses: Frame, treatment: str, unit: str) -> Frame:
    """Give the units that are not the one that nearly all doses of a treatment have."""
    counts = doses.groupby([treatment, unit])[N].sum()
    shares = counts / counts.groupby(level=0).transform("sum")
    usual = shares[(shares >= MOSTLY) & (counts >= ENOUGH)].reset_index().set_index(treatment)[unit]
    found = counts.reset_index()[[treatment, unit]]
    expected = found[treatment].map(usual)
    return found[expected.notna() & (found[unit] != expected)]


def _other_prefix(doses: Frame, by: list[str], unit: str) -> Frame:
    """Give the units that stand once where two others of the same treatment and number differ in the prefix alone.

    Or one other, where the number stands with its unit in doses of other treatments too, and with this unit nowhere.
    """
    everywhere = doses.groupby([by[-1], unit])[N].transform("sum")
    wrong = []
    for _, group in doses.groupby(by, sort=False):
        counts = group.set_index(unit)[N].sort_values(ascending=False, kind="stable")
        if len(counts) > 1 and counts.iloc[0] == 1:
            counts = everywhere[group.index].set_axis(group[unit]).sort_values(ascending=False, kind="stable")
        if len(counts) > 1 and counts.iloc[0] > 1 and (counts.iloc[1:] == 1).all():
            odd = [one for one in counts.index[1:] if _alike(str(one), str(counts.index[0]))]
            wrong.append(group.loc[group[unit].isin(odd), [*by, unit]])
    return pd.concat(wrong) if wrong else doses.loc[doses.index[:0], [*by, unit]]


def _alike(one: str, other: str) -> bool:
    """Tell whether two units differ by a prefix of SI: mg, g and ug do."""
    bases = [{unit, unit[1:] if unit[:1] in PREFIXES else unit} - {""} for unit in (one, other)]
    return not bases[0].isdisjoint(bases[1])
