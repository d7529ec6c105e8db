"""What another terminology package would change, and which values of a study or of its data that concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from converter.pipeline.checking.existing import described_data
from converter.pipeline.planning import planned
from converter.pipeline.tell import Tell, silent
from converter.read.nci_terminology import read_nci_codelists
from converter.spec.library import codelist_names, load_codelist
from converter.spec.standards.terminology import Codelist
from converter.spec.standards.terminology_change import Change, Codelists, changes
from converter.steps import BoundRule, DeriveStep, Plan, RecordsStep

TERMINOLOGY = "terminology"
"""The folder of a study with the packages that it pins."""
Used = dict[tuple[str, str], list[str]]
"""Where a value of a codelist is in use, by the code of the codelist and the value."""
Place = tuple[str, Codelist, str]
"""A variable, its codelist, and a value in use."""


def compare_terminology(
    old: str, new: str, study: Path | None = None, data: Path | None = None, tell: Tell = silent
) -> tuple[Change, ...]:
    """Give every change from one package to another, those of values in use with where they are.

    A package is named as a study pins it, or by its file as NCI EVS publishes it. In use are the values of the datasets
    in `data`, described by the study, else those that its specification names. Raises SpecError or InputError.
    """
    folders = (study / TERMINOLOGY,) if study else ()
    found = changes(_package(old, folders, tell), _package(new, folders, tell))
    used = _used(study, data) if study else {}
    return tuple(replace(one, used=tuple(used.get((one.code or one.codelist, one.value), ()))) for one in found)


def _package(name: str, folders: tuple[Path, ...], tell: Tell) -> Codelists:
    if Path(name).is_file():
        return read_nci_codelists(Path(name), tell)
    every = ((one, load_codelist(name, one, folders)) for one in codelist_names(name, folders))
    return {one: codelist for one, codelist in every if codelist}


def _used(study: Path, data: Path | None) -> Used:
    """List the places of each codelist and value in use; of a codelist itself (value blank) its variables."""
    found: Used = defaultdict(list)
    plan = planned(study)
    for place, codelist, value in _of_data(data, plan) if data else _of_specification(plan):
        for one in {(codelist.code or codelist.name, value), (codelist.code or codelist.name, "")}:
            if place not in found[one]:
                found[one].append(place)
    return found


def _of_data(data: Path, plan: Plan) -> Iterator[Place]:
    """Give the values of datasets."""
    for shipment in described_data(data, plan):
        for dataset, spec in shipment.known():
            for variable in spec.variables:
                texts = dataset.frame[variable.name].unique() if variable.name in dataset.frame else ()
                for codelist in _lists(variable.codelists, plan) if variable.type == "Char" else ():
                    yield from ((f"{dataset.name}.{variable.name}", codelist, str(value)) for value in texts)


def _of_specification(plan: Plan) -> Iterator[Place]:
    """Give the values that rules of variables with a codelist name, and the parameters of the trial summary."""
    for dataset, variable, rule, values in _rules(plan):
        spec = plan.specs.get(dataset) or plan.analysis.specs[dataset]
        own, known = rule.arguments.get("codelist"), spec.by_name.get(variable)
        for codelist in [own] if isinstance(own, Codelist) else _lists(known.codelists if known else (), plan):
            yield from ((f"{dataset}.{variable}", codelist, value) for value in values or [""])
    for codelist in _lists(("TSPARMCD",), plan):
        yield from (("TS.TSPARMCD", codelist, one.parameter) for one in plan.study.trial_summary)


def _rules(plan: Plan) -> Iterator[tuple[str, str, BoundRule, list[str]]]:
    """Give each dataset and variable with the rule that makes it, and the values that the rule names."""
    for step in plan.steps:
        if isinstance(step, RecordsStep):
            yield from ((step.dataset, variable, rule, _named(rule)) for variable, rule in step.rules.items())
        if isinstance(step, DeriveStep):
            yield step.dataset, step.variable, step.rule, _named(step.rule)
    for made in plan.analysis.steps:
        yield from ((made.dataset, variable, made.rule, _set(made.rule, variable)) for variable in made.makes)


def _lists(names: Sequence[str], plan: Plan) -> list[Codelist]:
    return [plan.codelists[name] for name in names if name in plan.codelists]


def _named(rule: BoundRule) -> list[str]:
    """List the values that a rule of SDTM names: of a map, of units, of cases, or one."""
    said = rule.arguments
    maps = [*(said.get("map") or {}).values(), *(said.get("units") or {}).values()]
    named = [*maps, *(case.value for case in said.get("cases") or ()), said.get("value"), said.get("otherwise")]
    return [value for value in named if isinstance(value, str) and value]


def _set(rule: BoundRule, variable: str) -> list[str]:
    """List the value that a rule of analysis sets a variable to."""
    sets = rule.arguments.get("variables" if rule.name == "derive_vars_constant" else "set_values") or {}
    return [value for value in (sets.get(variable),) if isinstance(value, str) and value]
