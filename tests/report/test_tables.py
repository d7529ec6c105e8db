"""CSV for people runs nothing in a spreadsheet; CSV of what was collected is faithful."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from converter.dataset import Ledger
from converter.issues import Issue
from converter.report import tables
from converter.report.tables import csv_text, issues_table, write_rows

ISSUE = Issue("code-unmapped", "error", "ae.csv", "no term for it", "AETERM", "=cmd|'/c calc'!A0", rows=(2,))


def test_a_value_that_would_run_in_a_spreadsheet_is_text_in_the_issues() -> None:
    table = issues_table([ISSUE])
    (row,) = csv_text(table, for_people=True).splitlines()[1:]
    assert table["value"].tolist() == ["=cmd|'/c calc'!A0"]
    assert ",AETERM,'=cmd|'/c calc'!A0,no term for it," in row


def test_lines_to_paste_stand_in_their_cells_as_they_are_pasted() -> None:
    for issue, column in ((ISSUE, "accept"), (Issue("gate-summary", "error", "TS", "m", "TSVAL", "AGEMIN"), "lines")):
        (line,) = issues_table([issue])[column]
        assert line.startswith("  - {")
        (row,) = csv_text(issues_table([issue]), for_people=True).splitlines()[1:]
        assert line.replace('"', '""') in row


def test_a_line_to_paste_that_would_run_is_text_all_the_same() -> None:
    issue = Issue("visit-unknown", "error", "VS", "m", "VISIT", "HYPERLINK(A1)")
    (row,) = csv_text(issues_table([issue]), for_people=True).splitlines()[1:]
    assert ",'  - HYPERLINK(A1)," in row


def test_numbers_stay_numbers_and_steering_characters_are_shown() -> None:
    frame = pd.DataFrame({"value": ["-5.2", "+1", "\x1b[2J", "@x"], "count": [1, 2, 3, 4]})
    assert csv_text(frame, for_people=True).splitlines()[1:] == ["-5.2,1", "+1,2", r"\u001b[2J,3", "'@x,4"]


def test_what_was_collected_is_written_as_it_is() -> None:
    assert csv_text(pd.DataFrame({"value": ["=1+1", "-5, -4"]})).splitlines()[1:] == ["=1+1", '"-5, -4"']


def test_of_many_rows_csv_holds_those_that_are_not_mapped_and_parquet_holds_all(tmp_path: Path) -> None:
    rows = pd.DataFrame({"table": ["lb"] * 3, "row": [2, 3, 4], "fate": ["mapped", "set aside", "merged"]})
    assert Ledger(rows, rows.head(0)).unmapped["row"].tolist() == [3, 4]
    for name in ("one", "other"):
        write_rows(rows, tmp_path / f"{name}.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "one.parquet").astype(rows.dtypes), rows)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "other.parquet").read_bytes()


def test_rows_with_categories_are_written_as_those_with_text_group_by_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "GROUP", 4)
    rows = pd.DataFrame({"table": ["lb", "ae"] * 5, "row": range(10)}).astype({"table": "str"})
    write_rows(rows, tmp_path / "text.parquet")
    write_rows(rows.astype({"table": "category"}), tmp_path / "coded.parquet")
    assert (tmp_path / "text.parquet").read_bytes() == (tmp_path / "coded.parquet").read_bytes()
    assert pd.read_parquet(tmp_path / "text.parquet").to_dict("list") == rows.to_dict("list")
