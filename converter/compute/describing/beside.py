"""Slices of values whose condition is on another dataset, such as results by the country of the subject."""

from __future__ import annotations

from collections.abc import Mapping

from converter.spec.dataset import DatasetSpec, ValueLevel

Specs = Mapping[str, DatasetSpec]


def is_beside(level: ValueLevel) -> bool:
    """Tell whether a condition names another dataset, as DM.COUNTRY does."""
    return any("." in name for name in level.where.variables)


def with_beside(described: Specs, said: Specs) -> dict[str, DatasetSpec]:
    """Give described datasets their slices on other datasets, as far as those and their variables are there.

    What such a slice leaves open is as its variable has it.
    """
    return {name: _with(spec, said[name], described) for name, spec in described.items()}


def _with(spec: DatasetSpec, said: DatasetSpec, described: Specs) -> DatasetSpec:
    there = [one for one in said.value_level if is_beside(one) and _are_there(one, spec, described)]
    if not there:
        return spec
    completed = tuple(_completed(one, spec) for one in there)
    return spec.model_copy(update={"value_level": (*spec.value_level, *completed)})


def _are_there(level: ValueLevel, spec: DatasetSpec, described: Specs) -> bool:
    named = [("", level.variable), *(name.rpartition(".")[::2] for name in level.where.variables)]
    known = {"": spec, **described}
    return all(owner in known and name in known[owner].by_name for owner, name in named)


def _completed(level: ValueLevel, spec: DatasetSpec) -> ValueLevel:
    parent = spec.by_name[level.variable]
    said = {} if level.data_type else {"data_type": parent.data_type, "length": parent.length}
    origin = {} if level.origin else {"origin": parent.origin, "method": level.method or parent.method}
    return level.model_copy(update={**said, **origin})
