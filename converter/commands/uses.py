"""The command that goes forward from a raw cell to all that rests on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from converter import pipeline, report
from converter.commands.printed import print_text
from converter.spec.start import Start, start_of


def uses(
    study: Annotated[Path, typer.Argument(help="Folder with study.yaml.", show_default=False)],
    cell: Annotated[str, typer.Argument(help="FILE:ROW or FILE:ROW:COLUMN, such as ae.csv:12:AETERM.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Package folder that convert wrote.")] = Path("out"),
    raw: Annotated[Path | None, typer.Option("--raw", help="Folder of raw exports (default: study.yaml).")] = None,
    start: Annotated[
        Start | None,
        typer.Option("--from", metavar="STAGE:FOLDER", parser=start_of, help="Begun with raw:DIR, sdtm:DIR, adam:DIR."),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="All names, nothing cut.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON (schema converter.uses/1).")] = False,
) -> None:
    """Go forward from a raw cell or row to every value, result and define.xml item that rests on it."""
    found = pipeline.uses(study, cell, out, raw=raw, start=start)
    print_text(report.used_json(found) if json else report.used_text(found, full=full))
