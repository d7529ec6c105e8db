"""The data is wrong: findings about data, collected and counted, never thrown, never silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

from converter.visible import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")

VALUES_SHOWN = 3
"""Distinct values that a line of the report shows; the lists below name more."""
VALUE_SHOWN = 60
"""Characters of a value in a line of the report."""
VALUES_NAMED = 20
"""Distinct values that issues.csv, report.json and the review page name of an issue."""
VALUE_NAMED = 200
"""Characters of a value in any list."""
ROWS_NAMED = 200
"""Rows, and raw sources of rows, that issues.csv, report.json and the review page name of an issue."""
SUBJECTS_NAMED = 50
"""Subjects that issues.csv, report.json and the review page name of an issue."""
CAUSES_NAMED = 50
"""Causes of one rule in one file or dataset that are issues of their own; the others are one issue together."""
ISSUES_NAMED = 5_000
"""Issues that report.txt, report.json and the review page hold; issues.csv holds all of them."""
OURS = "converter"
"""By whom issues are found, unless another validator found them."""
CUT_OFF = "analysis-cut-off"
"""The rule that tells what the data cut-off keeps from analysis."""
ROWS_LISTED = 1_000_000
"""Rows that issues-rows.csv holds, the most severe issues first."""


class Cell(NamedTuple):
    """One occurrence of an issue: where (row 0: no row), whose, what stood there, what was written, from which source.

    `source` is the raw file and row behind a record of a dataset, such as ae.csv:25.
    """

    row: int = 0
    subject: str = ""
    value: str = ""
    written: str = ""
    source: str = ""


@dataclass(frozen=True)
class Issue:
    """One cause of trouble in the data, with every row in which it occurs, however many values it has.

    `place` is the raw file ("raw/ae.csv") or the dataset ("AE"); `rows` are 1-based: the line of the record in
    a raw file, the record number in a dataset. `subjects` are the distinct subjects of those rows.
    `sources` are the raw files and rows behind records of a dataset. `written` says what stands in the output instead.
    `by` names the validator that found it: us, or another whose report was read.
    `accepted` holds the study's explanation, where it gives one. `cells` tells each occurrence; `value` is blank where
    they have several values. `causes` counts the causes that were put together in this issue.
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
    cells: tuple[Cell, ...] = ()
    causes: int = 1
    by: str = OURS

    @property
    def count(self) -> int:
        """How many rows have it; an issue about a whole file or dataset counts once, one about subjects each."""
        return max(len(self.rows) + sum(1 for cell in self.cells if not cell.row), 1)

    def occurrences(self) -> tuple[Cell, ...]:
        """Give each occurrence; those of an issue made without cells have its value, and its subject if it is one."""
        if self.cells:
            return self.cells
        subject = self.subjects[0] if len(self.subjects) == 1 else ""
        return tuple(Cell(row, subject, self.value, self.written) for row in self.rows or (0,))

    def values(self) -> Mapping[str, int]:
        """Count the occurrences of each value, the most frequent first; blank values are left out."""
        counts = Counter(cell.value for cell in self.occurrences())
        return {value: n for value, n in counts.most_common() if value}

    def __str__(self) -> str:
        place = self.place + (f":{self.rows[0]}" if self.rows else "")
        place += f" ({self.sources[0]})" if self.sources else ""
        more = and_more(self.count - 1, "row" if self.rows else "")
        subject = f"subject {self.subjects[0]}{and_more(len(self.subjects) - 1)}" if self.subjects else ""
        cell = f"{self.variable} {shown_values(self.values())}".strip()
        parts = [part for part in (place + more, subject, cell) if part]
        head = (", " if any(" more" in part for part in parts[:-1]) else " ").join(parts)
        return one_line("; ".join(part for part in (f"{head}: {self.message}", self.written, self.hint) if part))


def place_of(file: str, part: str) -> str:
    """Name a part of a file, such as labs.xlsx[Week 1], or the file where it is read whole."""
    return f"{file}[{part}]" if part else file


def file_of(place: str) -> str:
    """Give the file of a place that `place_of` named."""
    return place.partition("[")[0] if place.endswith("]") else place


def with_cells(issue: Issue, cells: Iterable[Cell]) -> Issue:
    """Give an issue these occurrences: its rows, subjects, sources, value and what was written follow from them."""
    cells = tuple(cells)
    values = tuple(dict.fromkeys(cell.value for cell in cells))
    return replace(
        issue,
        cells=cells,
        value=values[0] if len(values) == 1 else "",
        rows=tuple(dict.fromkeys(cell.row for cell in cells if cell.row)),
        subjects=tuple(dict.fromkeys(cell.subject for cell in cells if cell.subject)),
        sources=tuple(dict.fromkeys(cell.source for cell in cells if cell.source)),
        written=_written(Counter(cell.written for cell in cells)),
    )


def shown_values(values: Mapping[str, int]) -> str:
    """Show the first values of an issue with their counts; one value stands alone."""
    if len(values) == 1:
        return f"'{shortened(next(iter(values)), VALUE_SHOWN)}'"
    shown = [f"'{shortened(value, VALUE_SHOWN)}' ({n})" for value, n in [*values.items()][:VALUES_SHOWN]]
    return ", ".join(shown) + and_more(len(values) - len(shown), "value")


def shortened(text: str, width: int) -> str:
    """Cut a text to a width, and say that it was cut."""
    return text if len(text) <= width else text[: width - 3] + "..."


def _written(counts: Counter[str]) -> str:
    """Tell what was written: the one thing, or the most frequent ones with their counts."""
    if len(counts) == 1:
        return next(iter(counts))
    shown = [f"{text} ({n})" for text, n in counts.most_common(VALUES_SHOWN) if text]
    return ", ".join(shown) + and_more(len(counts) - VALUES_SHOWN)


def and_more(n: int, noun: str = "") -> str:
    """Say how many more there are, or nothing where there are none."""
    words = f"{n:,} more {noun}{'s' if noun and n != 1 else ''}".rstrip()
    return f" and {words}" if n > 0 else ""
