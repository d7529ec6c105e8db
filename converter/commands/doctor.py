"""The command that looks at an installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from converter import pipeline, report
from converter.commands.finish import FINDINGS
from converter.commands.printed import print_text


def doctor(
    folder: Annotated[Path, typer.Argument(help="Folder that packages are to be written to.")] = Path(),
    json: Annotated[bool, typer.Option("--json", help="Print JSON (schema converter.doctor/1).")] = False,
) -> None:
    """Look at the installation: Python, libraries, fonts, write access, a self test; exit code 4 if any failed."""
    found = pipeline.doctor(folder)
    print_text(report.installation_json(found) if json else report.installation_text(found))
    if not report.healthy(found):
        raise typer.Exit(FINDINGS)
