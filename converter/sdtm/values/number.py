"""Collected text to numbers."""

from __future__ import annotations

from converter.compute.numbers.numbers import Decimals, read_numbers
from converter.dataset import Frame
from converter.sdtm.typed import doubtful, unreadable
from converter.steps import Column, Mapped


def number(rows: Frame, *, column: Column, decimal: Decimals = ".") -> Mapped:
    """Collected value as a number.

    `rows` has the raw text column; `decimal` is the decimal sign. What is no number is missing and reported,
    one group of thousands (1,234) read and doubted (`number-grouped`).
    """
    numbers, wrong = read_numbers(rows[column], decimal)
    return Mapped(numbers, (*unreadable(rows[column], wrong, decimal), *doubtful(rows[column], numbers, decimal)))
