"""Turn what rules found into issues that name the raw file and row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from converter.compute.issues.offenders import issue_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from converter.dataset import Frame
    from converter.issues import Issue
    from converter.steps import Finding


@dataclass(frozen=True)
class Provenance:
    """Where the rows of a frame came from, by its index: `table`, `source_row`, and the subject of each."""

    lineage: Frame
    subjects: pd.Series
    files: Mapping[str, str]


def issues_of(findings: Iterable[Finding], variable: str, dataset: str, origin: Provenance) -> tuple[Issue, ...]:
    """Give one issue for each finding and source, with the rows of the raw file in which it occurs."""
    return tuple(issue for finding in findings for issue in _issues(finding, variable, dataset, origin))


def _issues(finding: Finding, variable: str, dataset: str, origin: Provenance) -> Iterable[Issue]:
    offenders = _offenders(finding, origin)
    for table, group in offenders.groupby("table", sort=False, dropna=False):
        yield issue_of(
            group,
            rule=finding.rule,
            severity=finding.severity,
            place=origin.files.get(str(table), dataset),
            variable=variable,
            message=finding.message,
            hint=finding.hint,
        )


def _offenders(finding: Finding, origin: Provenance) -> Frame:
    """Line up the offending rows with their first raw source."""
    sources = origin.lineage.drop_duplicates("row").set_index("row")
    found = sources.reindex(finding.rows)
    return pd.DataFrame(
        {
            "row": found["source_row"].fillna(0).astype("int64").to_numpy(),
            "table": found["table"].fillna("").to_numpy(),
            "subject": origin.subjects.reindex(finding.rows).fillna("").to_numpy(),
            "value": finding.values.to_numpy(),
            "written": finding.written if isinstance(finding.written, str) else finding.written.to_numpy(),
        }
    )
