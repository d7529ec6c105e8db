"""What rests on a raw cell: values, results and items of define.xml; as text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from converter.compute.several import several
from converter.issues import and_more
from converter.report.json import as_json

SCHEMA = "converter.uses/1"
FIRST = 6
"""Records, results and items that the text names of many."""


@dataclass(frozen=True)
class Used:
    """A raw cell (`column` is blank: the whole row), its fate and texts, and what rests on it.

    `values` gives by dataset and variable the records, `subjects` by dataset theirs; `results` are displays, rows and
    columns one of whose records has such a value among what is read there; `items` are those of define.xml.
    """

    file: str
    row: int
    column: str
    texts: Mapping[str, str]
    fate: str
    values: Mapping[str, Mapping[str, tuple[int, ...]]]
    results: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many values rest on the cell."""
        return sum(len(records) for each in self.values.values() for records in each.values())


def used_text(used: Used, *, full: bool = False) -> str:
    """Word what rests on a raw cell, a line for each dataset; all names where it is `full`."""
    first = None if full else FIRST
    where = f"{used.file}:{used.row}" + (f" {used.column}" if used.column else "")
    lines = [where + "".join(f"  {name} {text!r}" for name, text in list(used.texts.items())[:first])]
    lines += [f"  {used.fate}"] if used.fate else []
    lines.append(
        f"  behind {several(used.count, 'value')} of {several(len(used.values), 'dataset')}, "
        f"{several(len(used.results), 'result')}, {several(len(used.items), 'item')} of define.xml"
    )
    for dataset, variables in used.values.items():
        records = sorted({record for each in variables.values() for record in each})
        numbers = _some([str(record) for record in records], first)
        lines.append(f"  {dataset}  {several(len(records), 'record')} ({numbers}): {_some([*variables], first)}")
    for name, those in (("results", used.results), ("items", used.items)):
        lines += [f"  {name}  {_some(those, first)}"] if those else []
    return "\n".join(lines) + "\n"


def _some(names: tuple[str, ...] | list[str], first: int | None) -> str:
    kept = names if first is None else names[:first]
    return f"{', '.join(kept)}{and_more(len(names) - len(kept))}"


def used_json(used: Used) -> str:
    """Write what rests on a raw cell as JSON."""
    cell: dict[str, Any] = {"file": used.file, "row": used.row, "column": used.column, "texts": used.texts}
    return as_json(
        {
            "schema": SCHEMA,
            **cell,
            "fate": used.fate,
            "count": used.count,
            "values": used.values,
            "results": used.results,
            "items": used.items,
        }
    )
