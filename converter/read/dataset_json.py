"""Dataset-JSON 1.1 as datasets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from converter.dataset import FoundDataset, FoundVariable
from converter.errors import InputError

NUMERIC = ("integer", "float", "double", "decimal")


def read_dataset_json(path: Path) -> FoundDataset:
    """Read one Dataset-JSON 1.1 file (.json, or .ndjson with its metadata in the first line); raises InputError."""
    try:
        text = path.read_text(encoding="utf-8")
        head, rows = _ndjson(text) if path.suffix.lower() == ".ndjson" else _json(text)
        columns = head["columns"]
        names = [column["name"] for column in columns]
        frame = pd.DataFrame(rows, columns=names)
    except (UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        message = f"{path.name}: not Dataset-JSON 1.1: {error}"
        raise InputError(message) from error
    variables = tuple(_variable(column) for column in columns)
    typed = {v.name: _typed(frame[v.name], v.type) for v in variables}
    return FoundDataset(str(head["name"]).upper(), head.get("label", ""), path.name, pd.DataFrame(typed), variables)


def _json(text: str) -> tuple[dict[str, Any], list[list[Any]]]:
    head = json.loads(text)
    return head, head["rows"]


def _ndjson(text: str) -> tuple[dict[str, Any], list[list[Any]]]:
    first, *rest = [json.loads(line) for line in text.splitlines() if line.strip()]
    return first, rest


def _variable(column: dict[str, Any]) -> FoundVariable:
    kind = "Num" if column["dataType"] in NUMERIC or column.get("targetDataType") == "integer" else "Char"
    length = int(column.get("length") or 0)
    return FoundVariable(column["name"], column.get("label", ""), kind, length, column.get("displayFormat", ""))


def _typed(values: pd.Series, kind: str) -> pd.Series:
    if kind == "Char":
        return values.astype("str").fillna("")
    return pd.to_numeric(values, errors="coerce").astype("float64")
