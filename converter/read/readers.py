"""Every reader of raw tables, by file suffix, and the settings of a table that each one uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from converter.dataset import Frame
from converter.issues import Issue
from converter.read.datasets.dataset_json import read_json_table
from converter.read.delimited.csv import read_csv
from converter.read.excel.excel import read_excel, sheet_names
from converter.read.odm.odm import odm_forms, read_odm
from converter.read.parquet import read_parquet
from converter.read.sas.sas import member_names, read_sas
from converter.spec.study import Table

Reader = Callable[..., tuple[Frame, tuple[Issue, ...]]]

READERS: Mapping[str, Reader] = {
    ".csv": read_csv,
    ".txt": read_csv,
    ".tsv": read_csv,
    ".dat": read_csv,
    ".xlsx": read_excel,
    ".xlsm": read_excel,
    ".xls": read_excel,
    ".sas7bdat": read_sas,
    ".xpt": read_sas,
    ".parquet": read_parquet,
    ".xml": read_odm,
    ".json": read_json_table,
    ".ndjson": read_json_table,
}

SETTINGS: Mapping[Reader, tuple[str, ...]] = {
    read_csv: ("header_row", "delimiter", "encoding", "quote", "comment", "decimal", "thousands"),
    read_excel: ("header_row", "sheet"),
    read_sas: ("encoding", "member", "catalog"),
    read_odm: ("form", "decode", "audit"),
    read_parquet: (),
    read_json_table: (),
}
"""The settings of a table that say how to read its file; one that the reader does not use is refused."""

OTHERS: Mapping[str, str] = {
    ".xlsb": "save it as .xlsx",
    ".ods": "save it as .xlsx",
    ".numbers": "save it as .xlsx",
    ".gz": "unpack it",
    ".zip": "unpack it",
    ".7z": "unpack it",
    ".mdb": "export its tables as CSV",
    ".accdb": "export its tables as CSV",
    ".sqlite": "export its tables as CSV",
    ".sav": "export it as CSV or XPT",
    ".dta": "export it as CSV or XPT",
    ".rds": "export it as CSV or Parquet",
    ".rda": "export it as CSV or Parquet",
    ".rdata": "export it as CSV or Parquet",
    ".feather": "export it as CSV or Parquet",
    ".cpt": "made by PROC CPORT, which only SAS can read: export it with the XPORT engine",
    ".stc": "made by PROC CPORT, which only SAS can read: export it with the XPORT engine",
    ".ssp": "if it is a transport file of the XPORT engine, call it .xpt",
    ".xport": "if it is a transport file of the XPORT engine, call it .xpt",
    ".sas7bvew": "a view of SAS has no data: export what it shows",
    ".sd2": "export it with a newer SAS, or with the XPORT engine",
}
"""What files that hold data and that no reader takes want to be read."""

PARTS: Mapping[Reader, tuple[str, Callable[[Path], tuple[str, ...]]]] = {
    read_excel: ("sheet", sheet_names),
    read_sas: ("member", member_names),
    read_odm: ("form", odm_forms),
}
"""The setting that names one table of a file that may have several, and what lists them."""


def reader_faults(table: Table) -> Iterator[tuple[str, str]]:
    """Say what of a table no reader can read or uses, by its key."""
    suffix = PurePosixPath(table.file).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        hint = OTHERS.get(suffix, "")
        yield "file", f"{table.file}: no reader for '{suffix}'{hint and ': ' + hint}; known: {', '.join(READERS)}"
        return
    usual = Table(file=table.file)
    for name in dict.fromkeys(name for used in SETTINGS.values() for name in used):
        if name not in SETTINGS[reader] and getattr(table, name) != getattr(usual, name):
            yield name, f"a {suffix} file has none ({table.file}); remove it"


def reader_fault(table: Table) -> tuple[str, str]:
    """Say the first thing of a table that no reader can read or uses, and its key; two blanks where all is well."""
    return next(reader_faults(table), ("", ""))
