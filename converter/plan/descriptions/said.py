"""What a study says of its datasets, as the description of a submission: of those it describes, and those it makes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from converter.compute.difference import usual_domain
from converter.plan.descriptions.described import parted
from converter.plan.descriptions.standards import GUIDES
from converter.spec.dataset import ValueLevel
from converter.spec.described.description import (
    DescribedDataset,
    DescribedStudy,
    DocumentFile,
    Submission,
    UsedStandard,
)
from converter.spec.domain import Domain, VariableChange
from converter.spec.study import StudyCodelist

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from converter.spec.analysis import Analysis
    from converter.spec.dataset import DatasetSpec, VariableSpec
    from converter.spec.load import StudyFiles
    from converter.spec.standards.terminology import Codelist
    from converter.steps import Plan

V = TypeVar("V", VariableChange, ValueLevel)
AS_SAID = ("label", "subclass", "structure", "keys", "repeating", "reference_data", "has_data", "standard")
BESIDE = ("is_standard", "comment", "notes", "variables", "value_level")
OF_VARIABLE = frozenset(VariableChange.model_fields) - {"notes"}


def submission_of(files: StudyFiles, plan: Plan) -> Submission:
    """Describe the submission of a study; of datasets that rules make, as the plan describes them."""
    _, beside = parted(files)
    said: dict[str, Domain | Analysis] = {**beside.domains, **beside.analyses}
    made = {**plan.specs, **plan.analysis.specs}
    found = [
        *(_made(spec, plan.codelists) for spec in made.values()),
        *(_described(name, one) for name, one in said.items()),
    ]
    datasets = {one.name: one for one in sorted(found, key=lambda one: (one.purpose == "Analysis", one.name))}
    return Submission(
        study=_study(files),
        standards=tuple(_standards(files, datasets.values())),
        datasets=datasets,
        codelists=_codelists(files, plan, datasets),
        dictionaries=files.study.dictionaries,
        define=files.define.model_copy(update={"standards": (), "documents": _documents(files)}),
    )


def _study(files: StudyFiles) -> DescribedStudy:
    study = files.study.study
    return DescribedStudy(
        name=study.name, description=study.description, protocol=study.protocol, created=study.created
    )


def _standards(files: StudyFiles, datasets: Iterable[DescribedDataset]) -> Iterator[UsedStandard]:
    """Give the guides of the kinds of datasets that there are, and those that define.yaml names."""
    purposes = {one.purpose for one in datasets}
    kinds = {"sdtmig": "Tabulation", "adamig": "Analysis", "occds": "Analysis"}
    for key, name in GUIDES.items():
        if key in files.study.standards.model_fields_set or (kinds[key] in purposes and key != "occds"):
            yield UsedStandard(name=name, version=getattr(files.study.standards, key))
    yield from files.define.standards


def _documents(files: StudyFiles) -> dict[str, DocumentFile]:
    """Give the documents of define.yaml, and those of study.yaml as they lie beside define.xml."""
    said = files.define.documents
    own = {
        name: DocumentFile(file=PurePosixPath(file).name, title=said[name].title if name in said else "")
        for name, file in files.study.documents.items()
    }
    return {**own, **{name: one for name, one in said.items() if name not in own}}


def _described(name: str, one: Domain | Analysis) -> DescribedDataset:
    tabulation = isinstance(one, Domain)
    said = {key: getattr(one, key) for key in (*AS_SAID, *BESIDE)}
    said["variables"] = {key: _flagged(each) for key, each in one.variables.items()}
    said["value_level"] = tuple(map(_flagged, one.value_level))
    return DescribedDataset(
        name=name,
        class_=one.class_,
        domain=(one.part_of or "") if isinstance(one, Domain) else "",
        purpose="Tabulation" if tabulation else "Analysis",
        **said,
    )


def _flagged(one: V) -> V:
    """Say of what is described whether it is mandatory: it is not where nobody says so."""
    return one.model_copy(update={"mandatory": one.mandatory})


def _made(spec: DatasetSpec, codelists: Collection[str]) -> DescribedDataset:
    """Describe a dataset that rules make; a codelist that only its data will fill is left out."""
    return DescribedDataset(
        name=spec.name,
        class_=spec.dataset_class,
        domain="" if spec.domain in {spec.name, usual_domain(spec.name)} else spec.domain,
        purpose=spec.purpose,
        label=spec.label,
        subclass=spec.subclass,
        structure=spec.structure,
        keys=spec.keys,
        repeating=spec.repeating,
        reference_data=spec.reference_data,
        is_standard=None if spec.is_standard else False,
        comment=spec.comment,
        variables={one.name: _variable(one, codelists) for one in spec.variables},
        value_level=spec.value_level,
    )


def _variable(spec: VariableSpec, codelists: Collection[str]) -> VariableChange:
    known = tuple(name for name in spec.codelists if name in codelists)
    spec = spec.model_copy(update={"codelists": known})
    said = {key: value for key, value in spec if key in OF_VARIABLE and value not in ("", (), None, False)}
    if spec.described and not spec.dictionary and not spec.codelists:
        said["notes"] = {"Controlled terms": spec.described}
    return VariableChange(**{**said, "has_data": spec.has_data})


def _codelists(files: StudyFiles, plan: Plan, datasets: Mapping[str, DescribedDataset]) -> dict[str, StudyCodelist]:
    """Give the study's own codelists, and the published ones that variables name by their C-code alone."""
    used = {
        name
        for dataset in datasets.values()
        for place in (*dataset.variables.values(), *dataset.value_level)
        for name in place.codelists
    }
    found = {name: _own(one, plan.codelists.get(name)) for name, one in files.study.codelists.items()}
    for name in sorted(used - set(found)):
        known = plan.codelists.get(name)
        if known is not None:
            found[name] = StudyCodelist(label=known.label, code=known.code)
    return found


def _own(codelist: StudyCodelist, known: Codelist | None) -> StudyCodelist:
    """Give a codelist with all its terms and its C-code."""
    code = codelist.code or (known.code if known is not None else "")
    terms = known.terms if known is not None and codelist.extends else codelist.terms
    kept = tuple(one.model_copy(update={"synonyms": (), "extended": False}) for one in terms)
    said = {"code": code, "terms": kept, "whole": True, "extends": "", "subset_of": "", "source": ""}
    return codelist.model_copy(update=said)
