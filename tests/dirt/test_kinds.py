"""The mutator itself: each kind does what its name says, to cells and lines written here."""

from __future__ import annotations

from random import Random

import pytest

from tests.dirt import dates, files, numbers, rows, words
from tests.dirt.grid import read_grid, write_grid
from tests.dirt.kind import Cell, CellDamage, RowDamage, Touched
from tests.dirt.kinds import KINDS

RNG = Random(1)  # noqa: S311
PEERS = tuple(str(n) for n in range(60, 80))
TEXT = "Subject;RecordPosition;TERM;DOSE\n1-01;1;Head, ache;5\n1-01;2;Cough;6\n1-01;3;Rash;7\n"


def test_there_are_many_kinds_each_with_a_name_of_its_own() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert sum(kind.visible for kind in KINDS) >= 60


@pytest.mark.parametrize(
    ("damage", "text", "expected"),
    [
        (numbers.typed("0", "O"), "10", "1O"),
        (numbers.times(10), "70", "700"),  # beyond the other values
        (numbers.times(1.1), "70", None),  # among the other values: nobody could see it
        (numbers.negative, "70", "-70"),
        (numbers.thousands(","), "1234.5", "1,234.5"),
        (dates.year_plus(-100), "15-APR-2016", "15-APR-1916"),
        (dates.day_month_swapped, "2016-04-15", "2016-15-04"),
        (dates.day_month_swapped, "2016-04-05", None),  # either may be the month
        (dates.iso, "15-APR-2016", "2016-04-15"),
        (dates.day_is("32"), "04/15/2016", "04/32/2016"),
        (words.zeros_lost, "1003-017", "1003-17"),
        (words.zeros_lost, "0042", "42"),
        (words.cased, "Mild", "MILD"),
    ],
)
def test_a_damaged_cell(damage: CellDamage, text: str, expected: str | None) -> None:
    assert damage(Cell(text, "X", {"X": text}, PEERS), RNG) == expected


@pytest.mark.parametrize(
    ("damage", "expected", "touched"),
    [
        (rows.repeated, "1-01;2;Cough;6\n1-01;2;Cough;6\n", (3, -4)),
        (rows.removed_from_numbered, "1-01;1;Head, ache;5\n1-01;3;Rash;7\n", (2, 4)),
        (rows.header_again, "1-01;2;Cough;6\nSubject;RecordPosition;TERM;DOSE\n", (-4,)),
        (rows.joined, "1-01;2;Cough;61-01;3;Rash;7\n", (3, 4)),
    ],
)
def test_a_damaged_row_tells_which_rows_an_issue_may_name(
    damage: RowDamage, expected: str, touched: tuple[int, ...]
) -> None:
    grid = read_grid(TEXT.encode(), ";", "utf-8")
    done = damage(grid, 3, RNG)
    assert isinstance(done, Touched)
    assert done.rows == touched
    lines = type(grid)(grid.columns, done.lines, grid.delimiter, grid.encoding, grid.newline)
    assert expected in write_grid(lines).decode()


def test_an_undamaged_grid_is_written_as_it_was_read() -> None:
    assert write_grid(read_grid(TEXT.encode(), ";", "utf-8")).decode() == TEXT


def test_a_damaged_file() -> None:
    assert files.header_only(TEXT.encode(), RNG) == b"Subject;RecordPosition;TERM;DOSE\n"
    assert files.gone(TEXT.encode(), RNG) is None
