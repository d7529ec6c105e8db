"""SAS formats: how a number is shown, and so whether it is a date, a date-time or a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

SasKind: TypeAlias = Literal["date", "datetime", "time"]
"""What a number is: days since 1960-01-01, seconds since then, or seconds of a day."""

SAS_FORMAT = re.compile(r"(\$?(?:[A-Z_](?:[A-Z0-9_]*[A-Z_])?)?)(\d{0,4})\.?(\d{0,2})")
"""A SAS format: its name, which does not end in a digit, its width, its decimals. Source: SAS 9.4 Formats."""

LONGEST = 8
"""Characters of the name of a format in a transport file of version 5."""
_STYLES = ("", "B", "C", "D", "N", "P", "S")
FORMATS: Mapping[SasKind, frozenset[str]] = {
    "date": frozenset(
        {
            *(f"{name}{style}" for name in ("DDMMYY", "MMDDYY", "YYMMDD", "MMYY", "YYMM", "YYQ") for style in _STYLES),
            *("DATE", "E8601DA", "IS8601DA", "B8601DA", "JULIAN", "JULDAY", "MONYY", "YYMON", "YEAR", "MONTH", "DAY"),
            *("QTR", "QTRR", "MONNAME", "DOWNAME", "WEEKDAY", "WEEKDATE", "WEEKDATX", "WORDDATE", "WORDDATX"),
            *("NLDATE", "EURDFDD", "EURDFDE", "EURDFDN", "EURDFMY", "MINGUO"),
        }
    ),
    "datetime": frozenset(
        {
            *("DATETIME", "DATEAMPM", "MDYAMPM", "E8601DT", "IS8601DT", "B8601DT", "E8601DZ", "IS8601DZ", "B8601DZ"),
            *("E8601DN", "IS8601DN", "B8601DN", "E8601DX", "B8601DX", "E8601LX", "B8601LX"),
            *("DTDATE", "DTMONYY", "DTWKDATX", "DTYEAR", "DTYYQC", "NLDATM", "EURDFDT"),
        }
    ),
    "time": frozenset(
        {
            *("TIME", "TIMEAMPM", "HHMM", "HOUR", "MMSS", "TOD", "NLTIME", "E8601TM", "IS8601TM", "B8601TM"),
            *("E8601TZ", "IS8601TZ", "B8601TZ", "E8601LZ", "B8601LZ", "E8601TX", "B8601TX"),
        }
    ),
}
"""The SAS formats that show a number as a date, date-time or time. Source: SAS 9.4 Formats, date and time category."""


def sas_format(text: str) -> tuple[str, int, int] | None:
    """Give the name of a SAS format (at most 8 characters in version 5), its width and its decimals."""
    match = SAS_FORMAT.fullmatch(text.upper())
    if match is None or len(match[1]) > LONGEST:
        return None
    return match[1], int(match[2] or 0), int(match[3] or 0)


def sas_kind(form: str) -> SasKind | None:
    """Tell by its SAS format, such as DATE9. or E8601DT19., whether a number is a date, date-time or time."""
    found = SAS_FORMAT.fullmatch(form.upper())
    return next((kind for kind, names in FORMATS.items() if found and found[1] in names), None)
