"""A submission as a study that describes it: the data of its files, and the study in memory without them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from converter.compute.difference import renamed, worded
from converter.plan.codes import published_names
from converter.spec.analysis import Analysis
from converter.spec.description import DefineFile, DescribedDataset, Note, Submission, UsedStandard
from converter.spec.domain import Domain
from converter.spec.guides import known_guides
from converter.spec.library import codelist_names, known_names, load_package
from converter.spec.load import StudyFiles
from converter.spec.problems import strictly
from converter.spec.study import Study
from converter.spec.yaml import Document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from converter.spec.dataset import ValueLevel
    from converter.spec.study import StudyCodelist

Data = dict[str, Any]
"""What a YAML file holds."""
UNDATED = date(1970, 1, 1)
"""The day of a specification that says none."""
GUIDES = {"sdtmig": "SDTMIG", "adamig": "ADaMIG", "occds": "ADaM-OCCDSIG"}
"""The guides of a study by the names that Define-XML has for them."""
DATASET, VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*"), re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
"""What datasets of a study are called, and variables of a transport file."""
STUDY, DEFINE = "study.yaml", "define.yaml"


def study_data(submission: Submission, study: str = "") -> tuple[dict[str, Data], tuple[Note, ...]]:
    """Give the data of each file of a study that describes a submission, and what of it is taken otherwise.

    `study` is the identifier of the study where the data tell it.
    """
    notes: list[Note] = []
    packages = known_names("terminology")[::-1]  # that of SDTM first
    submission = _with_published(submission, packages, notes)
    files: dict[str, Data] = {STUDY: _study(submission, study, packages, notes)}
    define = _define(submission, files[STUDY]["standards"])
    if define:
        files[DEFINE] = define
    lists = {name for name, one in submission.codelists.items() if one.terms}
    known = {*lists, *(name for package in packages for name in codelist_names(package))}
    for name, dataset in submission.datasets.items():
        if not DATASET.fullmatch(name):
            kind = "Dataset: no name of a dataset (letters, digits and _, a letter first); not kept"
            notes.append(Note(submission.place("datasets", name), kind, name, lost=True))
            continue
        if not dataset.variables:
            place = submission.place("datasets", name)
            notes.append(Note(place, "a dataset without variables; it is as the guide says", name))
            continue
        folder = "adam" if dataset.purpose == "Analysis" else "sdtm"
        files[f"{folder}/{name.lower()}.yaml"] = _dataset(dataset, known, notes, submission)
    return files, tuple(notes)


def _with_published(submission: Submission, packages: Sequence[str], notes: list[Note]) -> Submission:
    """Name a codelist without terms as the published one that has its C-code; one that is none of these is told."""
    empty = {name: one.code for name, one in submission.codelists.items() if not one.terms}
    published = published_names(tuple(packages))
    known = {name for package in packages for name in codelist_names(package)}
    for name, code in empty.items():
        if code not in published and name not in known:
            kind = "Codelists: a codelist without terms, and none that we have; not kept"
            notes.append(Note(submission.place("codelists", name), kind, name, lost=True))
    names = {name: published[code] for name, code in empty.items() if code in published}
    return renamed(submission, names, {}) if names else submission


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
        "standards": {**_guides(submission.standards, packages, notes), "terminology": list(packages)},
        "dictionaries": {key: plain(one) for key, one in submission.dictionaries.items()},
        "codelists": {key: _codelist(one, packages) for key, one in submission.codelists.items() if one.terms},
    }
    return {key: value for key, value in data.items() if value}


def _identifier(name: str) -> str:
    """Give a name as it can identify a study: printable ASCII, at most 64 characters."""
    kept = "".join(character for character in name if character.isascii() and character.isprintable())
    return kept.strip()[:64].strip() or "STUDY"


def _guides(standards: Sequence[UsedStandard], packages: Sequence[str], notes: list[Note]) -> Data:
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
    dates = {load_package(name).version for name in packages}
    for one in standards:
        if one.type == "CT" and one.version not in dates:
            kind = f"terminology: values are checked by {', '.join(packages)}, which we have"
            notes.append(Note("", kind, f"{one.name} {one.publishing_set} {one.version}"))
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


def _define(submission: Submission, said: Data) -> Data:
    """Give the data of define.yaml; standards other than those that study.yaml names stand there."""
    data = plain(submission.define)
    used = {(name, said.get(key)) for key, name in GUIDES.items()}
    others = [one for one in submission.standards if (one.name, one.version) not in used]
    if others:
        data["standards"] = [plain(one) for one in others]
    return data


def _dataset(dataset: DescribedDataset, known: Collection[str], notes: list[Note], whole: Submission) -> Data:
    data = plain(dataset.model_copy(update={"keys": tuple(_keys(dataset, notes, whole))}))
    variables = data.pop("variables", {})
    for name in variables:
        if not VARIABLE.fullmatch(name):
            place = whole.place("datasets", dataset.name, "variables", name)
            notes.append(Note(place, "Variable: no name of SAS XPT (at most 8 letters, digits and _)", name))
    data.pop("value_level", None)
    levels = [_first(plain(one), "variable", "where") for one in _levels(dataset, notes, whole)]
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
            place = whole.place("datasets", dataset.name, "class_")
            notes.append(Note(place, "Class: not said; guessed from the variables", f"{dataset.name}: {head['class']}"))
    else:
        head |= {"class": dataset.class_} if dataset.class_ else {}
        head |= {"part_of": dataset.domain} if dataset.domain not in {"", dataset.name} else {}
    return {**head, **{key: value for key, value in data.items() if key not in head}, "variables": variables} | (
        {"value_level": levels} if levels else {}
    )


def _keys(dataset: DescribedDataset, notes: list[Note], whole: Submission) -> Iterator[str]:
    """Give the keys that the dataset has as variables, and tell of the others."""
    for key in dataset.keys:
        if key in dataset.variables:
            yield key
        else:
            place = whole.place("datasets", dataset.name, "keys")
            kind = "Key Variables: the dataset has no such variable; not kept"
            notes.append(Note(place, kind, f"{dataset.name}.{key}", lost=True))


def _levels(dataset: DescribedDataset, notes: list[Note], whole: Submission) -> Iterator[ValueLevel]:
    """Give the slices whose variables are described, each once, and tell of the others."""
    seen: set[tuple[str, str]] = set()
    for level in dataset.value_level:
        key = level.variable, worded(level.where)
        place = whole.place("datasets", dataset.name, "value_level", " where ".join(key))
        unknown = _unknown(level, dataset, whole)
        if unknown:
            kind = "ValueLevel: no dataset has such a variable; the slice is not kept"
            notes.append(Note(place, kind, f"{dataset.name}.{level.variable}: {unknown}", lost=True))
        elif key in seen:
            kind = "ValueLevel: a slice that is described twice; the first is kept"
            notes.append(Note(place, kind, f"{dataset.name}.{level.variable} where {key[1]}", lost=True))
        else:
            yield level
        seen.add(key)


def _unknown(level: ValueLevel, dataset: DescribedDataset, whole: Submission) -> str:
    """Give the first variable of a slice that its dataset, or the other one that it names, is not described with."""
    for name in (level.variable, *level.where.variables):
        owner, _, variable = f"{dataset.name}.{name}".rpartition(".")
        said = whole.datasets.get(owner.rpartition(".")[2])
        if said is None or said.purpose != dataset.purpose or (said.variables and variable not in said.variables):
            return name
    return ""


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


def _first(data: Data, *keys: str) -> Data:
    """Put keys first."""
    return {**{key: data[key] for key in keys}, **data}


def plain(model: BaseModel) -> Data:
    """Give a model as YAML has it: what is said of it alone, lists for tuples."""
    data: Data = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return data
