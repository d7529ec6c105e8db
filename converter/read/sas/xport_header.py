"""The headers of SAS transport files (XPORT of versions 5 and 8), after SAS TS-140: what each dataset is made of."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

from converter.dataset import FoundVariable
from converter.errors import InputError
from converter.read.sas.xport_columns import NUMBER_WIDTH, Field, Records
from converter.read.text import bytes_at, file_size

CARD, NAMESTR = 80, 140
NUMBER, TEXT = 1, 2
LEAST = {NUMBER: 2, TEXT: 1}
CHUNK = CARD * 100_000
CPORT = b"**COMPRESSED** " * 2
PLAIN = {"BEST12", "BEST"}
ENTRIES = (struct.Struct(">HHHHH"), struct.Struct(">HHH"))
"""The number of a variable, and the bytes of its name, its label, and in version 9 of its format and informat."""
_LONG = re.compile(rb"HEADER RECORD\*{7}LABELV([89]) HEADER RECORD!{7} *(\d+)")
_COUNT = re.compile(rb" *(\d+) *\Z")


def _header(name: str) -> bytes:
    return f"HEADER RECORD*******{name:8}HEADER RECORD!!!!!!!".encode()


@dataclass(frozen=True)
class Version:
    """How the headers of one version of the format begin, and how long the name of a dataset may be."""

    library: bytes
    member: bytes
    names: bytes
    records: bytes
    width: int


OLD = Version(_header("LIBRARY"), _header("MEMBER"), _header("NAMESTR"), _header("OBS"), 8)
NEW = Version(_header("LIBV8"), _header("MEMBV8"), _header("NAMSTV8"), _header("OBSV8"), 32)
"""Version 8, which SAS calls 9 where the names of formats are long, too."""


@dataclass(frozen=True)
class Member:
    """One dataset of a transport file: name, label, variables, where its records stand, what shows that it was cut."""

    file: str
    name: str
    label: str
    fields: tuple[Field, ...]
    records: Records
    cut: str


def version_of(path: Path) -> Version | None:
    """Tell by its first record of which version a SAS transport file is; None for what is none."""
    return next((one for one in (OLD, NEW) if bytes_at(path, 0, len(one.library)) == one.library), None)


def members(path: Path) -> tuple[Member, ...]:
    """Read the headers of every member of a transport file; raises InputError where they are none or damaged."""
    version = _version(path)
    starts = list(_starts(path, version))
    if not starts:
        message = f"{path.name}: a SAS transport file that was cut before its first dataset"
        raise InputError(message)
    ends = [*starts[1:], file_size(path)]
    found = (_member(path, start, end, version) for start, end in zip(starts, ends, strict=True))
    return tuple(replace(member, name=member.name or path.stem.upper()) for member in found)


def only_member(path: Path) -> Member:
    """Read the header of the one member of a file that we wrote, in which no other is looked for.

    Raises InputError where it is damaged.
    """
    start = CARD * 3
    version = _version(path)
    if bytes_at(path, start, len(version.member)) != version.member:
        message = f"{path.name}: a SAS transport file that was cut before its first dataset"
        raise InputError(message)
    return _member(path, start, file_size(path), version)


def _version(path: Path) -> Version:
    version = version_of(path)
    if version is None:
        message = f"{path.name}: not a SAS transport file of version 5 or 8"
        if not file_size(path):
            message = f"{path.name}: the file is empty"
        elif bytes_at(path, 0, len(CPORT)) == CPORT:
            message = f"{path.name}: made by PROC CPORT, which only SAS can read; export it with the XPORT engine"
        raise InputError(message)
    return version


def _starts(path: Path, version: Version) -> Iterator[int]:
    """Give the places where members begin, after the header of the library; headers begin a card."""
    for start in range(0, file_size(path), CHUNK):
        data = bytes_at(path, start, CHUNK)
        at = data.find(version.member)
        while at >= 0:
            if at % CARD == 0 and start + at:
                yield start + at
            at = data.find(version.member, at + 1)


def _member(path: Path, start: int, end: int, version: Version) -> Member:
    """Read the headers of a member; raises InputError where they are not those of the version of the file."""
    file, fixed = path.name, bytes_at(path, start, min(5 * CARD, end - start))
    names = fixed.find(version.names)
    count = fixed[names + 53 : names + 58]
    size = int(fixed[75:78]) if fixed[75:78].isdigit() else NAMESTR
    if names != CARD * 4 or not count.isdigit():
        message = f"{file}: the headers of a dataset are damaged; have the file exported again"
        raise InputError(message)
    length = -(-int(count) * size // CARD) * CARD
    first = start + names + CARD
    namestrs = bytes_at(path, first, length)
    described = [namestrs[at : at + size] for at in range(0, int(count) * size, size)]
    called = [_name(one, version) for one in described]
    long, first = _long_names(path, first + length, end, called)
    header = bytes_at(path, first, CARD)
    if len(namestrs) < length or not header.startswith(version.records) or first + CARD > end:
        message = f"{file}: the descriptions of {int(count)} variables are damaged or cut; have the file exported again"
        raise InputError(message)
    every = enumerate(zip(called, described, strict=True), start=1)
    fields = tuple(_field(name, one, long.get(number, {}), file) for number, (name, one) in every)
    name, label = (_words(fixed[at : at + wide]) for at, wide in ((2 * CARD + 8, version.width), (3 * CARD + 32, 40)))
    width = max((field.at + field.width for field in _checked(fields, file)), default=0)
    said = _COUNT.fullmatch(header[len(version.records) : len(version.records) + 15]) if version is NEW else None
    records, why = _records(path, first + CARD, end, width, None if said is None else int(said[1]))
    return Member(file, name.upper(), label, fields, records, why)


def _long_names(path: Path, at: int, end: int, names: Sequence[str]) -> tuple[Mapping[int, Mapping[str, str]], int]:
    """Read the labels and formats that are too long for the description of a variable, by its number.

    An entry is known by the name of its variable, for some writers mix those of versions 8 and 9. Returned, too, is the
    place behind them; raises InputError where they are damaged.
    """
    header = _LONG.match(bytes_at(path, at, CARD))
    if header is None:
        return {}, at
    data, place = bytes_at(path, at + CARD, min(end - at, CHUNK)), 0
    found: dict[int, Mapping[str, str]] = {}
    for _ in range(int(header[2])):
        entries = (_long_entry(data, place, sizes, names) for sizes in ENTRIES)
        entry = next((one for one in entries if one is not None), None)
        if entry is None:
            message = f"{path.name}: the labels of its variables are damaged or cut; have the file exported again"
            raise InputError(message)
        number, found[number], place = entry
    return found, at + CARD + -(-place // CARD) * CARD


def _long_entry(
    data: bytes, place: int, sizes: struct.Struct, names: Sequence[str]
) -> tuple[int, Mapping[str, str], int] | None:
    """Read one entry: the number of its variable, its texts, and the place behind it; None where it is none."""
    if place + sizes.size > len(data):
        return None
    number, *lengths = sizes.unpack_from(data, place)
    ends = [*accumulate(lengths, initial=place + sizes.size)]
    texts = [_words(data[start:stop]) for start, stop in pairwise(ends)]
    if not 1 <= number <= len(names) or texts[0] != names[number - 1] or ends[-1] > len(data):
        return None
    return number, dict(zip(("name", "label", "format"), texts, strict=False)), ends[-1]


def _name(namestr: bytes, version: Version) -> str:
    """Give the name of a variable, the long one of version 8 if it has one."""
    return (_words(namestr[88:120]) if version is NEW else "") or _words(namestr[8:16])


def _field(name: str, namestr: bytes, long: Mapping[str, str], file: str) -> Field:
    kind, _, width, _, _, label, form, size, decimals, *_, at = struct.unpack(">hhhh8s40s8shhh2s8shhl", namestr[:88])
    wide = kind == NUMBER and width > NUMBER_WIDTH
    if kind not in {NUMBER, TEXT} or width < LEAST.get(kind, 1) or wide or at < 0:
        message = f"{file}: the description of variable '{name}' is damaged; have the file exported again"
        raise InputError(message)
    shown = _words(form)
    shown = long.get("format", "").rstrip(".") or shown + f"{size}" * (size > 0) + f".{decimals}" * (decimals > 0)
    named = "" if kind == TEXT or shown in PLAIN else shown
    label_text = long.get("label") or _words(label)
    return Field(FoundVariable(name, label_text, "Char" if kind == TEXT else "Num", width, named, shown), at, width)


def _checked(fields: tuple[Field, ...], file: str) -> tuple[Field, ...]:
    """Give back variables that follow each other in a record, each name once; raises InputError for others."""
    ends = [field.at + field.width for field in fields]
    names = {field.variable.name for field in fields}
    if [field.at for field in fields] != [0, *ends[:-1]][: len(fields)] or len(names) < len(fields) or "" in names:
        message = f"{file}: the descriptions of its variables contradict each other; have the file exported again"
        raise InputError(message)
    return fields


def _words(text: bytes) -> str:
    """Give the text of a header, which is ASCII or else UTF-8; other bytes are those of Windows-1252."""
    try:
        return text.decode("utf-8").rstrip("\0 ").lstrip("\0")
    except UnicodeDecodeError:
        return text.decode("cp1252", errors="replace").rstrip("\0 ")


def _records(path: Path, first: int, end: int, size: int, said: int | None) -> tuple[Records, str]:
    """Count the records of a member by what its header said, else by its bytes; say what shows that it was cut."""
    length = end - first
    if not size:
        return Records(path, first, size, 0), ""
    count = length // size
    if said is not None:
        more = count > said and length - said * size >= CARD
        why = f"the file says that it has {said} records, {count} are in it" if count < said or more else ""
        return Records(path, first, size, min(said, count)), why
    tail = bytes_at(path, end - min(length, size + CARD), min(length, size + CARD))
    left = length - count * size
    if tail[len(tail) - left :].strip(b" ") or left >= CARD:
        return Records(path, first, size, count), f"it ends with {left} bytes of a record of {size}"
    if length % CARD:
        return Records(path, first, size, count), "its length is no multiple of 80 bytes"
    filled = len(tail.rstrip(b" "))
    while count and length - (count - 1) * size < CARD and len(tail) - (length - (count - 1) * size) >= filled:
        count -= 1
    return Records(path, first, size, count), ""
