"""Errors of a program in the words of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from converter.errors import InputError, told


@contextmanager
def worded() -> Iterator[None]:
    """Raise what the operating system refuses as an InputError that says where, what, and what to do."""
    try:
        yield
    except OSError as error:
        raise InputError(told(error)) from error
