"""Clinical trial raw data to CDISC SDTM and ADaM, driven by YAML that is checked before a row is read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from converter.errors import InputError, LedgerError, SpecError
    from converter.issues import Issue
    from converter.pipeline import convert, explain
    from converter.report.report import Report

__all__ = ["InputError", "Issue", "LedgerError", "Report", "SpecError", "convert", "explain"]

_PLACES = {
    "InputError": "converter.errors",
    "Issue": "converter.issues",
    "LedgerError": "converter.errors",
    "Report": "converter.report.report",
    "SpecError": "converter.errors",
    "convert": "converter.pipeline",
    "explain": "converter.pipeline",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is asked for, so that the command line is there at once and can say it was stopped."""
    if name not in _PLACES:
        message = f"module 'converter' has no attribute '{name}'"
        raise AttributeError(message)
    from converter.spec.epoch import source_date_epoch  # noqa: PLC0415

    if _PLACES[name] == "converter.pipeline":
        source_date_epoch()  # libraries of data read it as they load, and fail on one that is no time
    return getattr(import_module(_PLACES[name]), name)
