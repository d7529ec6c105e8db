"""The specification that data are checked or described by: a study folder, files of others, or none but a guide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from converter.errors import InputError, nearest
from converter.issues import Cell, Issue
from converter.pipeline.planning import planned
from converter.plan.descriptions.standards import GUIDES
from converter.plan.descriptions.submission import study_data, study_files
from converter.plan.joined import joined
from converter.plan.make import make_plan
from converter.read.datasets.defined import FILE as DEFINE
from converter.read.datasets.folder import dataset_files, read_dataset
from converter.read.description.readers import read_submission
from converter.spec.described.columns import load_columns
from converter.spec.described.description import Note, Submission, UsedStandard
from converter.spec.standards.guides import known_guides
from converter.steps import Plan


@dataclass(frozen=True)
class Specification:
    """A plan to check or describe data by, the folder that its documents lie in, and what its reading told."""

    plan: Plan
    folder: Path
    name: str
    issues: tuple[Issue, ...] = ()


def specification(
    spec: Path | Sequence[Path], data: Path, sdtm: Path | None = None, standard: str = ""
) -> Specification:
    """Load the specification that `spec` names: one study folder, or one or several workbooks and define.xml.

    Where it names none, that is the guide `standard` such as sdtmig-3.4, else the one that the data name. `sdtm` is the
    folder of SDTM datasets behind ADaM. Raises SpecError or InputError.
    """
    paths = [spec] if isinstance(spec, Path) else list(spec)
    if not paths:
        return _of_guide(data, standard)
    if standard:
        message = "the specification names its standard; say either --spec or --standard"
        raise InputError(message)
    folders = [path for path in paths if path.is_dir()]
    if folders and len(paths) > 1:
        message = f"{folders[0]}: a study folder is a whole specification; name it alone, or files alone"
        raise InputError(message)
    if folders:
        return Specification(planned(folders[0], sdtm), folders[0], folders[0].as_posix())
    submission, notes = read_files(paths)
    files, more = study_data(submission, study_of(data))
    plan = make_plan(study_files(paths[0].parent, paths[0].name, files))
    named = ", ".join(path.name for path in paths)
    return Specification(plan, paths[0].parent, named, tuple(told_notes([(paths[0].name, more), *notes])))


def _of_guide(data: Path, standard: str) -> Specification:
    """Make a specification that says nothing but a guide, and tell which it is unless it was asked for."""
    named = standard or named_guide(data)
    taken = named or max(guide for guide in known_guides() if guide.startswith(_kind(data)))
    if taken not in known_guides():
        message = f"unknown standard '{taken}' ({nearest(taken, known_guides()) or ', '.join(known_guides())})"
        raise InputError(message)
    guide, _, version = taken.rpartition("-")
    used = (UsedStandard(name=GUIDES[guide], version=version),)
    files, _ = study_data(Submission(standards=used), study_of(data))
    plan = make_plan(study_files(data, taken, files))
    where = "which the data name" if named else "as the data name none"
    issue = Issue("standard-taken", "note", data.name, f"checked against {taken}, {where}")
    return Specification(plan, data, taken, () if standard else (issue,))


Notes = tuple[str, tuple[Note, ...]]
"""The name of a file and what is told of it."""


def read_files(paths: Sequence[Path], *, study: Path | None = None) -> tuple[Submission, list[Notes]]:
    """Read specifications of others as one; a `columns.yaml` beside the first, or of a study, names their columns.

    Raises InputError or SpecError.
    """
    columns = load_columns(*({study} if study else {path.parent for path in paths[:1]}))
    read = [(path, *read_submission(path, columns)) for path in paths]
    return joined([submission for _, submission, _ in read]), [(path.name, notes) for path, _, notes in read]


def defines_of(package: Path) -> list[Path]:
    """Give the define.xml files of a package; raises InputError where it has none."""
    found = [path for kind in ("sdtm", "adam") if (path := package / kind / DEFINE).is_file()]
    if not found:
        message = f"{package}: no package: sdtm/define.xml or adam/define.xml is not there"
        raise InputError(message)
    return found


def told_notes(notes: Iterable[Notes]) -> Iterator[Issue]:
    """Tell what was noted when a specification was read: one issue for each kind, with every place of it."""
    for file, those in notes:
        kinds: dict[tuple[str, bool], list[Note]] = {}
        for note in those:
            kinds.setdefault((note.kind, note.lost), []).append(note)
        for (kind, lost), same in kinds.items():
            cells = tuple(Cell(value=note.value, source=note.place) for note in same)
            values = tuple(dict.fromkeys(cell.value for cell in cells))
            yield Issue(
                rule="spec-not-kept" if lost else "spec-taken",
                severity="warning" if lost else "note",
                place=file,
                message=kind,
                value=values[0] if len(values) == 1 else "",
                sources=tuple(cell.source for cell in cells if cell.source),
                cells=cells,
            )


def _kind(data: Path) -> str:
    """Tell by the names of datasets whether they are of analysis alone."""
    names = [path.stem.upper() for path in dataset_files(data)]
    return "adamig-" if names and all(name.startswith("AD") for name in names) else "sdtmig-"


def named_guide(data: Path) -> str:
    """Give the guide that data name and that we have, such as sdtmig-3.3: in their define.xml, or in TS (SDTIGVER)."""
    known, keys = known_guides(), {name: key for key, name in GUIDES.items()}
    if (data / DEFINE).is_file():
        try:
            said = read_submission(data / DEFINE, load_columns())[0].standards
        except InputError:  # which the reader of the datasets tells
            said = ()
        named = (f"{keys[one.name]}-{one.version}" for one in said if one.name in keys)
        return next((one for one in named if one in known), "")
    for path in dataset_files(data):
        if path.stem.upper() != "TS":
            continue
        frame = next(iter(read_dataset(path, {}))).frame
        if {"TSPARMCD", "TSVAL"} <= set(frame):
            versions = [f"sdtmig-{value}" for value in frame.loc[frame["TSPARMCD"] == "SDTIGVER", "TSVAL"]]
            return next((version for version in versions if version in known), "")
    return ""


def holds_datasets(folder: Path) -> bool:
    """Tell whether a folder that is no study holds datasets."""
    return not (folder / "study.yaml").is_file() and any(True for _ in dataset_files(folder))


def study_of(data: Path) -> str:
    """Give the identifier of the study that datasets are of: STUDYID of the first record that has one, else blank."""
    for path in dataset_files(data):
        for found in read_dataset(path, {}):
            known = found.frame.get("STUDYID", ())
            text = next((str(one) for one in known if str(one).strip()), "")
            if text:
                return text
    return ""
