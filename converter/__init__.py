"""Clinical trial raw data to CDISC SDTM and ADaM, driven by YAML that is checked before a row is read."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from converter.errors import InputError, LedgerError, SpecError
    from converter.issues import Issue
    from converter.pipeline import convert, explain
    from converter.report.report import Report

_HOMES = {
    "InputError": "converter.errors",
    "Issue": "converter.issues",
    "LedgerError": "converter.errors",
    "Report": "converter.report.report",
    "SpecError": "converter.errors",
    "convert": "converter.pipeline",
    "explain": "converter.pipeline",
}
"""Where each public name lives: it is loaded when it is asked for."""
__all__ = ["InputError", "Issue", "LedgerError", "Report", "SpecError", "convert", "explain"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any of the public names
    """Load a public name; raises AttributeError for another one."""
    if name not in _HOMES:
        message = f"module 'converter' has no attribute '{name}'"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)
