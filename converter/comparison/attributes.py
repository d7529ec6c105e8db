"""Attributes of two datasets and their variables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from converter.comparison.comparison import Attribute, Settings
from converter.dataset import FoundDataset, FoundVariable


def differing_attributes(base: FoundDataset, compare: FoundDataset, settings: Settings) -> tuple[Attribute, ...]:
    """Give the attributes that differ: label of the dataset, order of variables, label, type, length and format.

    Files without attributes have none to compare. A length is compared where both files know it, of a number between
    files of one form alone: Dataset-JSON counts its characters, XPT its bytes.
    """
    found = (*_of_dataset(base, compare), *_of_variables(base, compare))
    return tuple(one for one in found if not {one.attribute, one.variable} & settings.ignore)


def _of_dataset(base: FoundDataset, compare: FoundDataset) -> Iterator[Attribute]:
    if base.attributes and compare.attributes and base.label != compare.label:
        yield Attribute("", "label", base.label, compare.label)
    shared = {one.name for one in base.variables} & {one.name for one in compare.variables}
    orders = [[one.name for one in side.variables if one.name in shared] for side in (base, compare)]
    moved = [name for name, other in zip(*orders, strict=True) if name != other]
    if moved:
        texts = [" ".join(name for name in order if name in moved) for order in orders]
        yield Attribute("", "order", *texts)


def _of_variables(base: FoundDataset, compare: FoundDataset) -> Iterator[Attribute]:
    others = {one.name: one for one in compare.variables}
    one_form = PurePath(base.file).suffix.lower() == PurePath(compare.file).suffix.lower()
    if base.attributes and compare.attributes:
        for one in base.variables:
            if one.name in others:
                yield from _of_variable(one, others[one.name], one_form=one_form)


def _of_variable(base: FoundVariable, compare: FoundVariable, *, one_form: bool) -> Iterator[Attribute]:
    if base.type != compare.type:
        yield Attribute(base.name, "type", base.type, compare.type)
        return  # the length and format of another type say nothing more
    if base.label != compare.label:
        yield Attribute(base.name, "label", base.label, compare.label)
    lengths = base.length and compare.length and (base.type == "Char" or one_form)
    if lengths and base.length != compare.length:
        yield Attribute(base.name, "length", str(base.length), str(compare.length))
    formats = base.format.upper().rstrip("."), compare.format.upper().rstrip(".")
    if formats[0] != formats[1]:
        yield Attribute(base.name, "format", base.format, compare.format)
