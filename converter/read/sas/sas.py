"""SAS files: sas7bdat and XPT, as text tables or as typed datasets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

from converter.dataset import FoundDataset, Frame
from converter.errors import InputError, nearest
from converter.issues import Issue
from converter.read.sas.sas7bdat import dataset_name, read_sas7bdat, sas7bdat_parts
from converter.read.sas.sas_catalog import read_catalog
from converter.read.sas.text_table import text_table
from converter.read.sas.xport import member_parts, read_member, read_xport
from converter.read.sas.xport_header import Member, members
from converter.spec.profile import Profile
from converter.spec.study import Table

LIBRARY = ".sas7bdat"
Named = TypeVar("Named", FoundDataset, Member)


def read_sas(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read sas7bdat or XPT as text columns, indexed by record number (the first record is 1).

    Text is decoded by the encoding declared, else the one that fits. Numbers are written as their shortest text; dates,
    date-times and times (by SAS format) as ISO 8601; numbers under such a format that are none stay numbers, reported.
    Special missing values (.A to .Z, ._) are blank, reported. Codes whose format is in a catalog (sas7bcat) beside the
    file have their words in a second column, SEX_DECODE after SEX. Of a transport file with several
    datasets `table.member` names one; raises InputError where it does not.
    """
    del profile
    catalog = read_catalog(path, table)
    frame, issues = text_table(_member(read_sas_datasets(path, table.encoding), table.member, path.name), catalog)
    return frame, (*catalog.issues, *issues)


def dataset_parts(path: Path, table: Table, rows: int) -> Iterator[FoundDataset]:
    """Read the dataset of a file that `table` means, so many records at a time; one part at least.

    Each part tells what is odd in its records, one of them what is told of the whole file. Raises InputError as
    `read_sas` does.
    """
    if path.suffix.lower() == LIBRARY:
        parts = sas7bdat_parts(path, table.encoding, rows)
        return (_member((part,), table.member, path.name) for part in parts)
    return member_parts(_member(members(path), table.member, path.name), table.encoding, rows)


def read_sas_dataset(path: Path) -> FoundDataset:
    """Read the one dataset of a sas7bdat or XPT file with its attributes; raises InputError for a file of several."""
    return _member(read_sas_datasets(path), "", path.name)


def read_sas_datasets(path: Path, encoding: str | None = None) -> tuple[FoundDataset, ...]:
    """Read every dataset of a sas7bdat or XPT file; Char missing is blank, Num is float64. Raises InputError."""
    return (read_sas7bdat(path, encoding),) if path.suffix.lower() == LIBRARY else read_xport(path, encoding)


def member_names(path: Path) -> tuple[str, ...]:
    """List the datasets of a sas7bdat or XPT file; raises InputError."""
    if path.suffix.lower() == LIBRARY:
        return (dataset_name(path),)
    return tuple(member.name for member in members(path))


def rows_of(path: Path, table: Table) -> Callable[[int], Mapping[str, str] | None] | None:
    """Give what reads one row of a transport file as `read_sas` does; None for a file of another kind.

    A row is None where the file must be read whole: of text that is not ASCII the encoding is a guess from all of it.
    """
    if path.suffix.lower() == LIBRARY:
        return None
    member, catalog = _member(members(path), table.member, path.name), read_catalog(path, table)

    def row(number: int) -> Mapping[str, str] | None:
        frame, _ = text_table(read_member(member, table.encoding, range(number - 1, number)), catalog)
        cells = {str(name): str(text) for name, text in frame.iloc[0].items()}
        return cells if table.encoding or all(map(str.isascii, cells.values())) else None

    return row


def _member(found: tuple[Named, ...], member: str, file: str) -> Named:
    """Give the dataset named, or the only one; raises InputError where it is not there or not named."""
    by_name = {dataset.name: dataset for dataset in found}
    if len(by_name) < len(found):
        message = f"{file}: two of its datasets have one name: {', '.join(dataset.name for dataset in found)}"
        raise InputError(message)
    if not member and len(found) == 1:
        return found[0]
    if member.upper() not in by_name:
        hint = nearest(member, by_name) or f"say member: {found[0].name}"
        wanted = f"no dataset '{member}'" if member else f"has {len(found)} datasets"
        message = f"{file}: {wanted}: {', '.join(dataset.name for dataset in found)} ({hint})"
        raise InputError(message)
    return by_name[member.upper()]
