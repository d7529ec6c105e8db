"""The audit log: the option by which a command writes to it, and the command that verifies it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from converter import pipeline, report
from converter.commands.finish import FINDINGS
from converter.commands.printed import print_text
from converter.errors import InputError, LedgerError, SpecError, told

INVALID, STOPPED, INTERNAL = 3, 130, 1


def _began(context: typer.Context, file: Path | None) -> Path | None:
    """Write to the log when the command ends, however it ends."""
    if file is not None:
        pipeline.begin_audit(file)
        context.with_resource(_written(context, file))
    return file


AuditOption = Annotated[
    Path | None,
    typer.Option("--audit", callback=_began, help="Audit log to add this run to: JSON lines, chained by hashes."),
]


@contextmanager
def _written(context: typer.Context, file: Path) -> Iterator[None]:
    began = datetime.now(tz=UTC)
    try:
        yield
    finally:
        code, said = _end(sys.exc_info()[1])
        arguments = {name: value for name, value in context.params.items() if name != "_audit"}
        pipeline.write_audit(file, began, str(context.command.name), arguments, code, said)


def _end(error: BaseException | None) -> tuple[int, str]:
    """Give the exit code of a command, and what it says where it fails."""
    if error is None:
        return 0, ""
    if isinstance(error, typer.Exit):
        return error.exit_code, ""
    if isinstance(error, SpecError | InputError | LedgerError | OSError):
        return INVALID, told(error) if isinstance(error, OSError) else str(error)
    stopped = isinstance(error, KeyboardInterrupt | SystemExit)
    return (STOPPED, "stopped by the user") if stopped else (INTERNAL, type(error).__name__)


def audit(
    file: Annotated[Path, typer.Argument(help="Audit log that --audit wrote.", show_default=False)],
    json: Annotated[bool, typer.Option("--json", help="Print JSON (schema converter.audited/1).")] = False,
) -> None:
    """Verify an audit log: the chain is whole, or the first line that is not as it was written; then exit code 4."""
    found = pipeline.audit(file)
    print_text(report.audited_json(found) if json else report.audited_text(found))
    if found.broken:
        raise typer.Exit(FINDINGS)
