"""Data are checked and described by the workbook that others wrote, as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.compute.define_schema import schema_errors
from converter.compute.difference import differences
from converter.errors import InputError
from converter.issues import Issue
from converter.pipeline import check, define
from converter.read.description.readers import read_submission
from converter.spec.described.columns import load_columns
from tests.read.description.sheets import (
    CODELISTS,
    DM,
    DOCUMENTS,
    METHODS,
    SHEETS,
    STUDY,
    VARIABLES,
    Sheet,
    write_workbook,
)

OF_SPEC = ("described-", "spec-", "codelist-")


def data_in(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def told(issues: tuple[Issue, ...]) -> set[tuple[str, str, str]]:
    return {(one.rule, one.place, one.variable) for one in issues if one.rule.startswith(OF_SPEC)}


def test_data_as_the_workbook_describes_them_give_no_finding_about_it(tmp_path: Path) -> None:
    spec = write_workbook(tmp_path / "spec.xlsx")
    assert told(check(data_in(tmp_path / "data", dm=DM), spec).issues) == set()


def test_what_differs_from_the_workbook_is_told_once_for_each_cause(tmp_path: Path) -> None:
    variables = [row for row in VARIABLES if "SUBJID" not in row]
    variables += [[7, "DM", "RACE", "Race", "text", 40, None, "No", None, "CRF"]]
    spec = write_workbook(
        tmp_path / "spec.xlsx",
        Variables=variables,
        Codelists=[row for row in CODELISTS if "M" not in row],
    )
    text = DM.replace("S1-001", "S1-000001").replace(",40,", ",40.5,").replace(",51,", ",,")
    assert told(check(data_in(tmp_path / "data", dm=text), spec).issues) == {
        ("described-variable", "DM", "SUBJID"),
        ("described-variable", "DM", "RACE"),
        ("described-length", "DM", "USUBJID"),
        ("described-type", "DM", "AGE"),
        ("codelist-value", "DM", "SEX"),
    }


def test_a_define_xml_follows_from_a_workbook_and_data(tmp_path: Path) -> None:
    spec = write_workbook(tmp_path / "spec.xlsx")
    define(data_in(tmp_path / "data", dm=DM), spec, tmp_path / "out")
    text = (tmp_path / "out" / "define.xml").read_text(encoding="utf-8")
    assert list(schema_errors(tmp_path / "out" / "define.xml")) == []
    assert "Whole years from birth to RFSTDTC." in text
    assert "<StudyName>S1</StudyName>" in text


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("spec.docx", "x", "no specification: expected a study folder, or a file ending in .xlsx"),
        ("spec.xlsx", "x", "not a readable Excel file"),
    ],
)
def test_what_is_no_specification_is_refused_in_one_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=message):
        check(data_in(tmp_path / "data", dm=DM), tmp_path / name)


def test_a_workbook_without_the_sheets_of_a_specification_is_refused(tmp_path: Path) -> None:
    none = dict.fromkeys(SHEETS)
    spec = write_workbook(tmp_path / "spec.xlsx", **none, Budget=[["Item", "Price"]])
    with pytest.raises(InputError, match="expected sheets such as Datasets, Variables, Codelists, got Budget"):
        check(data_in(tmp_path / "data", dm=DM), spec)


def taken(issues: tuple[Issue, ...]) -> list[str]:
    return [one.message for one in issues if one.rule == "standard-taken"]


def test_data_alone_are_checked_against_the_guide_that_they_name(tmp_path: Path) -> None:
    ts = "STUDYID,DOMAIN,TSSEQ,TSPARMCD,TSPARM,TSVAL\nS1,TS,1,SDTIGVER,SDTM IG Version,3.3\n"
    assert taken(check(data_in(tmp_path / "a", dm=DM, ts=ts)).issues) == [
        "checked against sdtmig-3.3, which the data name"
    ]
    assert taken(check(data_in(tmp_path / "b", dm=DM)).issues) == ["checked against sdtmig-3.4, as the data name none"]
    assert taken(check(data_in(tmp_path / "b", dm=DM), standard="sdtmig-3.2").issues) == []
    adsl = "STUDYID,USUBJID\nS1,S1-001\n"
    assert taken(check(data_in(tmp_path / "c", adsl=adsl)).issues) == [
        "checked against adamig-1.3, as the data name none"
    ]


def test_data_with_a_define_xml_are_checked_against_the_guide_that_it_names(tmp_path: Path) -> None:
    spec = write_workbook(tmp_path / "spec.xlsx", Define=[*STUDY[:-1], ["StandardVersion", "3.3"]])
    define(data_in(tmp_path / "data", dm=DM), spec, tmp_path / "data")
    found = check(tmp_path / "data").issues
    assert taken(found) == ["checked against sdtmig-3.3, which the data name"]


@pytest.mark.parametrize(
    ("spec", "standard", "message"),
    [
        ((), "sdtmig-3.9", "unknown standard 'sdtmig-3.9' .did you mean 'sdtmig-3.4'"),
        ((Path("spec.xlsx"),), "sdtmig-3.4", "say either --spec or --standard"),
    ],
)
def test_a_standard_is_one_that_we_have_and_no_second_specification(
    tmp_path: Path, spec: tuple[Path, ...], standard: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        check(data_in(tmp_path, dm=DM), spec, standard=standard)


def test_a_define_xml_says_all_that_the_workbook_says_of_data_that_are_there(tmp_path: Path) -> None:
    spec = write_workbook(
        tmp_path / "spec.xlsx",
        Methods=[*METHODS[:-1], ["DM.AGE", "Age", "Imputation", "Whole years.", "R", "floor(years)", "sap", "4-5"]],
        Documents=[*DOCUMENTS, ["sap", "Analysis plan", "sap.pdf"]],
        ValueLevel=[
            ["Dataset", "Variable", "Where Clause", "Description", "Data Type", "Length", "Mandatory", "Origin"],
            ["DM", "AGE", "SEX IN (F, M)", "Age of women and men", "integer", 3, "No", "Assigned"],
        ],
    )
    (tmp_path / "acrf.pdf").write_bytes(b"%PDF")
    issues = define(data_in(tmp_path / "data", dm=DM), spec, tmp_path / "out").issues
    workbook, _ = read_submission(spec, load_columns())
    made, notes = read_submission(tmp_path / "out" / "define.xml", load_columns())
    found = [one for one in differences(workbook, made) if one.path[-1] != "role"]  # which the guide tells
    assert [str(one) for one in found] == [
        "standards.CDISC/NCI 2025-03-28 SDTM: nothing -> True",
        "define.context: nothing -> 'Submission'",
    ]
    assert notes == ()
    assert (tmp_path / "out" / "acrf.pdf").is_file()
    assert [(one.rule, one.value) for one in issues] == [("define-leaf", "sap.pdf")]


def test_a_slice_may_be_of_values_that_are_missing_or_of_another_dataset(tmp_path: Path) -> None:
    variables: Sheet = [
        *VARIABLES,
        [1, "VS", "STUDYID", "Study Identifier", "text", 2, None, "Yes", None, "Protocol"],
        [2, "VS", "USUBJID", "Unique Subject Identifier", "text", 6, None, "Yes", None, "Assigned"],
        [3, "VS", "VSTESTCD", "Vital Signs Test Short Name", "text", 6, None, "Yes", None, "Assigned"],
        [4, "VS", "VSORRES", "Result or Finding in Original Units", "text", 3, None, "No", None, "CRF", "7"],
        [5, "VS", "VSSTAT", "Completion Status", "text", 8, None, "No", None, "CRF", "7"],
    ]
    spec = write_workbook(
        tmp_path / "spec.xlsx",
        Variables=variables,
        ValueLevel=[
            ["Dataset", "Variable", "Where Clause", "Description", "Data Type", "Length", "Mandatory", "Origin"],
            ["VS", "VSORRES", 'VSSTAT EQ ""', "Done", "integer", 3, "No", "CRF"],
            ["VS", "VSORRES", "DM.SEX EQ F and VSTESTCD EQ WEIGHT", "Of women", "integer", 2, "No", "CRF"],
        ],
    )
    vs = "STUDYID,USUBJID,VSTESTCD,VSORRES,VSSTAT\nS1,S1-001,WEIGHT,70,\n"
    define(data_in(tmp_path / "data", dm=DM, vs=vs), spec, tmp_path / "out")
    made, _ = read_submission(tmp_path / "out" / "define.xml", load_columns())
    assert list(schema_errors(tmp_path / "out" / "define.xml")) == []
    assert [one.where.describe() for one in made.datasets["VS"].value_level if one.label] == [
        "VSSTAT is missing",
        "DM.SEX = F and VSTESTCD = WEIGHT",
    ]
