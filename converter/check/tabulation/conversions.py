"""Results converted to the standard unit: by the factor of the others of their test."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.check.tally import N, beside, counted
from converter.compute.numbers.numbers import number_text, read_numbers
from converter.compute.units.conversion import conversion
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue

ENOUGH = 10
MOSTLY = 0.9
NEAR = 0.1
"""Factors that differ by less are one: two significant digits of a result leave as much open."""
FACTOR = "factor"


def check_conversions(shipment: Shipment) -> Iterator[Issue]:
    """Report standard results that another factor made than nine in ten of the test with both units; ten are needed.

    What the rounding of the standard result may have changed does not count. Scales with different zeros, as those of
    temperatures, have no factor and are left alone.
    """
    for dataset, spec in shipment.known():
        of_test = _factors(dataset, spec.prefix)
        if of_test.empty:
            continue
        usual = _usual(shipment.usual(conversion_factors, dataset))
        kinds = of_test.drop(columns=FACTOR)
        expected = beside(kinds, usual, FACTOR) if len(usual) else pd.Series(float("nan"), index=of_test.index)
        standard = dataset.frame.loc[of_test.index, f"{spec.prefix}STRESN"]
        rounding = 0.5 * 10.0 ** -_decimals(standard) / standard.abs()
        odd = (of_test[FACTOR] / expected - 1).abs() > NEAR + rounding
        wrong = odd.reindex(dataset.frame.index, fill_value=False)
        yield from _told(dataset, spec.prefix, wrong)


def _told(dataset: FoundDataset, prefix: str, wrong: pd.Series) -> Iterator[Issue]:
    """Report the results with both units."""
    test, result, unit, number, standard = (
        dataset.frame[f"{prefix}{one}"] for one in ("TESTCD", "ORRES", "ORRESU", "STRESN", "STRESU")
    )
    yield from offending(
        dataset,
        wrong,
        rule="result-conversion",
        severity="warning",
        message="converted by another factor than the other results of the test",
        variable=f"{prefix}STRESN",
        values=test + " " + result + " " + unit + " as " + number_text(number) + " " + standard,
        hint="correct the standard result, or the unit that was collected",
    )


def conversion_factors(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the factors, of two significant digits, by which results of each test and both units were converted."""
    found = _factors(dataset, shipment.prefix_of(dataset))
    if found.empty:
        return counted(found)
    digits = 10.0 ** (np.floor(np.log10(found[FACTOR])) - 1)
    return counted(found.assign(factor=(found[FACTOR] / digits).round() * digits))


def _factors(dataset: FoundDataset, prefix: str) -> Frame:
    """Give test, both units and factor of each result that was converted."""
    names = [f"{prefix}{one}" for one in ("TESTCD", "ORRESU", "STRESU")]
    result, standard = f"{prefix}ORRES", f"{prefix}STRESN"
    frame = dataset.frame
    if not {*names, result, standard} <= set(frame) or frame.empty:
        return pd.DataFrame()
    converted = frame[names[1]].ne(frame[names[2]]) & frame[names[1]].ne("") & frame[names[2]].ne("")
    several = frame[converted & frame[standard].notna()]
    factor = several[standard] / read_numbers(several[result])[0]
    known = several[names].assign(factor=factor)
    return known[(factor > 0) & np.isfinite(factor) & ~_shifted(known[names])]


def _shifted(converted: Frame) -> pd.Series:
    """Tell where the scales of both units have different zeros, as those of temperatures."""
    kinds = converted.drop_duplicates()
    known = (conversion(unit, wanted, test) for test, unit, wanted in kinds.itertuples(index=False, name=None))
    moved = kinds[[found is not None and found.offset != 0 for found in known]]
    return pd.Series(
        pd.MultiIndex.from_frame(converted).isin(list(moved.itertuples(index=False, name=None))), converted.index
    )


def _usual(counts: Frame) -> Frame:
    """Give the factor that nine in ten results of a test and both units have, or one near it."""
    by = [name for name in counts if name not in {FACTOR, N, "at"}]
    most = counts.sort_values(N, ascending=False, kind="stable").drop_duplicates(by)[[*by, FACTOR]]
    near = counts.merge(most.rename(columns={FACTOR: "most"}), on=by)
    near = near.assign(same=near[N].where((near[FACTOR] / near["most"] - 1).abs() <= NEAR, 0))
    sums = near.groupby(by, sort=False).agg(of=(N, "sum"), same=("same", "sum")).reset_index()
    enough = sums[(sums["of"] >= ENOUGH) & (sums["same"] >= MOSTLY * sums["of"])]
    return most.merge(enough[by], on=by)


def _decimals(numbers: pd.Series) -> pd.Series:
    return number_text(numbers).str.extract(r"\.([0-9]+)$")[0].str.len().fillna(0)
