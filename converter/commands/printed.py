"""The one door by which text leaves the command line."""

from __future__ import annotations

import os
import re
import sys

import typer

from converter.errors import InputError
from converter.visible import visible

COLOURS = {"error": "red", "differs": "red", "not derived": "red", "warning": "yellow", "note": "cyan"}
"""The colours of the words with which a line begins."""
BEGINS = re.compile(rf"^( *)({'|'.join(COLOURS)})(?=[ :]|$)", re.MULTILINE)


def print_text(text: str, *, err: bool = False) -> None:
    """Print text; the one door by which it leaves, so that nothing in it steers the terminal.

    What standard output does not take is told at once, not left to the end of the process.
    """
    try:
        typer.echo(_painted(visible(text)) if _colours(err=err) else visible(text), nl=False, err=err)
        if sys.stdout is not None and not err:
            sys.stdout.flush()
    except OSError as error:
        if err:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python tries once more when it ends
        message = f"standard output: {error.strerror}; what was to be printed is cut short, written files stay"
        raise InputError(message) from error


def _colours(*, err: bool) -> bool:
    """Tell whether text goes to a terminal that takes colours, and nobody has set NO_COLOR."""
    stream = sys.stderr if err else sys.stdout
    terminal = stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"
    return terminal and not os.environ.get("NO_COLOR")


def _painted(text: str) -> str:
    return BEGINS.sub(lambda found: found[1] + typer.style(found[2], fg=COLOURS[found[2]]), text)
