"""What the columns of Dataset-JSON say of themselves: keys, and what their values differ in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from converter.issues import Issue


def key_columns(columns: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """Give the names of the columns that have a keySequence, in its order."""
    keyed = [(str(column.get("keySequence") or ""), str(column["name"])) for column in columns]
    return tuple(name for _, name in sorted((int(said), name) for said, name in keyed if said.isdecimal()))


def column_issues(file: str, columns: Sequence[Mapping[str, Any]], rows: Sequence[Sequence[Any]]) -> Iterator[Issue]:
    """Report columns that share an itemOID, and text that is longer than its column says."""
    counts = Counter(str(column["itemOID"]) for column in columns if column.get("itemOID"))
    for oid in (oid for oid, count in counts.items() if count > 1):
        named = ", ".join(str(column["name"]) for column in columns if column.get("itemOID") == oid)
        yield Issue("column-oid", "warning", file, f"columns share the itemOID {oid}: {named}", written="each is read")
    for position, column in enumerate(columns):
        most = int(column.get("length") or 0)
        if most and column["dataType"] == "string":
            long = tuple(n for n, row in enumerate(rows, start=1) if _longer(row, position, most))
            message = f"the text is longer than the length of its column ({most})"
            if long:
                name = str(column["name"])
                yield Issue("text-longer", "warning", file, message, name, rows=long, written="all of it is read")


def _longer(row: Sequence[Any], position: int, most: int) -> bool:
    return position < len(row) and isinstance(row[position], str) and len(row[position]) > most
