"""What a study says of its datasets, completed by what the define.xml of its package tells of their data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from converter.compute.difference import worded
from converter.spec.dataset import ValueLevel
from converter.spec.domain import VariableChange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from converter.spec.description import DescribedDataset, Submission

OF_DATA = ("data_type", "length", "significant_digits", "codelists", "has_data", "mandatory", "role")
"""What data tell of a variable."""
D = TypeVar("D", VariableChange, ValueLevel)


def completed(said: Submission, found: Submission) -> Submission:
    """Give a description with lengths, data types, slices and terms in use where it does not say them itself.

    Both are of one study: `found` is what its define.xml says. A dataset that it does not have stays as it is said.
    """
    datasets = {name: _dataset(one, found.datasets.get(name)) for name, one in said.datasets.items()}
    codelists = {**said.codelists, **_terms(found)}
    used = {name for one in datasets.values() for place in _places(one) for name in place.codelists}
    kept = {name: one for name, one in codelists.items() if one.terms or name in used}
    return said.model_copy(update={"datasets": datasets, "codelists": kept})


def _places(dataset: DescribedDataset) -> tuple[VariableChange | ValueLevel, ...]:
    return (*dataset.variables.values(), *dataset.value_level)


def _terms(found: Submission) -> Mapping[str, Any]:
    return {name: one for name, one in found.codelists.items() if one.terms}


def _dataset(said: DescribedDataset, found: DescribedDataset | None) -> DescribedDataset:
    if found is None:
        return said
    variables = {
        name: _filled(one, found.variables[name]) if name in found.variables else one
        for name, one in said.variables.items()
    }
    known = {(one.variable, worded(one.where)): one for one in said.value_level}
    keys = [(one.variable, worded(one.where)) for one in found.value_level]
    levels = [
        _filled(known[key], one) if key in known else one for key, one in zip(keys, found.value_level, strict=True)
    ]
    levels += [one for key, one in known.items() if key not in keys]
    return said.model_copy(update={"variables": variables, "value_level": tuple(levels), "has_data": found.has_data})


def _filled(said: D, found: D) -> D:
    """Fill what is not said; codelists are those of the data, whose terms are in use."""
    open_ = {name: getattr(found, name) for name in OF_DATA if not getattr(said, name)}
    codelists = {"codelists": found.codelists} if found.codelists else {}
    return said.model_copy(update={**open_, "has_data": found.has_data, **codelists})
