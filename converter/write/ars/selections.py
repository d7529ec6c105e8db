"""Analysis sets and data subsets: populations and records, each selection once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from converter.spec.condition import Condition
from converter.spec.display import Population
from converter.steps import SUBJECTS
from converter.write.ars.conditions import selection
from converter.write.ars.model import AnalysisSet, DataSubset
from converter.write.ars.parts import Part, identifier


def analysis_sets(parts: Iterable[Part]) -> Mapping[Population, AnalysisSet]:
    """Make the analysis set of each population; it has its id from the first display that has it."""
    first: dict[Population, str] = {}
    for part in parts:
        first.setdefault(part.display.population, part.display.display)
    return {
        population: AnalysisSet(
            id=identifier("AS", display),
            name=population.label,
            level=1,
            order=number,
            **selection(population.where, SUBJECTS),
        )
        for number, (population, display) in enumerate(first.items(), 1)
    }


def data_subsets(parts: Iterable[Part]) -> Mapping[tuple[str, Condition], DataSubset]:
    """Make the data subset of each dataset and condition; it has its id from the first analysis that has it.

    What narrows the subjects of a rule (such as the members of other datasets) is no selection of records: the text of
    the analysis and the parameters of its program say it.
    """
    first: dict[tuple[str, Condition], tuple[str, ...]] = {}
    for part in parts:
        if part.records:
            first.setdefault((part.dataset, part.records), part.names)
    return {
        (dataset, condition): DataSubset(
            id=identifier("DS", *names),
            name=f"{dataset} where {condition.describe()}",
            level=1,
            order=number,
            **selection(condition, dataset),
        )
        for number, ((dataset, condition), names) in enumerate(first.items(), 1)
    }
