"""A submission as a study that describes it: the data of its files, and the study in memory without them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from converter.plan.codes import published_names
from converter.spec.analysis import Analysis
from converter.spec.description import DefineFile, DescribedDataset, Note, Submission, UsedStandard
from converter.spec.domain import Domain
from converter.spec.guides import known_guides
from converter.spec.library import codelist_names, known_names
from converter.spec.load import StudyFiles
from converter.spec.problems import strictly
from converter.spec.study import Study
from converter.spec.yaml import Document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from converter.spec.study import StudyCodelist

Data = dict[str, Any]
"""What a YAML file holds."""
UNDATED = date(1970, 1, 1)
"""The day of a specification that says none."""
GUIDES = {"sdtmig": "SDTMIG", "adamig": "ADaMIG", "occds": "ADaM-OCCDSIG"}
"""The guides of a study by the names that Define-XML has for them."""
STUDY, DEFINE = "study.yaml", "define.yaml"


def study_data(submission: Submission, study: str = "") -> tuple[dict[str, Data], tuple[Note, ...]]:
    """Give the data of each file of a study that describes a submission, and what of it is taken otherwise.

    `study` is the identifier of the study where the data tell it.
    """
    notes: list[Note] = []
    packages = known_names("terminology")[::-1]  # that of SDTM first
    files: dict[str, Data] = {STUDY: _study(submission, study, packages, notes)}
    define = _define(submission)
    if define:
        files[DEFINE] = define
    lists = {name for name, one in submission.codelists.items() if one.terms}
    known = {*lists, *(name for package in packages for name in codelist_names(package))}
    for name, dataset in submission.datasets.items():
        if not dataset.variables:
            notes.append(Note("", "a dataset without variables; it is as the guide says", name))
            continue
        folder = "adam" if dataset.purpose == "Analysis" else "sdtm"
        files[f"{folder}/{name.lower()}.yaml"] = _dataset(dataset, known, notes)
    return files, tuple(notes)


def study_files(folder: Path, named: str, data: dict[str, Data]) -> StudyFiles:
    """Make a study of the data of its files, without any; `named` is what messages call its source.

    `folder` is where its documents are looked for.
    """
    domains = {one["domain"]: strictly(Domain, one) for file, one in data.items() if file.startswith("sdtm/")}
    analyses = {one["dataset"]: strictly(Analysis, one) for file, one in data.items() if file.startswith("adam/")}
    documents = {name: Document((folder / named).as_posix(), {}) for name in ("", *domains, *analyses)}
    define = strictly(DefineFile, data.get(DEFINE, {}))
    return StudyFiles(folder, strictly(Study, data[STUDY]), domains, documents, analyses, define=define)


def _study(submission: Submission, study: str, packages: Sequence[str], notes: list[Note]) -> Data:
    said = submission.study
    name = said.name or study or "STUDY"
    identity: Data = {
        "id": study or _identifier(name),
        "name": name,
        "description": said.description or name,
        "protocol": said.protocol,
        "created": (said.created or UNDATED).isoformat(),
    }
    data: Data = {
        "study": {key: value for key, value in identity.items() if value},
        "standards": {**_guides(submission.standards, notes), "terminology": list(packages)},
        "dictionaries": {key: plain(one) for key, one in submission.dictionaries.items()},
        "codelists": {key: _codelist(one, packages) for key, one in submission.codelists.items() if one.terms},
    }
    return {key: value for key, value in data.items() if value}


def _identifier(name: str) -> str:
    """Give a name as it can identify a study: printable ASCII, at most 64 characters."""
    kept = "".join(character for character in name if character.isascii() and character.isprintable())
    return kept.strip()[:64].strip() or "STUDY"


def _guides(standards: Sequence[UsedStandard], notes: list[Note]) -> Data:
    """Name the guides of a submission; where we have another version only, the newest is taken, and told."""
    said: Data = {}
    for key, name in GUIDES.items():
        used = next((one for one in standards if one.name == name), None)
        versions = [guide.removeprefix(f"{key}-") for guide in known_guides() if guide.startswith(f"{key}-")]
        if used and used.version in versions:
            said[key] = used.version
        elif used:
            said[key] = max(versions)
            notes.append(Note("", f"standard: we have no {name} {used.version}; taken as {max(versions)}", name))
    return said


def _codelist(codelist: StudyCodelist, packages: Sequence[str]) -> Data:
    """Give a codelist as study.yaml has it; a published one, known by its C-code, as its subset."""
    data = plain(codelist)
    name = published_names(tuple(packages)).get(codelist.code)
    if name:
        data["subset_of"] = name
        data.pop("code")
        data.pop("whole", None)
    return data


def _define(submission: Submission) -> Data:
    data = plain(submission.define)
    guides = [one for one in submission.standards if one.type == "IG" and one.name not in GUIDES.values()]
    others = [*guides, *(one for one in submission.standards if one.type == "CT")]
    if others:
        data["standards"] = [plain(one) for one in others]
    return data


def _dataset(dataset: DescribedDataset, known: Collection[str], notes: list[Note]) -> Data:
    data = plain(dataset.model_copy(update={"keys": tuple(_keys(dataset, notes))}))
    variables = data.pop("variables", {})
    levels = [one for one in data.pop("value_level", []) if _is_of_variable(one, dataset, notes)]
    for place in (*variables.values(), *levels):
        _keep_known(place, known)
    for key in ("name", "purpose", "domain", "class_"):
        data.pop(key, None)
    analysis = dataset.purpose == "Analysis"
    head: Data = {"dataset" if analysis else "domain": dataset.name, "status": "described"}
    if analysis:
        head |= {"label": dataset.label or dataset.name, "class": dataset.class_ or guessed(dataset)}
        head |= {"structure": dataset.structure or STRUCTURE, "keys": list(dataset.keys)}
        if dataset.class_ is None:
            notes.append(Note("", "Class: not said; guessed from the variables", f"{dataset.name}: {head['class']}"))
    else:
        head |= {"class": dataset.class_} if dataset.class_ else {}
        head |= {"part_of": dataset.domain} if dataset.domain not in {"", dataset.name} else {}
    return {**head, **{key: value for key, value in data.items() if key not in head}, "variables": variables} | (
        {"value_level": levels} if levels else {}
    )


def _keys(dataset: DescribedDataset, notes: list[Note]) -> Iterator[str]:
    """Give the keys that the dataset has as variables, and tell of the others."""
    for key in dataset.keys:
        if key in dataset.variables:
            yield key
        else:
            notes.append(Note("", "Key Variables: the dataset has no such variable; not kept", f"{dataset.name}.{key}"))


def _is_of_variable(level: Data, dataset: DescribedDataset, notes: list[Note]) -> bool:
    name = level["variable"]
    if name not in dataset.variables:
        kind = "ValueLevel: the dataset has no such variable; the row is not kept"
        notes.append(Note("", kind, f"{dataset.name}.{name}", lost=True))
    return name in dataset.variables


def _keep_known(place: Data, known: Collection[str]) -> None:
    """Leave a codelist that nobody knows to the notes of its place; a reader has told of it."""
    unknown = [name for name in place.get("codelists", ()) if name not in known]
    if unknown:
        place["codelists"] = [name for name in place["codelists"] if name in known]
        place["notes"] = {**place.get("notes", {}), "Codelist": ", ".join(unknown)}
        if not place["codelists"]:
            del place["codelists"]


STRUCTURE = "One record per subject per observation"
"""What a record of an analysis dataset is, where nobody says."""


def guessed(dataset: DescribedDataset) -> str:
    """Guess the class of an analysis dataset: ADSL by its name, BDS by PARAMCD, else of occurrences."""
    if dataset.name == "ADSL":
        return "SUBJECT LEVEL ANALYSIS DATASET"
    return "BASIC DATA STRUCTURE" if "PARAMCD" in dataset.variables else "OCCURRENCE DATA STRUCTURE"


def plain(model: BaseModel) -> Data:
    """Give a model as YAML has it: what is said of it alone, lists for tuples."""
    data: Data = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return data
