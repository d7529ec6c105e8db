"""The facts of each slice of a dataset's values, from the distinct records of what its slices read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from converter.compute.conditions.condition import evaluate, is_missing
from converter.compute.conditions.remainder import without
from converter.compute.describing.beside import is_beside
from converter.compute.describing.facts import Codes, Facts, Slice, first_two, listed
from converter.compute.describing.measured import measured, total
from converter.compute.describing.slices import equal, sliced
from converter.compute.distinct import distinct_rows
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, ValueLevel, VariableSpec

ORIGIN = "QORIG"


@dataclass(frozen=True)
class Records:
    """The distinct records with a value of one variable: what slices read of them, how often, what the values are.

    `by` are the variables it is sliced by where no slice of the study (`said`) does it; `label` is the column that
    names what a slice holds, blank where there is none. `rows`, `times` and `values` (as `measured`) are on one index.
    """

    variable: VariableSpec
    by: tuple[str, ...]
    said: tuple[ValueLevel, ...]
    label: str
    rows: Frame
    times: pd.Series
    values: Frame


def records_of(spec: DatasetSpec, frame: Frame) -> dict[str, Records]:
    """Give the records of each variable that is sliced, by its name: by the study, or as `slices.sliced` says.

    Slices on other datasets are not among them.
    """
    by = dict(sliced(spec))
    own = [level for level in spec.value_level if not is_beside(level)]
    names = dict.fromkeys([*(level.variable for level in own), *by])
    return {name: _records(name, by.get(name, ()), spec, own, frame) for name in names}


def _records(name: str, by: Sequence[str], spec: DatasetSpec, own: Sequence[ValueLevel], frame: Frame) -> Records:
    said = [level for level in own if level.variable == name]
    label = next((one for one in ("QLABEL", "PARAM", f"{spec.prefix}TEST") if one in frame), "")
    read = [name, *by, *(one for level in said for one in level.where.variables), label, ORIGIN]
    codes, rows = distinct_rows(frame[list(dict.fromkeys(one for one in read if one in frame))])
    times = pd.Series(np.bincount(codes, minlength=len(rows)))
    rows = rows[~is_missing(rows[name])]
    return Records(spec.by_name[name], tuple(by), tuple(said), label, rows, times[rows.index], measured(rows[name]))


def slice_facts(records: Records) -> dict[Slice, Facts]:
    """Give the facts of each slice of a variable that has values: those of the study, then the others.

    The latter leave out what a slice of the study describes, so that no record is in two of them; a record that does
    not say its test is in none.
    """
    rows, name, said, by = records.rows, records.variable.name, records.said, records.by
    hits = {level.where: evaluate(level.where, rows) for level in said}
    found = {Slice(name, level.where): _facts(records, rows.index[hits[level.where]], level) for level in said}
    found |= {one: replace(found[one], shared=times) for one, times in _shared(records, hits) if times}
    left = rows[list(by)]
    for taken in (*hits.values(), *(is_missing(rows[column]) for column in by)):
        left = left[~taken[left.index]]
    found |= {Slice(name, where): _facts(records, chosen) for where, chosen in _automatic(left, list(hits))}
    return {one: facts for one, facts in found.items() if facts.filled}


def _shared(records: Records, hits: Mapping[Condition, pd.Series]) -> Iterator[tuple[Slice, int]]:
    """Count the records of each slice of the study that one before it holds as well."""
    taken = pd.Series(data=False, index=records.rows.index)
    for where, hit in hits.items():
        yield Slice(records.variable.name, where), int(records.times[hit & taken].sum())
        taken |= hit


def _automatic(keys: Frame, said: Sequence[Condition]) -> Iterator[tuple[Condition, pd.Index]]:
    """Give a condition for each combination of the values that slices go by, and the records that have it."""
    by = tuple(map(str, keys.columns))
    if by:
        for values, part in keys.groupby(list(by), sort=False):
            yield without(equal(by, values), by, part.head(1), said), part.index


def _facts(records: Records, chosen: pd.Index, level: ValueLevel | None = None) -> Facts:
    """Give the facts of one slice; its codes, if it or else its variable is coded.

    Where results hold numbers, the codelist of their variable is none of the slice.
    """
    rows, name = records.rows, records.variable.name
    facts = total(records.values.loc[chosen], int(records.times[chosen].sum()))
    own = level is not None and "codelists" in level.model_fields_set
    coded = level.codelists if level is not None and own else records.variable.codelists
    codes = _codes(rows.loc[chosen, name], facts, own=own) if coded and records.variable.type == "Char" else {}
    labels, origins = (_beside(rows.loc[chosen, one]) if one in rows else () for one in (records.label, ORIGIN))
    return replace(facts, codes=codes, labels=labels, origins=origins)


def _codes(values: pd.Series, facts: Facts, *, own: bool) -> Codes:
    return listed(dict.fromkeys(values.unique(), "")) if own or not facts.numeric else None


def _beside(values: pd.Series) -> tuple[str, ...]:
    return first_two([str(value) for value in values.unique()])
