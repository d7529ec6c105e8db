"""The names of months by language."""

from __future__ import annotations

from converter.spec.library import read_spec, specs_folder
from converter.spec.model import Model


class MonthNames(Model):
    """The names of the twelve months in each language, by its ISO 639 code, and where they are from."""

    source: str
    languages: dict[str, tuple[tuple[str, ...], ...]]


def load_month_names() -> MonthNames:
    """Load the names that ship."""
    return read_spec(MonthNames, specs_folder() / "months.yaml")
