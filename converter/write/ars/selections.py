"""Analysis sets and data subsets: populations and records, each selection once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from converter.spec.display import Population
from converter.steps import SUBJECTS
from converter.write.ars.conditions import Selection, selection
from converter.write.ars.model import AnalysisSet, DataSubset, WhereClause
from converter.write.ars.others import Others, expression, references
from converter.write.ars.parts import Part, Records, Subjects, identifier


def analysis_sets(parts: Iterable[Part]) -> tuple[tuple[AnalysisSet, ...], Mapping[Subjects, str]]:
    """Make the analysis set of each population, which has its id from the first display that has it; and their ids.

    Where an analysis is narrowed to subjects with records of other datasets, these are sets of their own, and the set
    of the analysis is what it has in common with them: each condition is asked of one dataset, for itself.
    """
    listed = tuple(parts)
    populations: dict[Population, str] = {}
    narrowed: dict[Subjects, str] = {}
    for part in listed:
        populations.setdefault(part.display.population, identifier("AS", part.display.display))
        if part.subjects[1]:
            narrowed.setdefault(part.subjects, identifier("AS", *part.names))
    members = _ids("AM", ((part, part.subjects[1]) for part in listed))
    said = [(name, one.label, selection(one.where, SUBJECTS)) for one, name in populations.items()]
    said += [(name, str(one), selection(one.where, one.dataset)) for one, name in members.items()]
    for (population, others), name in narrowed.items():
        whole = WhereClause(level=2, order=1, sub_clause_id=populations[population])
        clauses = expression((whole, *references(others, members, 2)))
        said.append((name, "; ".join([population.label, *map(str, others)]), {"compound_expression": clauses}))
    ids: dict[Subjects, str] = {(population, ()): name for population, name in populations.items()}
    sets = (
        AnalysisSet(id=name, name=label, level=1, order=number, **slots)
        for number, (name, label, slots) in enumerate(said, 1)
    )
    return tuple(sets), ids | narrowed


def data_subsets(parts: Iterable[Part]) -> tuple[tuple[DataSubset, ...], Mapping[Records, str]]:
    """Make the data subset of each dataset and condition, which has its id from the first analysis; and their ids.

    Where the subjects of the records must have records of other datasets as well, each of these is a subset of its own,
    and that of the analysis refers to them.
    """
    asked = [(part, part.records) for part in parts if part.records]
    first: dict[Records, str] = {}
    for part, records in asked:
        first.setdefault(records, identifier("DS", *part.names))
    others = _ids("DA", ((part, records.parts) for part, records in asked if records.others))
    said = [(name, str(one), selection(one.where, one.dataset)) for one, name in others.items()]
    said += [(name, str(records), _selected(records, others)) for records, name in first.items()]
    subsets = (
        DataSubset(id=name, name=label, level=1, order=number, **slots)
        for number, (name, label, slots) in enumerate(said, 1)
    )
    return tuple(subsets), first


def _selected(records: Records, ids: Mapping[Others, str]) -> Selection:
    if not records.others:
        return selection(records.where, records.dataset)
    return {"compound_expression": expression(tuple(references(records.parts, ids)))}


def _ids(kind: str, asked: Iterable[tuple[Part, tuple[Others, ...]]]) -> Mapping[Others, str]:
    """Give each of the others an id, by the first analysis that asks for it and its place there."""
    found: dict[Others, str] = {}
    for part, others in asked:
        for number, one in enumerate(others, 1):
            found.setdefault(one.records, identifier(kind, *part.names, str(number)))
    return found
