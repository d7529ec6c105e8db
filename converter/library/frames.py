"""Frames of a program, in and out: what pandas or an Arrow library holds, and what a dataset is called by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol, TypeAlias, runtime_checkable

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from converter.errors import InputError
from converter.read.datasets.parquet_dataset import FORMAT, LABEL
from converter.spec.text.names import plain_name


@runtime_checkable
class ArrowFrame(Protocol):
    """A frame that gives itself by the Arrow PyCapsule interface: of polars, of DuckDB, a table of pyarrow."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Give the stream of its records."""


FrameLike: TypeAlias = pd.DataFrame | ArrowFrame
Frames: TypeAlias = Mapping[str, FrameLike]
"""Frames by the name of the dataset, or of the raw table."""
Folder: TypeAlias = str | PathLike[str]


@contextmanager
def data_folder(data: Folder | Frames) -> Iterator[Path]:
    """Give the folder of data: the one that is named, or a temporary one with a Parquet file of each frame.

    So frames are read by the rules of files: numbers, dates and blanks are what they are in Parquet. Raises InputError.
    """
    if isinstance(data, str | PathLike):
        yield Path(data)
        return
    if not isinstance(data, Mapping):
        message = f"expected a folder, or frames by name such as {{'AE': frame}}, got {type(data).__name__}"
        raise InputError(message)
    _refuse_names(data)
    with TemporaryDirectory(prefix="converter-") as made:
        folder = Path(made) / "frames"
        folder.mkdir()
        for name, frame in data.items():
            pq.write_table(arrow_table(frame, name), folder / f"{name}.parquet")
        try:
            yield folder
        except InputError as error:
            raise InputError(str(error).replace(str(folder), folder.name)) from None


def _refuse_names(names: Collection[object]) -> None:
    if not names:
        message = "no frames are given; expected some by name, such as {'AE': frame}"
        raise InputError(message)
    seen: dict[str, str] = {}
    for name in names:
        try:
            plain_name(str(name))
        except ValueError as error:
            message = f"a frame is called {name!r}: {error}"
            raise InputError(message) from error
        if str(name).upper() in seen:
            message = f"two frames are called '{seen[str(name).upper()]}' and '{name}'"
            raise InputError(message)
        seen[str(name).upper()] = str(name)


def arrow_table(frame: FrameLike, name: str) -> pa.Table:
    """Give a frame as a table of Arrow, with the labels and formats that its `attrs` tell; raises InputError.

    A NaN of pandas stays as it is, for those of SAS have a letter in their bits. An index with a name is a column that
    somebody forgot to put back, and is refused.
    """
    if isinstance(frame, pd.DataFrame):
        _refuse_index(frame, name)
        table = pa.table({str(column): _array(frame[column], name) for column in frame})
    elif isinstance(frame, ArrowFrame):
        table = _plain_text(pa.table(frame))
    else:
        message = f"frame '{name}': expected a frame of pandas or of an Arrow library, got {type(frame).__name__}"
        raise InputError(message)
    said = getattr(frame, "attrs", {})
    fields = [field.with_metadata(_metadata(field.name, said)) for field in table.schema]
    return table.cast(pa.schema(fields, {LABEL: str(said.get("label", "")).encode()}))


def _plain_text(table: pa.Table) -> pa.Table:
    """Give text as Parquet holds it: views (polars) as strings, categories and enumerations as their text."""
    for at, field in enumerate(table.schema):
        chunks = [_decoded(chunk) for chunk in table.column(at).chunks]
        if chunks and chunks[0].type != field.type:
            table = table.set_column(at, field.name, pa.chunked_array(chunks))
    return table


def _decoded(values: pa.Array) -> pa.Array:
    """Give an array without a dictionary, whose values may be views, which Arrow itself does not decode."""
    if isinstance(values, pa.DictionaryArray):
        return _decoded(values.dictionary).take(values.indices)
    return values.cast(pa.large_string()) if pa.types.is_string_view(values.type) else values


def _refuse_index(frame: pd.DataFrame, name: str) -> None:
    named = [str(one) for one in frame.index.names if one is not None]
    if named:
        message = f"frame '{name}': {', '.join(named)} is its index; call reset_index() to make it a column"
        raise InputError(message)
    odd = next((column for column in frame if not isinstance(column, str)), None)
    if odd is not None:
        message = f"frame '{name}': the column {odd!r} has a name that is no text"
        raise InputError(message)
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()][0]
        message = f"frame '{name}': two columns are called '{twice}'"
        raise InputError(message)


def _array(values: pd.Series, name: str) -> pa.Array:
    """Give a column of pandas; raises InputError for one that mixes types."""
    if isinstance(values.dtype, pd.api.extensions.ExtensionDtype) or values.dtype != "float64":
        try:
            return pa.Array.from_pandas(values)
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            message = f"frame '{name}': column '{values.name}' cannot be read: {error}"
            raise InputError(message) from error
    return pa.array(values.to_numpy(), from_pandas=False)


def _metadata(column: str, said: Mapping[str, Any]) -> dict[bytes, bytes]:
    """Give what the attributes of a frame tell of a column, as Parquet keeps it."""
    told = {LABEL: _named(said, "labels").get(column), FORMAT: _named(said, "formats").get(column)}
    return {key: str(text).encode() for key, text in told.items() if text}


def _named(said: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = said.get(key, {})
    return found if isinstance(found, Mapping) else {}
