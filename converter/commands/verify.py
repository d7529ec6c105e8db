"""The command that verifies a package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from converter import pipeline, report
from converter.commands.audit import AuditOption
from converter.commands.finish import FINDINGS
from converter.commands.printed import print_text


def verify(
    study: Annotated[Path, typer.Argument(help="Folder with study.yaml.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="Package folder that convert wrote.")] = Path("out"),
    raw: Annotated[Path | None, typer.Option("--raw", help="Folder of raw exports (default: study.yaml).")] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild/--no-rebuild", help="Convert the study anew and compare every byte.")
    ] = True,
    _audit: AuditOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON (schema converter.verification/1).")] = False,
) -> None:
    """Verify a package: its files are as they were written, and its study gives the same bytes; else exit code 4."""
    found = pipeline.verify(study, out, raw=raw, rebuild=rebuild)
    print_text(report.verification_json(found) if json else report.verification_text(found))
    if not found.verified:
        raise typer.Exit(FINDINGS)
