"""What goes out steers no terminal and runs in no spreadsheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.issues import Issue
from converter.visible import as_text, one_line, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\u001b[31mred\u001b[0m"),
        ("\x1b]0;title\x07", r"\u001b]0;title\u0007"),
        ("a\rb", r"a\u000db"),
        ("\x9b2J", r"\u009b2J"),
        ("\u202eabc", r"\u202eabc"),
        ("one\n\ttwo", "one\n\ttwo"),
        ("naïve µg/mL 症例", "naïve µg/mL 症例"),
    ],
)
def test_steering_characters_are_shown_and_words_stay(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_value_makes_no_second_line() -> None:
    assert one_line("x\n  error [none] all is well") == r"x\u000a  error [none] all is well"


def test_a_cell_of_several_lines_makes_one_line_of_the_report() -> None:
    issue = Issue("code-unmapped", "error", "ae.csv", "no term for it", "AETERM", "RASH\n  error [none] all is well")
    assert str(issue).splitlines() == [str(issue)]


@given(st.text())
def test_no_text_steers_a_terminal(text: str) -> None:
    assert all(character in "\n\t" or character.isprintable() or ord(character) >= 0xA0 for character in visible(text))
    assert "\x1b" not in visible(text)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("@cmd", "'@cmd"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("\uff1dcmd", "'\uff1dcmd"),
        ("\uff20x", "'\uff20x"),
        ("-5.2", "-5.2"),
        ("+1e3", "+1e3"),
        ("--1", "'--1"),
        ("-", "-"),
        ("--", "--"),
        ("<0.1", "<0.1"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_cell_is_text_or_a_number_never_a_formula(cell: str, written: str) -> None:
    assert as_text(cell) == written
