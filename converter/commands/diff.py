"""The command that tells what moved between two packages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from converter import pipeline, report
from converter.commands.audit import AuditOption
from converter.commands.finish import FINDINGS
from converter.commands.printed import print_text


def diff(
    old: Annotated[Path, typer.Argument(help="Package that convert wrote, or a study folder.", show_default=False)],
    new: Annotated[Path, typer.Argument(help="The later package or study folder.", show_default=False)],
    first: Annotated[int, typer.Option("--first", min=1, help="Values of each variable that are kept.")] = 20,
    html: Annotated[Path | None, typer.Option("--html", help="Write what moved as a page, too.")] = None,
    _audit: AuditOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON (schema converter.diff/1).")] = False,
) -> None:
    """Tell what moved between two packages of a study, and which change of an input moved it; exit code 4 if any."""
    found = pipeline.diff(old, new, first)
    if html is not None:
        pipeline.write_movement(found, html)
    print_text(report.movement_json(found) if json else report.movement_text(found))
    if found.moved:
        raise typer.Exit(FINDINGS)
