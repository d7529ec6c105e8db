"""SAS transport files (XPORT version 5), after SAS TS-140: exact, deterministic, nothing cut."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np

from converter.compute.part_name import part_name
from converter.dataset import Frame, Framed
from converter.errors import InputError
from converter.spec.dataset import DatasetSpec
from converter.spec.text.paths import below
from converter.write.xpt.columns import BLANK, Bytes, Fault, blocks, columns_of, faults
from converter.write.xpt.header import header_problems, width_problems, xpt_header
from converter.write.xpt.parts import CARD, LIMIT, may_vanish, most_records, record_size, with_widths

BLANK_END = "the last record is blank in every variable; version 5 could not tell it from padding"


def write_xpt(dataset: Framed, folder: Path, *, created: datetime, limit: int | None = LIMIT) -> tuple[Path, ...]:
    """Write one dataset, in one piece or in parts, as `write_xpt_parts` does.

    Char columns are as wide as their spec says, else as their longest value.
    """
    return write_xpt_parts(
        with_widths(dataset), dataset.frames(), dataset.records, folder, created=created, limit=limit
    )


def write_xpt_parts(
    spec: DatasetSpec, parts: Iterable[Frame], rows: int, folder: Path, *, created: datetime, limit: int | None = LIMIT
) -> tuple[Path, ...]:
    """Write one dataset of so many rows, part by part, as `<name>.xpt`, whole or not at all, and give its path.

    The spec says how wide each Char column is. The creation stamp is `created` in all places of the header, so the same
    records give the same bytes, in however many parts they come; memory is that of one part. A file over `limit` bytes,
    if there is one, is split by rows into <name>1.xpt, <name>2.xpt, ... (member names alike). Raises InputError naming
    everything the format cannot hold: names over 8 characters, labels over 40 bytes, values over their width or 200
    bytes or not printable ASCII, numbers that are infinite or outside 16**-65 to 16**63, and a last record that is
    blank in every variable of a dataset whose records are shorter than 80 bytes: version 5 does not store the number of
    records, so no reader could find it. Raises ValueError where other than `rows` records come.
    """
    named, found = [*header_problems(spec)], dict[tuple[str, str], Fault]()
    records = _records(spec, parts, rows, found)
    new: list[tuple[Path, Path]] = []
    ends: list[str] = []
    try:
        if not named:
            ends = _write_files(spec, _by_file(records, spec, rows, limit), folder, created, new)
        deque(records, maxlen=0)  # values are looked at, too, where a name lets nothing be written
        problems = [*named, *_value_problems(spec, found), *(ends if not found else ())]
        if problems:
            raise InputError("\n".join(problems))
        return tuple(made.replace(path) for made, path in new)
    finally:
        for made, _ in new:
            made.unlink(missing_ok=True)


def _records(
    spec: DatasetSpec, parts: Iterable[Frame], rows: int, found: dict[tuple[str, str], Fault]
) -> Iterator[Bytes]:
    """Give the records of the parts as byte matrices; faults go to `found`, and after the first one no records come."""
    count = 0
    for frame in parts:
        columns = columns_of(spec, frame)
        for fault in (fault for column in columns for fault in faults(column, count)):
            key = fault.variable, fault.message
            found[key] = found[key] + fault if key in found else fault
        count += len(frame)
        if not found:
            yield from blocks(columns, len(frame))
    if count != rows:
        message = f"{spec.name}: {count} records came, and {rows} were announced"
        raise ValueError(message)


def _value_problems(spec: DatasetSpec, found: dict[tuple[str, str], Fault]) -> Iterator[str]:
    """Tell faults in the order of the variables, those of one variable in that of their words."""
    for variable in spec.variables:
        yield from width_problems(spec, variable)
        for fault in (fault for (name, _), fault in sorted(found.items(), key=itemgetter(0)) if name == variable.name):
            yield f"{spec.name}.{fault}"


def _by_file(records: Iterable[Bytes], spec: DatasetSpec, rows: int, limit: int | None) -> Iterator[tuple[str, Bytes]]:
    """Give records with the name of the member that they go to, each of at most `limit` bytes.

    Where blank records could not be told from padding, those at the end of a full member begin the next one instead.
    """
    most, size = rows if limit is None else most_records(spec, limit), record_size(spec)
    number, held, blank = 1, 0, 0
    yield _member(spec, number, split=rows > most), _blanks(0, size)
    for block in records:
        left = block
        while len(left):
            room = most - held - blank
            part, left = left[:room], left[room:]
            filled = _filled(part) if may_vanish(spec) else len(part)
            name = _member(spec, number, split=rows > most)
            if filled:
                yield name, _blanks(blank, size)
                yield name, part[:filled]
                held, blank = held + blank + filled, 0
            blank += len(part) - filled
            if not held and blank == most:  # a member of blank records alone: told when it is written
                yield name, _blanks(blank, size)
                held, blank = most, 0
            if held + blank == most:
                number, held = number + 1, 0
    if blank:
        yield _member(spec, number, split=rows > most), _blanks(blank, size)


def _member(spec: DatasetSpec, number: int, *, split: bool) -> str:
    return part_name(spec.name, number) if split else spec.name


def _blanks(count: int, size: int) -> Bytes:
    return np.full((count, size), BLANK, dtype=np.uint8)


def _filled(block: Bytes) -> int:
    """Count the records up to the last that is not blank."""
    rows = np.flatnonzero((block != BLANK).any(axis=1))
    return int(rows[-1]) + 1 if len(rows) else 0


def _write_files(
    spec: DatasetSpec,
    records: Iterable[tuple[str, Bytes]],
    folder: Path,
    created: datetime,
    new: list[tuple[Path, Path]],
) -> list[str]:
    """Write each member beside its place, told in `new`, and name those that end with a record that would vanish."""
    ends, count = list[str](), 0
    for name, group in groupby(records, key=itemgetter(0)):
        path = below(folder, f"{name.lower()}.xpt")
        new.append((path.with_name(f".{path.name}.new"), path))
        rows, last = _write_file(new[-1][0], xpt_header(spec, name, created), (block for _, block in group))
        count += rows
        if rows and may_vanish(spec) and not last.strip():
            ends.append(f"{spec.name}: record {count}: {BLANK_END}")
    return ends


def _write_file(path: Path, header: bytes, records: Iterable[Bytes]) -> tuple[int, bytes]:
    """Write one member, filled up to whole cards; count its records and give the last one."""
    count, size, last = 0, 0, b""
    with path.open("wb") as file:
        file.write(header)
        for block in records:
            file.write(block.data)
            count, size = count + len(block), size + block.size
            last = block[-1].tobytes() if len(block) else last
        file.write(b" " * (-size % CARD))
    return count, last
