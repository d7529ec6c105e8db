"""The report of an operational qualification: which requirement passed, by which tests, to be signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

from converter.report.life.installation import Found, installation_text
from tests.oq.matrix import Requirement, traced

Outcomes = Mapping[tuple[str, str], str]
"""By file and test what came of it: passed, failed or skipped; the worst of several cases."""
WORST = ("failed", "skipped", "passed")
SIGNED = ("Performed by", "Reviewed by", "Approved by")


def outcomes(junit: Path) -> Outcomes:
    """Read what came of each test from a report in the form of JUnit."""
    found: dict[tuple[str, str], str] = {}
    for case in ET.parse(junit).iter("testcase"):  # noqa: S314 - written a moment ago by our own run
        kinds = {child.tag for child in case}
        told = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "passed"
        file = case.get("classname", "").replace(".", "/") + ".py"
        key = file, case.get("name", "").partition("[")[0]
        found[key] = min(told, found.get(key, told), key=WORST.index)
    return found


def verdict(requirement: Requirement, found: Outcomes) -> str:
    """Give what came of a requirement: failed where a test failed or was not run, else passed, or skipped."""
    told = {found.get((file, name), "failed") for file, names in traced(requirement) for name in names}
    return next((one for one in WORST if one in told), "failed")


def report(
    every: Sequence[Requirement], found: Outcomes, installation: tuple[Found, ...], version: str, when: datetime
) -> str:
    """Write the report: what was tested, on what, what came of each requirement and test, lines to sign."""
    verdicts = [verdict(one, found) for one in every]
    counts = ", ".join(f"{verdicts.count(kind)} {kind}" for kind in ("passed", "failed", "skipped"))
    lines = [
        "# Operational qualification of the converter",
        f"Version {version}, {when.isoformat(timespec='seconds')}.",
        f"Requirements: {counts}. {'ACCEPTED' if set(verdicts) == {'passed'} else 'NOT ACCEPTED as it stands'}.",
        "## Installation",
        f"```\n{installation_text(installation)}```",
        "## Requirements",
        "\n".join(["| requirement | what is required | outcome |", "|---|---|---|", *_rows(every, verdicts)]),
        "## Tests",
        "\n".join(["| requirement | test | outcome |", "|---|---|---|", *_tests(every, found)]),
        "## Signatures",
        "\n".join(["| | name | date | signature |", "|---|---|---|---|", *(f"| {one} | | | |" for one in SIGNED)]),
    ]
    return "\n\n".join(lines) + "\n"


def _rows(every: Sequence[Requirement], verdicts: Sequence[str]) -> list[str]:
    return [f"| {one.id} | {one.text} | {told} |" for one, told in zip(every, verdicts, strict=True)]


def _tests(every: Sequence[Requirement], found: Outcomes) -> list[str]:
    return [
        f"| {one.id} | {file}::{name} | {found.get((file, name), 'not run')} |"
        for one in every
        for file, names in traced(one)
        for name in names
    ]
