"""Read the report of another validator, whichever it is; what a file is follows from what is in it."""

from __future__ import annotations

from pathlib import Path

from converter.errors import InputError
from converter.issues import Issue
from converter.read.opinions.core import SHEET as CORE_SHEET
from converter.read.opinions.core import loaded, read_core_json, read_core_workbook, told_by_core
from converter.read.opinions.p21 import DETAILS, SUMMARY, read_p21_workbook
from converter.read.opinions.pointblank import read_pointblank, told_by_pointblank
from converter.read.opinions.sheets import sheets_of

KNOWN = "expected a report of CDISC CORE (.json, .xlsx), Pinnacle 21 (.xlsx) or findings of Pointblank (.json)"


def read_opinion(path: Path) -> tuple[Issue, ...]:
    """Read a report as issues, each with the validator that found it; raises InputError for what is none."""
    if not path.is_file():
        message = f"{path}: is no file; {KNOWN}"
        raise InputError(message)
    issues = _of_workbook(path) if path.suffix.lower() == ".xlsx" else _of_json(path)
    if issues is None:
        message = f"{path.name}: is no report that is known; {KNOWN}"
        raise InputError(message)
    return issues


def _of_workbook(path: Path) -> tuple[Issue, ...] | None:
    sheets = sheets_of(path)
    if CORE_SHEET in sheets:
        return read_core_workbook(path)
    return read_p21_workbook(path) if {DETAILS, SUMMARY} <= set(sheets) else None


def _of_json(path: Path) -> tuple[Issue, ...] | None:
    body = loaded(path)
    if isinstance(body, dict) and told_by_core(path.read_text(encoding="utf-8-sig")):
        return read_core_json(body, path.name)
    return read_pointblank(body) if told_by_pointblank(body) else None
