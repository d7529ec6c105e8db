"""What is odd in delimited text, by row, and how it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from converter.issues import Issue
from converter.read.delimited.delimited import Split
from converter.read.header import EXTRA, free_name


@dataclass
class Odd:
    """The rows of an irregular file that are odd: too short or too long by width, with a quote that is open or alone.

    `count` are the records that are not blank; `comments` are lines that the study says are none.
    """

    width: int
    count: int = 0
    ragged: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    opened: list[int] = field(default_factory=list)
    within: list[int] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)

    def add(self, row: int, record: Split) -> None:
        """See the next record."""
        if record.opened:
            self.opened.append(row)
        if record.within:
            self.within.append(row)
        if record.fields != [""]:
            self.count += 1
            if len(record.fields) != self.width:
                self.ragged[len(record.fields)].append(row)

    @property
    def has_extra(self) -> bool:
        """Tell whether any record has more fields than the header."""
        return any(found > self.width for found in self.ragged)

    def issues(self, file: str, names: Sequence[str]) -> tuple[Issue, ...]:
        """Say what is odd in a file, whose columns have these names."""
        quotes = [opened(file, tuple(self.opened))] if self.opened else []
        quotes += [_within(file, tuple(self.within))] if self.within else []
        left = [_left_out(file, tuple(self.comments))] if self.comments else []
        return (*quotes, *_ragged(self, file, free_name(EXTRA, names, 1)), *left)


def _ragged(odd: Odd, file: str, extra: str) -> Iterator[Issue]:
    """Report the rows that are too short or too long, those of one width together; `extra` holds what is too much."""
    for found, rows in sorted(odd.ragged.items()):
        yield Issue(
            rule="row-short" if found < odd.width else "row-long",
            severity="error",
            place=file,
            message=f"the line has {found} fields, expected {odd.width}",
            rows=tuple(rows),
            written="missing fields left blank" if found < odd.width else f"surplus fields kept in column {extra}",
            hint="most rows have it: say header_row where title lines stand before the header, or another delimiter"
            if len(rows) * 2 > odd.count
            else "check for an unquoted delimiter or line break in a text field",
        )


def opened(file: str, rows: tuple[int, ...]) -> Issue:
    """Tell of fields that open a quote and do not close it."""
    return Issue(
        rule="quote-open",
        severity="error",
        place=file,
        message="a field opens a quote that is not closed at its end",
        rows=rows,
        written="the quote is kept as text, and the field ends at the next delimiter",
        hint="double the quotes within text at the source, or quote the whole field",
    )


def _within(file: str, rows: tuple[int, ...]) -> Issue:
    return Issue(
        rule="quote-within",
        severity="warning",
        place=file,
        message="a quote mark stands alone within a field",
        rows=rows,
        written="the quote is kept as text",
        hint="delete it at the source; if it is meant, double it and quote the whole field",
    )


def late(file: str, row: int, blank: int) -> Issue:
    """Tell that so many lines that are no header stand before it."""
    lines = "a blank line stands" if blank == 1 else f"{blank} blank lines stand"
    return Issue(
        rule="header-late",
        severity="note",
        place=file,
        message=f"{lines} before the header",
        written=f"row {row} is read as the header",
        hint=f"say header_row: {row} if the export always begins so",
    )


def uncounted(file: str, line: str, row: int) -> Issue:
    """Tell which line of the file the row of the header is, where the line that names the delimiter is no row."""
    return Issue(
        rule="separator-uncounted",
        severity="note",
        place=file,
        message=f"the first line, {line}, is no row, as a spreadsheet shows the file",
        written=f"row {row} is read as the header, which is line {row + 1} of the file",
        hint=f"if the header is line {row}, say header_row: {row - 1}",
    )


def _left_out(file: str, rows: tuple[int, ...]) -> Issue:
    return Issue(
        rule="comment-line",
        severity="note",
        place=file,
        message="the line begins as the setting comment says that comments do",
        rows=rows,
        written="line left out",
    )
