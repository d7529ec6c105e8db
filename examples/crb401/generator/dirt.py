"""Plant the defects of dirt_plan.yaml in finished raw files, and say where each one lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from examples.crb401.generator.forms import RawFile, Row

PLAN = Path(__file__).with_name("dirt_plan.yaml")
WITHOUT_HEADER = (".xml", ".xpt")
"""Formats in which the first record is row 1; in the others the header is."""
HEAD = """\
# Every defect planted in these synthetic exports, and what must be said of it: the rule that reports it, and the
# variable or column it names. `row` is the row a spreadsheet shows (the header is row 1); in ODM-XML and SAS files,
# which have no header line, the first record is row 1.
"""


def planted(files: Sequence[RawFile]) -> tuple[list[RawFile], str]:
    """Give the files with every planned defect in them, and the list of defects as YAML.

    Changes keep every row where it was: records are changed in place or added at the end. Raises ValueError for a
    defect whose record is not there.
    """
    made = {file.name: file for file in files}
    told = []
    for defect in yaml.safe_load(PLAN.read_text(encoding="utf-8")):
        file = made[defect["file"]]
        rows, position = _with(defect, [dict(row) for row in file.rows])
        made[file.name] = replace(file, rows=rows)
        told.append(_said(defect, file.name, position))
    lines = (f"- {yaml.safe_dump(one, default_flow_style=True, sort_keys=False, width=1000).strip()}" for one in told)
    return list(made.values()), HEAD + "\n".join(lines) + "\n"


def _with(defect: Mapping[str, Any], rows: list[Row]) -> tuple[list[Row], int | None]:
    """Carry out one defect; give the rows and the position of the one it is about (none: the whole file)."""
    if "rename" in defect:  # an empty renaming tells of one done before
        names = defect["rename"]
        return [{names.get(name, name): value for name, value in row.items()} for row in rows], None
    if "blank" in defect:
        return [*rows, dict.fromkeys(rows[0], "")], len(rows)
    position = _found(defect, rows)
    changed = rows[position] | {name: str(value) for name, value in defect.get("set", {}).items()}
    if defect.get("add"):
        return [*rows, changed], len(rows)
    rows[position] = changed
    return rows, position


def _found(defect: Mapping[str, Any], rows: Sequence[Row]) -> int:
    """Find the record: the nth (counted from 1) whose columns have the values of `at`."""
    wanted = {name: str(value) for name, value in defect["at"].items()}
    fitting = [n for n, row in enumerate(rows) if wanted.items() <= row.items()]
    nth: int = defect.get("nth", 1)
    unknown = sorted(set(defect.get("set", {})) - set(rows[0]))
    if len(fitting) < nth or unknown:
        message = f"{defect['file']}: no record for defect '{defect['kind']}' at {wanted} {unknown or ''}"
        raise ValueError(message)
    return fitting[nth - 1]


def _said(defect: Mapping[str, Any], file: str, position: int | None) -> dict[str, Any]:
    first = 1 if PurePosixPath(file).suffix in WITHOUT_HEADER else 2
    row = {} if position is None else {"row": position + first}
    names = ("kind", "rule", "variable", "value")
    return {"file": file, **row, **{name: defect[name] for name in names if name in defect}}
