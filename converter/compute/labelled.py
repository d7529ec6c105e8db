"""Datasets as frames of pandas that know what they are called by, in their `attrs`."""

from __future__ import annotations

from collections.abc import Iterable

from converter.compute.sas_format import written_format
from converter.dataset import FoundDataset, FoundVariable, Frame, Framed
from converter.spec.dataset import VariableSpec


def labelled(dataset: Framed) -> Frame:
    """Give the records of a dataset; `attrs` has its name, label and keys, and labels, formats, lengths of variables.

    Text is never missing, numbers are float64; numeric dates are days since 1960, as their format says.
    """
    spec = dataset.spec
    return _with_attributes(dataset.frame, spec.name, spec.label, spec.keys, spec.variables)


def labelled_as_found(found: FoundDataset) -> Frame:
    """Give the records of a dataset as a file has it, with the same attributes."""
    return _with_attributes(found.frame, found.name, found.label, found.keys, found.variables)


def _with_attributes(
    records: Frame, name: str, label: str, keys: Iterable[str], variables: Iterable[VariableSpec | FoundVariable]
) -> Frame:
    variables = tuple(variables)
    frame = records.reset_index(drop=True)
    frame.attrs = {
        "name": name,
        "label": label,
        "keys": list(keys),
        "labels": {one.name: one.label for one in variables if one.label},
        "formats": {one.name: written_format(one.format) for one in variables if one.format},
        "lengths": {one.name: one.length for one in variables if one.type == "Char" and one.length},
    }
    return frame
