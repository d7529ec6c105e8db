"""One value of Dataset-JSON as a number or as text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite, nan

from converter.compute.dates.date_format import ZONE
from converter.compute.dates.sas_moment import sas_number
from converter.compute.sas_format import SasKind

_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")


_ZONED = re.compile(f"T.*({ZONE})$")


@dataclass(frozen=True)
class Written:
    """A number with decimals or an exponent as the file writes it, such as 1.10 or 1e400."""

    text: str


@dataclass(frozen=True)
class Cell:
    """A value as a dataset holds it, what is wrong with it (the rule), and what stood in the file."""

    value: float | str
    rule: str = ""
    said: str = ""


def number_of(value: object, kind: SasKind | None) -> Cell:
    """Give a numeric value: a number, its text (decimal), or ISO 8601 text that is a SAS date, date-time or time."""
    if value is None or value == "":
        return Cell(nan)
    if kind and isinstance(value, str):
        try:
            return Cell(sas_number(value, kind), "date-zone" if _ZONED.search(value) else "", value)
        except ValueError:
            return Cell(nan, "date-unreadable", value)
    try:
        number = nan if _is_no_number(value) else float(value.text if isinstance(value, Written) else value)  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        number = nan
    if not isfinite(number):
        return Cell(nan, "number-unreadable", said(value))
    if kind:
        return Cell(number, "date-number", said(value))
    return Cell(number, "number-long" if _is_longer(value, number) else "", said(value))


def _is_longer(value: object, number: float) -> bool:
    """Tell whether a whole number, or the text of a decimal one, has more digits than its nearest number."""
    if isinstance(value, int):
        return int(number) != value
    return isinstance(value, str) and Decimal(value.strip()) != Decimal(repr(number))


def _is_no_number(value: object) -> bool:
    """Tell what JSON would not write as a number, in text neither: 1_0, digits of other scripts."""
    return isinstance(value, bool | list | dict) or (isinstance(value, str) and not _NUMBER.fullmatch(value.strip()))


def text_of(value: object) -> Cell:
    """Give a text value: text as it is, nothing as blank, numbers as they are written, true and false as in JSON."""
    if isinstance(value, str):
        return Cell(value)
    if value is None:
        return Cell("")
    if isinstance(value, Written):
        return Cell(value.text)
    return Cell(said(value), "value-type" if isinstance(value, list | dict) else "", said(value))


def said(value: object) -> str:
    """Give a value as the file has it: text as it is, the rest as JSON writes it."""
    if isinstance(value, Written):
        return value.text
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(number: Written) -> float:
    return float(number.text)
