"""Commands about specifications of others: import them, export ours, compare."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from converter import pipeline, report
from converter.commands.finish import FINDINGS
from converter.commands.printed import print_text

spec_app = typer.Typer(no_args_is_help=True, help="Specifications of others: workbooks and define.xml, in and out.")


class Kind(StrEnum):
    """The datasets that are meant."""

    all = "all"
    sdtm = "sdtm"
    adam = "adam"


Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


@spec_app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help=".xlsx or define.xml, several of one study.")],
    to: Annotated[Path, typer.Option("--to", help="Study folder, new or there.")],
    json: Json = False,
) -> None:
    """Write a study folder that describes what a workbook or a define.xml does, and import.md that tells of it.

    A study that is there gets what it lacks; nothing that it says is changed: what differs is told, exit code 4.
    """
    made = pipeline.import_spec(files, to)
    if json:
        parts = {"files": made.paths, "issues": made.issues, "left": made.left}
        print_text(report.as_json({name: list(map(str, those)) for name, those in parts.items()}))
    else:
        print_text("".join(f"{path}\n" for path in made.paths))
        print_text("".join(f"not written: {one}\n" for one in made.left))
        print_text(f"{len(made.issues)} kinds of notes in {to / 'import.md'}; then: converter check {to}\n")
    if made.left:
        raise typer.Exit(FINDINGS)


@spec_app.command()
def export(
    study: Annotated[Path, typer.Argument(help="Folder with study.yaml.")],
    to: Annotated[Path, typer.Option("--to", help="File to write, .xlsx or .xml.")],
    kind: Annotated[Kind, typer.Option("--kind", help="Datasets of SDTM or of ADaM alone.")] = Kind.all,
    out: Annotated[
        Path | None, typer.Option("--out", help="A package of the study: lengths, slices and terms of its data.")
    ] = None,
) -> None:
    """Write what a study says of its datasets as a workbook in the form of Pinnacle 21, or as define.xml."""
    chosen: dict[Kind, Literal["", "sdtm", "adam"]] = {Kind.all: "", Kind.sdtm: "sdtm", Kind.adam: "adam"}
    print_text(f"{pipeline.export_spec(study, to, chosen[kind], out)}\n")


@spec_app.command()
def diff(
    study: Annotated[Path, typer.Argument(help="Folder with study.yaml.")],
    file: Annotated[Path, typer.Argument(help=".xlsx or define.xml to compare with it.")],
    apply: Annotated[bool, typer.Option("--apply", help="Edit the study's files; comments and layout stay.")] = False,
    override_made: Annotated[
        bool, typer.Option("--override-made", help="With --apply: also what rules say of what they make.")
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", help="The package that the workbook was exported with.")] = None,
    json: Json = False,
) -> None:
    """Show what a workbook or define.xml says differently from a study, as edits of its files; exit code 4 if any."""
    edits = pipeline.diff_spec(study, file, apply=apply, override_made=override_made, package=out)
    lines = [str(one) for one in edits]
    print_text(report.as_json(lines) if json else "".join(f"{line}\n" for line in lines))
    if lines:
        raise typer.Exit(FINDINGS)
