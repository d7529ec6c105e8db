"""The public names of the package."""

from __future__ import annotations

import converter


def test_the_public_names_are_few_and_documented() -> None:
    assert converter.__all__ == ["InputError", "Issue", "LedgerError", "Report", "SpecError", "convert", "explain"]
    assert all(getattr(converter, name).__doc__ for name in converter.__all__)
