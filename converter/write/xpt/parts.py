"""How large the records of a transport file are, and how many a file of a size holds."""

from __future__ import annotations

from converter.compute.describing.data_type import byte_width
from converter.dataset import Framed
from converter.spec.dataset import DatasetSpec, VariableSpec

LIMIT = 5_000_000_000
"""Bytes that a file may have (FDA Study Data Technical Conformance Guide, 2.3 and 3.2.1)."""
CARD, NUMBER = 80, 8


def with_widths(dataset: Framed) -> DatasetSpec:
    """Say how wide each text variable is: as the spec does, else as its longest value is."""
    spec = dataset.spec
    open_ = [one.name for one in spec.variables if one.type == "Char" and not one.length]
    widths = dict.fromkeys(open_, 0)
    for frame in dataset.frames(open_) if open_ else ():
        widths = {name: max(width, byte_width(frame[name])) for name, width in widths.items()}
    variables = tuple(
        one.model_copy(update={"length": widths[one.name]}) if one.name in widths else one for one in spec.variables
    )
    return spec.model_copy(update={"variables": variables})


def record_width(variable: VariableSpec) -> int:
    """Give the bytes of a variable in a record."""
    return (variable.length or 1) if variable.type == "Char" else NUMBER


def record_size(spec: DatasetSpec) -> int:
    """Give the bytes of a record."""
    return sum(map(record_width, spec.variables))


def most_records(spec: DatasetSpec, limit: int) -> int:
    """Count the records that a file of at most `limit` bytes holds, at least one."""
    return max(1, (limit - CARD * 10 - 140 * (len(spec.variables) + 1)) // max(1, record_size(spec)))


def may_vanish(spec: DatasetSpec) -> bool:
    """Tell whether a blank record at the end of a file could not be told from padding: a short one of text alone."""
    return record_size(spec) < CARD and all(one.type == "Char" for one in spec.variables)
