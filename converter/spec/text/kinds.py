"""Kinds of text and numbers that study.yaml holds: each is checked when the file is loaded."""

from __future__ import annotations

import codecs
import re
from datetime import date
from string import Formatter
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field

WIDTH, IDENTIFIER = 200, 64
ISO_DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def known_template(text: str) -> str:
    """Give back a template such as '{SITE}-{PATNO}' that can be filled; raises ValueError for a broken one."""
    fields = [(name, form, conversion) for _, name, form, conversion in Formatter().parse(text) if name is not None]
    if any(not name or form or conversion for name, form, conversion in fields):
        message = f"'{text}' is no template; write column names in braces, such as {{SITE}}-{{PATNO}}"
        raise ValueError(message)
    return text


def known_usubjid(text: str) -> str:
    """Give back a template that names nothing but {study} and {subject}; raises ValueError for another one."""
    unknown = {name for _, name, _, _ in Formatter().parse(known_template(text)) if name} - {"study", "subject"}
    if unknown:
        message = f"'{text}' may name {{study}} and {{subject}}, got {', '.join(sorted(unknown))}"
        raise ValueError(message)
    if "{subject}" not in text:
        message = f"'{text}' gives every subject the same identifier: it must name {{subject}}"
        raise ValueError(message)
    return text


def known_encoding(text: str) -> str:
    """Give back the name of an encoding of text that can be read; raises ValueError for another one."""
    try:
        known = codecs.lookup(text)
    except (LookupError, ValueError) as error:
        message = f"unknown encoding '{text}': expected one such as utf-8, cp1252, latin-1 or shift_jis"
        raise ValueError(message) from error
    if not known._is_text_encoding:  # noqa: SLF001 - codecs has no other word for it
        message = f"'{text}' is no encoding of text: expected one such as utf-8, cp1252, latin-1 or shift_jis"
        raise ValueError(message)
    return text


Encoding: TypeAlias = Annotated[str, AfterValidator(known_encoding)]
"""The encoding of a raw file, such as cp1252."""


def filled_template(text: str) -> str:
    """Give back a template that names a column; raises ValueError for one that gives every row the same text."""
    if text and not any(name for _, name, _, _ in Formatter().parse(known_template(text))):
        message = f"'{text}' names no column; write column names in braces, such as {{SITE}}-{{PATNO}}"
        raise ValueError(message)
    return text


Template: TypeAlias = Annotated[str, AfterValidator(filled_template)]
"""Text with column names in braces, at least one."""


def within_200(text: str) -> str:
    """Give back text of at most 200 bytes; raises ValueError for longer text, which no trial design variable holds."""
    size = len(text.encode())
    if size > WIDTH:
        message = f"{size} bytes; at most {WIDTH} fit a variable (shorten it, and keep the full text in the protocol)"
        raise ValueError(message)
    return text


ShortText: TypeAlias = Annotated[str, AfterValidator(within_200)]
"""Text that fits one variable of a trial design dataset."""


def identifier(text: str) -> str:
    """Give back an identifier that every file holds as it is written; raises ValueError for another one.

    STUDYID and USUBJID begin with it: printable ASCII without blanks around it, short enough for 200 bytes with more.
    """
    if not (text.isascii() and text.isprintable()) or text != text.strip() or not 0 < len(text) <= IDENTIFIER:
        message = f"expected at most {IDENTIFIER} printable ASCII characters without blanks around them, got {text!a}"
        raise ValueError(message)
    return text


Identifier: TypeAlias = Annotated[str, AfterValidator(identifier)]
"""What identifies the study."""


def as_date(written: object) -> object:
    """Read a date such as 2024-03-15, which YAML has as text; raises ValueError for other text."""
    if not isinstance(written, str):
        return written
    if not ISO_DATE.fullmatch(written):
        message = f"expected a date such as 2024-03-15, got '{written}'"
        raise ValueError(message)
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        message = f"there is no day {written}"
        raise ValueError(message) from error


Day: TypeAlias = Annotated[date, BeforeValidator(as_date, json_schema_input_type=date)]
"""A day of the calendar, written 2024-03-15."""


def not_zero(number: float) -> float:
    """Give back a number that one can multiply by and divide by again; raises ValueError for 0."""
    if number == 0:
        message = "a factor of 0 makes every value 0; expected what a value in `from` is multiplied by"
        raise ValueError(message)
    return number


Factor: TypeAlias = Annotated[float, AfterValidator(not_zero)]
"""What a value is multiplied by; not 0."""


NullFlavor: TypeAlias = Literal[
    "", "NI", "INV", "DER", "OTH", "NINF", "PINF", "UNC", "MSK", "NA", "UNK", "ASKU", "NAV", "NASK", "QS", "TRC", "NP"
]
"""Why a value is absent (ISO 21090); blank where it is not."""


def single_character(text: str) -> str:
    """Give back a delimiter of one character; raises ValueError for others, and for quotes and line breaks."""
    if len(text) != 1 or text in '"\r\n':
        message = f"'{text}' is no delimiter; expected one character, such as ';' or '\\t' in double quotes"
        raise ValueError(message)
    return text


Delimiter: TypeAlias = Annotated[str, AfterValidator(single_character)]
"""What stands between the fields of a line."""


NO_QUOTE = "none"
"""The quote of text in which every character is what it is."""


def known_quote(text: str) -> str:
    """Give back the mark around fields of text, or 'none'; raises ValueError for others, and for line breaks."""
    if text != NO_QUOTE and (len(text) != 1 or text in "\r\n"):
        message = f"'{text}' is no quote; expected one character, such as \"'\", or {NO_QUOTE}"
        raise ValueError(message)
    return text


Quote: TypeAlias = Annotated[str, AfterValidator(known_quote)]
"""The mark around fields of a line."""


def iso_duration(text: str) -> str:
    """Give back a duration such as P28D; raises ValueError for text that is no ISO 8601 duration."""
    if text and not ISO_DURATION.fullmatch(text):
        message = f"expected a duration such as P28D, P2W or PT4H, got '{text}'"
        raise ValueError(message)
    return text


Duration: TypeAlias = Annotated[str, AfterValidator(iso_duration)]
"""A planned duration (ISO 8601)."""


def planned_day(number: int) -> int:
    """Give back a planned study day; raises ValueError for day 0, which there is not (SDTMIG 3.4, 4.4.4)."""
    if number == 0:
        message = "there is no day 0: day 1 is the first, day -1 the one before it"
        raise ValueError(message)
    return number


PageNumber: TypeAlias = Annotated[int, Field(ge=1)]
"""A page of a document, from 1."""


PlannedDay: TypeAlias = Annotated[int, AfterValidator(planned_day)]
"""A planned study day."""
