"""Files that SAS itself writes, for tests: sas7bdat and sas7bcat, by the C library that pyreadstat was built with."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from ctypes import CFUNCTYPE, c_char, c_char_p, c_double, c_int, c_long, c_size_t, c_void_p
from pathlib import Path
from typing import Any

import pytest
from pyreadstat import _readstat_writer as library

STRING, DOUBLE = 0, 5
Column = tuple[str, Sequence[object]]
RESULTS = {"writer_init": c_void_p, "add_variable": c_void_p, "add_label_set": c_void_p}


def _call(name: str, *values: Any) -> Any:  # noqa: ANN401 - the types are those of C
    function = getattr(_library(), f"readstat_{name}")
    function.restype = RESULTS.get(name, c_int)
    found = function(*values)
    assert found == 0 or not name.startswith(("begin", "insert", "end")), f"{name}: error {found}"
    return found


def _library() -> ctypes.CDLL:
    found = ctypes.CDLL(str(library.__file__))
    if not hasattr(found, "readstat_begin_writing_sas7bdat"):
        pytest.skip("this build of pyreadstat hides the functions that write SAS files")
    return found


def _text(text: str | bytes) -> c_char_p:
    return c_char_p(text if isinstance(text, bytes) else text.encode())


class _Writer:
    """A writer of the library, and the bytes that it gave."""

    def __init__(self) -> None:
        self.bytes = bytearray()
        self.writer = c_void_p(_call("writer_init"))
        kind = CFUNCTYPE(c_long, c_void_p, c_size_t, c_void_p)
        self.keep = kind(self._given)
        _call("set_data_writer", self.writer, self.keep)

    def _given(self, data: int, size: int, _: object) -> int:
        self.bytes += ctypes.string_at(data, size)
        return size


def write_sas7bdat(
    path: Path,
    columns: Mapping[str, Sequence[object]],
    *,
    formats: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    code: int = 20,
) -> Path:
    """Write a sas7bdat file: columns of text or bytes; of numbers, None, and letters of special missing values.

    `code` is the encoding that the header says (20: UTF-8).
    """
    to = _Writer()
    variables: list[tuple[c_void_p, bool]] = []
    for name, cells in columns.items():
        text = all(isinstance(cell, str | bytes) for cell in cells)
        width = max(1, *(len(str(cell).encode()) for cell in cells)) if text else 8
        variable = c_void_p(_call("add_variable", to.writer, _text(name), STRING if text else DOUBLE, c_size_t(width)))
        _call("variable_set_format", variable, _text((formats or {}).get(name, "")))
        _call("variable_set_label", variable, _text((labels or {}).get(name, "")))
        variables.append((variable, text))
    rows = list(zip(*columns.values(), strict=True))
    _call("begin_writing_sas7bdat", to.writer, None, c_long(len(rows)))
    for row in rows:
        _call("begin_row", to.writer)
        for (variable, text), cell in zip(variables, row, strict=True):
            _insert(to.writer, variable, cell, text=text)
        _call("end_row", to.writer)
    _call("end_writing", to.writer)
    to.bytes[70] = code
    path.write_bytes(to.bytes)
    return path


def _insert(writer: c_void_p, variable: c_void_p, cell: object, *, text: bool) -> None:
    if text:
        _call("insert_string_value", writer, variable, _text(cell))  # type: ignore[arg-type]
    elif cell is None:
        _call("insert_missing_value", writer, variable)
    elif isinstance(cell, str):
        _call("insert_tagged_missing_value", writer, variable, c_char(cell.encode()))
    else:
        _call("insert_double_value", writer, variable, c_double(cell))  # type: ignore[arg-type]


def write_sas7bcat(path: Path, formats: Mapping[str, Mapping[Any, str]]) -> Path:
    """Write a catalog of formats: the label of each value by the name of the format, which begins with $ for text."""
    to = _Writer()
    for name, labels in formats.items():
        text = name.startswith("$")
        found = c_void_p(_call("add_label_set", to.writer, STRING if text else DOUBLE, _text(name)))
        for value, label in labels.items():
            if text:
                _call("label_string_value", found, _text(value), _text(label))
            else:
                _call("label_double_value", found, c_double(value), _text(label))
    _call("begin_writing_sas7bcat", to.writer, None)
    _call("end_writing", to.writer)
    path.write_bytes(to.bytes)
    return path
