"""Keys and sequence numbers identify records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.check.tally import N, counted, stands_in
from converter.compute.numbers.numbers import number_text
from converter.compute.qualifiers import subject_of
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue
from converter.spec.dataset import DatasetSpec
from converter.spec.standards.standard import variable_prefix

SUBJECT = "USUBJID"


def check_keys(shipment: Shipment) -> Iterator[Issue]:
    """Report records that share the key of another record."""
    for dataset, spec in shipment.known():
        keys = _keys(dataset, spec)
        if not keys:
            continue
        found = shipment.usual(keys_of_several, dataset)
        repeated = dataset.frame.duplicated(keys, keep=False)
        if len(found):
            repeated |= stands_in(dataset.frame[keys], found.loc[found[N] > 1, keys])
        yield from offending(
            dataset,
            repeated,
            rule="record-duplicate",
            severity="error",
            message=f"several records have this key ({', '.join(keys)})",
            values=_joined(dataset, keys),
            hint="name keys that identify a record, or remove the repetition at the source",
        )


def keys_of_several(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the records of each key that may be that of several subjects."""
    spec = shipment.specs.get(dataset.name)
    keys = _keys(dataset, spec) if spec else []
    alone = SUBJECT in keys or SUBJECT not in dataset.frame
    return counted(dataset.frame[[] if alone else keys])


def _keys(dataset: FoundDataset, spec: DatasetSpec) -> list[str]:
    return [key for key in spec.keys if key in dataset.frame]


def check_repeated(shipment: Shipment) -> Iterator[Issue]:
    """Report records that repeat an earlier one in all but --SEQ, where no other key tells them apart."""
    for dataset, spec in shipment.known():
        number = f"{spec.prefix}SEQ"
        others = [name for name in dataset.frame if name != number]
        if number not in dataset.frame or (spec.keys and number not in spec.keys) or not others:
            continue
        yield from offending(
            dataset,
            dataset.frame.duplicated(others),
            rule="record-repeated",
            severity="warning",
            message=f"the same as an earlier record in all but {number}",
            variable=number,
            hint="remove the repetition at the source, or map what tells the records apart",
        )


def _joined(dataset: FoundDataset, keys: list[str]) -> pd.Series:
    """Write the key of each record as one text."""
    columns = (dataset.frame[key] for key in keys)
    texts = (number_text(c) if pd.api.types.is_numeric_dtype(c) else c for c in columns)
    return reduce(lambda left, right: left + " " + right, texts)


def check_sequence(shipment: Shipment) -> Iterator[Issue]:
    """Report sequence numbers that are missing, not positive whole numbers, or repeated within a subject."""
    for dataset in shipment.own():
        name = f"{variable_prefix(dataset.name)}SEQ"
        if name in dataset.frame and pd.api.types.is_numeric_dtype(dataset.frame[name]):
            yield from _sequence(dataset, name)


def _sequence(dataset: FoundDataset, name: str) -> Iterator[Issue]:
    numbers = dataset.frame[name]
    wrong = ~((numbers >= 1) & (numbers % 1 == 0))
    message = "expected a whole number from 1 on"
    yield from offending(dataset, wrong, rule="sequence-invalid", severity="error", message=message, variable=name)
    group = [key for key in (subject_of(dataset.frame), "TSPARMCD") if key in dataset.frame]
    repeated = dataset.frame.duplicated([*group, name], keep=False) & ~wrong
    message = "the subject has this number more than once"
    yield from offending(dataset, repeated, rule="sequence-repeated", severity="error", message=message, variable=name)
