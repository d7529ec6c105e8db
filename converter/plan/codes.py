"""Published codelists by their C-codes."""

from __future__ import annotations

from functools import cache

from converter.spec.library import codelist_names, load_codelist


@cache
def published_names(packages: tuple[str, ...]) -> dict[str, str]:
    """Give the short name of each codelist of packages that ship, by its C-code; those of the last package go first."""
    return {
        known.code: name
        for package in packages
        for name in codelist_names(package)
        if (known := load_codelist(package, name)) is not None and known.code
    }
