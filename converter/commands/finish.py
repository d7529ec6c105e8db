"""The end of a run on the command line: what is printed, in which form, and with which exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from shutil import get_terminal_size

import typer

from converter import report
from converter.commands.printed import print_text
from converter.issues import Severity

FINDINGS = 4
"""The exit code where open findings are as severe as --fail-on says."""


class FailOn(StrEnum):
    """The least severe open finding that makes the exit code 4."""

    error = "error"
    warning = "warning"
    note = "note"
    never = "never"


class Format(StrEnum):
    """The form of what is printed: for people, for programs, for code hosts, for CI systems."""

    text = "text"
    json = "json"
    sarif = "sarif"
    junit = "junit"


def finish(
    made: report.Report,
    fail_on: FailOn,
    places: Mapping[str, Path],
    form: Format,
    *,
    quiet: bool,
    verbose: bool = False,
    converted: Path | None = None,
) -> None:
    """Print a report, and leave with exit code 4 where it has open findings as severe as `fail_on`.

    Where a study was `converted` the report ends on one screen, unless `verbose` asks for all of it.
    """
    least = severity_of(fail_on)
    if form is not Format.text:
        print_text(formatted(made, form, least))
    elif not quiet:
        print_text(_told(made, places, converted, verbose=verbose))
    if least is not None and made.reaches(least):
        raise typer.Exit(FINDINGS)


def _told(made: report.Report, places: Mapping[str, Path], converted: Path | None, *, verbose: bool) -> str:
    width = get_terminal_size().columns if sys.stdout and sys.stdout.isatty() else 0
    if converted is not None and not verbose:
        return report.closing_text(made, places, converted, width=width)
    text = report.report_text(made, shown=None if verbose else report.SHOWN, width=width)
    return "\n".join(part for part in (text, report.places_text(places)) if part)


def formatted(made: report.Report, form: Format, least: Severity | None) -> str:
    """Write a report for programs; in JUnit what is as severe as `least` fails."""
    if form is Format.sarif:
        return report.report_sarif(made)
    return report.report_junit(made, least) if form is Format.junit else report.report_json(made)


def severity_of(fail_on: FailOn) -> Severity | None:
    """Give the severity at which a run fails, or nothing where it never does."""
    severities: dict[FailOn, Severity] = {FailOn.error: "error", FailOn.warning: "warning", FailOn.note: "note"}
    return severities.get(fail_on)
