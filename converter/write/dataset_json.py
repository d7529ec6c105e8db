"""Dataset-JSON 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from converter.compute.dates.sas_moment import DAY_SECONDS, iso_text
from converter.compute.sas_format import SasKind, sas_kind
from converter.dataset import Frame, Framed
from converter.errors import InputError
from converter.spec.dataset import DatasetSpec, DataType, VariableSpec
from converter.spec.text.paths import below
from converter.write.define.names import item_oid, metadata_oid, study_oid

TYPES: Mapping[DataType, str] = {
    "integer": "integer",
    "float": "float",
    "date": "date",
    "partialDate": "date",
    "time": "time",
    "partialTime": "time",
    "datetime": "datetime",
    "partialDatetime": "datetime",
    "incompleteDatetime": "datetime",
}
"""Every other data type is a string."""
CHUNK = 20_000
ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def write_dataset_json(
    dataset: Framed, folder: Path, *, study: str, created: datetime, metadata: str = ""
) -> tuple[Path, ...]:
    """Write one dataset, in one piece or in parts, as `write_dataset_json_parts` does."""
    return write_dataset_json_parts(
        dataset.spec,
        dataset.frames(),
        dataset.records,
        folder,
        study=study,
        created=created,
        dated=_moments_of(dataset),
        metadata=metadata,
    )


def _moments_of(dataset: Framed) -> dict[str, SasKind]:
    """Give what `moments` finds in every part of a dataset."""
    shown = [one.name for one in dataset.spec.variables if one.type == "Num" and sas_kind(one.format)]
    found = [moments(dataset.spec, frame) for frame in dataset.frames(shown)] if shown else []
    return {name: kind for name, kind in found[0].items() if all(name in one for one in found)} if found else {}


def write_dataset_json_parts(  # where it stands, and what it is told of
    spec: DatasetSpec,
    parts: Iterable[Frame],
    rows: int,
    folder: Path,
    *,
    study: str,
    created: datetime,
    dated: Mapping[str, SasKind],
    metadata: str = "",
) -> tuple[Path, ...]:
    """Write one dataset of so many rows, part by part, as `<name>.json` in Dataset-JSON 1.1, and give its path.

    Missing numbers are null, missing text is the empty string; numbers are written as their shortest text. Numbers that
    a SAS format shows as dates, date-times or times are ISO 8601 text with targetDataType integer, so that no reader
    needs the epoch of SAS: the variables `dated`, which are those that `moments` finds in every part. It is written
    whole or not at all, the same bytes in however many parts the records come. `metadata` is the define.xml that
    describes it, seen from the folder. Raises InputError for an infinite number, which JSON cannot say, and ValueError
    where other than `rows` records come. Source: CDISC Dataset-JSON 1.1, with its representation of numeric dates.
    """
    path = below(folder, f"{spec.name.lower()}.json")
    new = folder / f".{path.name}.new"
    head = json.dumps(_head(spec, rows, study, created, dated, metadata), ensure_ascii=False)
    try:
        with new.open("wb") as file:
            # some readers take a file whose first line begins as an object and goes on with rows for NDJSON
            file.write(f'{{\n{head[1:-1]}, "rows": ['.encode())
            file.writelines(_rows(spec, parts, rows, dated))
            file.write(b"]}\n")
        return (new.replace(path),)
    finally:
        new.unlink(missing_ok=True)


def moments(spec: DatasetSpec, frame: Frame) -> dict[str, SasKind]:
    """Give the numeric variables that are dates, date-times or times in every record, in whole days or seconds."""
    found = {v.name: sas_kind(v.format) for v in spec.variables if v.type == "Num"}
    kinds = {name: kind for name, kind in found.items() if kind}
    return {name: kind for name, kind in kinds.items() if _are_moments(frame[name], kind)}


def _are_moments(values: pd.Series, kind: SasKind) -> bool:
    known = values.dropna()
    in_day = kind != "time" or bool((known < DAY_SECONDS).all())
    return in_day and bool((known == np.floor(known)).all()) and not iso_text(known, kind)[1].any()


def _head(
    spec: DatasetSpec, rows: int, study: str, created: datetime, dated: Mapping[str, SasKind], metadata: str
) -> dict[str, Any]:
    return {
        "datasetJSONCreationDateTime": created.strftime("%Y-%m-%dT%H:%M:%S"),
        "datasetJSONVersion": "1.1.0",
        "fileOID": f"{study}.{spec.name}",
        "originator": "converter",
        "sourceSystem": {"name": "converter", "version": version("converter")},
        "studyOID": study_oid(study),
        "metaDataVersionOID": metadata_oid(study, spec.purpose),
        **({"metaDataRef": metadata} if metadata else {}),
        "itemGroupOID": f"IG.{spec.name}",
        "records": rows,
        "name": spec.name,
        "label": spec.label,
        "columns": [_column(variable, spec, dated.get(variable.name)) for variable in spec.variables],
    }


def _column(variable: VariableSpec, spec: DatasetSpec, kind: SasKind | None) -> dict[str, Any]:
    keys = spec.keys
    facts = {
        "itemOID": item_oid(spec.name, variable.name),
        "name": variable.name,
        "label": variable.label,
        "dataType": kind or (TYPES.get(variable.data_type, "string") if variable.data_type else "string"),
        "targetDataType": "integer" if kind else None,
        "length": None if kind else variable.length,
        "displayFormat": variable.format or None,
        "keySequence": keys.index(variable.name) + 1 if variable.name in keys else None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _rows(spec: DatasetSpec, parts: Iterable[Frame], rows: int, dated: Mapping[str, SasKind]) -> Iterator[bytes]:
    """Give the records as text, a bounded number at a time, each on a line of its own."""
    count = 0
    for part in parts:
        for start in range(0, len(part), CHUNK):
            chunk = part.iloc[start : start + CHUNK]
            _refuse_infinite(spec.name, chunk, count)
            lines = _lines(spec, chunk, dated)
            yield lines if count else lines.removeprefix(b",")
            count += len(chunk)
    if count != rows:
        message = f"{spec.name}: {count} records came, and {rows} were announced"
        raise ValueError(message)


def _refuse_infinite(dataset: str, frame: Frame, before: int) -> None:
    for name, values in frame.select_dtypes("number").items():
        rows = np.flatnonzero(np.isinf(values))
        if len(rows):
            message = f"{dataset}.{name} record {before + rows[0] + 1}: an infinite number cannot be written as JSON"
            raise InputError(message)


def _lines(spec: DatasetSpec, frame: Frame, dated: Mapping[str, SasKind]) -> bytes:
    """Write records as lines that begin with a comma: each distinct value of a column is encoded once."""
    cells = [_cells(frame[one.name], one, dated.get(one.name)) for one in spec.variables]
    before, between, behind, nothing = (pa.scalar(text, pa.large_string()) for text in (",\n[", ", ", "]", ""))
    lines = pc.binary_join_element_wise(before, pc.binary_join_element_wise(*cells, between), behind, nothing)
    _, ends, data = lines.buffers()
    return bytes(data[: np.frombuffer(ends, dtype=np.int64)[len(lines)]])


def _cells(values: pd.Series, variable: VariableSpec, kind: SasKind | None) -> pa.Array:
    """Write the cells of a column as JSON."""
    numeric = pd.api.types.is_numeric_dtype(values)
    coded = pa.array(values.astype("float64") + 0.0 if numeric else values, from_pandas=True)
    coded = coded.combine_chunks() if isinstance(coded, pa.ChunkedArray) else coded
    coded = coded.dictionary_encode(null_encoding="encode")
    distinct: list[Any] = _moments(coded.dictionary, kind) if kind else coded.dictionary.to_pylist()
    if numeric and not kind and variable.data_type == "integer":
        distinct = [int(one) if one is not None and one.is_integer() else one for one in distinct]
    return pa.array(map(ENCODE, distinct), type=pa.large_string()).take(coded.indices)


def _moments(values: pa.Array, kind: SasKind) -> list[str | None]:
    """Give dates as ISO 8601 text, missing ones as None."""
    return [one or None for one in iso_text(values.to_pandas(), kind)[0]]
