"""Compare what was meant with what a reader finds in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from converter.check.shipment import offending
from converter.compute.numbers.missing import missing_letters
from converter.dataset import AnyDataset, FoundDataset, Frame
from converter.issues import Issue, with_cells
from converter.spec.dataset import DatasetSpec, VariableSpec

Marks = npt.NDArray[np.bool_]
CHANGED = "the value read back is not the value written"


def compare(dataset: AnyDataset, found: FoundDataset) -> Iterator[Issue]:
    """Report every cell and attribute in which a file read back differs from the dataset that was written."""
    different = tuple(compare_descriptions(dataset.spec, dataset.records, found, len(found.frame)))
    yield from different or compare_parts(dataset.spec, [(dataset.frame, found)])


def compare_descriptions(spec: DatasetSpec, rows: int, found: FoundDataset, rows_found: int) -> Iterator[Issue]:
    """Report a file that describes other variables than were written, or holds another number of records."""
    meant = [(v.name, v.label, v.type, _width(v), v.format.rstrip(".")) for v in spec.variables]
    got = [(v.name, v.label, v.type, v.length, v.format) for v in found.variables]
    if (spec.label, meant) != (found.label, got):
        yield _whole(spec, f"labels, types, widths or formats read back differ: {sorted(set(meant) ^ set(got))}")
    elif rows != rows_found:
        yield _whole(spec, f"{rows_found} records read back, {rows} were written")


def compare_parts(spec: DatasetSpec, parts: Iterable[tuple[Frame, FoundDataset]]) -> Iterator[Issue]:
    """Report every cell that differs, each part of a dataset with the same records of its file.

    The index of what was found numbers its records in the whole (from 0). What is told is the same in however many
    parts it comes; memory is that of one part.
    """
    told: dict[str, Issue] = {}
    for frame, found in parts:
        for name in (variable.name for variable in spec.variables):
            wrong = pd.Series(_differ(frame[name], found.frame[name]), index=found.frame.index)
            for issue in offending(found, wrong, rule="read-back", severity="error", message=CHANGED, variable=name):
                earlier = told[name].cells if name in told else ()
                told[name] = with_cells(issue, (*earlier, *issue.cells))
    yield from (told[variable.name] for variable in spec.variables if variable.name in told)


def _width(variable: VariableSpec) -> int:
    return (variable.length or 0) if variable.type == "Char" else 8


def _differ(written: pd.Series, read: pd.Series) -> Marks:
    """Mark the records that differ, among missing numbers those of another letter."""
    if not pd.api.types.is_numeric_dtype(written):
        return np.asarray(written.str.rstrip(" ").array != read.array, dtype=np.bool_)
    meant, got = written.to_numpy(), read.to_numpy()
    missing = np.isnan(meant) & np.isnan(got)
    differ: Marks = (meant != got) & ~missing
    differ[missing] = missing_letters(written[missing]).array != missing_letters(read[missing]).array
    return differ


def _whole(spec: DatasetSpec, message: str) -> Issue:
    return Issue(rule="read-back", severity="error", place=spec.name, message=message)
