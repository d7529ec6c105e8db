"""The gate of a submission: the criteria of an agency in their order, judged on the files that are handed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from converter.spec.package.agency import Agency, Asks, Criterion
from converter.spec.package.submission import load_submission_words
from converter.submission.findings import Finding
from converter.submission.tree import SDTM

Outcome = Literal["passed", "rejected", "to explain", "not judged"]
START = "SSTDTC"
PUBLISHER = "the publishing tool writes it for a sequence; manifest.json has the tag of each file"


@dataclass(frozen=True)
class Handed:
    """What is handed in: the files below the folder of the study, `root`, with their sizes, and what is known of them.

    `starts` are the dates of the study's start in ts.xpt with whether each is complete, nothing where there is no
    ts.xpt. `misplaced`, `pageless` and `unanswered` say what is wrong with pages, origins and answers.
    """

    root: str
    sizes: Mapping[str, int]
    starts: Mapping[str, bool] | None = None
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
    """One criterion, whether it is met, and what is told of it where it is not."""

    criterion: Criterion
    outcome: Outcome
    told: tuple[str, ...] = ()


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
    return Judged(criterion, failed if told else "passed", told)


def _start(_: Criterion, __: Agency, handed: Handed) -> Iterator[str]:
    if handed.starts is None:
        yield "ts.xpt is missing; describe TS in sdtm/ts.yaml"
    elif not handed.starts:
        yield f"TS has no {START}; add it under trial_summary: in study.yaml"
    else:
        for date, complete in handed.starts.items():
            if not complete:
                yield f"TS.{START} is '{date}'; expected a complete ISO 8601 date such as 2024-01-15"


def _files(criterion: Criterion, _: Agency, handed: Handed) -> Iterator[str]:
    for folder, names in criterion.files.items():
        if folder in handed.folders or folder == SDTM:
            missing = [name for name in names if f"{folder}/{name}" not in handed.sizes]
            yield from (f"{folder}/{name} is missing" for name in missing)


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
        is_dataset = path.suffix == ".xpt"
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


def _sizes(_: Criterion, agency: Agency, handed: Handed) -> Iterator[str]:
    for file, size in handed.sizes.items():
        if file.endswith(".xpt") and size > agency.dataset_bytes:
            yield f"{file} has {size:,} bytes; expected {agency.dataset_bytes:,} at most"


def _findings(_: Criterion, __: Agency, handed: Handed) -> Iterator[str]:
    wanted = (one for one in handed.findings if one.severity != "note" and not one.reason)
    yield from (f"{one}; mend it, or explain it under accepted:" for one in wanted)


def _reasons(_: Criterion, __: Agency, handed: Handed) -> Iterator[str]:
    empty = (one for one in handed.findings if one.reason and not one.is_explained)
    yield from (f"{one}; '{one.reason}' does not say why" for one in empty)


ASKED: Mapping[Asks, Callable[[Criterion, Agency, Handed], Iterator[str]]] = {
    "start date": _start,
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
