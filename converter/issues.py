"""The data is wrong: findings about data, collected and counted, never thrown, never silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Issue:
    """One cause of trouble in the data, with every row in which it occurs.

    `place` is the raw file ("raw/ae.csv") or the dataset ("AE"); `rows` are 1-based: the line of the record in
    a raw file, the record number in a dataset. `subjects` are the distinct subjects of those rows.
    `sources` are the raw files and rows behind records of a dataset. `written` says what stands in the output instead.
    `accepted` holds the study's explanation, where it gives one.
    """

    rule: str
    severity: Severity
    place: str
    message: str
    variable: str = ""
    value: str = ""
    rows: tuple[int, ...] = ()
    subjects: tuple[str, ...] = ()
    written: str = ""
    hint: str = ""
    accepted: str = ""
    sources: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many rows have it; an issue about a whole file or dataset counts once."""
        return max(len(self.rows), 1)

    def __str__(self) -> str:
        place = self.place + (f":{self.rows[0]}" if self.rows else "")
        place += f" ({self.sources[0]})" if self.sources else ""
        others = len(self.rows) - 1
        more = f" and {others} more row{'' if others == 1 else 's'}" if others > 0 else ""
        subject = f"subject {self.subjects[0]}" if self.subjects else ""
        cell = f"{self.variable} '{self.value}'".strip() if self.value else self.variable
        head = " ".join(part for part in (place + more, subject, cell) if part)
        return "; ".join(part for part in (f"{head}: {self.message}", self.written, self.hint) if part)
