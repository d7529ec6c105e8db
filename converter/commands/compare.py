"""The command that compares two sets of datasets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from converter import pipeline, report
from converter.commands.audit import AuditOption
from converter.commands.finish import FINDINGS
from converter.commands.printed import print_text


def compare(
    base: Annotated[Path, typer.Argument(help="File, folder or package to compare with.", show_default=False)],
    other: Annotated[Path, typer.Argument(metavar="COMPARE", help="File, folder or package.", show_default=False)],
    by: Annotated[
        list[str] | None,
        typer.Option("--by", help="Keys: USUBJID,AESEQ of all datasets that have them, or AE=USUBJID,AESEQ of one."),
    ] = None,
    absolute: Annotated[float, typer.Option("--absolute", min=0, help="Numbers so far apart are equal.")] = 0.0,
    relative: Annotated[
        float, typer.Option("--relative", min=0, help="Numbers so far apart are equal, as a part of their mean.")
    ] = 0.0,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", help="A variable, or label, type, length, format, order: not compared."),
    ] = None,
    first: Annotated[int, typer.Option("--first", min=1, help="Values of each variable that are shown.")] = 20,
    html: Annotated[Path | None, typer.Option("--html", help="Write the comparison as a page, too.")] = None,
    _audit: AuditOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON (schema converter.compare/1).")] = False,
) -> None:
    """Compare two sets of datasets as PROC COMPARE does, for double programming; exit code 4 where they differ."""
    settings = pipeline.comparison_settings(by or (), absolute, relative, ignore or (), first)
    found = pipeline.compare(base, other, settings)
    if html is not None:
        pipeline.write_comparison(found, html)
    print_text(report.comparison_json(found) if json else report.comparison_text(found))
    if not found.equal:
        raise typer.Exit(FINDINGS)
