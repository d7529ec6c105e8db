"""What the checks of a package found, as its issues.csv tells it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from converter.submission.reasons import is_empty_reason

LISTED = "issues.csv"
CELL = 10_000_000
"""Characters that one cell may have."""


@dataclass(frozen=True)
class Finding:
    """One issue of a package: `reason` is the explanation of the study, blank where it gives none."""

    severity: str
    rule: str
    place: str
    variable: str
    message: str
    value: str
    count: int
    reason: str

    @property
    def is_explained(self) -> bool:
        """Tell whether the study explains it in words that say why."""
        return not is_empty_reason(self.reason)

    def __str__(self) -> str:
        where = f"{self.place}.{self.variable}" if self.variable else self.place
        times = f" ({self.count} times)" if self.count > 1 else ""
        return f"{self.rule}, {where}: {self.message}{times}"


def findings_of(package: Path) -> tuple[Finding, ...]:
    """Read the issues of a package, in their order."""
    csv.field_size_limit(CELL)
    with (package / LISTED).open(encoding="utf-8-sig", newline="") as file:
        return tuple(_finding(row) for row in csv.DictReader(file))


def _finding(row: dict[str, str]) -> Finding:
    said = {name: row[name] for name in ("severity", "rule", "place", "variable", "message", "value")}
    return Finding(**said, count=int(row["count"]), reason=row["accepted"])
