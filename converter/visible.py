"""Text that goes out: what would steer a terminal, or run in a spreadsheet, is shown in place of being done."""

from __future__ import annotations

import re

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control and escape characters, and those that turn or hide text; tabs and ends of lines are not among them."""
BREAKS = re.compile("[\t\n]")
SIGNS = r"=+\-@\uff1d\uff0b\uff0d\uff20"
"""What a formula begins with; the wide forms run where a spreadsheet is set to a language that has them."""
FORMULA = re.compile(rf"\s*[{SIGNS}][\s{SIGNS}]*[^\s{SIGNS}]")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
GUARD = "'"
"""What a spreadsheet takes as the sign of text; it does not show it."""


def visible(text: str) -> str:
    r"""Write each steering character as its code, such as \u001b, so that nobody is steered by what was collected."""
    return STEERING.sub(_code, text)


def one_line(text: str) -> str:
    r"""Write text within a line: ends of lines and tabs as their codes as well."""
    return BREAKS.sub(_code, visible(text))


def _code(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"


def as_text(cell: str) -> str:
    """Put a quote before what a spreadsheet would run: text that begins with = + - @ or a tab and is no number."""
    return GUARD + cell if FORMULA.match(cell) and not NUMBER.fullmatch(cell.strip()) else cell
