"""Datasets that are described only: their descriptions completed by what the guide knows of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from converter.compute.continued import CONTINUED
from converter.errors import Problem, nearest
from converter.plan.descriptions.permitted import permitted_dataset
from converter.spec.dataset import QNAM, QVAL, DatasetSpec, VariableSpec
from converter.spec.standards.analysis_standard import structure_of, variable_of
from converter.spec.standards.standard import StandardDataset, StandardVariable
from converter.spec.text.yaml import dotted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from converter.dataset import FoundDataset
    from converter.spec.analysis import Analysis
    from converter.spec.domain import Domain, VariableChange
    from converter.spec.load import StudyFiles
    from converter.spec.standards.analysis_standard import AnalysisStandard, AnalysisVariable
    from converter.spec.standards.standard import Standard

NUMBERS = ("integer", "float")
ONCE = "SUBJECT LEVEL ANALYSIS DATASET"


def parted(files: StudyFiles) -> tuple[StudyFiles, StudyFiles]:
    """Part a study into the datasets that rules make, and those that it describes only."""
    domains = {name: one for name, one in files.domains.items() if one.status == "described"}
    analyses = {name: one for name, one in files.analyses.items() if one.status == "described"}
    made = replace(
        files,
        domains={name: one for name, one in files.domains.items() if name not in domains},
        analyses={name: one for name, one in files.analyses.items() if name not in analyses},
    )
    return made, replace(files, domains=domains, analyses=analyses)


def described_specs(files: StudyFiles, standard: Standard, guide: AnalysisStandard) -> dict[str, DatasetSpec]:
    """Describe each dataset that a study describes only; what it leaves open is as the guide says."""
    tabulations = {name: _tabulation(one, standard) for name, one in files.domains.items()}
    return {**tabulations, **{name: _analysis(one, guide) for name, one in files.analyses.items()}}


def guide_dataset(name: str, standard: Standard) -> StandardDataset | None:
    """Find what the guide knows of a dataset: by its name, as a part of a domain, or as supplemental qualifiers."""
    parent = standard.non_standard.parent_of(name)
    beside = standard.non_standard.dataset
    if parent and name not in standard.datasets and beside in standard.datasets:
        label = standard.non_standard.label.format(dataset=parent)
        return standard.datasets[beside].model_copy(update={"label": label, "domain": parent})
    return standard.datasets.get(name) or permitted_dataset(name, standard)


def _tabulation(domain: Domain, standard: Standard) -> DatasetSpec:
    known = guide_dataset(domain.domain, standard)
    variables = known.variables if known else {}
    parent = standard.non_standard.parent_of(domain.domain)
    return DatasetSpec(
        name=domain.domain,
        domain=domain.part_of or (known.domain if known and known.domain else parent or domain.domain),
        label=domain.label or (known.label if known else domain.domain),
        dataset_class=domain.class_ or (known.dataset_class if known else "SPECIAL PURPOSE"),
        subclass=domain.subclass,
        structure=domain.structure or (known.structure if known else ""),
        keys=domain.keys,
        repeating=_said(domain.repeating, known.repeating if known else True),
        reference_data=_said(domain.reference_data, bool(known and known.reference_data)),
        standard=domain.standard or f"{standard.name} {standard.version}",
        is_standard=_said(domain.is_standard, known is not None or bool(domain.standard)),
        has_data=domain.has_data,
        comment=domain.comment,
        variables=tuple(_sliced(domain, name, _of_guide(name, variables)) for name in domain.variables),
        value_level=domain.value_level,
        value_level_by=domain.value_level_by,
        qualifies=parent if {QNAM, QVAL} <= set(domain.variables) else "",
    )


def _of_guide(name: str, variables: Mapping[str, StandardVariable]) -> StandardVariable | None:
    """Find what the guide knows of a variable; COVAL1, in which COVAL goes on, is Perm as that would be."""
    goes_on = CONTINUED.match(name)
    begun = variables.get(goes_on[1]) if goes_on and name not in variables else None
    return begun.model_copy(update={"core": "Perm"}) if begun else variables.get(name)


def _analysis(analysis: Analysis, guide: AnalysisStandard) -> DatasetSpec:
    structure = structure_of(guide, analysis.class_)
    variables = tuple(_sponsored(name, one, variable_of(structure, name)) for name, one in analysis.variables.items())
    return DatasetSpec(
        name=analysis.dataset,
        domain="",
        label=analysis.label,
        dataset_class=analysis.class_,
        subclass=analysis.subclass,
        structure=analysis.structure,
        keys=analysis.keys,
        repeating=_said(analysis.repeating, analysis.class_ != ONCE),
        reference_data=_said(analysis.reference_data, False),  # noqa: FBT003 - the value is the answer
        purpose="Analysis",
        standard=analysis.standard or f"{guide.name} {guide.version}",
        is_standard=_said(analysis.is_standard, True),  # noqa: FBT003 - the value is the answer
        has_data=analysis.has_data,
        comment=analysis.comment,
        variables=variables,
        value_level=analysis.value_level,
        value_level_by=analysis.value_level_by,
    )


def _sponsored(name: str, said: VariableChange, known: AnalysisVariable | None) -> VariableSpec:
    """Describe a variable of an analysis dataset; one that the guide lacks follows it, as those that rules make do."""
    variable = _variable(name, said, known)
    return variable if known else variable.model_copy(update={"is_standard": True})


def _sliced(domain: Domain, name: str, known: StandardVariable | None) -> VariableSpec:
    """Describe a variable; where slices of it have codelists and it has none, that of the guide is none of it."""
    said = domain.variables[name]
    variable = _variable(name, said, known)
    coded = any(level.codelists for level in domain.value_level if level.variable == name)
    return variable.model_copy(update={"codelists": ()}) if coded and not said.codelists else variable


def _said(said: bool | None, else_: bool) -> bool:
    return else_ if said is None else said


def _variable(name: str, said: VariableChange, known: StandardVariable | AnalysisVariable | None) -> VariableSpec:
    """Describe a variable as it is said to be, and beyond that as the guide knows it."""
    kind = said.type or (known.type if known else _type(said))
    own = said.model_dump(exclude={"type", "notes", "origin"}, exclude_defaults=True)
    return VariableSpec(**{**_known(name, known), **own, "name": name, "type": kind, "origin": said.origin})


def _type(said: VariableChange) -> Literal["Char", "Num"]:
    return "Num" if said.data_type in NUMBERS else "Char"


def _known(name: str, known: StandardVariable | AnalysisVariable | None) -> dict[str, Any]:
    """Give what the guide says of a variable that a description may leave open; nothing where it has none."""
    if known is None:
        return {"label": name, "core": "Perm", "is_standard": False}
    said = {"label": known.label or name, "is_standard": known.is_standard}
    if isinstance(known, StandardVariable):
        return {
            **said,
            "core": known.core,
            "role": known.role,
            "codelists": known.codelists,
            "described": known.described,
            "values": known.values,
        }
    codelists = (known.codelist,) if known.codelist else ()
    return {**said, "core": "Req" if known.core == "Req" else "Perm", "codelists": codelists}


def found_described(found: FoundDataset, said: DatasetSpec, plain: DatasetSpec | None) -> DatasetSpec:
    """Describe a dataset that was found as its description does, with what else the guide asks of it.

    A variable of the guide that the description leaves out stands where the file has it.
    """
    known = plain.by_name if plain else {}
    names = list(said.by_name)
    for before, name in zip(("", *found.frame), map(str, found.frame), strict=False):
        if name in known and name not in names:
            names.insert(names.index(before) + 1 if before in names else 0, name)
    asked = [name for name, one in known.items() if one.core in {"Req", "Exp"} and name not in names]
    every = {**known, **said.by_name}
    return said.model_copy(update={"variables": tuple(every[name] for name in (*names, *asked))})


def described_problems(files: StudyFiles, codelists: Collection[str]) -> Iterator[Problem]:
    """Find keys, slices, codelists and dictionaries of described datasets that are not there."""
    described: dict[str, Domain | Analysis] = {**files.domains, **files.analyses}
    for name, one in described.items():
        for path, value, known, what in _references(one, codelists, files.study.dictionaries):
            if value not in known:
                place = files.place(name, *path)
                yield Problem(*place, dotted(path), f"{what} '{value}'", nearest(value, known))


Reference = tuple[tuple[str | int, ...], str, "Collection[str]", str]


def _references(
    one: Domain | Analysis, codelists: Collection[str], dictionaries: Mapping[str, object]
) -> Iterator[Reference]:
    for number, key in enumerate(one.keys):
        yield ("keys", number), key, one.variables, "the dataset has no variable"
    places = [(("variables", name), said) for name, said in one.variables.items()]
    places += [(("value_level", number), level) for number, level in enumerate(one.value_level)]  # type: ignore[misc]
    for path, said in places:
        for number, name in enumerate(said.codelists):
            yield (*path, "codelists", number), name, codelists, "unknown codelist"
        if said.dictionary:
            yield (*path, "dictionary"), said.dictionary, dictionaries, "unknown dictionary"
    for number, level in enumerate(one.value_level):
        yield ("value_level", number, "variable"), level.variable, one.variables, "the dataset has no variable"
