"""One raw table of a study: what is missing, empty or stands twice is told, and no setting is ignored."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from pydantic import ValidationError

from converter.compute.issues.causes import by_cause
from converter.errors import InputError
from converter.issues import Issue
from converter.read.delimited.csv import read_csv
from converter.read.odm.odm import read_odm
from converter.read.readers import READERS, SETTINGS, reader_faults
from converter.read.table import read_table
from converter.read.unread import unread_parts
from converter.spec.profile import Profile
from converter.spec.study import Table
from converter.steps import Source

PLAIN = Profile(name="plain", description="", source="")


def read(folder: Path, text: str, **said: object) -> tuple[list[list[str]], tuple[Issue, ...]]:
    (folder / "ae.csv").write_text(text)
    table, issues = read_table(Source("ae", Table.model_validate({"file": "ae.csv", **said}), PLAIN, ()), folder)
    return table.frame.to_numpy().tolist(), issues


def test_a_table_with_a_header_alone_is_a_warning(tmp_path: Path) -> None:
    rows, (issue,) = read(tmp_path, "SUBJ,TERM\n")
    assert rows == []
    assert (issue.rule, issue.severity, issue.place) == ("table-empty", "warning", "ae.csv")


@pytest.mark.parametrize(("rows", "told"), [(10, [("column-empty", "note", "TERM")]), (9, [])])
def test_a_column_without_any_value_is_told_in_tables_of_ten_rows(
    tmp_path: Path, rows: int, told: list[tuple[str, str, str]]
) -> None:
    (tmp_path / "ae.csv").write_text("SUBJ,TERM,REST\n" + "".join(f"{n}, ,\n" for n in range(rows)))
    source = Source("ae", Table(file="ae.csv", key=("SUBJ",)), PLAIN, ("SUBJ", "TERM"))
    assert [(issue.rule, issue.severity, issue.variable) for issue in read_table(source, tmp_path)[1]] == told


def test_a_row_that_stands_twice_is_told_and_kept(tmp_path: Path) -> None:
    rows, (issue,) = read(tmp_path, "SUBJ,TERM\n1,PAIN\n2,RASH\n,\n1, PAIN\n ,\n1 ,PAIN \n1,RASH\n")
    assert len(rows) == 7  # outer blanks tell no rows apart
    assert (issue.rule, issue.rows, issue.written) == ("row-repeated", (5, 7), "row kept")


def test_a_table_with_a_key_is_screened_by_its_key(tmp_path: Path) -> None:
    assert read(tmp_path, "SUBJ,TERM\n1,PAIN\n1,PAIN\n", key=["SUBJ"])[1] == ()


SAID: dict[str, object] = {
    "header_row": 2,
    "delimiter": ";",
    "encoding": "cp1252",
    "quote": "'",
    "comment": "#",
    "decimal": ",",
    "thousands": " ",
    "sheet": "LAB",
    "member": "AE",
    "catalog": "formats.sas7bcat",
    "form": "AE",
}
"""Another value than the usual one of each setting that says how a file is read."""
TEXT = {"header_row", "delimiter", "encoding", "quote", "comment", "decimal", "thousands"}
EXCEL, SAS = {"header_row", "sheet"}, {"encoding", "member", "catalog"}
USED: dict[str, set[str]] = {
    ".csv": TEXT,
    ".txt": TEXT,
    ".tsv": TEXT,
    ".dat": TEXT,
    ".xlsx": EXCEL,
    ".xlsm": EXCEL,
    ".xls": EXCEL,
    ".sas7bdat": SAS,
    ".xpt": SAS,
    ".xml": set(SETTINGS[read_odm]),
    ".parquet": set(),
    ".json": set(),
    ".ndjson": set(),
}
OF_EVERY_FILE = {"file", "profile", "subject", "key", "rename", "unused", "unmapped", "origin", "description"}


def test_every_setting_is_one_of_every_file_or_of_the_readers_that_use_it() -> None:
    read_with = {name for names in SETTINGS.values() for name in names}
    assert read_with | OF_EVERY_FILE == set(Table.model_fields)
    assert set(USED) == set(READERS)


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize("setting", sorted({name for names in SETTINGS.values() for name in names}))
def test_a_setting_that_the_reader_does_not_use_is_refused(suffix: str, setting: str) -> None:
    table = Table.model_validate({"file": f"ae{suffix}", setting: SAID.get(setting, True)})
    faults = list(reader_faults(table))
    refused = [(setting, f"a {suffix} file has none (ae{suffix}); remove it")]
    assert faults == (refused if setting not in USED[suffix] else [])


def test_settings_are_refused_all_at_once(tmp_path: Path) -> None:
    faults = list(reader_faults(Table(file="ae.parquet", sheet="LAB", member="AE", decimal=",")))
    assert [key for key, _ in faults] == ["decimal", "sheet", "member"]
    with pytest.raises(InputError, match=r"^tables\.ae\.sheet: a \.csv file has none \(ae\.csv\); remove it$"):
        read(tmp_path, "A\n1\n", sheet="LAB")


EFFECTS: dict[str, tuple[str, dict[str, object], list[list[str]]]] = {
    "header_row": ("Report\nA,B\n1,x\n", {"header_row": 2}, [["1", "x"]]),
    "delimiter": ("A,C;B\n1,2;x\n", {"delimiter": ";"}, [["1,2", "x"]]),
    "encoding": ("A,B\n1,€\n", {"encoding": "iso8859-15"}, [["1", "€"]]),
    "quote": ("A,B\n1,'x,y'\n", {"quote": "'"}, [["1", "x,y"]]),
    "comment": ("A,B\n#\n1,x\n", {"comment": "#"}, [["1", "x"]]),
    "decimal": ("A;B\n1;0,5\n", {"decimal": ","}, [["1", "0.5"]]),
    "thousands": ("A;B\n1;1,500\n", {"thousands": ","}, [["1", "1500"]]),
}


@pytest.mark.parametrize("setting", sorted(TEXT))
def test_a_setting_of_text_that_is_used_changes_what_is_read(tmp_path: Path, setting: str) -> None:
    content, said, rows = EFFECTS[setting]
    path = tmp_path / "ae.csv"
    path.write_bytes(content.encode(str(said.get("encoding", "utf-8"))))
    plain, with_it = (
        read_csv(path, table=Table.model_validate({"file": "ae.csv", **one}), profile=PLAIN)[0].to_numpy().tolist()
        for one in ({}, said)
    )
    assert with_it == rows
    assert plain != rows


@pytest.mark.parametrize("said", [{"delimiter": ""}, {"delimiter": "||"}, {"delimiter": '"'}, {"header_row": 0}])
def test_a_setting_that_no_file_can_have_is_a_mistake_in_the_specification(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(said))):
        Table.model_validate({"file": "ae.csv", **said})


def test_a_renamed_column_never_hides_another(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"tables\.ae\.rename: ae\.csv has a column 'TERM' beside 'TERM2'"):
        read(tmp_path, "TERM,TERM2\n1,2\n", rename={"TERM": "TERM2"})
    rows, issues = read(tmp_path, "A,B\n1,2\n", rename={"A": "B", "B": "A"})
    assert (rows, issues) == ([["1", "2"]], ())


def test_an_issue_names_the_sheet_where_tables_read_several_of_one_file(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("LAB", "ECG"):
        sheet = book.create_sheet(name)
        for row in (["SUBJ", "A"], ["1", "x"], ["1", "x"]):
            sheet.append(row)
    book.save(tmp_path / "all.xlsx")
    sources = [Source(name, Table(file="all.xlsx", sheet=name), PLAIN, (), name) for name in ("LAB", "ECG")]
    issues = [issue for source in sources for issue in read_table(source, tmp_path)[1]]
    told = [(one.place, one.rows) for one in by_cause(issues)]  # row 3 of two sheets is two rows
    assert told == [("all.xlsx[ECG]", (3,)), ("all.xlsx[LAB]", (3,))]


def test_a_sheet_that_no_table_reads_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("LAB", "ECG", "Notes"):
        book.create_sheet(name).append(["A"])
    del book["Sheet"]
    book.save(tmp_path / "all.xlsx")
    sources = [Source(name, Table(file="all.xlsx", sheet=name), PLAIN, ()) for name in ("LAB", "ECG")]
    (issue,) = unread_parts(sources, tmp_path)
    assert (issue.rule, issue.severity, issue.message) == ("part-unread", "note", "no table reads its sheet Notes")
    assert list(unread_parts([*sources, Source("n", Table(file="all.xlsx", sheet="Notes"), PLAIN, ())], tmp_path)) == []
