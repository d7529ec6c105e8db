"""Dataset-JSON 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from converter.compute.distinct import by_distinct
from converter.compute.sas_format import SasKind, sas_kind
from converter.compute.sas_moment import DAY_SECONDS, iso_text
from converter.dataset import Dataset
from converter.errors import InputError
from converter.spec.dataset import DataType, VariableSpec
from converter.spec.paths import below
from converter.write.define.names import item_oid

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


def write_dataset_json(dataset: Dataset, folder: Path, *, study: str, created: datetime) -> tuple[Path, ...]:
    """Write one dataset as `<name>.json` in Dataset-JSON 1.1, whole or not at all, and give its path.

    Missing numbers are null, missing text is the empty string; numbers are written as their shortest text. Numbers that
    a SAS format shows as dates, date-times or times are ISO 8601 text with targetDataType integer, so that no reader
    needs the epoch of SAS; a variable with a number that is none stays numeric. Raises InputError for an infinite
    number, which JSON cannot say. Source: CDISC Dataset-JSON 1.1, with its representation of numeric dates.
    """
    _refuse_infinite(dataset)
    path = below(folder, f"{dataset.name.lower()}.json")
    new = folder / f".{path.name}.new"
    dated = _dated(dataset)
    head = json.dumps(_head(dataset, study, created, dated), ensure_ascii=False)
    with new.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{head[:-1]}, "rows": [')
        file.writelines(_rows(dataset, dated))
        file.write("]}\n")
    return (new.replace(path),)


def _refuse_infinite(dataset: Dataset) -> None:
    for name, values in dataset.frame.select_dtypes("number").items():
        rows = np.flatnonzero(np.isinf(values))
        if len(rows):
            message = f"{dataset.name}.{name} record {rows[0] + 1}: an infinite number cannot be written as JSON"
            raise InputError(message)


def _dated(dataset: Dataset) -> dict[str, SasKind]:
    """Give the numeric variables that are dates, date-times or times in every record, in whole days or seconds."""
    found = {v.name: sas_kind(v.format) for v in dataset.spec.variables if v.type == "Num"}
    kinds = {name: kind for name, kind in found.items() if kind}
    return {name: kind for name, kind in kinds.items() if _are_moments(dataset.frame[name], kind)}


def _are_moments(values: pd.Series, kind: SasKind) -> bool:
    known = values.dropna()
    in_day = kind != "time" or bool((known < DAY_SECONDS).all())
    return in_day and bool((known == np.floor(known)).all()) and not iso_text(known, kind)[1].any()


def _head(dataset: Dataset, study: str, created: datetime, dated: Mapping[str, SasKind]) -> dict[str, Any]:
    return {
        "datasetJSONCreationDateTime": created.strftime("%Y-%m-%dT%H:%M:%S"),
        "datasetJSONVersion": "1.1.0",
        "fileOID": f"{study}.{dataset.name}",
        "originator": "converter",
        "sourceSystem": {"name": "converter", "version": version("converter")},
        "studyOID": f"ST.{study}",
        "metaDataVersionOID": f"MDV.{study}",
        "metaDataRef": "define.xml",
        "itemGroupOID": f"IG.{dataset.name}",
        "records": len(dataset.frame),
        "name": dataset.name,
        "label": dataset.spec.label,
        "columns": [_column(variable, dataset, dated.get(variable.name)) for variable in dataset.spec.variables],
    }


def _column(variable: VariableSpec, dataset: Dataset, kind: SasKind | None) -> dict[str, Any]:
    keys = dataset.spec.keys
    facts = {
        "itemOID": item_oid(dataset.name, variable.name),
        "name": variable.name,
        "label": variable.label,
        "dataType": kind or (TYPES.get(variable.data_type, "string") if variable.data_type else "string"),
        "targetDataType": "integer" if kind else None,
        "length": None if kind else variable.length,
        "displayFormat": variable.format or None,
        "keySequence": keys.index(variable.name) + 1 if variable.name in keys else None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def _rows(dataset: Dataset, dated: Mapping[str, SasKind]) -> Iterator[str]:
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    whole = {variable.name for variable in dataset.spec.variables if variable.data_type == "integer"}
    separator = "\n"
    for start in range(0, len(dataset.frame), CHUNK):
        part = dataset.frame.iloc[start : start + CHUNK]
        columns = [
            _moments(part[v.name], dated[v.name]) if v.name in dated else _values(part[v.name], whole=v.name in whole)
            for v in dataset.spec.variables
        ]
        for row in zip(*columns, strict=True):
            yield separator + encode(row)
            separator = ",\n"


def _moments(values: pd.Series, kind: SasKind) -> list[str | None]:
    """Give dates as ISO 8601 text, missing ones as None."""
    text = by_distinct(values.astype("float64"), lambda distinct: iso_text(distinct, kind)[0])
    return [one or None for one in text]


def _values(values: pd.Series, *, whole: bool) -> list[str | float | None]:
    """Give JSON values: text as it is, missing numbers as None, no -0, whole numbers without a decimal point."""
    if not pd.api.types.is_numeric_dtype(values):
        return list(values)
    numbers: list[float | None] = (values + 0.0).astype("object").where(values.notna(), None).to_list()
    if not whole:
        return [*numbers]
    return [int(number) if number is not None and number.is_integer() else number for number in numbers]
