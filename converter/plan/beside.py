"""Slices of values whose condition is on another dataset, such as results by the country of the subject."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from converter.dataset import Dataset
    from converter.spec.dataset import DatasetSpec, ValueLevel

Levels = tuple["ValueLevel", ...]


def parted_levels(specs: Mapping[str, DatasetSpec]) -> tuple[dict[str, DatasetSpec], dict[str, Levels]]:
    """Part descriptions into those whose slices can be found in the dataset itself, and the other slices of each."""
    others = {name: tuple(one for one in spec.value_level if _is_beside(one)) for name, spec in specs.items()}
    own = {
        name: spec.model_copy(update={"value_level": tuple(one for one in spec.value_level if not _is_beside(one))})
        if others[name]
        else spec
        for name, spec in specs.items()
    }
    return own, {name: levels for name, levels in others.items() if levels}


def _is_beside(level: ValueLevel) -> bool:
    return any("." in name for name in level.where.variables)


def with_levels(datasets: Mapping[str, Dataset], levels: Mapping[str, Levels]) -> dict[str, Dataset]:
    """Give described datasets their slices on other datasets, as far as those and their variables are there.

    What such a slice leaves open is as its variable has it.
    """
    return {name: _with(one, levels.get(name, ()), datasets) for name, one in datasets.items()}


def _with(dataset: Dataset, levels: Levels, datasets: Mapping[str, Dataset]) -> Dataset:
    spec = dataset.spec
    there = [one for one in levels if one.variable in spec.by_name and _are_there(one, dataset, datasets)]
    if not there:
        return dataset
    completed = tuple(_completed(one, spec) for one in there)
    return replace(dataset, spec=spec.model_copy(update={"value_level": (*spec.value_level, *completed)}))


def _are_there(level: ValueLevel, dataset: Dataset, datasets: Mapping[str, Dataset]) -> bool:
    named = [name.rpartition(".")[::2] for name in level.where.variables]
    known = {"": dataset, **datasets}
    return all(owner in known and name in known[owner].spec.by_name for owner, name in named)


def _completed(level: ValueLevel, spec: DatasetSpec) -> ValueLevel:
    parent = spec.by_name[level.variable]
    said = {} if level.data_type else {"data_type": parent.data_type, "length": parent.length}
    origin = {} if level.origin else {"origin": parent.origin, "method": level.method or parent.method}
    return level.model_copy(update={**said, **origin})
