"""Datasets that are larger than an agency takes: their parts lie in `split`, beside the whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from converter.compute.part_name import part_name
from converter.errors import InputError
from converter.read.sas.xport_columns import Records
from converter.read.sas.xport_header import CARD, only_member
from converter.read.text import bytes_at
from converter.submission.guide.known import Part

NAME = slice(408, 416)
"""Where the header of a transport file of version 5 has the name of its dataset."""
CHUNK = 1 << 24
"""Bytes that are copied at once, about."""


def split(path: Path, folder: Path, limit: int) -> tuple[Part, ...]:
    """Write the parts of a transport file over `limit` bytes to a folder: NAME1, NAME2, ..., each of `limit` at most.

    They hold the records in their order, as they are in the whole. No part ends with a record that is blank in every
    variable, where no reader could tell it from padding, unless all its records are. A smaller file has no parts.
    Raises InputError where a part has the name of one that is there already.
    """
    if path.stat().st_size <= limit:
        return ()
    records = only_member(path).records
    head = bytearray(bytes_at(path, 0, records.first))
    most = max(1, (limit - len(head) - CARD) // max(1, records.size))
    folder.mkdir(parents=True, exist_ok=True)
    parts = tuple(
        Part(part_name(path.stem.upper(), number), rows) for number, rows in enumerate(_ranges(records, most), start=1)
    )
    for part in parts:
        if (folder / f"{part.name.lower()}.xpt").exists():
            message = f"{path.name}: its part {part.name} has the name of a part of another dataset; rename one of both"
            raise InputError(message)
        head[NAME] = f"{part.name:<8}".encode()
        _write(folder / f"{part.name.lower()}.xpt", bytes(head), records.at_rows(part.rows))
    return parts


def _ranges(records: Records, most: int) -> Iterator[range]:
    start = 0
    while start < records.count:
        stop = min(start + most, records.count)
        while start + 1 < stop < records.count and _is_blank(records, stop - 1):
            stop -= 1
        yield range(start, stop)
        start = stop


def _is_blank(records: Records, row: int) -> bool:
    return not bytes_at(records.path, records.first + row * records.size, records.size).strip(b" ")


def _write(path: Path, head: bytes, records: Records) -> None:
    """Write one part, filled up to whole cards."""
    with path.open("wb") as file:
        file.write(head)
        left = records.count * records.size
        for at in range(0, left, CHUNK):
            file.write(bytes_at(records.path, records.first + at, min(CHUNK, left - at)))
        file.write(b" " * (-left % CARD))
