"""The one door by which text leaves the command line."""

from __future__ import annotations

import os
import sys

import typer

from converter.errors import InputError
from converter.visible import visible


def print_text(text: str, *, err: bool = False) -> None:
    """Print text; the one door by which it leaves, so that nothing in it steers the terminal.

    What standard output does not take is told at once, not left to the end of the process.
    """
    try:
        typer.echo(visible(text), nl=False, err=err)
        if sys.stdout is not None and not err:
            sys.stdout.flush()
    except OSError as error:
        if err:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python tries once more when it ends
        message = f"standard output: {error.strerror}; what was to be printed is cut short, written files stay"
        raise InputError(message) from error
