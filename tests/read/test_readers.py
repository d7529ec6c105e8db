"""Raw exports are read as they were collected."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from converter.dataset import Dataset, Frame
from converter.errors import InputError
from converter.issues import Issue
from converter.read.datasets.folder import read_datasets
from converter.read.delimited.csv import read_csv
from converter.read.excel.excel import read_excel
from converter.read.odm.odm import read_odm
from converter.read.sas.sas import read_sas
from converter.read.survey import survey
from converter.read.table import read_table
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.profile import Profile
from converter.spec.study import Table
from converter.steps import Source
from converter.write.xpt.file import write_xpt

DAY = datetime(2020, 1, 2)  # noqa: DTZ001 - Excel knows no zone
PLAIN = Profile(name="plain", description="", source="")


def read(path: Path, **said: str) -> tuple[Frame, tuple[Issue, ...]]:
    return read_csv(path, table=Table.model_validate({"file": path.name, **said}), profile=PLAIN)


def csv_file(folder: Path, text: str | bytes) -> Path:
    path = folder / "ae.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_no_type_is_guessed_and_rows_bear_the_number_a_spreadsheet_shows(tmp_path: Path) -> None:
    frame, issues = read(csv_file(tmp_path, "ID,DAY,N\n007,2020-01-01, 1.0 \nNA,,1e5\n"))
    assert frame.to_numpy().tolist() == [["007", "2020-01-01", " 1.0 "], ["NA", "", "1e5"]]
    assert frame.index.tolist() == [2, 3]
    assert issues == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbfA;B\nx;\xc3\xa9\n", {}),
        ("A;B\nx;é\n".encode("utf-16"), {}),
        (b"A;B\nx;\xe9\n", {}),
        (b"A;B\nx;\xe9\n", {"encoding": "latin-1"}),
        (b"A\tB\nx\t\xc3\xa9\n", {}),
        (b"A|B\r\nx|\xc3\xa9\r\n", {}),
        (b'"A;,,,x";B\nx;\xc3\xa9\n', {"delimiter": ";"}),
    ],
)
def test_delimiter_and_encoding_are_found_or_declared(tmp_path: Path, content: bytes, said: dict[str, str]) -> None:
    frame, _ = read(csv_file(tmp_path, content), **said)
    assert frame.to_numpy().tolist() == [["x", "é"]]


def test_quoted_line_breaks_and_blank_rows_stay(tmp_path: Path) -> None:
    frame, _ = read(csv_file(tmp_path, 'A,B\n"one\ntwo",x\n,\n'))
    assert frame.to_numpy().tolist() == [["one\ntwo", "x"], ["", ""]]


def test_ragged_lines_lose_nothing_and_are_reported(tmp_path: Path) -> None:
    frame, issues = read(csv_file(tmp_path, "A,B\n1\n1,2,3,4\n\n5,6\n"))
    assert frame.to_numpy().tolist() == [["1", "", ""], ["1", "2", "3,4"], ["", "", ""], ["5", "6", ""]]
    assert [(issue.rule, issue.rows) for issue in issues] == [("row-short", (2,)), ("row-long", (3,))]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"A\n\x81\x8d\xff\n", "cannot be decoded"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(csv_file(tmp_path, content))


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8))
def test_text_survives_a_round_trip_through_csv(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([("A", "B", "C"), *rows])
    frame, issues = read(csv_file(tmp_path, stream.getvalue()), encoding="utf-8")
    assert [tuple(row) for row in frame.to_numpy()] == rows
    assert {issue.rule for issue in issues} <= {"control-character"}


def test_excel_cells_are_text_as_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("LAB")
    for row in (
        ["made by the lab"],
        ["ID", "N", "DAY", "X"],
        ["007", 5, DAY, 0.1],
        [None, 5.0, "", True],
    ):
        sheet.append(row)
    book.save(tmp_path / "lab.xlsx")
    table = Table(file="lab.xlsx", sheet="LAB", header_row=2)
    frame, _ = read_excel(tmp_path / "lab.xlsx", table=table, profile=PLAIN)
    assert frame.to_numpy().tolist() == [["007", "5", "2020-01-02", "0.1"], ["", "5", "", "TRUE"]]
    assert frame.index.tolist() == [3, 4]
    with pytest.raises(InputError, match=r"no sheet 'LAP' \(did you mean 'LAB'\?\)"):
        read_excel(tmp_path / "lab.xlsx", table=Table(file="lab.xlsx", sheet="LAP"), profile=PLAIN)


ODM = """<?xml version="1.0"?>{doctype}
<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3"><ClinicalData StudyOID="S" MetaDataVersionOID="1">
<SubjectData SubjectKey="01"><SiteRef LocationOID="101"/><StudyEventData StudyEventOID="V1"><FormData FormOID="MH">
<ItemGroupData ItemGroupOID="G" ItemGroupRepeatKey="1"><ItemData ItemOID="TERM" Value="Asthma"/></ItemGroupData>
<ItemGroupData ItemGroupOID="G"><ItemDataString ItemOID="TERM">Gout</ItemDataString></ItemGroupData>
</FormData></StudyEventData></SubjectData></ClinicalData></ODM>
"""


def test_odm_gives_one_row_for_each_item_group(tmp_path: Path) -> None:
    (tmp_path / "mh.xml").write_text(ODM.format(doctype=""))
    frame, _ = read_odm(tmp_path / "mh.xml", table=Table(file="mh.xml", form="MH"), profile=PLAIN)
    assert frame[["SUBJECTKEY", "SITE", "GROUPREPEAT", "TERM"]].to_numpy().tolist() == [
        ["01", "101", "1", "Asthma"],
        ["01", "101", "", "Gout"],
    ]
    with pytest.raises(InputError, match="no form or item group 'AE'"):
        read_odm(tmp_path / "mh.xml", table=Table(file="mh.xml", form="AE"), profile=PLAIN)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE ODM [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE ODM [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE ODM SYSTEM "http://example.org/odm.dtd">',
    ],
)
def test_xml_with_a_document_type_is_refused(tmp_path: Path, doctype: str) -> None:
    (tmp_path / "mh.xml").write_text(ODM.format(doctype=doctype))
    with pytest.raises(InputError, match="entities are refused"):
        read_odm(tmp_path / "mh.xml", table=Table(file="mh.xml"), profile=PLAIN)


def xpt(folder: Path) -> Path:
    frame = pd.DataFrame(
        {"USUBJID": pd.Series(["S-1", "S-2"], dtype="str"), "AVAL": [1.5, None], "ADT": [21915.0, None]}
    )
    variables = (
        VariableSpec(name="USUBJID", label="Subject", type="Char"),
        VariableSpec(name="AVAL", label="Value", type="Num"),
        VariableSpec(name="ADT", label="Date", type="Num", format="DATE9."),
    )
    spec = DatasetSpec(
        name="VS", domain="VS", label="Vital", dataset_class="FINDINGS", structure="", keys=(), variables=variables
    )
    return write_xpt(Dataset(spec, frame), folder, created=datetime(2024, 1, 1, tzinfo=UTC))[0]


def test_sas_files_are_text_with_dates_in_iso_8601(tmp_path: Path) -> None:
    frame, _ = read_sas(xpt(tmp_path), table=Table(file="vs.xpt"), profile=PLAIN)
    assert frame.to_numpy().tolist() == [["S-1", "1.5", "2020-01-01"], ["S-2", "", ""]]


def test_a_broken_sas_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.sas7bdat").write_bytes(b"no such thing")
    with pytest.raises(InputError, match=r"x\.sas7bdat: not a readable SAS file"):
        read_sas(tmp_path / "x.sas7bdat", table=Table(file="x.sas7bdat"), profile=PLAIN)


def test_datasets_of_others_keep_their_types_and_attributes(tmp_path: Path) -> None:
    xpt(tmp_path)
    (tmp_path / "dm.csv").write_text("USUBJID,AGE\nS-1,63.0\n")
    spec = DatasetSpec(
        name="DM", domain="DM", label="", dataset_class="SPECIAL PURPOSE", structure="", keys=(),
        variables=(VariableSpec(name="AGE", label="Age", type="Num"),),
    )  # fmt: skip
    found = read_datasets(tmp_path, {"DM": spec})
    assert found["DM"].frame["AGE"].tolist() == [63.0]
    assert [(v.name, v.label, v.type, v.format) for v in found["VS"].variables] == [
        ("USUBJID", "Subject", "Char", ""),
        ("AVAL", "Value", "Num", ""),
        ("ADT", "Date", "Num", "DATE9"),
    ]


def source(file: str, columns: tuple[str, ...], **said: object) -> Source:
    return Source("ae", Table.model_validate({"file": file, **said}), PLAIN, columns)


def test_a_missing_column_is_one_message_that_names_the_nearest(tmp_path: Path) -> None:
    csv_file(tmp_path, "SUBJ,AESTDATE\n1,x\n")
    table, (issue,) = read_table(source("ae.csv", ("SUBJ", "AESTDAT")), tmp_path)
    assert table.frame["AESTDAT"].tolist() == [""]
    assert (issue.rule, issue.place, issue.variable) == ("column-missing", "ae.csv", "AESTDAT")
    assert "did you mean 'AESTDATE'?" in issue.message
    assert "rename: {AESTDAT: AESTDATE}" in issue.hint


def test_a_renamed_column_is_read_under_the_name_the_spec_has(tmp_path: Path) -> None:
    csv_file(tmp_path, "SUBJ,AE_START\n1,x\n")
    table, issues = read_table(source("ae.csv", ("SUBJ", "AESTDAT"), rename={"AESTDAT": "AE_START"}), tmp_path)
    assert table.frame["AESTDAT"].tolist() == ["x"]
    assert issues == ()


@pytest.mark.parametrize("file", ["../ae.csv", "/etc/passwd", "sub/../../ae.csv", "..\\ae.csv"])
def test_paths_that_climb_out_of_the_folder_are_refused(file: str) -> None:
    with pytest.raises(ValidationError, match="leads out of its folder: expected a path below it"):
        source(file, ())


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    csv_file(tmp_path, "A\n1\n")
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "link.csv").symlink_to(tmp_path / "ae.csv")
    with pytest.raises(InputError, match="is refused: a file must lie inside raw"):
        read_table(source("link.csv", ()), raw)


def test_a_survey_tells_formats_codes_and_profile(tmp_path: Path) -> None:
    header = "Project,Subject,SiteNumber,FolderName,AESTDAT,AESEV,AEDOSE,EMPTY\n"
    rows = "".join(f"P,1-{n},1,V1,{n:02d}-JAN-2020,{'MILD' if n % 2 else 'SEVERE'},{n}.5,\n" for n in range(1, 12))
    csv_file(tmp_path, header + rows)
    (table,) = survey(tmp_path).tables
    assert (table.rows, table.profile) == (11, "rave")
    told = {column.name: (column.kind, column.formats, column.codes) for column in table.columns}
    assert told["AESTDAT"] == ("date", ("DD-MON-YYYY",), ())
    assert told["AESEV"] == ("text", (), ("MILD", "SEVERE"))
    assert told["AEDOSE"][0] == "number"
    assert (told["EMPTY"][0], told["Project"][0]) == ("empty", "system")


def test_a_survey_goes_on_with_the_other_files_and_says_what_it_left_out(tmp_path: Path) -> None:
    csv_file(tmp_path, 'SUBJ,TERM\n1,"PAIN\n2,RASH\n')
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "notes.xlsx").write_bytes(b"no such thing")
    found = survey(tmp_path)
    assert [(table.file, table.rows) for table in found.tables] == [("ae.csv", 2)]
    assert [line.partition(": ")[0] for line in found.told] == ["ae.csv:2", "left out", "left out"]
    (tmp_path / "ae.csv").unlink()
    with pytest.raises(InputError, match=r"no raw tables; known are .*\nleft out: .*empty\.csv: the file is empty"):
        survey(tmp_path)


@pytest.mark.parametrize("hidden", ["._dm.csv", ".dm.csv", "~$dm.xlsx", "sub/._dm.xpt"])
def test_files_that_a_system_keeps_for_itself_are_no_exports_and_no_datasets(tmp_path: Path, hidden: str) -> None:
    """A Mac leaves ._dm.csv beside dm.csv where a folder is copied, Office ~$dm.xlsx while a workbook is open."""
    (tmp_path / "dm.csv").write_text("STUDYID,USUBJID\nS01,1\n")
    (tmp_path / hidden).parent.mkdir(exist_ok=True)
    (tmp_path / hidden).write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X        ")
    found = survey(tmp_path)
    assert ([table.file for table in found.tables], found.told) == (["dm.csv"], ())
    assert list(read_datasets(tmp_path, {})) == ["DM"]


def test_a_survey_says_what_files_with_data_want_that_no_reader_takes(tmp_path: Path) -> None:
    csv_file(tmp_path, "SUBJ,TERM\n1,PAIN\n")
    for name in ("lab.XLSB", "formats.sas7bcat", "readme.pdf", "old.sav"):
        (tmp_path / name).write_bytes(b"")
    assert survey(tmp_path).told == (
        "left out: lab.XLSB: no reader for '.xlsb': save it as .xlsx",
        "left out: old.sav: no reader for '.sav': export it as CSV or XPT",
    )
    with pytest.raises(
        InputError, match=r"tables\.ae\.file: lab\.XLSB: no reader for '\.xlsb': save it as \.xlsx; known"
    ):
        read_table(source("lab.XLSB", ()), tmp_path)


def test_a_survey_gives_each_sheet_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, cell in (("LAB", 1), ("ECG", 2)):
        sheet = book.create_sheet(name)
        sheet.append(["SUBJ", "N"])
        sheet.append(["1", cell])
    book.save(tmp_path / "all.xlsx")
    found = survey(tmp_path)
    assert [(dict(table.settings), table.rows) for table in found.tables] == [
        ({"sheet": "LAB"}, 1),
        ({"sheet": "ECG"}, 1),
    ]
    assert found.told == ("left out: Sheet: all.xlsx: the sheet is empty",)


@pytest.mark.parametrize(
    ("values", "kind", "formats"),
    [
        (("2012-11-23T11:20", "2013-01-01T00:00"), "date", ("YYYY-MM-DDTHH:MI",)),
        (("2012-11-23T11:20:30",), "date", ("YYYY-MM-DDTHH:MI:SS",)),
        (("2012-11", "2012-11-23"), "date", ("YYYY-MM-DD", "YYYY-MM")),
        (("1951", "1960"), "number", ("YYYY",)),
        (("1951", "7"), "number", ()),
        (("0001", "1960"), "number", ()),
    ],
)
def test_a_survey_tells_the_forms_of_iso_8601(
    tmp_path: Path, values: tuple[str, ...], kind: str, formats: tuple[str, ...]
) -> None:
    csv_file(tmp_path, "LBDTC\n" + "\n".join(values) + "\n")
    (column,) = survey(tmp_path).tables[0].columns
    assert (column.kind, column.formats) == (kind, formats)
