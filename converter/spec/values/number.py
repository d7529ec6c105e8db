"""A number as text: one way for messages, conditions, method texts, datasets and define.xml."""

from __future__ import annotations

from decimal import Decimal


def plain_number(value: float) -> str:
    """Write a number as its shortest decimal text that reads back as the same number; NaN is blank.

    Never with an exponent, however large or small it is (XML's xs:decimal and Define-XML know none), and zero without a
    sign: 1234567.0 is '1234567', 1e-07 is '0.0000001', -0.0 is '0'.
    """
    if value != value:  # noqa: PLR0124 - NaN alone differs from itself
        return ""
    text = format(Decimal(repr(value if isinstance(value, int) else float(value) + 0.0)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
