"""Clinical trial raw data to CDISC SDTM and ADaM, driven by YAML that is checked before a row is read."""

from converter.errors import InputError, LedgerError, SpecError
from converter.issues import Issue
from converter.pipeline import convert, explain
from converter.report.report import Report

__all__ = ["InputError", "Issue", "LedgerError", "Report", "SpecError", "convert", "explain"]
