"""Formats of collected dates: a small token language, compiled to regular expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, TypeAlias

from pydantic import AfterValidator

UNKNOWN = (
    "UN",
    "UNK",
    "UKN",
    "UK",
    "NK",
    "NA",
    "ND",
    "XX",
    "XXX",
    "XXXX",
    "UNKN",
    "UUUU",
    "??",
    "???",
    "????",
    "-",
    "--",
    "---",
    "----",
    "00",
    "000",
)
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
MONTH_NAMES = (
    *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE"),
    *("JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER"),
)
MONTH_NUMBERS = {name: number for names in (MONTHS, MONTH_NAMES) for number, name in enumerate(names, 1)} | {"SEPT": 9}

POSSIBLE = {
    "short_year": range(100),
    "month": range(1, 13),
    "day": range(1, 32),
    "hour": range(24),
    "minute": range(60),
    "second": range(60),
}
"""The numbers that a part can be; a year of four digits that is declared unknown, such as 9999, is never one."""
PARTS = ("year", "month", "day", "hour", "minute", "second")
_TOKENS = re.compile(r"YYYY|YY|MONTH|MON|MM|DD|HH|MI|SS|AM|PM|EXCEL|Z")
_RUN = re.compile(r"MONTH|MON|MIN|MI|AM|PM|EXCEL|HH24|([A-Z])\1*")
_CLOCK = re.compile(r"HHH(?=MI)")
_MEANT = {
    "M": "MM",
    "MMM": "MON",
    "MMMM": "MONTH",
    "MIN": "MI",
    "NN": "MI",
    "N": "MI",
    "D": "DD",
    "DDD": "DD",
    "J": "DD",
    "JJ": "DD",
    "T": "T",
    "TT": "DD",
    "Y": "YYYY",
    "YYY": "YYYY",
    "YYYYY": "YYYY",
    "JJJJ": "YYYY",
    "AAAA": "YYYY",
    "H": "HH",
    "HHH": "HH",
    "HH24": "HH",
    "S": "SS",
    "SSS": "SS",
    "A": "AM",
    "P": "PM",
}
"""What is written in other languages of formats, and what it is called here."""
SEPARATORS = "T"
LARGER = {"day": "month", "minute": "hour", "second": "minute", "half": "hour", "zone": "hour"}
ZONE = r"Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9]"
"""A time zone of ISO 8601: UTC, or hours and minutes ahead of it (SDTMIG 3.4, 4.4.1)."""
DTC = (
    r"^(?P<year>[0-9]{4}|-)(?:-(?P<month>[0-9]{2}|-)(?:-(?P<day>[0-9]{2}|-)"
    r"(?:T(?P<hour>[0-9]{2}|-)(?::(?P<minute>[0-9]{2}|-)(?::(?P<second>[0-9]{2}(?:\.[0-9]+)?))?)?"
    rf"(?P<zone>{ZONE})?)?)?)?$"
)
"""One date of a --DTC variable: parts from the left, '-' for one that is not known (SDTMIG 3.4, 4.4.2)."""
ISO = "ISO8601"
"""The format of text that is ISO 8601 already, however much of it is known."""
ANY_NAME = r"[^\W\d_]{3,14}\.?"
"""A month as other languages than English write it, shortened with a point or without."""
_PATTERNS = {
    "YYYY": ("year", r"[0-9]{4}"),
    "YY": ("short_year", r"[0-9]{2}"),
    "MONTH": ("month", r"[A-Z]{3,9}"),
    "MON": ("month", r"[A-Z]{3,9}"),
    "MM": ("month", r"[0-9]{1,2}"),
    "DD": ("day", r"[0-9]{1,2}"),
    "HH": ("hour", r"[0-9]{1,2}"),
    "MI": ("minute", r"[0-9]{2}"),
    "SS": ("second", r"[0-9]{2}(?:[.,][0-9]+)?"),
    "AM": ("half", r"[AP]\.?M\.?"),
    "PM": ("half", r"[AP]\.?M\.?"),
    "EXCEL": ("excel", r"[0-9]{1,6}(?:\.[0-9]+)?"),
    "Z": ("zone", ZONE),
}


def known_format(text: str) -> str:
    """Give back a format that compiles; raises ValueError for one that does not."""
    compile_format(text)
    return text


DateFormat: TypeAlias = Annotated[str, AfterValidator(known_format)]
"""A rule's argument that is a date or time format; checked when the plan is made."""


def compile_format(
    text: str, unknown: Sequence[str] = UNKNOWN, months: Mapping[str, int] = MONTH_NUMBERS
) -> re.Pattern[str]:
    """Compile a date or time format such as DD-MON-YYYY, YYYY-MM-DD HH:MI or EXCEL to a pattern of named parts.

    Tokens: YYYY, YY (needs a pivot), MONTH and MON (names, English ones unless `months` has others), MM (minutes where
    it follows HH), DD, HH, MI, SS (with decimals after a point or a comma), AM or PM (a 12-hour clock), Z (a time zone:
    Z or +02:00), EXCEL (a serial day of the 1900 system, its fraction the time); anything else stands for itself, a
    blank for any blanks. ISO8601 alone is any text that is ISO 8601 already: partial, with a zone. `unknown` texts may
    stand for any part. Parts with nothing between them have all their digits: 2012111 is no YYYYMMDD, and neither is
    2012-11. Raises ValueError for a format with no token, with one part twice, with letters or digits that are no token
    (but T), or with a part whose larger one it lacks, such as a day without a month.
    """
    if text.upper() == ISO:
        return re.compile(DTC)
    seen: list[str] = []
    pattern, position = "", 0
    _refuse_letters(text)
    tokens = list(_TOKENS.finditer(text.upper()))
    for token in tokens:
        pattern += _literal(text[position : token.start()])
        name = "MI" if token[0] == "MM" and "hour" in seen else token[0]
        part = _PATTERNS[name][0]
        if part in seen or {part, *seen} >= {"year", "short_year"}:
            message = f"date format '{text}' has the {part.removeprefix('short_')} twice"
            raise ValueError(message)
        seen.append(part)
        beside = [other[0] for other in tokens if token.start() == other.end() or token.end() == other.start()]
        pattern += _part(name, unknown, beside, months)
        position = token.end()
    _refuse_incomplete(text, seen)
    return re.compile(f"^{pattern}{_literal(text[position:])}$")


def _refuse_incomplete(text: str, seen: Sequence[str]) -> None:
    """Raise ValueError for a format without a part, or with a part whose larger one it lacks."""
    if not seen:
        message = f"date format '{text}' has no part such as DD, MON, YYYY or HH"
        raise ValueError(message)
    for part, larger in LARGER.items():
        if part in seen and larger not in seen:
            message = f"date format '{text}' has a {part} without {larger}"
            raise ValueError(message)


def _refuse_letters(text: str) -> None:
    """Raise ValueError for letters that are no token, with the format that may be meant: MMM is MON."""
    letters = [letter for letter in _TOKENS.sub("", _CLOCK.sub("HHMI", text.upper())) if letter.isalnum()]
    wrong = [letter for letter in letters if letter not in SEPARATORS]
    if wrong:
        meant = _RUN.sub(lambda run: _MEANT.get(run[0], run[0]), text.upper())
        hint = f"did you mean {meant}?" if _compiles(meant) else f"parts are {', '.join(_PATTERNS)}"
        message = f"date format '{text}' has '{wrong[0]}', which is no part of a date; {hint}"
        raise ValueError(message)


def _compiles(text: str) -> bool:
    letters = _TOKENS.sub("", _CLOCK.sub("HHMI", text))
    parts = [part for part, _ in (_PATTERNS[token] for token in _TOKENS.findall(text))]
    whole = all(larger in parts for part, larger in LARGER.items() if part in parts)
    return whole and not any(letter.isalnum() and letter not in SEPARATORS for letter in letters)


def _literal(text: str) -> str:
    return "".join(r"\s+" if character == " " else re.escape(character.upper()) for character in text)


def _part(name: str, unknown: Sequence[str], beside: Sequence[str], months: Mapping[str, int]) -> str:
    """Give the pattern of one part; `beside` are the parts with nothing between it and them."""
    part, digits = _PATTERNS[name]
    if name in {"MON", "MONTH"} and months is not MONTH_NUMBERS:
        digits = ANY_NAME
    if part in {"half", "zone", "excel"}:
        return f"(?P<{part}>{digits})"
    markers = unknown_texts(part, unknown)
    if beside:
        width = len(name) if name in {"YYYY", "MON"} else len("DD")
        markers = tuple(one for one in markers if one.isalpha() or len(one) == width)
    if part in {"month", "day"} and not set(beside) <= {"MON", "MONTH"}:
        digits = digits.replace("{1,2}", "{2}")
    known = "|".join(map(re.escape, markers))
    return f"(?P<{part}>{known}|{digits})" if known else f"(?P<{part}>{digits})"


def unknown_texts(part: str, unknown: Sequence[str]) -> tuple[str, ...]:
    """List the texts that say a part is not known, longest first; a number that the part can be is none of them.

    So 99 is no day and no month, but may be a year of two digits; 00 is no day, but an hour. A year of four digits is
    unknown by four digits: 05-FEB-00 has a year of two, and does not fit DD-MON-YYYY.
    """
    possible = POSSIBLE.get(part)
    markers = sorted({marker.upper() for marker in unknown}, key=lambda marker: (-len(marker), marker))
    return tuple(
        one
        for one in markers
        if not one.isdecimal() or (int(one) not in possible if possible else len(one) == len("YYYY"))
    )
