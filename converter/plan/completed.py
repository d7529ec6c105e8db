"""What a study says of its datasets, completed by what the define.xml of its package tells of their data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from converter.compute.difference import worded
from converter.spec.dataset import ValueLevel
from converter.spec.domain import VariableChange

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from converter.spec.described.description import DescribedDataset, Submission
    from converter.steps import Plan

OF_DATA = (
    *("data_type", "length", "significant_digits", "codelists", "has_data", "mandatory", "role"),
    *("dictionary", "origin"),
)
"""What data tell of a variable, and what its guide and the trace do where the study does not."""
D = TypeVar("D", VariableChange, ValueLevel)


def completed(said: Submission, found: Submission, made: Collection[str]) -> Submission:
    """Give a description with lengths, data types, slices and terms in use where it does not say them itself.

    Both are of one study: `found` is what its define.xml says. Datasets and variables that rules make (`made` names the
    datasets) are those that have come of the data; others stay as they are said.
    """
    found = _with_dictionaries_of(said, found)
    purposes = {one.purpose for one in found.datasets.values()}
    gone = {name for name in made if name not in found.datasets and said.datasets[name].purpose in purposes}
    datasets = {
        name: _dataset(one, found.datasets.get(name), made=name in made)
        for name, one in said.datasets.items()
        if name not in gone
    }
    codelists = {**said.codelists, **_terms(found)}
    used = {name for one in datasets.values() for place in _places(one) for name in place.codelists}
    kept = {name: one for name, one in codelists.items() if one.terms}
    kept |= {name: one for name, one in sorted(codelists.items()) if name in used and not one.terms}
    return said.model_copy(update={"datasets": datasets, "codelists": kept})


def _with_dictionaries_of(said: Submission, found: Submission) -> Submission:
    """Name dictionaries as a study does: a define.xml has one of each type of its codes."""
    own = {(one.name, one.version): name for name, one in said.dictionaries.items()}
    names = {name: own.get((one.name, one.version), name) for name, one in found.dictionaries.items()}
    datasets = {
        name: one.model_copy(
            update={
                "variables": {key: _renamed(each, names) for key, each in one.variables.items()},
                "value_level": tuple(_renamed(each, names) for each in one.value_level),
            }
        )
        for name, one in found.datasets.items()
    }
    return found.model_copy(update={"datasets": datasets})


def _renamed(place: D, names: Mapping[str, str]) -> D:
    return place.model_copy(update={"dictionary": names.get(place.dictionary, place.dictionary)})


def _places(dataset: DescribedDataset) -> tuple[VariableChange | ValueLevel, ...]:
    return (*dataset.variables.values(), *dataset.value_level)


def made_by(plan: Plan) -> frozenset[str]:
    """Name the datasets that rules of a study make."""
    return frozenset((*plan.specs, *plan.analysis.specs))


def _terms(found: Submission) -> Mapping[str, Any]:
    return {name: one for name, one in found.codelists.items() if one.terms}


def _dataset(said: DescribedDataset, found: DescribedDataset | None, *, made: bool) -> DescribedDataset:
    if found is None:
        return said
    names = found.variables if made else said.variables
    variables = {
        name: _filled(said.variables.get(name) or found.variables[name], found.variables.get(name)) for name in names
    }
    known = {(one.variable, worded(one.where)): one for one in said.value_level}
    keys = [(one.variable, worded(one.where)) for one in found.value_level]
    levels = [
        _filled(known[key], one) if key in known else one for key, one in zip(keys, found.value_level, strict=True)
    ]
    levels += [one for key, one in known.items() if key not in keys]
    return said.model_copy(update={"variables": variables, "value_level": tuple(levels), "has_data": found.has_data})


def _filled(said: D, found: D | None) -> D:
    """Fill what is not said; codelists are those of the data, whose terms are in use."""
    if found is None:
        return said
    open_ = {name: getattr(found, name) for name in OF_DATA if not getattr(said, name)}
    codelists = {"codelists": found.codelists} if found.codelists else {}
    return said.model_copy(update={**open_, "has_data": found.has_data, **codelists})
