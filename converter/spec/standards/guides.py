"""Implementation guides as folders: our own, and those that a study or several studies bring along."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from converter.errors import Problem, SpecError, nearest
from converter.spec.library import read_spec, specs_folder
from converter.spec.model import Model
from converter.spec.standards.analysis_standard import AnalysisStandard, Structure, Variables
from converter.spec.standards.difference import described_by
from converter.spec.standards.model_variables import with_model
from converter.spec.standards.standard import ModelVariables, NonStandard, Standard, StandardDataset
from converter.spec.text.paths import shown
from converter.spec.text.problems import validated
from converter.spec.text.yaml import Document, load_yaml

T = TypeVar("T", StandardDataset, Structure)
Folders = tuple[Path, ...]
ANALYSIS = "ADaM"
"""The publishing set of guides of analysis datasets."""
HEAD, MODEL = "standard.yaml", "model.yaml"
"""The files of a guide that are no dataset."""


class GuideHead(Model):
    """`standard.yaml`: what a guide is, and the guide that it differs from, `without` some of its datasets.

    `suffixes` say how names end in every structure of analysis; `non_standard` how a guide of SDTM ships variables that
    its datasets have not, as the guide that it is based on does unless it says.
    """

    name: str
    version: str
    publishing_set: str
    status: Literal["Draft", "Provisional", "Final"] = "Final"
    source: str
    based_on: str = ""
    without: tuple[str, ...] = ()
    suffixes: Variables = {}
    non_standard: NonStandard | None = None


def load_standard(name: str, version: str, folders: Folders = ()) -> Standard:
    """Load a guide of SDTM such as ('sdtmig', '3.4'), with the datasets and variables that `folders` add to it.

    A guide is looked for in `folders` before our own. Raises SpecError where it is unknown, and for every mistake.
    """
    lineage = _lineage(f"{name}-{version}", folders)
    datasets = _parts(StandardDataset, lineage)
    for folder in folders:
        added = (path for path in part_files(folder) if not is_structure(path))
        datasets = _changed(StandardDataset, datasets, added, is_standard=False)
    model = next(read_spec(ModelVariables, one / MODEL) for one in lineage if (one / MODEL).is_file())
    ordered = {dataset: with_model(datasets[dataset], model) for dataset in sorted(datasets)}
    heads = [_head(one)[0] for one in lineage]
    said = heads[0].model_dump(include={"name", "version", "publishing_set", "status", "source"})
    shipped = next(head.non_standard for head in heads if head.non_standard)
    return Standard(**said, datasets=ordered, model=model, non_standard=shipped)


def load_guide(name: str, folders: Folders = ()) -> Standard | AnalysisStandard:
    """Load a guide by its whole name such as 'sdtmig-3.2' or 'adamig-1.3'; raises SpecError where it is unknown."""
    guide, _, version = name.rpartition("-")
    analysis = _head(_folder(name, folders))[0].publishing_set == ANALYSIS
    return (load_analysis_standard if analysis else load_standard)(guide, version, folders)


def load_analysis_standard(name: str, version: str, folders: Folders = (), occurrences: str = "") -> AnalysisStandard:
    """Load a guide of ADaM such as ('adamig', '1.3') with its structures; raises SpecError as `load_standard` does.

    The structure of `occurrences` is that of another guide, such as 'occds-1.1'. Files of `folders` that name a
    structure add variables to it.
    """
    lineage = _lineage(f"{name}-{version}", folders)
    suffixes = next((head.suffixes for head, _ in map(_head, lineage) if head.suffixes), {})
    others = _parts(Structure, _lineage(occurrences, folders)) if occurrences else {}
    structures: Mapping[str, Structure] = {**others, **_parts(Structure, lineage)}
    for folder in folders:
        structures = _changed(Structure, structures, filter(is_structure, part_files(folder)), is_standard=False)
    known = {name: structures[name].model_copy(update={"suffixes": suffixes}) for name in sorted(structures)}
    said = _head(lineage[0])[0].model_dump(include={"name", "version", "publishing_set", "status", "source"})
    return AnalysisStandard(**said, suffixes=suffixes, structures=known)


def is_structure(path: Path) -> bool:
    """Tell whether a file describes a structure of analysis, which has a name, and no dataset of SDTM."""
    try:
        said = _document(path).data
    except SpecError:  # told where it is read as a dataset
        return False
    return isinstance(said, dict) and "name" in said and "dataset" not in said


def part_files(folder: Path) -> Folders:
    """List the files of a folder that describe a dataset or a structure."""
    return tuple(path for path in shown(folder, "*.yaml") if path.name not in {HEAD, MODEL})


def known_guides(folders: Folders = ()) -> tuple[str, ...]:
    """List the guides that ship, and those of other folders."""
    return tuple(sorted({path.parent.name for place in _places(folders) for path in place.glob(f"*/{HEAD}")}))


def _places(folders: Folders) -> Folders:
    return (*folders, specs_folder() / "standards")


def _folder(name: str, folders: Folders) -> Path:
    """Find the folder of a guide; raises SpecError where it is unknown."""
    for place in _places(folders):
        if Path(name).name == name and (place / name / HEAD).is_file():
            return place / name
    known = known_guides(folders)
    hint = nearest(name, known) or f"known: {', '.join(known)}"
    raise SpecError([Problem("", 0, "", f"unknown standard '{name}'", hint)])


def _lineage(name: str, folders: Folders) -> Folders:
    """List the folder of a guide, of the guide that it is based on, and so on; raises SpecError for a circle."""
    found = [_folder(name, folders)]
    while based_on := _head(found[-1])[0].based_on:
        document = _head(found[-1])[1]
        place = (document.file, document.line(("based_on",)), "based_on")
        try:
            base = _folder(based_on, folders)
        except SpecError as error:
            raise SpecError(Problem(*place, one.message, one.hint) for one in error.problems) from error
        if base in found:
            names = " -> ".join(one.name for one in (*found, base))
            raise SpecError([Problem(*place, f"guides are based on each other in a circle: {names}")])
        found.append(base)
    return tuple(found)


def _head(folder: Path) -> tuple[GuideHead, Document]:
    document = _document(folder / HEAD)
    return validated(GuideHead, document), document


def _parts(model: type[T], lineage: Folders) -> Mapping[str, T]:
    """Read the datasets or structures of a guide: those of the guide that it is based on, as it says otherwise."""
    shipped = lineage[0].is_relative_to(specs_folder())
    return _shipped(model, lineage) if shipped else _read(model, lineage)


@cache
def _shipped(model: type[T], lineage: Folders) -> Mapping[str, T]:
    """Read what ships once, for it does not change."""
    return _read(model, lineage)


def _read(model: type[T], lineage: Folders) -> Mapping[str, T]:
    base = _parts(model, lineage[1:]) if lineage[1:] else {}
    head, document = _head(lineage[0])
    unknown = [(number, name) for number, name in enumerate(head.without) if name not in base]
    if unknown:
        raise SpecError(
            Problem(document.file, document.line(("without", number)), "without", f"{head.based_on} has no {name}")
            for number, name in unknown
        )
    kept = {name: part for name, part in base.items() if name not in head.without}
    return _changed(model, kept, part_files(lineage[0]))


def _changed(
    model: type[T], parts: Mapping[str, T], files: Iterable[Path], *, is_standard: bool = True
) -> Mapping[str, T]:
    """Give the datasets with what each file adds or says otherwise; raises SpecError with every problem."""
    found = dict(parts)
    problems: list[Problem] = []
    for path in files:
        try:
            part, wrong = described_by(_document(path), model, found, is_standard=is_standard)
        except SpecError as error:
            part, wrong = None, error.problems
        problems += wrong
        if part:
            found[part.dataset if isinstance(part, StandardDataset) else part.name] = part
    if problems:
        raise SpecError(problems)
    return found


def _document(path: Path) -> Document:
    """Load a file; what ships is named in messages by its folder, others by their path."""
    ours = path.is_relative_to(specs_folder())
    return load_yaml(path, f"{path.parent.name}/{path.name}" if ours else path.as_posix())
