"""The report as JSON, with a versioned schema, for other programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from converter.issues import Issue
    from converter.report.report import Explanation, Report

SCHEMA = "converter.report/1"


def report_json(report: Report) -> str:
    """Write a report as JSON: study, datasets, ledger balance, counts of open issues, issues, files."""
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "study": report.study,
        "synthetic": report.synthetic,
        "datasets": [
            {"name": name, "label": d.spec.label, "records": len(d.frame), "variables": len(d.spec.variables)}
            for name, d in report.datasets.items()
        ],
        "ledger": [] if report.ledger is None else report.ledger.balance().to_dict("records"),
        "open_issues": report.counts(),
        "issues": [issue_body(issue) for issue in report.issues],
        "files": list(report.files),
    }
    return as_json(body)


def issue_body(issue: Issue) -> dict[str, Any]:
    """Give one issue as a JSON object with every field of the model, and its count."""
    return {**asdict(issue), "count": issue.count}


def explanation_json(explanation: Explanation) -> str:
    """Write an explanation as JSON."""
    return as_json({"schema": SCHEMA, **asdict(explanation)})


def as_json(body: object) -> str:
    """Write JSON the one way we do: two blanks of indentation, no escapes for letters, a final line feed."""
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
