"""The option that says with which data the line begins."""

from __future__ import annotations

from typing import Annotated

import typer

from converter.spec.start import Start, start_of


def _start(text: str) -> Start:
    try:
        return start_of(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


StartOption = Annotated[
    Start | None,
    typer.Option("--from", metavar="STAGE:FOLDER", parser=_start, help="Begin with raw:DIR, sdtm:DIR or adam:DIR."),
]
