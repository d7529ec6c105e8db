"""Reports of other validators are read as issues, each with who found it, where, and which values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from converter.errors import InputError
from converter.issues import Issue
from converter.read.opinions.read import read_opinion

CORE: dict[str, Any] = {
    "Conformance_Details": {"CORE_Engine_Version": "0.16.0", "Standard": "SDTMIG"},
    "Issue_Details": [
        {
            "core_id": "CORE-000249",
            "message": "VISITDY is not that of TV",
            "executability": "fully executable",
            "dataset": "vs.xpt",
            "USUBJID": "S1",
            "row": row,
            "SEQ": row,
            "variables": ["$visits", "VISITNUM", "VISITDY"],
            "values": ["[1, 2]", "1", str(700 + row)],
        }
        for row in (3, 5)
    ],
}


def told(issues: tuple[Issue, ...]) -> list[tuple[Any, ...]]:
    return [(i.by, i.rule, i.severity, i.place, i.variable, i.rows, tuple(i.values())) for i in issues]


def written(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def test_a_json_report_of_core_is_read_without_the_sets_that_it_makes_for_itself(tmp_path: Path) -> None:
    (tmp_path / "core.json").write_text(json.dumps(CORE))
    values = ("VISITNUM 1, VISITDY 703", "VISITNUM 1, VISITDY 705")
    assert told(read_opinion(tmp_path / "core.json")) == [
        ("CORE", "CORE-000249", "warning", "VS", "VISITNUM, VISITDY", (3, 5), values)
    ]


def test_a_workbook_of_core_says_the_same(tmp_path: Path) -> None:
    head: list[object] = [
        "CORE-ID",
        "Message",
        "Executability",
        "Dataset",
        "USUBJID",
        "Record",
        "Sequence",
        "Variable(s)",
        "Value(s)",
    ]
    rows: list[list[object]] = [head, ["CORE-000249", "m", "", "VS", "S1", 3, 3, "VISITNUM, VISITDY", "1, 703"]]
    path = written(tmp_path / "core.xlsx", {"Issue Summary": [["Dataset"]], "Issue Details": rows})
    assert told(read_opinion(path)) == [
        ("CORE", "CORE-000249", "warning", "VS", "VISITNUM, VISITDY", (3,), ("VISITNUM 1, VISITDY 703",))
    ]


P21_DETAILS: list[list[object]] = [
    ["Pinnacle 21 report"],
    ["Domain", "Record", "Count", "Variables", "Values", "Pinnacle 21 ID", "Message", "Category", "Severity"],
    ["VS", 3, 1, "VISITNUM, VISITDY", "1, 703", "SD1018", "Invalid VISITDY", "Consistency", "Warning"],
    ["DM", 1, 1, "SEX", "X", "CT2001", "Not in codelist", "Terminology", "Error"],
    ["GLOBAL", None, 1, "", "", "SD0062", "Missing file", "Presence", "Reject"],
]
P21_SUMMARY: list[list[object]] = [
    ["Issue Summary"],
    ["Source", "Pinnacle 21 ID", "Message", "Severity", "Found"],
    ["VS", "SD1018", "Invalid VISITDY", "Warning", 1_201],
    ["DM", "CT2001", "Not in codelist", "Error", 1],
    ["GLOBAL", "SD0062", "Missing file", "Reject", 1],
]


def test_a_report_of_pinnacle_21_is_read_below_its_titles_and_what_it_leaves_out_counts(tmp_path: Path) -> None:
    path = written(tmp_path / "p21.xlsx", {"Details": P21_DETAILS, "Issue Summary": P21_SUMMARY})
    issues = read_opinion(path)
    assert told(issues) == [
        ("P21", "SD1018", "warning", "VS", "VISITNUM, VISITDY", (3,), ("VISITNUM 1, VISITDY 703",)),
        ("P21", "CT2001", "error", "DM", "SEX", (1,), ("X",)),
        ("P21", "SD0062", "error", "GLOBAL", "", (), ()),
        ("P21", "SD1018", "warning", "VS", "", (), ()),
    ]
    assert (issues[-1].count, issues[-1].message) == (1_200, "Invalid VISITDY; its report lists 1 of them")


@pytest.mark.parametrize("numbered", [{"row_index": 2}, {"row": 3}], ids=["Python counts from 0", "R from 1"])
def test_findings_of_pointblank_have_the_record_that_each_language_counts(
    tmp_path: Path, numbered: dict[str, int]
) -> None:
    one = {"rule_id": "CORE-000249", "dataset": "VS", "usubjid": "S1", "checked_column": "VISITDY"}
    said = {**one, **numbered, "checked_value": "703", "description": "d"}
    (tmp_path / "pb.json").write_text(json.dumps([said]))
    assert told(read_opinion(tmp_path / "pb.json")) == [
        ("Pointblank", "CORE-000249", "warning", "VS", "VISITDY", (3,), ("703",))
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.json", "{}", "is no report that is known; expected a report of CDISC CORE"),
        ("x.json", "{", "no report in JSON"),
        ("x.json", '{"CORE_Engine_Version": "1", "results_data": []}', "have it written without --raw-report"),
        ("x.xlsx", "no workbook", "not a readable Excel file"),
    ],
)
def test_what_is_no_report_is_told(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=said):
        read_opinion(tmp_path / name)


def test_a_report_that_is_not_there_and_another_workbook_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is no file"):
        read_opinion(tmp_path / "none.json")
    with pytest.raises(InputError, match="is no report that is known"):
        read_opinion(written(tmp_path / "other.xlsx", {"Sheet": [["a"]]}))
