"""What rests on a raw cell of a package: values, results, items of define.xml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from lxml import etree

from converter.dataset import Frame
from converter.errors import InputError, nearest
from converter.pipeline.conversion import begins
from converter.pipeline.questions import traced
from converter.report.life.used import Used
from converter.report.life.uses import Cell, Marks, resting_on
from converter.report.why.package import Traced
from converter.spec.load import load_study
from converter.spec.start import Start
from converter.steps import ResultStep

KEYS = ("STUDYID", "USUBJID")
ODM, DEF = "{http://www.cdisc.org/ns/odm/v1.3}", "{http://www.cdisc.org/ns/def/v2.1}"
EXPECTED = "expected FILE:ROW or FILE:ROW:COLUMN, such as ae.csv:12:AETERM"

Values = Mapping[str, Mapping[str, Marks]]
"""By dataset and variable the records whose value rests on the cell."""


def uses(study_folder: Path, cell: str, out: Path, *, raw: Path | None = None, start: Start | None = None) -> Used:
    """Find all that rests on a raw cell, or on a raw row: the inverse of `explain`; raises InputError.

    `cell` is FILE:ROW or FILE:ROW:COLUMN as `explain` and issues write it; the file may be named by its last part. A
    result rests on it where a variable that its rule reads does, of a record behind it or of a subject of these.
    """
    study = load_study(study_folder, elsewhere=raw is not None or start is not None)
    package = traced(out, study, begins(study, raw, start))
    asked = _asked(package, cell)
    found = resting_on(package, asked)
    file = _files(package)[asked.table]
    records = {
        dataset: {name: tuple((np.flatnonzero(marks) + 1).tolist()) for name, marks in each.items()}
        for dataset, each in found.items()
    }
    column = "" if asked.column == "*" else asked.column
    results, items = tuple(_results(package, out, found)), tuple(_items(package, out, found))
    return Used(file, asked.row, column, _texts(package, asked), _fate(out, asked), records, results, items)


def _files(package: Traced) -> dict[str, str]:
    return {**{name: one.file for name, one in package.tables.items()}, **package.plan.received}


def _asked(package: Traced, cell: str) -> Cell:
    """Read FILE:ROW[:COLUMN], where file and column may hold colons themselves."""
    files = _files(package)
    parts = cell.split(":")
    for at in range(1, len(parts)):
        name, number, column = ":".join(parts[:at]), parts[at].strip(), ":".join(parts[at + 1 :])
        tables = [table for table, file in files.items() if name in {table, file} or f"/{file}".endswith(f"/{name}")]
        if tables and number.isascii() and number.isdigit():
            if len(tables) > 1:
                message = f"{name}: is {' and '.join(files[table] for table in tables)}; name one of them"
                raise InputError(message)
            return Cell(tables[0], _row(package, tables[0], int(number)), _column(package, tables[0], column))
    if any(parts[0] in {table, file} or f"/{file}".endswith(f"/{parts[0]}") for table, file in files.items()):
        message = f"{cell}: names no row of {parts[0]}; {EXPECTED}"
        raise InputError(message)
    hint = nearest(parts[0], files.values()) or f"files: {', '.join(files.values())}"
    message = f"{cell}: no such raw file and row ({hint}); {EXPECTED}"
    raise InputError(message)


def _row(package: Traced, table: str, row: int) -> int:
    """Refuse a row that the table does not have."""
    if table in package.tables:
        frame = package.tables[table].frame
        if row not in frame.index:
            there = f"its rows are {frame.index.min()} to {frame.index.max()}" if len(frame) else "it has none"
            message = f"{package.tables[table].file}: has no row {row}; {there}"
            raise InputError(message)
    elif not 1 <= row <= len(package.datasets[table].records):
        message = f"{package.plan.received[table]}: has no record {row}; it has {len(package.datasets[table].records)}"
        raise InputError(message)
    return row


def _column(package: Traced, table: str, column: str) -> str:
    """Refuse a column that the table does not have; blank is every one."""
    known = package.tables[table].frame.columns if table in package.tables else package.datasets[table].records.names
    if column and column not in known:
        hint = nearest(column, map(str, known)) or f"it has {', '.join(map(str, known))}"
        message = f"{_files(package)[table]}: has no column '{column}' ({hint})"
        raise InputError(message)
    return column or "*"


def _texts(package: Traced, asked: Cell) -> dict[str, str]:
    if asked.table in package.tables:
        row = package.tables[asked.table].frame.loc[asked.row]
    else:
        row = package.datasets[asked.table].records.at(asked.row).iloc[0]
    return {str(name): str(text) for name, text in row.items() if asked.names(str(name)) and str(text)}


def _fate(out: Path, asked: Cell) -> str:
    """Say of a raw row that no record holds what became of it."""
    for name in ("ledger-rows.csv", "ledger-rows.parquet"):
        if (out / name).is_file():
            rows = (
                pd.read_csv(out / name, dtype="str", keep_default_na=False)
                if name.endswith("csv")
                else pd.read_parquet(out / name)
            )
            mine = rows[(rows["table"] == asked.table) & (rows["row"].astype("str") == str(asked.row))]
            told = [
                f"{fate}: {reason}" if reason else "" for fate, reason in zip(mine["fate"], mine["reason"], strict=True)
            ]
            return next(iter(told), "")
    return ""


def _results(package: Traced, out: Path, values: Values) -> Iterator[str]:
    """Name the results whose rule reads a variable that rests on the cell, of a record or subject behind them."""
    path = out / "results" / "records"
    if path.with_suffix(".csv").is_file():
        behind = pd.read_csv(path.with_suffix(".csv"), dtype={"ROW": "str"}, keep_default_na=False)
    elif path.with_suffix(".parquet").is_file():
        behind = pd.read_parquet(path.with_suffix(".parquet"))
    else:
        return
    for step in package.plan.results.steps:
        mine = behind[(behind["DISPLAY"] == step.display) & (behind["ROW"] == step.row)]
        marks = np.zeros(len(mine), dtype=np.bool_)
        for owner, names in _read(step).items():
            marks |= _concerned(package, mine, owner, [values.get(owner, {}).get(name) for name in names])
        yield from (f"{step.display} {step.row} {column}" for column in mine["COLUMN"][marks].unique())


def _read(step: ResultStep) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for owner, _, name in (one.rpartition(".") for one in step.rule.variables):
        if name not in KEYS:
            found.setdefault(owner or step.dataset, []).append(name)
    return found


def _concerned(package: Traced, behind: Frame, owner: str, marks: list[Marks | None]) -> Marks:
    """Mark the records behind results that rest on the cell: themselves, or by their subject where they are others."""
    resting = [each for each in marks if each is not None]
    if not resting:
        return np.zeros(len(behind), dtype=np.bool_)
    records = np.flatnonzero(np.logical_or.reduce(resting)) + 1
    if (behind["table"] == owner).any():
        own = behind["table"].eq(owner) & behind["record"].astype("int64").isin(records)
        return own.to_numpy()
    who = package.datasets[owner].subjects.iloc[records - 1].astype("str")
    return behind["USUBJID"].isin(who).to_numpy()


def _items(package: Traced, out: Path, values: Values) -> Iterator[str]:
    """Name the items of define.xml that describe such values: of the variable, and of slices that hold the records."""
    for part in ("sdtm", "adam"):
        path = out / part / "define.xml"
        if path.is_file():
            define = _Define.of(path)
            for dataset in (name for name in values if package.is_analysis(name) == (part == "adam")):
                for variable, marks in values[dataset].items():
                    item = f"IT.{dataset}.{variable}"
                    yield from [item] if item in define.items else []
                    yield from _slices(package, define, dataset, variable, marks)


def _slices(package: Traced, define: _Define, dataset: str, variable: str, marks: Marks) -> Iterator[str]:
    for item, clauses in define.slices.get(f"VL.{dataset}.{variable}", ()):
        if any(_holds(package, dataset, define.clauses.get(clause, ()), marks) for clause in clauses):
            yield item


def _holds(package: Traced, dataset: str, checks: Sequence[tuple[str, str, tuple[str, ...]]], marks: Marks) -> bool:
    """Tell whether a where clause holds for one of some records; a comparison other than EQ and IN is taken to hold."""
    records = package.datasets[dataset].records
    for name, comparator, terms in checks:
        if comparator in {"EQ", "IN"} and name in records.names:
            marks = marks & records.columns(name)[name].astype("str").isin(terms).to_numpy()
    return bool(marks.any())


@dataclass(frozen=True)
class _Define:
    """The items of a define.xml, those of its value lists with their where clauses, and the checks of these."""

    items: frozenset[str]
    slices: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]
    clauses: Mapping[str, Sequence[tuple[str, str, tuple[str, ...]]]]

    @classmethod
    def of(cls, path: Path) -> _Define:
        root = etree.parse(path).getroot()
        items = frozenset(str(one.get("OID")) for one in root.iter(f"{ODM}ItemDef"))
        lists = root.iter(f"{DEF}ValueListDef")
        clauses = root.iter(f"{DEF}WhereClauseDef")
        return cls(
            items,
            {str(one.get("OID")): [*map(_slice, one.iterfind(f"{ODM}ItemRef"))] for one in lists},
            {str(one.get("OID")): [*map(_check, one.iterfind(f"{ODM}RangeCheck"))] for one in clauses},
        )


def _slice(reference: etree._Element) -> tuple[str, tuple[str, ...]]:
    clauses = (str(one.get("WhereClauseOID")) for one in reference.iterfind(f"{DEF}WhereClauseRef"))
    return str(reference.get("ItemOID")), tuple(clauses)


def _check(check: etree._Element) -> tuple[str, str, tuple[str, ...]]:
    name = str(check.get(f"{DEF}ItemOID")).rpartition(".")[2]
    terms = tuple(one.text or "" for one in check.iterfind(f"{ODM}CheckValue"))
    return name, str(check.get("Comparator")), terms
