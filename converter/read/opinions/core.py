"""Reports of the CDISC rules engine (CORE): its JSON report, and its workbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from converter.errors import InputError
from converter.issues import Issue
from converter.read.opinions.finding import Finding, dataset_named, issues_of, listed, number_of, text_at
from converter.read.opinions.sheets import rows_of

CORE = "CORE"
SHEET, HEADER = "Issue Details", "CORE-ID"
DETAILS = ("Issue_Details", "issue_Details")
"""What the findings are called in the JSON report, by version."""
OWN = "$"
"""How the names of sets begin that the engine makes for itself."""


def read_core_json(body: Mapping[str, Any], file: str) -> tuple[Issue, ...]:
    """Read the findings of a JSON report; raises InputError where it is the raw form, which has none by record."""
    found = next((body[name] for name in DETAILS if name in body), None)
    if found is None:
        message = f"{file}: a report of CORE without Issue_Details; have it written without --raw-report"
        raise InputError(message)
    return issues_of(CORE, _findings(found))


def read_core_workbook(path: Path) -> tuple[Issue, ...]:
    """Read the findings of a workbook; the engine cuts each of its sheets (at 10,000 rows unless told otherwise)."""
    return issues_of(CORE, _findings(rows_of(path, SHEET, HEADER)))


def told_by_core(text: str) -> bool:
    """Tell whether a text is a JSON report of CORE."""
    return '"CORE_Engine_Version"' in text


def _findings(rows: Iterable[Mapping[str, Any]]) -> Iterable[Finding]:
    for row in rows:
        names = listed(row.get("variables", row.get("Variable(s)")))
        values = listed(row.get("values", row.get("Value(s)")))
        paired = len(names) == len(values)
        own = [at for at, name in enumerate(names) if not name.startswith(OWN)]
        yield Finding(
            rule=text_at(row, "core_id", "CORE-ID"),
            dataset=dataset_named(text_at(row, "dataset", "Dataset", "Dataset Name")),
            message=" ".join(text_at(row, "message", "Message").split()),
            row=number_of(row.get("row", row.get("Record", ""))),
            subject=text_at(row, "USUBJID"),
            variables=tuple(names[at] for at in own),
            values=tuple(values[at] for at in own) if paired else values,
        )


def loaded(path: Path) -> Any:  # noqa: ANN401 - what JSON holds
    """Load a JSON file; raises InputError for what is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, UnicodeDecodeError) as error:
        message = f"{path.name}: no report in JSON: {error}"
        raise InputError(message) from error
