"""The libraries that calculate, draw and set results, which an installation without displays does without."""

from __future__ import annotations

from importlib.util import find_spec

from converter.errors import InputError

LIBRARIES = ("scipy", "statsmodels", "matplotlib", "great_tables")
EXTRA = (
    "the study has displays, and the libraries that calculate and draw them are not installed ({missing}): "
    "python -m pip install 'converter[results]', or end with --to adam"
)


def refuse_bare() -> None:
    """Raise InputError where a library of the extra `results` is missing, before a row is read."""
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise InputError(EXTRA.format(missing=", ".join(missing)))
