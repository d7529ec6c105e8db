"""A suggestion is another writing of what was collected, never another term that looks like it."""

from __future__ import annotations

import pytest

from converter.compute.terms.likely_term import likely_name, likely_term
from converter.spec.library import load_codelist

UNIT = load_codelist("sdtm-ct-2025-03-28", "UNIT")
SEVERITY = load_codelist("sdtm-ct-2025-03-28", "AESEV")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("G/L", "did you mean '10^9/L' or 'g/L'?"),
        ("mmol / l", "did you mean 'mmol/L'?"),
        ("\u00b5g/mL", "did you mean 'mg/L'?"),
        ("K/cmm", ""),
        ("kg/cn", ""),
        ("mg/dL x", ""),
        ("", ""),
    ],
)
def test_a_unit_is_suggested_by_case_spacing_and_synonyms(text: str, hint: str) -> None:
    assert UNIT is not None
    assert likely_term(text, UNIT.terms) == hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("mild", "did you mean 'MILD'?"),
        ("Grade 2", "did you mean 'MODERATE'?"),
        ("2", "did you mean 'MODERATE'?"),
        ("MODERAT", ""),
        ("WILD", ""),
    ],
)
def test_a_term_is_suggested_by_its_other_names(text: str, hint: str) -> None:
    assert SEVERITY is not None
    assert likely_term(text, SEVERITY.terms) == hint


def test_a_name_is_suggested_by_its_writing_alone() -> None:
    known = ("ALT increased", "AST increased")
    assert likely_name("alt  Increased", known) == "did you mean 'ALT increased'?"
    assert likely_name("ALF increased", known) == ""
