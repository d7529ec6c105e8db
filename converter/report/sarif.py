"""Issues as SARIF 2.1.0: what a code host shows beside the files of a study, one result for each issue."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from converter.issues import OURS, VALUE_NAMED, VALUES_NAMED, shortened
from converter.report.json import as_json
from converter.report.pages.check_page import STANDARDS, check_page
from converter.spec.library import load_checks, load_mends, load_titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from converter.issues import Cell, Issue
    from converter.report.report import Report
    from converter.spec.checks.check import CheckSpec

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
RESULTS = 5_000
"""Results of a run that a code host shows."""
LOCATIONS = 100
"""Locations of a result that a code host shows."""


def report_sarif(report: Report) -> str:
    """Write the issues of a report as SARIF: rules with their help, results with places, accepted ones suppressed."""
    issues = report.issues[:RESULTS]
    rules = list(dict.fromkeys(issue.rule for issue in issues))
    driver = {"name": OURS, "version": version("converter"), "rules": [*_rules(rules)]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(issue, rules.index(issue.rule), report.made_at) for issue in issues],
        "properties": {"study": report.study, "moreResults": max(len(report.issues) - RESULTS, 0)},
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rules(rules: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Describe each rule: what it tells of, how it is mended, and the text of its page where it has one.

    A `helpUri` is an absolute address, which pages in a folder of the user's own do not have.
    """
    titles, mends = load_titles(), load_mends()
    checks = {spec.id: spec for spec in load_checks()}
    for rule in rules:
        told = {"id": rule, "shortDescription": {"text": titles.get(rule, rule)}}
        mend = mends.of(rule).mend
        spec = checks.get(rule)
        if spec is None:
            yield {**told, "help": {"text": f"Mend: {mend}."}}
        else:
            text = " ".join(part for part in (spec.why, f"Mend: {mend}.") if part)
            help_ = {"text": text, "markdown": check_page(spec)}
            yield {**told, "help": help_, "properties": {"tags": [*_tags(spec)]}}


def _tags(spec: CheckSpec) -> Iterator[str]:
    yield STANDARDS[spec.of.standard]
    yield from (authority for authority, ids in spec.every_ref.items() if ids)


def _result(issue: Issue, index: int, made_at: Mapping[str, str]) -> dict[str, Any]:
    level = issue.severity
    values = [shortened(value, VALUE_NAMED) for value in issue.values()]
    made = made_at.get(f"{issue.place}.{issue.variable}", "")
    result: dict[str, Any] = {
        "ruleId": issue.rule,
        "ruleIndex": index,
        "level": level,
        "message": {"text": str(issue)},
        "locations": [_location(issue, cell, made) for cell in issue.occurrences()[:LOCATIONS]],
        "partialFingerprints": {"issue/v1": _fingerprint(issue)},
        "properties": {"count": issue.count, "by": issue.by, "values": values[:VALUES_NAMED]},
    }
    if made and issue.sources:
        result["relatedLocations"] = [_physical(*_file_and_line(made)) | {"message": {"text": "made here"}}]
    if issue.accepted:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": issue.accepted}]
    return result


def _location(issue: Issue, cell: Cell, made: str) -> dict[str, Any]:
    """Say where an occurrence is: in a raw file, else where its dataset is made, else in the dataset; and which record.

    Code hosts refuse a result without a file.
    """
    if "." in issue.place:
        return _physical(issue.place, cell.row)
    record = f"{issue.place}[{cell.row}]" if cell.row else issue.place
    name = f"{record}.{issue.variable}" if issue.variable else record
    logical = {"name": issue.variable or issue.place, "fullyQualifiedName": name, "kind": "member"}
    place = cell.source or made
    return {**_physical(*_file_and_line(place or issue.place)), "logicalLocations": [logical]}


def _physical(file: str, line: int) -> dict[str, Any]:
    """Give a place in a file: its line, or its row where the file has no lines; a part of a file is named beside it."""
    path, _, part = file.partition("[")
    region = {"startLine": max(line, 1)}  # code hosts ask for a line, also of what has none
    place: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": _uri(path)}, "region": region}}
    return place | ({"logicalLocations": [{"name": part.rstrip("]"), "kind": "module"}]} if part else {})


def _uri(path: str) -> str:
    return quote(path.replace("\\", "/"), safe="/:@!$&'()*+,;=~")


def _file_and_line(place: str) -> tuple[str, int]:
    """Take a place such as ae.csv:25 apart; one without a line has line 0."""
    file, _, line = place.rpartition(":")
    return (file, int(line)) if file and line.isdigit() else (place, 0)


def _fingerprint(issue: Issue) -> str:
    """Name an issue by its rule, place, variable and values, not by its rows: these move when rows are added."""
    parts = (issue.rule, issue.place, issue.variable, issue.message, *sorted(issue.values()))
    return sha256("\x00".join(parts).encode()).hexdigest()[:32]
