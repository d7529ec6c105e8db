"""Excel sheets: cells as a person reads them; what cannot be read is told by its cell."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import SheetVisibleEnum

from converter.dataset import Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.read.excel import excel, workbook
from converter.read.excel.cell_value import number_cell, shown_as
from converter.read.excel.excel import read_excel, sheet_names
from converter.read.excel.sheet import column_letters, column_number
from converter.spec.profile import Profile
from converter.spec.study import Table

PLAIN = Profile(name="plain", description="", source="")


def sheet(*rows: Sequence[object]) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    made = book.active
    assert isinstance(made, Worksheet)
    for row in rows:
        made.append(list(row))
    return book, made


def read(folder: Path, book: openpyxl.Workbook, **said: object) -> tuple[Frame, tuple[Issue, ...]]:
    book.save(folder / "lab.xlsx")
    return read_file(folder / "lab.xlsx", **said)


def read_file(path: Path, **said: object) -> tuple[Frame, tuple[Issue, ...]]:
    return read_excel(path, table=Table.model_validate({"file": path.name, **said}), profile=PLAIN)


def rewritten(path: Path, part: str, old: str, new: str) -> Path:
    """Write the file again with one part changed."""
    with zipfile.ZipFile(path) as before:
        texts = {name: before.read(name) for name in before.namelist()}
    assert old.encode() in texts[part]
    texts[part] = texts[part].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name, text in texts.items():
            after.writestr(name, text)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def styled(made: Worksheet, place: str, value: object, form: str) -> None:
    cell = made[place]
    assert isinstance(cell, Cell)
    cell.value = value  # type: ignore[assignment]
    cell.number_format = form


SHOWN = [
    ("date at midnight", datetime(2024, 3, 5), "yyyy-mm-dd", "2024-03-05"),  # noqa: DTZ001
    ("to the minute", datetime(2024, 3, 5, 10, 15), "yyyy-mm-dd hh:mm:ss", "2024-03-05T10:15"),  # noqa: DTZ001
    ("to the second", datetime(2024, 3, 5, 10, 15, 30), "yyyy-mm-dd hh:mm", "2024-03-05T10:15:30"),  # noqa: DTZ001
    ("parts of a second", 45356.42743171296, "yyyy-mm-dd hh:mm:ss.000", "2024-03-05T10:15:30.1"),
    ("time", time(10, 15), "hh:mm", "10:15:00"),
    ("duration", timedelta(hours=27, minutes=30), "[h]:mm", "27:30"),
    ("duration with seconds", timedelta(hours=1, seconds=5), "[hh]:mm:ss", "1:00:05"),
    ("small number", 0.00001, "General", "0.00001"),
    ("whole number", 5.0, "0.00", "5"),
    ("negative zero", -0.0, "General", "0"),
    ("scientific", 1e14, "0.00E+00", "100000000000000"),
    ("true", True, "General", "TRUE"),
    ("number as text", "007", "@", "007"),
    ("colours and text in the format", 3.5, '[Red]0.0" days"', "3.5"),
    ("a date in the words of another language", 45356, "[$-407]d. mmmm yyyy", "2024-03-05"),
]


@pytest.mark.parametrize(("kind", "value", "form", "text"), SHOWN, ids=[one[0] for one in SHOWN])
def test_a_cell_is_read_as_its_format_shows_it(tmp_path: Path, kind: str, value: object, form: str, text: str) -> None:
    del kind
    book, made = sheet(["A", "B"], ["x", None])
    styled(made, "B2", value, form)
    frame, issues = read(tmp_path, book)
    assert frame["B"].tolist() == [text]
    assert issues == ()


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        *(("General", "number"), ("0.00", "number"), ('"day "0', "number"), ("[Red]0", "number"), ("", "number")),
        *(("mmm-yy", "date"), ("m/d/yy h:mm", "date"), ("mm:ss", "time"), ("h AM/PM", "time"), ("[m]:ss", "duration")),
        *(('[=0]"";yyyy-mm-dd', "date"), ('"none";h:mm', "time"), (";;;", "number"), ('"a;d"0', "number")),
    ],
)
def test_a_format_tells_numbers_dates_times_and_durations_apart(form: str, kind: str) -> None:
    assert shown_as(form) == kind


@pytest.mark.parametrize(
    ("stored", "since_1904", "text", "rule"),
    [
        ("1", False, "1900-01-01", ""),
        ("60", False, "1900-02-29", ""),  # a day of Excel's calendar alone
        ("61", False, "1900-03-01", ""),
        ("43894", True, "2024-03-05", ""),
        ("-1", False, "-1", "cell-no-date"),
        ("2958466", False, "2958466", "cell-no-date"),
        ("1E400", False, "1E400", "cell-unreadable"),
        ("abc", False, "abc", "cell-unreadable"),
    ],
)
def test_days_count_from_the_beginning_of_excels_calendar(stored: str, since_1904: bool, text: str, rule: str) -> None:
    found = number_cell(stored, "yyyy-mm-dd", from_1904=since_1904)
    assert (found.text, found.rule) == (text, rule)


def test_cells_with_errors_are_blank_and_told_by_place_and_value(tmp_path: Path) -> None:
    frame, issues = read(tmp_path, sheet(["ID", "RES"], [1, "#N/A"], [2, 5], [3, "#DIV/0!"], [4, "#N/A"])[0])
    assert frame["RES"].tolist() == ["", "5", "", ""]
    assert [(issue.rule, issue.variable, issue.value, issue.rows) for issue in issues] == [
        ("cell-error", "RES", "#N/A", (2, 5)),
        ("cell-error", "RES", "#DIV/0!", (4,)),
    ]
    assert "(B2, B5)" in issues[0].message


def test_a_formula_without_a_stored_value_is_told(tmp_path: Path) -> None:
    frame, (issue,) = read(tmp_path, sheet(["ID", "RES"], [1, "=A2*2"])[0])
    assert frame["RES"].tolist() == [""]
    assert (issue.rule, issue.value, issue.rows) == ("formula-empty", "=A2*2", (2,))


def test_a_cell_far_from_the_table_is_told_and_allocates_nothing(tmp_path: Path) -> None:
    book, made = sheet(["ID", "RES"], [1, 2])
    made["XFD1048576"] = "x"
    made["GG2"] = "y"
    frame, (issue,) = read(tmp_path, book)
    assert frame.to_numpy().tolist() == [["1", "2"]]
    assert (issue.rule, issue.rows) == ("cell-stray", (2, 1048576))
    assert "(GG2, XFD1048576)" in issue.message


def test_blank_rows_in_a_table_stay_and_cells_beside_the_header_are_columns(tmp_path: Path) -> None:
    book, made = sheet(["ID", "RES"], [1, 2], [], [3, 4])
    made["D4"] = "note"
    frame, issues = read(tmp_path, book)
    assert frame.to_numpy().tolist() == [["1", "2", "", ""], ["", "", "", ""], ["3", "4", "", "note"]]
    assert list(frame) == ["ID", "RES", "column3", "column4"]
    assert [issue.rule for issue in issues] == ["header-blank"]


def test_merged_cells_are_told_with_the_rows_that_are_blank(tmp_path: Path) -> None:
    book, made = sheet(["ID", "RES"], [1, 2], [1, 3], [2, 4])
    made.merge_cells("A2:A3")
    frame, (issue,) = read(tmp_path, book)
    assert frame["ID"].tolist() == ["1", "", "2"]
    assert (issue.rule, issue.rows) == ("cells-merged", (2, 3))
    assert "A2:A3" in issue.message


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    book, made = sheet(["ID"], [1], [2])
    made.row_dimensions[3].hidden = True
    frame, (issue,) = read(tmp_path, book)
    assert frame["ID"].tolist() == ["1", "2"]
    assert (issue.rule, issue.rows) == ("rows-hidden", (3,))


def test_hidden_columns_are_read_and_told(tmp_path: Path) -> None:
    book, made = sheet(["ID", "OLD", "RES"], [1, 2, 3])
    made.column_dimensions["B"].hidden = True
    made.column_dimensions["Z"].hidden = True
    frame, (issue,) = read(tmp_path, book)
    assert frame.to_numpy().tolist() == [["1", "2", "3"]]
    assert (issue.rule, issue.message) == ("columns-hidden", "the columns OLD are hidden; they are read like others")


@pytest.mark.parametrize(
    ("header_row", "names", "rules"),
    [
        (1, ["Visit 1", "column2", "Visit 2", "column4"], ["header-blank", "header-merged"]),
        (2, ["DATE", "RES", "DATE 2", "RES 2"], ["header-repeated", "header-merged"]),
    ],
)
def test_merged_headers_are_told(tmp_path: Path, header_row: int, names: list[str], rules: list[str]) -> None:
    book, made = sheet(["Visit 1", None, "Visit 2", None], ["DATE", "RES", "DATE", "RES"], ["a", "b", "c", "d"])
    made.merge_cells("A1:B1")
    made.merge_cells("C1:D1")
    frame, issues = read(tmp_path, book, header_row=header_row)
    assert (list(frame), [issue.rule for issue in issues]) == (names, rules)
    assert frame.iloc[-1].tolist() == ["a", "b", "c", "d"]


def test_title_rows_before_the_header_are_pointed_at(tmp_path: Path) -> None:
    book, _ = sheet(["Central laboratory, all results"], ["ID", "RES", "UNIT"], [1, 2, "g"])
    _, (issue,) = read(tmp_path, book)
    assert (issue.rule, issue.hint.partition(": ")[2][:14]) == ("header-blank", "say header_row")


def test_the_only_sheet_that_is_not_hidden_is_read_and_the_others_told(tmp_path: Path) -> None:
    book, _ = sheet(["ID"], [1])
    book.create_sheet("Lists").sheet_state = "hidden"
    frame, (issue,) = read(tmp_path, book)
    assert frame["ID"].tolist() == ["1"]
    assert (issue.rule, issue.message) == ("sheet-hidden", "the sheets Lists are hidden; they are not read")
    assert sheet_names(tmp_path / "lab.xlsx") == ("Sheet",)


def test_of_several_sheets_one_must_be_named(tmp_path: Path) -> None:
    book, _ = sheet(["ID"], [1])
    book.create_sheet("Notes")
    with pytest.raises(InputError, match=r"lab\.xlsx: which sheet\? Say sheet: \(it has: Sheet, Notes\)"):
        read(tmp_path, book)
    assert read(tmp_path, book, sheet="Sheet")[0]["ID"].tolist() == ["1"]


@pytest.mark.parametrize(("row", "first"), [(1, 4), (3, 4)])
def test_the_header_is_found_below_blank_rows(tmp_path: Path, row: int, first: int) -> None:
    frame, issues = read(tmp_path, sheet([None], [None], ["ID"], [1])[0], header_row=row)
    assert (frame["ID"].tolist(), frame.index.tolist()) == (["1"], [first])
    assert [issue.rule for issue in issues] == (["header-late"] if row == 1 else [])


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        *(("0%", 0.5, "0.5"), ("0.00%", 0.5, "0.5"), ("000", 7, "7"), ("0000.0", 12.5, "12.5")),
        *(("#,##0,", 5000, "5000"), ("[<1]0%;0", 0.5, "0.5"), ("000-000", 12, "12")),
    ],
)
def test_a_number_that_is_shown_as_another_is_told_once_a_column(
    tmp_path: Path, form: str, number: float, text: str
) -> None:
    book, made = sheet(["A", "B"], ["x", None], ["y", None])
    for place, value in (("B2", number), ("B3", number / 2)):
        styled(made, place, value, form)
    frame, (issue,) = read(tmp_path, book)
    assert frame["B"].tolist()[0] == text
    assert (issue.rule, issue.variable, issue.rows) == ("cell-shown", "B", (2, 3))
    assert "(B2, B3)" in issue.message


@pytest.mark.parametrize(
    ("form", "number"),
    [
        *(("0%", 0), ("000", 123), ("0.00", 0.5), ("0.0E+00", 12), ("#,##0.00", 5000), ('0"%"', 5), ("@", 1)),
        *(("[=0]0%;0.0", 0), ("General", 0.5), ("# ?/?", 0.5)),
    ],
)
def test_a_number_that_is_shown_as_it_is_needs_no_word(tmp_path: Path, form: str, number: float) -> None:
    book, made = sheet(["A", "B"], ["x", None])
    styled(made, "B2", number, form)
    assert read(tmp_path, book)[1] == ()


def test_a_sheet_without_a_header_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the sheet has no header in row 2"):
        read(tmp_path, sheet(["A"], [None], [1])[0], header_row=2)


def test_a_number_of_more_digits_than_excel_keeps_is_told(tmp_path: Path) -> None:
    frame, (issue,) = read(tmp_path, sheet(["ID"], [1234567890123456789])[0])
    assert (frame["ID"].tolist(), issue.rule) == (["1234567890123457000"], "number-long")


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("2024-03-05T00:00:00", "2024-03-05"),
        ("2024-03-05", "2024-03-05"),
        ("2024-03-05T10:15:00", "2024-03-05T10:15:00"),
    ],
)
def test_a_date_that_is_stored_as_text_is_read_as_one_that_is_a_number(tmp_path: Path, stored: str, text: str) -> None:
    sheet(["ID"], ["x"])[0].save(tmp_path / "lab.xlsx")
    path = rewritten(tmp_path / "lab.xlsx", SHEET, 't="inlineStr"><is><t>x</t></is>', f't="d"><v>{stored}</v>')
    assert read_file(path)[0]["ID"].tolist() == [text]


def test_an_escaped_character_is_read_by_its_code_and_half_of_one_stays_as_it_is_written(tmp_path: Path) -> None:
    sheet(["ID"], ["x"])[0].save(tmp_path / "lab.xlsx")
    path = rewritten(tmp_path / "lab.xlsx", SHEET, "<t>x</t>", "<t>a_xD83D__xDE00_ _x005F_x0041_ _xD83D_</t>")
    assert read_file(path)[0]["ID"].tolist() == ["a\U0001f600 _x0041_ _xD83D_"]


def test_text_in_runs_is_read_whole(tmp_path: Path) -> None:
    sheet(["ID"], ["x"])[0].save(tmp_path / "lab.xlsx")
    runs = "<r><t>a</t></r><r><t xml:space='preserve'> b_x000D_</t></r><rPh><t>no</t></rPh>"
    path = rewritten(tmp_path / "lab.xlsx", SHEET, "<t>x</t>", runs)
    assert read_file(path)[0]["ID"].tolist() == ["a b\r"]


def test_shared_text_is_read_and_a_text_that_is_not_there_told(tmp_path: Path) -> None:
    sheet(["ID"], ["x"], ["y"])[0].save(tmp_path / "lab.xlsx")
    path = tmp_path / "lab.xlsx"
    for number, text in enumerate("xy"):
        rewritten(path, SHEET, f't="inlineStr"><is><t>{text}</t></is>', f't="s"><v>{number * 7}</v>')
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", "<sst><si><t>shared</t></si></sst>")
    frame, (issue,) = read_file(path)
    assert frame["ID"].tolist() == ["shared", "7"]
    assert (issue.rule, issue.rows) == ("cell-unreadable", (3,))


def no_file(path: Path) -> None:
    del path


def empty(path: Path) -> None:
    path.write_bytes(b"")


def protected(path: Path) -> None:
    path.write_bytes(workbook.OLDER + b"\0" * 600)


def no_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "x")


def cut(path: Path) -> None:
    sheet(["ID"], [1])[0].save(path)
    path.write_bytes(path.read_bytes()[:-50])


def damaged(path: Path) -> None:
    sheet(["ID"], *([n] for n in range(200)))[0].save(path)
    data = bytearray(path.read_bytes())
    at = data.index(SHEET.encode()) + len(SHEET) + 60
    data[at : at + 8] = b"\0" * 8
    path.write_bytes(data)


def entities(path: Path) -> None:
    sheet(["ID"], ["x"])[0].save(path)
    rewritten(path, SHEET, "<worksheet", '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet')


REFUSED = {
    "cannot be read": no_file,
    "not a readable Excel file: File is not a zip file": empty,
    "it is protected by a password": protected,
    "it has no workbook": no_workbook,
    "File is not a zip file; save it again": cut,
    "not a readable Excel file": damaged,
    "has a document type declaration; entities are refused": entities,
}


@pytest.mark.parametrize("message", REFUSED)
def test_a_file_that_cannot_be_read_says_why_in_one_line(tmp_path: Path, message: str) -> None:
    path = tmp_path / "lab.xlsx"
    REFUSED[message](path)
    with pytest.raises(InputError, match=message) as caught:
        read_file(path)
    assert "\n" not in str(caught.value)


def test_a_part_over_the_limit_is_refused_before_it_is_inflated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet(["ID"], *([n] for n in range(200)))[0].save(tmp_path / "lab.xlsx")
    monkeypatch.setattr(workbook, "LIMIT", 2_000)
    with pytest.raises(InputError, match="at most 2,000 are read: split the sheet"):
        read_file(tmp_path / "lab.xlsx")


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384)])
def test_columns_have_letters(letters: str, number: int) -> None:
    assert (column_number(f"{letters}7"), column_letters(number)) == (number, letters)


def test_an_xls_file_that_is_damaged_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "lab.xls"
    for data in (b"", b"no such thing", workbook.OLDER + b"\0" * 600, workbook.OLDER + b"\xff" * 2_000):
        path.write_bytes(data)
        with pytest.raises(InputError, match=r"^lab\.xls: not a readable Excel file: [^\n]*$"):
            read_file(path)


class OlderBook:
    """What the library gives of an .xls file with the sheets S1 and S2, the second hidden."""

    sheets_metadata = (
        SimpleNamespace(name="S1", visible=SheetVisibleEnum.Visible),
        SimpleNamespace(name="S2", visible=SheetVisibleEnum.Hidden),
    )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def get_sheet_by_name(self, name: str) -> Any:  # noqa: ANN401 - as much of a sheet as is read
        first = [1e18, date(2024, 3, 5), time(10, 15), timedelta(hours=27)]
        rows = [["ID", "DAY", "AT", "FOR"], first, [name, "", 5.0]]
        return SimpleNamespace(to_python=lambda **_: rows)


def test_an_xls_file_is_read_as_an_xlsx_file_is_as_far_as_it_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "CalamineWorkbook", SimpleNamespace(from_path=lambda _: OlderBook()))
    (tmp_path / "lab.xls").write_bytes(workbook.OLDER)
    frame, issues = read_file(tmp_path / "lab.xls")
    assert frame.to_numpy().tolist() == [
        ["1000000000000000000", "2024-03-05", "10:15:00", "27:00"],
        ["S1", "", "5", ""],
    ]
    assert [(issue.rule, issue.rows) for issue in issues] == [
        ("sheet-hidden", ()),
        ("excel-older", ()),
        ("number-long", (2,)),
    ]
    assert read_file(tmp_path / "lab.xls", sheet="S2")[0]["ID"].tolist()[1] == "S2"
    assert sheet_names(tmp_path / "lab.xls") == ("S1",)
