"""Doses that cannot be, or are in another unit than the others of their treatment."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.shipment import Shipment, offending
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
        filled = dataset.frame[dataset.frame[unit] != ""]
        wrong = _seldom(filled, treatment, unit)
        if dose in filled:
            wrong |= _other_prefix(filled, [treatment, dose], unit)
        yield from offending(
            dataset,
            wrong.reindex(dataset.frame.index, fill_value=False),
            rule="unit-several",
            severity="warning",
            message="not the unit of the other doses of the treatment",
            variable=unit,
            values=dataset.frame[treatment] + " " + dataset.frame[unit],
            hint="correct the unit, or the dose with it, at the source",
        )


def _seldom(filled: pd.DataFrame, treatment: str, unit: str) -> pd.Series:
    """Tell which units are not the one that nearly all doses of a treatment have."""
    counts = filled.groupby([treatment, unit]).size()
    shares = counts / counts.groupby(level=0).transform("sum")
    usual = shares[(shares >= MOSTLY) & (counts >= ENOUGH)].reset_index().set_index(treatment)[unit]
    expected = filled[treatment].map(usual)
    wrong: pd.Series = expected.notna() & (filled[unit] != expected)
    return wrong


def _other_prefix(filled: pd.DataFrame, by: list[str], unit: str) -> pd.Series:
    """Tell which units stand once where two others of the same treatment and number differ in the prefix alone.

    Or one other, where the number stands with its unit in doses of other treatments too, and with this unit nowhere.
    """
    wrong = pd.Series(data=False, index=filled.index)
    everywhere = filled.groupby([by[-1], unit])[unit].transform("size")
    for _, units in filled.groupby(by, sort=False)[unit]:
        counts = units.value_counts()
        if len(counts) > 1 and counts.iloc[0] == 1:
            counts = everywhere[units.index].groupby(units).first().sort_values(ascending=False)
        if len(counts) > 1 and counts.iloc[0] > 1 and (counts.iloc[1:] == 1).all():
            odd = [one for one in counts.index[1:] if _alike(str(one), str(counts.index[0]))]
            wrong |= units.isin(odd).reindex(wrong.index, fill_value=False)
    return wrong


def _alike(one: str, other: str) -> bool:
    """Tell whether two units differ by a prefix of SI: mg, g and ug do."""
    bases = [{unit, unit[1:] if unit[:1] in PREFIXES else unit} - {""} for unit in (one, other)]
    return not bases[0].isdisjoint(bases[1])
