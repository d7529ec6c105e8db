"""The gate of a submission: the criteria of an agency in their order, judged on the files that are handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from converter.compute.part_name import part_name
from converter.compute.several import several
from converter.spec.package.agency import Agency, Asks, Criterion
from converter.spec.package.submission import load_submission_words
from converter.submission.findings import Finding
from converter.submission.tree import SDTM, SPLIT

Outcome = Literal["passed", "rejected", "to explain", "not judged"]
DATASET = ".xpt"
PUBLISHER = "the publishing tool writes it for a sequence; manifest.json has the tag of each file"


@dataclass(frozen=True)
class Handed:
    """What is handed in: the files below the folder of the study, `root`, with their sizes, and what is known of them.

    `start`, `undescribed`, `misplaced`, `pageless` and `unanswered` say what is wrong with the start of the study, with
    define.xml, its pages and its origins, and which answers are missing; `left_out` what could not be handed in.
    """

    root: str
    sizes: Mapping[str, int]
    start: tuple[str, ...] = ()
    undescribed: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    misplaced: tuple[str, ...] = ()
    pageless: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()

    @property
    def folders(self) -> frozenset[str]:
        """The folders that hold files."""
        return frozenset(name.rpartition("/")[0] for name in self.sizes)


@dataclass(frozen=True)
class Judged:
    """One criterion, whether it is met, what is told of it where it is not, and what was looked at."""

    criterion: Criterion
    outcome: Outcome
    told: tuple[str, ...] = ()
    looked: str = ""


@dataclass(frozen=True)
class Gate:
    """What an agency asks, in its order, and the outcome of each."""

    agency: str
    judged: tuple[Judged, ...] = field(default=())

    def count(self, outcome: Outcome) -> int:
        """Count the criteria of an outcome."""
        return sum(1 for one in self.judged if one.outcome == outcome)


def judge(agency: Agency, handed: Handed) -> Gate:
    """Judge what is handed in by every criterion of an agency, also those after the first that is not met."""
    return Gate(agency.agency, tuple(_judged(one, agency, handed) for one in agency.criteria))


def _judged(criterion: Criterion, agency: Agency, handed: Handed) -> Judged:
    asked = ASKED.get(criterion.asks)
    if asked is None:
        return Judged(criterion, "not judged", (PUBLISHER,))
    told = tuple(asked(criterion, agency, handed))
    failed: Outcome = "rejected" if criterion.severity == "reject" else "to explain"
    return Judged(criterion, failed if told else "passed", told, LOOKED[criterion.asks](criterion, handed))


def _files(criterion: Criterion, _: Agency, handed: Handed) -> Iterator[str]:
    yield from (f"{file} is missing" for file in _asked_for(criterion, handed) if file not in handed.sizes)


def _asked_for(criterion: Criterion, handed: Handed) -> list[str]:
    """Name the files that are asked for: those of each folder that is handed in, of tabulations where none is."""
    folders = [folder for folder in criterion.files if folder in handed.folders] or [SDTM]
    return [f"{folder}/{name}" for folder in folders for name in criterion.files[folder]]


def _tags(_: Criterion, __: Agency, handed: Handed) -> Iterator[str]:
    tags = load_submission_words().tags
    yield from (f"{name} has no tag" for name in handed.sizes if not tags.of(name))


def _names(_: Criterion, agency: Agency, handed: Handed) -> Iterator[str]:
    names = agency.names
    folders = sorted({part for name in (handed.root, *handed.folders) for part in PurePosixPath(name).parts})
    for folder in folders:
        yield from _name(folder, folder, names.folder, names.characters)
    for file in handed.sizes:
        path = PurePosixPath(file)
        is_dataset = path.suffix == DATASET
        yield from _name(file, path.stem, names.dataset if is_dataset else names.file, names.characters)
        yield from _length(file, path.name, names.file)
        yield from _length(file, f"{handed.root}/{file}", names.path)


def _name(called: str, name: str, most: int, characters: str) -> Iterator[str]:
    wrong = sorted({one for one in name if one not in characters})
    if wrong or not name:
        yield f"{called}: the name has {' '.join(map(repr, wrong)) or 'no characters'}; expected {characters}"
    yield from _length(called, name, most)


def _length(called: str, name: str, most: int) -> Iterator[str]:
    if len(name) > most:
        yield f"{called}: '{name}' has {len(name)} characters; expected {most} at most"


def _formats(_: Criterion, agency: Agency, handed: Handed) -> Iterator[str]:
    for file in handed.sizes:
        taken = agency.formats.get(file.rpartition("/")[0], ())
        if PurePosixPath(file).suffix.removeprefix(".") not in taken:
            yield f"{file}: expected {', '.join(taken) or 'no file in this folder'}"
    yield from handed.left_out


def _sizes(_: Criterion, agency: Agency, handed: Handed) -> Iterator[str]:
    for file, size in _datasets(handed).items():
        if size > agency.dataset_bytes and not _has_parts(file, handed):
            yield f"{file} has {size:,} bytes; expected {agency.dataset_bytes:,} at most"


def _has_parts(file: str, handed: Handed) -> bool:
    """Tell whether a dataset lies in parts beside the whole."""
    path = PurePosixPath(file)
    return f"{path.parent}/{SPLIT}/{part_name(path.stem, 1)}{DATASET}" in handed.sizes


def _datasets(handed: Handed) -> dict[str, int]:
    """Give the bytes of each dataset."""
    return {file: size for file, size in handed.sizes.items() if file.endswith(DATASET)}


def _findings(_: Criterion, __: Agency, handed: Handed) -> Iterator[str]:
    wanted = (one for one in _told_of(handed) if not one.reason)
    yield from (f"{one}; mend it, or explain it under accepted:" for one in wanted)


def _told_of(handed: Handed) -> list[Finding]:
    """Give the errors and warnings of the checks."""
    return [one for one in handed.findings if one.severity != "note"]


def _reasons(_: Criterion, __: Agency, handed: Handed) -> Iterator[str]:
    empty = (one for one in handed.findings if one.reason and not one.is_explained)
    yield from (f"{one}; '{one.reason}' does not say why" for one in empty)


ASKED: Mapping[Asks, Callable[[Criterion, Agency, Handed], Iterator[str]]] = {
    "start date": lambda _, __, handed: iter(handed.start),
    "define": lambda _, __, handed: iter(handed.undescribed),
    "files": _files,
    "tags": _tags,
    "names": _names,
    "formats": _formats,
    "sizes": _sizes,
    "findings": _findings,
    "reasons": _reasons,
    "pages": lambda _, __, handed: iter(handed.misplaced),
    "origins": lambda _, __, handed: iter(handed.pageless),
    "answers": lambda _, __, handed: iter(handed.unanswered),
}
"""What each criterion asks; what is missing here only the publisher of a sequence can tell."""


def _looked_at_datasets(_: Criterion, handed: Handed) -> str:
    sizes = _datasets(handed)
    largest = max(sizes, key=lambda file: sizes[file], default="")
    return several(len(sizes), "dataset") + (f", the largest {largest} ({sizes[largest]:,} bytes)" if largest else "")


def _looked_at_findings(_: Criterion, handed: Handed) -> str:
    told = _told_of(handed)
    explained = sum(1 for one in told if one.is_explained)
    return f"{several(len(told), 'finding')}, {explained:,} of them explained"


LOOKED: Mapping[Asks, Callable[[Criterion, Handed], str]] = {
    "start date": lambda _, __: f"{SDTM}/ts.xpt",
    "define": lambda _, handed: " and ".join(file for file in handed.sizes if file.endswith("/define.xml")) or "none",
    "files": lambda criterion, handed: ", ".join(_asked_for(criterion, handed)),
    "tags": lambda _, handed: several(len(handed.sizes), "file"),
    "names": lambda _, handed: f"{handed.root} and {several(len(handed.sizes), 'file')} below it",
    "formats": lambda _, handed: several(len(handed.sizes), "file"),
    "sizes": _looked_at_datasets,
    "findings": _looked_at_findings,
    "reasons": lambda _, handed: several(sum(1 for one in handed.findings if one.reason), "explanation"),
    "pages": lambda _, __: f"{SDTM}/define.xml and acrf.pdf",
    "origins": lambda _, __: f"{SDTM}/define.xml",
    "answers": lambda _, __: "guide: of study.yaml",
}
"""What each criterion was judged by."""
