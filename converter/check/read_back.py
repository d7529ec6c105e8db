"""Compare what was meant with what a reader finds in the file."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from converter.check.shipment import offending
from converter.dataset import Dataset, FoundDataset
from converter.issues import Issue
from converter.spec.dataset import VariableSpec


def compare(dataset: Dataset, found: FoundDataset) -> Iterator[Issue]:
    """Report every cell and attribute in which a file read back differs from the dataset that was written."""
    meant = [(v.name, v.label, v.type, _width(v), v.format.rstrip(".")) for v in dataset.spec.variables]
    got = [(v.name, v.label, v.type, v.length, v.format) for v in found.variables]
    if (dataset.spec.label, meant) != (found.label, got):
        yield _whole(dataset, f"labels, types, widths or formats read back differ: {sorted(set(meant) ^ set(got))}")
        return
    if len(dataset.frame) != len(found.frame):
        yield _whole(dataset, f"{len(found.frame)} records read back, {len(dataset.frame)} were written")
        return
    for variable in dataset.spec.variables:
        written, read = dataset.frame[variable.name], found.frame[variable.name]
        wrong = _differ(written, read)
        message = "the value read back is not the value written"
        yield from offending(found, wrong, rule="read-back", severity="error", message=message, variable=variable.name)


def _width(variable: VariableSpec) -> int:
    return (variable.length or 0) if variable.type == "Char" else 8


def _differ(written: pd.Series, read: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(written):
        return pd.Series((written.to_numpy() != read.to_numpy()) & ~(np.isnan(written) & np.isnan(read)))
    return written.str.rstrip(" ") != read


def _whole(dataset: Dataset, message: str) -> Issue:
    return Issue(rule="read-back", severity="error", place=dataset.name, message=message)
