"""A submission as a study that describes it: the data of its files, and the study in memory without them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from converter.compute.difference import renamed, worded
from converter.plan.codes import published_names
from converter.plan.descriptions.standards import define_of, guides_of, of_known_standards
from converter.spec.analysis import Analysis
from converter.spec.described.description import DefineFile, DescribedDataset, Note, Submission
from converter.spec.domain import Domain
from converter.spec.library import codelist_names, known_names
from converter.spec.load import StudyFiles
from converter.spec.model import Model, plain
from converter.spec.study import Study
from converter.spec.text.problems import validated
from converter.spec.text.yaml import Document

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from converter.spec.dataset import ValueLevel
    from converter.spec.study import StudyCodelist

M = TypeVar("M", bound=Model)
Data = dict[str, Any]
"""What a YAML file holds."""
UNDATED = date(1970, 1, 1)
"""The day of a specification that says none."""
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
    define = define_of(submission, files[STUDY]["standards"], notes)
    if define:
        files[DEFINE] = define
    lists = {name for name, one in submission.codelists.items() if one.terms}
    known = {*lists, *(name for package in packages for name in codelist_names(package))}
    datasets = dict(of_known_standards(submission, files[STUDY]["standards"], files.get(DEFINE, {}), notes))
    for name, dataset in datasets.items():
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

    `folder` is where its documents are looked for. Raises SpecError for what no study may say.
    """
    source = Document((folder / named).as_posix(), {})

    def made(model: type[M], one: Data) -> M:
        return validated(model, source.below((), one))

    domains = {one["domain"]: made(Domain, one) for file, one in data.items() if file.startswith("sdtm/")}
    analyses = {one["dataset"]: made(Analysis, one) for file, one in data.items() if file.startswith("adam/")}
    documents = dict.fromkeys(("", *domains, *analyses), source)
    define = made(DefineFile, data.get(DEFINE, {}))
    return StudyFiles(folder, made(Study, data[STUDY]), domains, documents, analyses, define=define)


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
        "standards": {**guides_of(submission.standards, packages, notes), "terminology": list(packages)},
        "dictionaries": {key: plain(one) for key, one in submission.dictionaries.items()},
        "codelists": {key: _codelist(one, packages) for key, one in submission.codelists.items() if one.terms},
    }
    return {key: value for key, value in data.items() if value}


def _identifier(name: str) -> str:
    """Give a name as it can identify a study: printable ASCII, at most 64 characters."""
    kept = "".join(character for character in name if character.isascii() and character.isprintable())
    return kept.strip()[:64].strip() or "STUDY"


def _codelist(codelist: StudyCodelist, packages: Sequence[str]) -> Data:
    """Give a codelist as study.yaml has it; a published one, known by its C-code, as its subset."""
    data = plain(codelist)
    name = published_names(tuple(packages)).get(codelist.code)
    if name:
        data["subset_of"] = name
        data.pop("code")
        data.pop("whole", None)
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
    for key, times in Counter(dataset.keys).items():
        if key in dataset.variables:
            yield key
            if times > 1:
                place = whole.place("datasets", dataset.name, "keys")
                notes.append(Note(place, "Key Variables: a key that stands twice", f"{dataset.name}.{key}"))
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
