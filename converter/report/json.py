"""The report as JSON, with a versioned schema, for other programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from converter.issues import ISSUES_NAMED
from converter.report.issue_body import issue_bodies

if TYPE_CHECKING:
    from converter.report.report import Explanation, Report

SCHEMA = "converter.report/1"


def report_json(report: Report) -> str:
    """Write a report as JSON: study, datasets, ledger balance, counts of open issues, issues, files."""
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "study": report.study,
        "synthetic": report.synthetic,
        "datasets": [
            {"name": name, "label": d.spec.label, "records": d.records, "variables": len(d.spec.variables)}
            for name, d in report.datasets.items()
        ],
        "ledger": [] if report.ledger is None else report.ledger.balance().to_dict("records"),
        "open_issues": report.counts(),
        "issues": list(islice(issue_bodies(report.issues), ISSUES_NAMED)),
        "more_issues": max(len(report.issues) - ISSUES_NAMED, 0),
        "files": list(report.files),
    }
    more = {"not_run": dict(report.not_run)} if report.not_run else {}
    opinions = {"opinions": [*map(asdict, report.opinions)]} if report.opinions else {}
    return as_json({**body, **more, **opinions})


def explanation_json(explanation: Explanation) -> str:
    """Write an explanation as JSON."""
    return as_json({"schema": SCHEMA, **asdict(explanation)})


def as_json(body: object) -> str:
    """Write JSON the one way we do: two blanks of indentation, no escapes for letters, a final line feed."""
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
