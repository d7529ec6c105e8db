"""The command that makes a submission."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from converter import pipeline
from converter.commands.finish import FINDINGS
from converter.commands.printed import print_text
from converter.commands.start import StartOption
from converter.submission.fonts import refuse_bare


class AgencyName(StrEnum):
    """The agency whose names, lengths, formats and criteria hold."""

    fda = "fda"
    pmda = "pmda"


class GateFails(StrEnum):
    """At what the exit code is 4: a criterion that rejects, one that wants an explanation too, or nothing."""

    reject = "reject"
    explain = "explain"
    never = "never"


def package(
    study: Annotated[Path, typer.Argument(help="Folder with study.yaml.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the submission; replaced whole or not at all.")],
    agency: Annotated[AgencyName, typer.Option("--agency", help="Whose criteria and names hold.")] = AgencyName.fda,
    made: Annotated[
        Path | None, typer.Option("--package", help="Package that convert wrote (default: convert first).")
    ] = None,
    raw: Annotated[Path | None, typer.Option("--raw", help="Folder of raw exports (default: study.yaml).")] = None,
    start: StartOption = None,
    dataset_bytes: Annotated[
        int | None,
        typer.Option("--dataset-bytes", min=1, help="Split datasets over this size (default: as the agency takes)."),
    ] = None,
    fail_on: Annotated[
        GateFails,
        typer.Option("--fail-on", help="Exit with 4 where a criterion rejects, or wants an explanation."),
    ] = GateFails.reject,
    json: Annotated[bool, typer.Option("--json", help="Print the gate as JSON (schema converter.gate/1).")] = False,
) -> None:
    """Write what is handed in, m5/datasets/STUDY and what lies beside it, and judge it by an agency's criteria."""
    refuse_bare()
    made_of = pipeline.hand_in(
        study, out, agency=agency.value, made=made, raw=raw, start=start, dataset_bytes=dataset_bytes
    )
    print_text(pipeline.gate_json(made_of.gate) if json else pipeline.gate_text(made_of.gate))
    rejects, explains = made_of.gate.count("rejected"), made_of.gate.count("to explain")
    fails = {GateFails.reject: rejects, GateFails.explain: rejects + explains, GateFails.never: 0}
    if fails[fail_on]:
        raise typer.Exit(FINDINGS)
