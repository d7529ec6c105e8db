"""SAS formats: how a number is shown, and so whether it is a date, a date-time or a time."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from converter.spec.library import load_sas_formats
from converter.spec.values.sas_formats import Shown

SasKind: TypeAlias = Literal["date", "datetime", "time"]
"""What a number is: days since 1960-01-01, seconds since then, or seconds of a day."""

SAS_FORMAT = re.compile(r"(\$?(?:[A-Z_](?:[A-Z0-9_]*[A-Z_])?)?)(\d{0,4})\.?(\d{0,2})")
"""A SAS format: its name, which does not end in a digit, its width, its decimals. Source: SAS 9.4 Formats."""

LONGEST = 8
"""Characters of the name of a format in a transport file of version 5."""


def sas_format(text: str) -> tuple[str, int, int] | None:
    """Give the name of a SAS format (at most 8 characters in version 5), its width and its decimals."""
    match = SAS_FORMAT.fullmatch(text.upper())
    if match is None or len(match[1]) > LONGEST:
        return None
    return match[1], int(match[2] or 0), int(match[3] or 0)


def written_format(found: str) -> str:
    """Write a format as SAS does: with a point, which stands before its decimals where it has some."""
    return found if not found or "." in found else f"{found}."


def sas_kind(form: str) -> SasKind | None:
    """Tell by its SAS format, such as DATE9. or E8601DT19., whether a number is a date, date-time or time."""
    kind = shown_by(form)
    return "time" if kind == "clock" else None if kind == "number" else kind


def shown_by(form: str) -> Shown | None:
    """Tell what a SAS format shows; None for one that SAS does not bring along. Without a name it shows a number."""
    found = SAS_FORMAT.fullmatch(form.upper())
    return None if found is None else load_sas_formats().shown.get(found[1]) if found[1] else "number"
