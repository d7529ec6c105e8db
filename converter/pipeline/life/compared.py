"""Compare two sets of datasets: files, folders, packages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from converter.comparison.comparison import Comparison, DatasetComparison, Settings, Side
from converter.comparison.datasets import compare_datasets
from converter.dataset import Defined, FoundDataset
from converter.errors import InputError
from converter.read.datasets.defined import read_defined
from converter.read.datasets.folder import KINDS, TYPED, dataset_files, read_described_file
from converter.read.datasets.joined import joined
from converter.report.answers.comparison_page import MADE_BY, comparison_page
from converter.spec.standards.guides import load_standard
from converter.write.folder.ours import refuse_package
from converter.write.folder.whole import write_text

PARTS = ("sdtm", "adam")
"""Folders of a package that hold datasets."""
GUIDE = ("sdtmig", "3.4")
"""The guide that names keys of SDTM datasets; others are found."""

RELATING = ("SUPP", "RELREC", "CO", "AD")
"""How the names of datasets begin whose records name records of others; of analysis, those of SDTM."""
ATTRIBUTES = frozenset({"label", "type", "length", "format", "order"})
HEAD = 1000
"""Bytes in which a page says what made it."""

Found = dict[str, FoundDataset]


SETTING = "expected VARIABLE,VARIABLE or DATASET=VARIABLE,VARIABLE"


def comparison_settings(
    by: Sequence[str], absolute: float = 0.0, relative: float = 0.0, ignore: Sequence[str] = (), first: int = 20
) -> Settings:
    """Read how datasets are compared: `by` are keys as text, USUBJID,AESEQ or AE=USUBJID,AESEQ; raises InputError."""
    keys: dict[str, tuple[str, ...]] = {}
    for text in by:
        name, _, variables = text.upper().rpartition("=")
        named = tuple(part.strip() for part in variables.split(","))
        if not all(named) or name.strip() in keys:
            message = f"--by {text}: {'given twice' if all(named) else SETTING}"
            raise InputError(message)
        keys[name.strip()] = named
    if not (absolute >= 0 and relative >= 0):
        message = f"a tolerance is 0 or more: absolute {absolute}, relative {relative}"
        raise InputError(message)
    known = {one.lower() for one in ignore} & ATTRIBUTES
    ignored = known | {one.upper() for one in ignore if one.lower() not in ATTRIBUTES}
    return Settings(keys, absolute, relative, frozenset(ignored), first)


def write_comparison(comparison: Comparison, path: Path) -> None:
    """Write a comparison as one HTML page; raises InputError where a file is there that is none, or in a package."""
    write_page(comparison_page(comparison), path, MADE_BY, "comparison")


def write_page(page: str, path: Path, made_by: str, what: str) -> None:
    """Write one HTML page; raises InputError where a file is there that was not `made_by` the same, or in a package."""
    refuse_package(path.parent)
    if path.exists() and made_by not in path.read_bytes()[:HEAD].decode(errors="replace"):
        message = f"{path}: is there, and is no {what}; name another file"
        raise InputError(message)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, page)


@dataclass(frozen=True)
class _Source:
    """One side: its files by their upper-case names, and what the define.xml beside them say."""

    path: Path
    files: Mapping[str, Path]
    defined: Mapping[str, Defined]

    def read(self, names: Iterable[str]) -> Found:
        """Read the datasets of some files."""
        found: Found = {}
        for name in names:
            for dataset in read_described_file(self.files[name], self.defined):
                _refuse_twice(self.path, found.get(dataset.name), dataset)
                found[dataset.name] = _in_capitals(dataset)
        return found


def compare(base: Path, compare: Path, settings: Settings | None = None) -> Comparison:
    """Compare datasets of `compare` with those of `base`, each a file, a folder, or a package that `convert` wrote.

    Datasets are matched by their names; two files that hold one each are compared whatever these are. Files of one name
    are read pair by pair, so that memory is that of one pair. Names of variables have no case. Raises InputError for
    what cannot be read, for keys that are not there, and where there are no datasets.
    """
    asked = settings or Settings()
    sides = Sides(base, compare)
    told = {one.name: compare_datasets(one, other, asked, guide_keys(one.name)) for one, other in sides.pairs()}
    _refuse_unknown(asked, told)
    return Comparison(str(base), str(compare), tuple(told[name] for name in sorted(told)), sides.only)


def guide_keys(dataset: str) -> tuple[str, ...]:
    """Give the keys that the guide names for a dataset of SDTM; none for others."""
    known = load_standard(*GUIDE).datasets.get(dataset)
    return known.keys if known else ()


@dataclass
class Sides:
    """Two sides whose datasets are read pair by pair; `alone`, known after the last pair, are those of one side.

    Raises InputError for what cannot be read, and where there are no datasets.
    """

    base: Path
    compare: Path
    alone: dict[Side, Found] = field(default_factory=dict)

    @property
    def only(self) -> dict[Side, tuple[str, ...]]:
        """The names of the datasets of one side."""
        return {side: tuple(found) for side, found in self.alone.items()}

    def pairs(self) -> Iterator[tuple[FoundDataset, FoundDataset]]:
        """Give the datasets of one name of both sides: those that qualify or relate records after these."""
        sides = _source(self.base), _source(self.compare)
        left: tuple[Found, Found] = ({}, {})
        for names in _rounds(*(side.files for side in sides)):
            read = [side.read(one) for side, one in zip(sides, names, strict=True)]
            alone = self.base.is_file() and self.compare.is_file()
            left = _one_name(left[0] | read[0], left[1] | read[1], alone=alone)
            for name in sorted(set(left[0]) & set(left[1])):
                yield left[0].pop(name), left[1].pop(name)
        self.alone |= {"base": left[0], "compare": left[1]}


def _rounds(base: Mapping[str, Path], compare: Mapping[str, Path]) -> Iterator[tuple[list[str], list[str]]]:
    """Give the files that are read together: those of one name, then all others, whose datasets may match."""
    shared = sorted((name for name in base if name in compare), key=lambda name: name.startswith(RELATING))
    yield from (([name], [name]) for name in shared)
    yield [name for name in base if name not in compare], [name for name in compare if name not in base]


def _one_name(base: Found, compare: Found, *, alone: bool) -> tuple[Found, Found]:
    """Put together what one side has in parts (LB1, LB2); two files of one dataset each have the name of the first."""
    if alone and len(base) == len(compare) == 1:
        (name,), (one,) = base, compare.values()
        return base, {name: replace(one, name=name)}
    return joined(base, compare), joined(compare, base)


def _source(path: Path) -> _Source:
    parts = [file for part in PARTS for file in dataset_files(path / part)]
    files = [path] if path.is_file() else parts or [*dataset_files(path)]
    if not files or not all(file.suffix.lower() in TYPED for file in files):
        message = f"{path}: no datasets ({KINDS})"
        raise InputError(message)
    named: dict[str, Path] = {}
    for file in files:
        name = file.stem.upper()
        if name in named:
            message = (
                f"{path}: {named[name].name} and {file.name} are one dataset in two forms; keep one, or name a file"
            )
            raise InputError(message)
        named[name] = file
    defined = {name: one for folder in {file.parent for file in files} for name, one in read_defined(folder).items()}
    return _Source(path, named, defined)


def _refuse_twice(path: Path, earlier: FoundDataset | None, dataset: FoundDataset) -> None:
    if earlier is not None:
        message = f"{path}: {dataset.name} stands in {earlier.file} and in {dataset.file}"
        raise InputError(message)


def _in_capitals(dataset: FoundDataset) -> FoundDataset:
    """Name variables in capitals, as SAS knows them, where this leaves them apart."""
    names = {one.name: one.name.upper() for one in dataset.variables}
    if len(set(names.values())) < len(names):
        return dataset
    variables = tuple(replace(one, name=names[one.name]) for one in dataset.variables)
    return replace(dataset, variables=variables, frame=dataset.frame.rename(columns=names))


def _refuse_unknown(settings: Settings, told: Mapping[str, DatasetComparison]) -> None:
    unknown = [name for name in settings.by if name and name not in told]
    if unknown:
        message = f"keys are given for {', '.join(unknown)}, and both have: {', '.join(sorted(told))}"
        raise InputError(message)
