"""Clinical trial raw data to CDISC SDTM and ADaM, driven by YAML that is checked before a row is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.lazy import lazy_names

if TYPE_CHECKING:
    from converter.errors import InputError, LedgerError, SpecError
    from converter.issues import Issue
    from converter.pipeline import convert, explain
    from converter.report import Report

__all__ = ["InputError", "Issue", "LedgerError", "Report", "SpecError", "convert", "explain"]

__getattr__ = lazy_names(
    __name__,
    {
        "InputError": "converter.errors",
        "Issue": "converter.issues",
        "LedgerError": "converter.errors",
        "Report": "converter.report",
        "SpecError": "converter.errors",
        "convert": "converter.pipeline",
        "explain": "converter.pipeline",
    },
)
