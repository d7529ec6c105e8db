"""Signs beyond ASCII that have one spelling within it: exponents, micro, minus, the blank that does not break."""

from __future__ import annotations

import re

SUPERSCRIPTS = dict(
    zip("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b", "0123456789+-", strict=True)
)
SIGNS = {"\u00a0": " ", "\u202f": " ", "\u00b5": "u", "\u03bc": "u", "\u2212": "-", "\u00d7": "x", **SUPERSCRIPTS}
"""Both code points of micro (the sign, the Greek letter) are the one letter u of CDISC's units."""
_TABLE = str.maketrans(SIGNS)
_EXPONENT = re.compile(f"(?<=[0-9])(?=[{''.join(SUPERSCRIPTS)}])")


def spelled(text: str) -> str:
    """Spell signs in ASCII; an exponent gets a caret (10^9), as the codelist UNIT writes it. Other characters stay."""
    return text if text.isascii() else _EXPONENT.sub("^", text).translate(_TABLE)
