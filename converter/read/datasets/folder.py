"""Read a folder of datasets, ours or others'."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from converter.compute.numbers.numbers import read_numbers
from converter.dataset import Defined, FoundDataset, FoundVariable
from converter.errors import InputError
from converter.issues import Issue
from converter.read.datasets.dataset_json import read_dataset_json
from converter.read.datasets.dataset_xml import is_dataset_xml, read_dataset_xml
from converter.read.datasets.defined import FILE, read_defined
from converter.read.datasets.joined import joined
from converter.read.datasets.parquet_dataset import read_parquet_dataset
from converter.read.delimited.csv import read_csv
from converter.read.sas.sas import read_sas_datasets
from converter.read.sas.xport import read_member
from converter.read.sas.xport_header import members, version_of
from converter.spec.dataset import QNAM, DatasetSpec
from converter.spec.profile import Profile
from converter.spec.study import Table
from converter.spec.text.paths import shown

TYPED: Mapping[str, Callable[[Path, Mapping[str, DatasetSpec]], tuple[FoundDataset, ...]]] = {
    ".xpt": lambda path, _: read_sas_datasets(path),
    ".sas7bdat": lambda path, _: read_sas_datasets(path),
    ".json": lambda path, _: (read_dataset_json(path),),
    ".ndjson": lambda path, _: (read_dataset_json(path),),
    ".parquet": lambda path, specs: (read_parquet_dataset(path, specs),),
    ".xml": lambda path, _: read_dataset_xml(path),
    ".csv": lambda path, specs: (_from_csv(path, specs),),
}
UNREADABLE = "define-unreadable"
"""The rule of a define.xml that is none."""
KINDS = "XPT, sas7bdat, Dataset-JSON, Dataset-XML, Parquet or CSV"
PLAIN = Profile(name="plain", description="Datasets as CSV", source="")


def read_datasets(
    folder: Path, specs: Mapping[str, DatasetSpec], *, heads: bool = False, lost: list[Issue] | None = None
) -> dict[str, FoundDataset]:
    """Read every dataset of a folder (XPT, sas7bdat, Dataset-JSON, Dataset-XML, Parquet, CSV) by its upper-case name.

    What was split for its size is put together (LB1, LB2 as LB). CSV has no types: a column is Num where `specs` say
    so. With `heads` the records of transport files are left out where only what describes them is asked for; those of
    supplemental qualifiers describe themselves. A file that cannot be read is told in `lost`, where it is given, and
    the others are read. Raises InputError for a folder without datasets, for a dataset that stands there twice, and for
    a file that cannot be read and is not told.
    """
    found: dict[str, FoundDataset] = {}
    for path in dataset_files(folder):
        for dataset in _of_file(path, specs, heads=heads, lost=lost):
            if dataset.name in found:
                message = f"{folder.name}: {dataset.name} stands in {found[dataset.name].file} and in {path.name}"
                raise InputError(message)
            found[dataset.name] = dataset
    if not found:
        told = "; ".join(issue.message for issue in lost or ())
        message = told or f"{folder}: no datasets ({KINDS}) in this folder"
        raise InputError(message)
    return joined(found, specs)


def _of_file(
    path: Path, specs: Mapping[str, DatasetSpec], *, heads: bool, lost: list[Issue] | None
) -> tuple[FoundDataset, ...]:
    try:
        return tuple(_heads(path)) if heads and is_transport(path) else read_dataset(path, specs)
    except InputError as error:
        if lost is None:
            raise
        lost.append(Issue("dataset-unreadable", "error", path.name, f"{error}; nothing in it was checked"))
        return ()


def read_described(
    folder: Path, specs: Mapping[str, DatasetSpec], *, heads: bool = False, lost: list[Issue] | None = None
) -> dict[str, FoundDataset]:
    """Read the datasets of a folder as `read_datasets` does, each with what a define.xml there says of it.

    Files without types (CSV) and without labels have those of define.xml, where `specs` do not know better; `lost` is
    as in `read_datasets`. A define.xml that cannot be read is told of the first dataset, and the others are read.
    """
    defined: dict[str, Defined] = {}
    told: tuple[Issue, ...] = ()
    try:
        defined = read_defined(folder)
    except InputError as error:
        told = (Issue(UNREADABLE, "error", FILE, f"{error}; nothing in it was used"),)
    found = read_datasets(folder, _completed(specs, defined), heads=heads, lost=lost)
    labelled = {name: _labelled(one, defined.get(name)) for name, one in found.items()}
    first = next(iter(labelled))
    return {**labelled, first: replace(labelled[first], issues=(*told, *labelled[first].issues))}


def _completed(specs: Mapping[str, DatasetSpec], defined: Mapping[str, Defined]) -> dict[str, DatasetSpec]:
    """Give the description of each dataset with the variables that only its define.xml knows."""
    known = dict(specs)
    for name, one in defined.items():
        spec = known.get(name)
        others = tuple(each for each in one.spec.variables if spec is None or each.name not in spec.by_name)
        known[name] = (spec or one.spec).model_copy(update={"variables": (*(spec.variables if spec else ()), *others)})
    return known


def _labelled(found: FoundDataset, defined: Defined | None) -> FoundDataset:
    """Give a dataset what its define.xml says of it; labels and formats where its own form has none."""
    if defined is None or found.attributes:
        return replace(found, defined=defined)
    known = defined.spec.by_name
    variables = tuple(
        replace(one, label=one.label or said.label, format=one.format or said.format.removesuffix("."))
        if (said := known.get(one.name))
        else one
        for one in found.variables
    )
    return replace(found, label=found.label or defined.spec.label, variables=variables, defined=defined)


def dataset_files(folder: Path) -> Iterator[Path]:
    """Give the files of a folder that hold datasets, in order of name; hidden ones are none."""
    for path in shown(folder, "*") if folder.is_dir() else []:
        if path.suffix.lower() in TYPED and (path.suffix.lower() != ".xml" or is_dataset_xml(path)):
            yield path


def read_dataset(path: Path, specs: Mapping[str, DatasetSpec]) -> tuple[FoundDataset, ...]:
    """Read the datasets of one file; raises InputError."""
    return TYPED[path.suffix.lower()](path, specs)


def read_described_file(path: Path, defined: Mapping[str, Defined]) -> tuple[FoundDataset, ...]:
    """Read the datasets of one file, each with what a define.xml says of it, as `read_described` does a folder."""
    return tuple(_labelled(one, defined.get(one.name)) for one in read_dataset(path, _completed({}, defined)))


def is_transport(path: Path) -> bool:
    """Tell whether a file is a transport file, of which parts can be read."""
    return path.suffix.lower() == ".xpt" and version_of(path) is not None


def _heads(path: Path) -> Iterator[FoundDataset]:
    for member in members(path):
        named = any(field.variable.name == QNAM for field in member.fields)
        yield read_member(member, rows=None if named else range(0))


def _from_csv(path: Path, specs: Mapping[str, DatasetSpec]) -> FoundDataset:
    name = path.stem.upper()
    frame, issues = read_csv(path, table=Table(file=path.name), profile=PLAIN)
    spec = specs.get(name) or specs.get(name.rstrip("0123456789"))  # a part, such as LB1, is as the whole
    known = spec.by_name if spec else {}
    for column in [column for column in frame if column in known and known[str(column)].type == "Num"]:
        numbers, wrong = read_numbers(frame[column])
        issues += tuple(_no_number(path.name, str(column), frame.index[wrong]))
        frame[column] = numbers
    frame = frame.reset_index(drop=True)
    variables = tuple(
        FoundVariable(str(column), "", "Num" if pd.api.types.is_numeric_dtype(frame[column]) else "Char", 0, "")
        for column in frame
    )
    return FoundDataset(name, "", path.name, frame, variables, attributes=False, issues=issues)


def _no_number(file: str, column: str, rows: pd.Index) -> Iterator[Issue]:
    if len(rows):
        yield Issue(
            rule="number-unreadable",
            severity="error",
            place=file,
            variable=column,
            message="the text is no number, and the variable is numeric",
            rows=tuple(map(int, rows)),
            written="read as missing",
            hint="correct it where the dataset is made",
        )
