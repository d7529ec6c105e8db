"""How issues are told: in which order, how much of them, with what to do and to paste, and where the rest lies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from converter.compute.issues.acceptance import accept
from converter.errors import InputError
from converter.issues import ROWS_NAMED, VALUES_NAMED, Cell, Issue, Severity, with_cells
from converter.pipeline import write_lists
from converter.report.json import report_json
from converter.report.pasted import accept_line
from converter.report.report import Report
from converter.report.tables import csv_text, issue_rows_text, issues_table
from converter.report.text import report_text
from converter.report.told import told
from converter.spec.study import Study
from converter.spec.text.yaml import load_yaml

HEAD = {"id": "S", "name": "S", "description": "d", "created": "2024-01-01"}


def issue(
    rule: str,
    *cells: Cell,
    severity: Severity = "error",
    place: str = "ae.csv",
    message: str = "m",
    variable: str = "",
    hint: str = "",
) -> Issue:
    return with_cells(Issue(rule, severity, place, message, variable, hint=hint), cells or [Cell()])


def reported(*issues: Issue) -> Report:
    return Report("S", synthetic=True, datasets={}, issues=told(issues))


def test_every_kind_is_told_before_any_twice_and_losses_of_rows_then_values_before_the_rest() -> None:
    rules = ["value-required", "date-unreadable", "date-unreadable", "subject-unknown", "subject-unknown"]
    issues = [issue(rule, variable=f"V{at}") for at, rule in enumerate(rules)]
    issues += [issue("row-blank", severity="note"), issue("result-text", severity="warning")]
    assert [one.rule for one in told(issues)] == [
        *("subject-unknown", "date-unreadable", "value-required", "subject-unknown", "date-unreadable"),
        *("result-text", "row-blank"),
    ]


def test_the_text_shows_some_of_each_severity_and_says_of_what_kind_the_others_are() -> None:
    issues = [issue(rule, variable=f"V{at}") for at in range(3) for rule in ("date-invalid", "value-fixed")]
    text = report_text(reported(*issues), shown=2)
    assert text.count("  error [") == 2
    assert "  ... and 4 more errors: date-invalid 2, value-fixed 2\n" in text


def test_lines_are_folded_at_the_width_of_a_terminal_and_whole_elsewhere() -> None:
    report = reported(issue("date-invalid", message="word " * 60))
    assert max(map(len, report_text(report, width=80).splitlines())) <= 80
    assert max(map(len, report_text(report).splitlines())) > 300


def test_lists_are_bounded_and_say_how_much_they_leave_out_while_the_count_is_true() -> None:
    cells = [Cell(row, f"S{row}", f"value {row}", "left blank") for row in range(1, 100_001)]
    report = reported(issue("date-unreadable", *cells))
    assert len(report_json(report)) < 20_000
    assert len(report_text(report, shown=None)) < 1_000
    assert len(csv_text(issues_table(report.issues))) < 10_000
    assert len(issue_rows_text(report.issues).splitlines()) == 100_001
    (body,) = json.loads(report_json(report))["issues"]
    assert (body["count"], len(body["rows"]), len(body["values"])) == (100_000, ROWS_NAMED, VALUES_NAMED)
    assert body["more"] == {"rows": 99_800, "subjects": 99_950, "values": 99_980}
    row = issues_table(report.issues).iloc[0]
    assert row["rows"].startswith("1 2 3 ")
    assert row["rows"].endswith("200 and 99,800 more")
    assert row["value"].endswith("value 20 (1) and 99,980 more")


def test_each_row_stands_in_the_list_of_rows_with_the_number_of_its_issue() -> None:
    report = reported(issue("value-fixed", Cell(7, "S1", "x", source="ae.csv:8")), issue("subject-unknown", Cell(412)))
    assert issue_rows_text(report.issues).splitlines() == [
        "issue,severity,rule,place,variable,row,subject,value,written,source",
        "1,error,subject-unknown,ae.csv,,412,,,,",
        "2,error,value-fixed,ae.csv,,7,S1,x,,ae.csv:8",
    ]


def test_an_issue_that_knows_no_mend_gets_that_of_its_rule() -> None:
    first, second = told([issue("end-before-start"), issue("end-before-start", message="n", hint="own")])
    assert (first.hint, second.hint) == ("correct the dates at the source", "own")


@pytest.mark.parametrize(
    ("rule", "values", "under", "lines"),
    [
        ("code-unmapped", ("tbl", "NO", "1e5"), "map:", ["tbl: TERM", '"NO": TERM', '"1e5": TERM']),
        ("column-unused", ("",), "tables: TABLE: unused:", ["V: REASON"]),
        ("date-impossible", ("30-FEB",), "", []),
    ],
)
def test_lines_to_paste_mend_each_value(rule: str, values: tuple[str, ...], under: str, lines: list[str]) -> None:
    cells = [Cell(2, value=value) for value in values]
    (body,) = json.loads(report_json(reported(issue(rule, *cells, variable="V"))))["issues"]
    assert (body["under"], body["lines"]) == (under, lines)


ISSUES = (
    issue("r", Cell(2, value="2018-04-30"), Cell(3, value="<0.1"), Cell(4, value="NO"), variable="V"),
    issue("r", Cell(2, value="2018-04-30"), message="n: other, [words]", variable="V"),
    issue("r", Cell(5, value='quo"ted, {x}: \u2264'), variable="W"),
    issue("r", Cell(5), Cell(6), variable="X"),
    issue("r", Cell(7), message="q", variable="X"),
    issue("r", *(Cell(row, value=f"v{row}") for row in range(2, 99)), variable="Y"),
    issue("r", Cell(subject="A", value="A 2020"), place="ADTTE"),
    issue("r", place="ADTTE", message="whole"),
    issue("s"),
)


@pytest.mark.parametrize("number", range(len(ISSUES)))
def test_the_line_that_accepts_an_issue_accepts_it_and_nothing_else(number: int, tmp_path: Path) -> None:
    line = accept_line(ISSUES[number], ISSUES)
    (tmp_path / "study.yaml").write_text(f"accepted:\n  {line}\n", encoding="utf-8")
    data = load_yaml(tmp_path / "study.yaml").data
    study = Study.model_validate({"study": HEAD, "standards": {"terminology": ()}, **data})
    judged = [(one.rule, one.place, one.variable, one.message) for one in accept(ISSUES, study) if one.accepted]
    one = ISSUES[number]
    assert judged == [(one.rule, one.place, one.variable, one.message)]
    accepted = [one.occurrences() for one in accept(ISSUES, study) if one.accepted]
    assert accepted == [ISSUES[number].occurrences()]


def test_lists_are_written_to_a_folder_or_the_one_file_asked_for(tmp_path: Path) -> None:
    report = reported(issue("r"))
    names = ["issues-rows.csv", "issues.csv", "report.json", "report.txt"]
    assert sorted(write_lists(report, tmp_path / "lists", tmp_path / "data")) == names
    assert sorted(path.name for path in (tmp_path / "lists").iterdir()) == names
    write_lists(report, tmp_path / "mine.csv", tmp_path / "data")
    assert (tmp_path / "mine.csv").read_text() == (tmp_path / "lists" / "issues.csv").read_text()


@pytest.mark.parametrize(("out", "message"), [("data", "lies among the datasets"), ("a.doc", "no list of this kind")])
def test_lists_are_refused_where_they_would_be_read_as_data_or_are_no_list(
    out: str, message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        write_lists(reported(), tmp_path / out, tmp_path / "data")


@pytest.mark.parametrize("out", ["out", "out/lists", "out/mine.csv"])
def test_lists_are_not_written_into_a_package_whose_own_lists_they_would_replace(out: str, tmp_path: Path) -> None:
    package = tmp_path / "out"
    package.mkdir()
    (package / "manifest.json").write_text('{"schema": "converter.manifest/1", "outputs": []}')
    with pytest.raises(InputError, match="lies in the package"):
        write_lists(reported(), tmp_path / out, package / "sdtm")
    assert [path.name for path in package.iterdir()] == ["manifest.json"]


def test_a_list_of_an_earlier_run_is_replaced_and_nothing_else_is(tmp_path: Path) -> None:
    write_lists(reported(issue("r")), tmp_path, tmp_path / "data")
    write_lists(reported(issue("s")), tmp_path, tmp_path / "data")
    assert ",s," in (tmp_path / "issues.csv").read_text()
    (tmp_path / "report.txt").write_text("my own words")
    with pytest.raises(InputError, match=r"report\.txt: is there, and is no list"):
        write_lists(reported(issue("r")), tmp_path, tmp_path / "data")
    assert (tmp_path / "report.txt").read_text() == "my own words"
    assert ",s," in (tmp_path / "issues.csv").read_text()
