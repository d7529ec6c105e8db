"""A conversion ends on one screen: what was made, where raw rows went, every kind of error once, the next command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from converter.commands import printed
from converter.issues import Cell, Issue, with_cells
from converter.pipeline import convert
from converter.report.closing import KINDS, closing_text
from converter.report.report import Report

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return convert(DEMO, tmp_path_factory.mktemp("closing") / "out")


def reported(*issues: Issue) -> Report:
    return Report("S", synthetic=False, datasets={}, issues=issues)


def error(rule: str, rows: int = 1) -> Issue:
    return with_cells(Issue(rule, "error", "ae.csv", "a message " * 30), [Cell(at + 2) for at in range(rows)])


@pytest.mark.parametrize("width", [80, 100])
def test_the_screen_has_at_most_forty_lines_within_the_width(made: Report, width: int) -> None:
    lines = closing_text(made, {"package": Path("out")}, DEMO, width=width).splitlines()
    assert not any(line.strip()[:1].isdigit() for line in lines if line.startswith("    "))  # a count beside its name
    assert 20 <= len(lines) <= 40 + (width < 100) * 6
    assert max(len(line) for line in lines if not line.startswith("  converter")) <= width


def test_every_kind_of_error_is_told_once_with_its_rows_and_only_tables_that_have_something_to_tell(
    made: Report,
) -> None:
    text = closing_text(made, {"package": Path("out")}, DEMO)
    kinds = {one.rule for one in made.open_issues if one.severity == "error"}
    told = re.findall(r"^  error (\S+) +([\d,]+)  ", text, re.MULTILINE)
    assert sorted(kind for kind, _ in told) == sorted(kinds)
    assert ("date-impossible", "2") in told
    assert re.findall(r"^  (\S+\.(?:csv|xlsx|xml)) ", text, re.MULTILINE) == ["ae.csv", "lb_central.csv"]
    assert "raw rows: 575 of 9 tables = 570 mapped + 0 merged + 5 set aside + 0 not mapped" in text
    assert "19 SDTM datasets, records: AE 28, " in text


def test_errors_of_more_kinds_than_a_screen_holds_are_named_with_their_counts() -> None:
    text = closing_text(reported(*(error(f"rule-{at}", at + 1) for at in range(KINDS + 3))), {}, Path("s"))
    assert text.count("  error rule-") == KINDS
    assert (
        f"  error, too: rule-{KINDS} {KINDS + 1}, rule-{KINDS + 1} {KINDS + 2}, rule-{KINDS + 2} {KINDS + 3}\n" in text
    )
    assert len(text.splitlines()) <= 40


def test_the_next_command_is_about_the_first_issue_and_else_hands_in() -> None:
    assert "\nnext\n  converter explain key-duplicate\n" in closing_text(
        reported(error("key-duplicate")), {}, Path("s")
    )
    right = closing_text(reported(), {"package": Path("my out")}, Path("my study"))
    assert "\nnext\n  converter package 'my study' --out SUBMISSION\n" in right


@pytest.mark.parametrize(
    ("terminal", "no_color", "coloured"), [(True, "", True), (True, "1", False), (False, "", False)]
)
def test_colours_are_for_a_terminal_alone_and_for_nobody_who_set_no_color(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
    no_color: str,
    coloured: bool,
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal, raising=False)
    printed.print_text("  error key-duplicate\x1b[2J\n")
    out = capsys.readouterr().out
    assert ("\x1b[31merror\x1b[0m" in out) is coloured
    assert r"\u001b[2J" in out
