"""What another terminology package would change, and which values of a study or of its data that concerns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from converter.pipeline.existing import described_data
from converter.pipeline.planning import planned
from converter.read.nci_terminology import read_nci_package
from converter.spec.library import codelist_names, load_codelist
from converter.spec.terminology import Codelist
from converter.spec.terminology_change import Change, Codelists, changes
from converter.steps import BoundRule, Plan, RecordsStep

TERMINOLOGY = "terminology"
"""The folder of a study with the packages that it pins."""
Used = dict[tuple[str, str], list[str]]
"""Where a value of a codelist is in use, by the code of the codelist and the value."""
Place = tuple[str, Codelist, str]
"""A variable, its codelist, and a value in use."""


def compare_terminology(old: str, new: str, study: Path | None = None, data: Path | None = None) -> tuple[Change, ...]:
    """Give every change from one package to another, those of values in use with where they are.

    A package is named as a study pins it, or by its file as NCI EVS publishes it. In use are the values of the datasets
    in `data`, described by the study, else those that its specification names. Raises SpecError or InputError.
    """
    folders = (study / TERMINOLOGY,) if study else ()
    found = changes(_package(old, folders), _package(new, folders))
    used = _used(study, data) if study else {}
    return tuple(replace(one, used=tuple(used.get((one.code or one.codelist, one.value), ()))) for one in found)


def _package(name: str, folders: tuple[Path, ...]) -> Codelists:
    if Path(name).is_file():
        return read_nci_package(Path(name)).codelists
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
    """Give the values that rules name: those they recode to, and constants of variables with a codelist."""
    for step in plan.steps:
        if isinstance(step, RecordsStep):
            known = plan.specs[step.dataset].by_name
            for variable, rule in step.rules.items():
                own = rule.arguments.get("codelist")
                named = _lists(known[variable].codelists, plan) if variable in known else []
                for codelist in [own] if isinstance(own, Codelist) else named:
                    yield from ((f"{step.dataset}.{variable}", codelist, value) for value in _named(rule))


def _lists(names: Sequence[str], plan: Plan) -> list[Codelist]:
    return [plan.codelists[name] for name in names if name in plan.codelists]


def _named(rule: BoundRule) -> list[str]:
    """List the values that a rule names, one blank where it names none."""
    constant = rule.arguments.get("value") if rule.name == "constant" else None
    return [*(rule.arguments.get("map") or {}).values(), *([constant] if isinstance(constant, str) else [])] or [""]
