"""Reports of Pinnacle 21 Community and Enterprise: a workbook whose sheet Details has a row for each finding."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from converter.issues import Cell, Issue, Severity, with_cells
from converter.read.opinions.finding import Finding, dataset_named, issues_of, listed, number_of, text_at
from converter.read.opinions.sheets import rows_of

P21 = "P21"
DETAILS, SUMMARY, HEADER = "Details", "Issue Summary", "Pinnacle 21 ID"
SEVERITIES: dict[str, Severity] = {"reject": "error", "error": "error", "warning": "warning", "notice": "note"}
"""Its words for how severe a finding is, and ours; in Issue Summary the cells of one word are merged."""


def read_p21_workbook(path: Path) -> tuple[Issue, ...]:
    """Read the findings of a report; of a rule with more than Details lists, the rest counts without its records.

    Details ends after 1,000 rows of a rule; Issue Summary says how many it has found (Found).
    """
    issues = issues_of(P21, _findings(path))
    listed_rows: dict[tuple[str, str], int] = {}
    for issue in issues:
        listed_rows[issue.rule, issue.place] = listed_rows.get((issue.rule, issue.place), 0) + issue.count
    return (*issues, *_unlisted(path, listed_rows))


def _findings(path: Path) -> Iterable[Finding]:
    for row in rows_of(path, DETAILS, HEADER):
        names = tuple(name for name in listed(row.get("Variables")) if name)
        values = listed(row.get("Values"))
        if row.get(HEADER):
            yield Finding(
                rule=row[HEADER],
                dataset=dataset_named(text_at(row, "Domain", "Dataset", "Source")),
                message=text_at(row, "Message"),
                row=number_of(row.get("Record", "")),
                variables=names,
                values=values if len(values) == len(names) else (text_at(row, "Values"),),
                severity=_severity(row.get("Severity", "")),
            )


def _unlisted(path: Path, known: dict[tuple[str, str], int]) -> Iterable[Issue]:
    """Tell of what Issue Summary counts and Details does not list."""
    severity = ""
    source = ""
    for row in rows_of(path, SUMMARY, HEADER):
        severity = row.get("Severity") or severity
        source = row.get("Source") or source
        rule, place = row.get(HEADER, ""), dataset_named(source)
        more = number_of(row.get("Found", "")) - known.get((rule, place), 0)
        if rule and more > 0:
            message = f"{text_at(row, 'Message')}; its report lists {known.get((rule, place), 0)} of them"
            issue = Issue(rule, _severity(severity), place, message, by=P21)
            yield with_cells(issue, [Cell()] * more)


def _severity(word: str) -> Severity:
    return SEVERITIES.get(word.strip().lower(), "warning")
