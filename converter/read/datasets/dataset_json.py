"""Dataset-JSON 1.1 as datasets."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isinf
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

import pandas as pd

from converter.compute.sas_format import SasKind
from converter.dataset import FoundDataset, FoundVariable, Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.read.controls import UNCHECKED, control_issues
from converter.read.cut import cut
from converter.read.datasets.json_cell import Cell, Written, number_of, said, text_of
from converter.read.datasets.json_columns import column_issues, key_columns
from converter.read.sas.text_table import text_table
from converter.read.text import file_bytes
from converter.spec.profile import Profile
from converter.spec.study import Table

NUMERIC = ("integer", "float", "double", "decimal")
DATES: Mapping[str, SasKind] = {"date": "date", "datetime": "datetime", "time": "time"}
SHOWN = {"date": "E8601DA", "datetime": "E8601DT", "time": "E8601TM"}
"""The SAS format of dates that the file names none for."""
TYPES = (*NUMERIC, *DATES, "string", "boolean", "URI")
ODD = {
    "number-unreadable": ("the value is no number, and the variable is numeric", "read as missing"),
    "number-long": ("the number has more digits than a variable holds", "read as the nearest number"),
    "date-unreadable": ("the value is no complete date of ISO 8601, and the variable is numeric", "read as missing"),
    "date-zone": ("the time has a zone, the variable has none", "read as the time in UTC"),
    "date-number": ("the value is a number where ISO 8601 text stands for a date", "taken as a number of SAS"),
    "value-type": ("the value is no text, number or true and false", "kept as JSON"),
}
"""The rules about one value: what is said, what is written."""
LOST = ("number-unreadable", "date-unreadable", "date-zone")
"""Those after which a typed column has not all that was said; a table of text keeps it."""


_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON can escape and no text holds: as they are written, and as they are read."""
Number: TypeAlias = Callable[[str], object]
"""What makes a number of its text."""


@dataclass(frozen=True)
class Content:
    """A file taken apart: its metadata, its rows, the line of a row that is no JSON."""

    head: dict[str, Any]
    rows: list[Any]
    unreadable: tuple[int, ...] = ()


def read_dataset_json(path: Path) -> FoundDataset:
    """Read one Dataset-JSON 1.1 file (.json, or .ndjson with its metadata in the first line); raises InputError.

    Dates, date-times and times with targetDataType integer are ISO 8601 text in the file, and SAS numbers here. Rows of
    wrong width, values of another type, and a count of records that is not that of the rows are told.
    """
    return _dataset(path.name, _content(path))


def read_json_table(path: Path, *, table: Table, profile: Profile) -> tuple[Frame, tuple[Issue, ...]]:
    """Read one Dataset-JSON 1.1 file as text columns, indexed by record number (the first record is 1).

    Numbers are written as their shortest text, dates and times as ISO 8601; a value of another type than its column is
    kept as it stands, and told. Raises InputError.
    """
    del table, profile
    content = _content(path)
    columns = [
        {**column, "displayFormat": column.get("displayFormat") or SHOWN.get(column["dataType"])}
        for column in content.head["columns"]
    ]
    frame, issues = text_table(_dataset(path.name, replace(content, head={**content.head, "columns": columns})))
    for issue in issues:
        if issue.rule in LOST:
            position = list(frame).index(issue.variable)
            stood = [said(content.rows[row - 1][position]) for row in issue.rows]
            frame.loc[list(issue.rows), issue.variable] = stood
    told = (one for one in issues if one.rule != "date-zone")
    return frame, tuple(replace(one, written="kept as text") if one.rule in LOST else one for one in told)


def _content(path: Path) -> Content:
    """Take a file apart, and see that it has what a dataset needs; raises InputError."""
    try:
        text = file_bytes(path).decode("utf-8-sig")
        parts = _ndjson if path.suffix.lower() == ".ndjson" else _json
        content = parts(text, float)
        content = parts(text, Written) if _says_more(content) else content
        names = [_variable(column).name for column in content.head["columns"]]
        if len(set(names)) < len(names):
            _refuse("a column stands twice")
        _name(content.head["name"])
        return replace(content, rows=[_row(row, number) for number, row in enumerate(content.rows, start=1)])
    except RecursionError as error:
        message = f"{path.name}: not Dataset-JSON 1.1: nested too deeply"
        raise InputError(message) from error
    except (
        UnicodeDecodeError,
        json.JSONDecodeError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
    ) as error:
        message = f"{path.name}: not Dataset-JSON 1.1: {_why(error)}"
        raise InputError(message) from error


def _dataset(file: str, content: Content) -> FoundDataset:
    variables = tuple(_variable(column) for column in content.head["columns"])
    issues = [*_file_issues(file, content, len(variables))]
    columns: dict[str, pd.Series] = {}
    for position, (variable, column) in enumerate(zip(variables, content.head["columns"], strict=True)):
        cells = [_cell(row[position] if position < len(row) else None, variable, column) for row in content.rows]
        columns[variable.name] = pd.Series(
            [cell.value for cell in cells], dtype="float64" if variable.type == "Num" else "str"
        )
        issues += _odd(file, variable.name, cells)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(content.rows)))
    texts = frame[[variable.name for variable in variables if variable.type == "Char"]]
    issues += control_issues(texts.set_axis(frame.index + 1), UNCHECKED, file)
    name, label = _name(content.head["name"]), str(content.head.get("label") or "")
    keys = key_columns(content.head["columns"])
    return FoundDataset(name, label, file, frame, variables, issues=tuple(issues), keys=keys)


def _says_more(content: Content) -> bool:
    """Tell whether numbers do not say what is written: 1.10 in a column of text, 1e400 in any."""
    texts = {at for at, column in enumerate(content.head["columns"]) if _variable(column).type == "Char"}
    rows = (row for row in content.rows if isinstance(row, list))
    return any(isinstance(one, float) and (at in texts or isinf(one)) for row in rows for at, one in enumerate(row))


def _json(text: str, reads: Number) -> Content:
    head = _object(_loaded(text, reads))
    return Content(head, head["rows"] if isinstance(head["rows"], list) else _refuse("its rows are no list"))


def _ndjson(text: str, reads: Number) -> Content:
    first, *rest = text.split("\n")
    rows, unreadable = [], []
    for number, line in enumerate(rest, start=2):
        try:
            rows += [_loaded(line, reads)] if line.strip() else []
        except ValueError:
            unreadable.append(number)
    return Content(_object(_loaded(first, reads)), rows, tuple(unreadable))


def _object(head: object) -> dict[str, Any]:
    """Give back the metadata of a file of version 1.1; raises ValueError for what is none, and for version 1.0."""
    if not isinstance(head, dict):
        return _refuse("it is no object of JSON")
    if "clinicalData" in head or "referenceData" in head:
        return _refuse("it is version 1.0; have it exported as 1.1")
    return head


def _name(said: object) -> str:
    return said.upper() if isinstance(said, str) and said.strip() else _refuse("it has no name of its dataset")


def _loaded(text: str, reads: Number) -> Any:  # noqa: ANN401 - whatever JSON says
    found = json.loads(text, parse_constant=_refuse, object_pairs_hook=_unique, parse_float=reads)
    if _HALF.search(text) and _HALVES.search(json.dumps(found, ensure_ascii=False, default=str)):
        _refuse("it has half of a character (\\ud800 to \\udfff)")
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of its pairs; a name that stands twice would hide what it said first."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else _refuse("a name stands twice in an object")


def _refuse(what: str) -> NoReturn:
    raise ValueError(what if " " in what else f"{what} is no value of JSON")


def _why(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


def _row(row: object, number: int) -> Sequence[Any]:
    return row if isinstance(row, list) else _refuse(f"row {number} is no list of values")


def _variable(column: dict[str, Any]) -> FoundVariable:
    dated = column["dataType"] in DATES and column.get("targetDataType") == "integer"
    kind = "Num" if column["dataType"] in NUMERIC or dated else "Char"
    length, form = int(column.get("length") or 0), str(column.get("displayFormat") or "").removesuffix(".")
    return FoundVariable(str(column["name"]), str(column.get("label") or ""), kind, length, form)


def _cell(value: object, variable: FoundVariable, column: Mapping[str, Any]) -> Cell:
    if variable.type == "Num":
        return number_of(value, DATES.get(column["dataType"]))
    return text_of(value)


def _odd(file: str, name: str, cells: Sequence[Cell]) -> Iterator[Issue]:
    """Report values that are not what their column says, those of one rule together."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, cell in enumerate(cells, start=1):
        if cell.rule:
            rows[cell.rule].append(row)
    for rule, found in rows.items():
        message, written = ODD[rule]
        value = cells[found[0] - 1].said if len(found) == 1 else ""
        hint = "correct it where the file is made"
        yield Issue(rule, "error", file, message, name, value, tuple(found), written=written, hint=hint)


def _file_issues(file: str, content: Content, width: int) -> Iterator[Issue]:
    """Report a count of records that is not that of the rows, rows of wrong width, lines and types that are unknown."""
    records = content.head.get("records")
    if records is not None and str(records) != str(len(content.rows)):
        message = f"the file says that it has {records} records, {len(content.rows)} are in it"
        yield cut(file, message, len(content.rows))
    for rule, wrong in (("row-short", [len(row) < width for row in content.rows]),
                        ("row-long", [len(row) > width for row in content.rows])):  # fmt: skip
        rows = tuple(number for number, is_wrong in enumerate(wrong, start=1) if is_wrong)
        if rows:
            written = "missing values left blank" if rule == "row-short" else "surplus values left out"
            yield Issue(rule, "error", file, f"the row has not {width} values", rows=rows, written=written)
    if content.unreadable:
        yield Issue("row-unreadable", "error", file, "the line is no JSON", rows=content.unreadable, written="left out")
    yield from column_issues(file, content.head["columns"], content.rows)
    for column in content.head["columns"]:
        if column["dataType"] not in TYPES:
            message = f"unknown dataType '{column['dataType']}'; known are {', '.join(TYPES)}"
            yield Issue("type-unknown", "error", file, message, str(column["name"]), written="read as text")
