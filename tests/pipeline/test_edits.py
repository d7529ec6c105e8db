"""A colleague's workbook comes back: what differs is told as edits of the study's files, and written there if asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from converter.cli import app
from converter.pipeline.edits.diff import diff_spec
from converter.pipeline.specs.interchange import export_spec, import_spec
from converter.spec.dataset import Reference
from converter.spec.load import load_study
from tests.read.description.sheets import (
    CODELISTS,
    COMMENTS,
    DATASETS,
    DOCUMENTS,
    METHODS,
    STUDY,
    VARIABLES,
    Sheet,
    write_workbook,
)

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo"
LEVELS: Sheet = [
    ["Dataset", "Variable", "Where Clause", "Description", "Data Type"],
    ["DM", "AGE", "SEX EQ F", "Age of women", "integer"],
]


@pytest.fixture
def study(tmp_path: Path) -> Path:
    import_spec([write_workbook(tmp_path / "spec.xlsx", ValueLevel=LEVELS)], tmp_path / "study")
    text = (tmp_path / "study" / "sdtm" / "dm.yaml").read_text()
    (tmp_path / "study" / "sdtm" / "dm.yaml").write_text(
        "# mine\n" + text.replace("label: Age\n", "label: Age  # years\n")
    )
    return tmp_path / "study"


def edit(path: Path) -> Path:
    """Write the workbook as a colleague sends it back."""
    rows = [list(row) for row in VARIABLES]
    rows[5][3], rows[6][13], rows[4][10] = "Age in Years", None, "5"
    rows.append([7, "DM", "RACE", "Race", "text", 40, None, "No", None, "CRF", "6"])
    return write_workbook(
        path,
        Variables=rows,
        Datasets=[DATASETS[0], [*DATASETS[1][:3], "One record for each subject", *DATASETS[1][4:]]],
        Codelists=[CODELISTS[0], CODELISTS[1], ["SEX", "Sex", "C66731", "text", 2, "U", "C17998", "Unknown"]],
        ValueLevel=[
            *LEVELS,
            ["DM", "AGE", "SEX EQ M", "Age of men", "integer"],
            ["DM", "AGE", "SEX EQ U", "Age", "integer"],
        ],
        Comments=COMMENTS,
    )


def test_edits_of_a_workbook_are_told_with_the_line_that_they_change(study: Path, tmp_path: Path) -> None:
    found = [str(one) for one in diff_spec(study, edit(tmp_path / "back.xlsx"))]
    lines = (study / "sdtm" / "dm.yaml").read_text().splitlines()
    at = next(number for number, line in enumerate(lines, start=1) if line.strip().startswith("label: Age"))
    assert f"sdtm/dm.yaml:{at} variables.AGE.label: 'Age' -> 'Age in Years' (back.xlsx Variables!D6)" in found
    assert "sdtm/dm.yaml variables.RACE: nothing -> 'Race' (back.xlsx Variables!C8)" in found, found
    assert any("variables.SEX.comment: 'As recorded.' -> nothing" in one for one in found)
    assert "sdtm/dm.yaml value_level.AGE where SEX eq M: nothing -> True (back.xlsx ValueLevel!C3)" in found


def test_applied_edits_leave_nothing_to_tell_and_comments_as_they_were(study: Path, tmp_path: Path) -> None:
    back = edit(tmp_path / "back.xlsx")
    diff_spec(study, back, apply=True)
    text = (study / "sdtm" / "dm.yaml").read_text()
    assert text.startswith("# mine\n")
    assert "label: Age in Years  # years\n" in text
    assert diff_spec(study, back) == ()
    loaded = load_study(study)
    assert [one.label for one in loaded.domains["DM"].value_level] == ["Age of women", "Age of men", "Age"]
    assert [term.value for term in loaded.study.codelists["SEX"].terms] == ["F", "U"]


def test_a_workbook_that_nobody_edited_differs_in_nothing(tmp_path: Path) -> None:
    path = export_spec(DEMO, tmp_path / "demo.xlsx")
    assert diff_spec(DEMO, path) == ()


def test_what_a_rule_says_is_told_and_written_only_if_asked(tmp_path: Path) -> None:
    study = tmp_path / "demo"
    shutil.copytree(DEMO, study)
    before = (study / "sdtm" / "ae.yaml").read_text()
    rows: Sheet = [
        ["Dataset", "Variable", "Label", "Data Type", "Origin", "Method"],
        ["AE", "AESTDY", "Study Day of Start of Adverse Event", None, "Derived", "AE.AESTDY"],
    ]
    back = write_workbook(
        tmp_path / "back.xlsx",
        Datasets=[["Dataset", "Label"], ["AE", "Adverse Events"]],
        Variables=rows,
        Codelists=None,
        Methods=[["ID", "Type", "Description"], ["AE.AESTDY", "Computation", "By hand."]],
    )
    found = [one for one in diff_spec(study, back, apply=True) if one.trail == ("variables", "AESTDY", "method")]
    assert [(one.kind, one.new) for one in found] == [("made", "By hand.")]
    assert (study / "sdtm" / "ae.yaml").read_text() == before
    diff_spec(study, back, apply=True, override_made=True)
    assert load_study(study).domains["AE"].variables["AESTDY"].method == "By hand."


def test_order_documents_programs_and_comments_are_edited_as_well(study: Path, tmp_path: Path) -> None:
    rows = [VARIABLES[0], *(VARIABLES[number] for number in (1, 2, 3, 6, 4, 5))]
    rows = [rows[0], *([number, *row[1:]] for number, row in enumerate(rows[1:], start=1))]
    rows.insert(3, [2.5, "DM", "DOMAIN2", "Second", "text", 2, None, "No", None, "Assigned"])
    back = write_workbook(
        tmp_path / "back.xlsx",
        Variables=rows,
        ValueLevel=LEVELS,
        Methods=[*METHODS[:-1], [*METHODS[-1], "R", "floor(years)", "sap", "4-5"]],
        Comments=[COMMENTS[0], [*COMMENTS[1], "blankcrf", "5"]],
        Documents=[*DOCUMENTS, ["sap", "Analysis plan", "sap.pdf"]],
    )
    found = [str(one) for one in diff_spec(study, back)]
    order = "STUDYID, DOMAIN, DOMAIN2, USUBJID, SEX, SUBJID, AGE"
    assert any("order: (" in one and order in one.replace("'", "") for one in found), found
    assert "define.yaml documents.sap: nothing -> 'sap.pdf' (back.xlsx Documents!A3)" in found
    diff_spec(study, back, apply=True)
    assert [str(one) for one in diff_spec(study, back)] == []
    assert ", ".join(load_study(study).domains["DM"].variables) == order
    assert "label: Age  # years\n" in (study / "sdtm" / "dm.yaml").read_text()
    define = load_study(study).define
    assert [(one.text, one.code[0].text, one.documents[0].pages) for one in define.methods] == [
        ("Whole years from birth to RFSTDTC.", "floor(years)", "4-5")
    ]
    assert define.comments[0].documents == (Reference(document="acrf", pages="5"),)


def test_a_define_yaml_that_is_not_there_is_made_and_a_standard_is_told(tmp_path: Path) -> None:
    study = tmp_path / "demo"
    shutil.copytree(DEMO, study)
    back = write_workbook(
        tmp_path / "back.xlsx",
        Define=[*STUDY[:2], ["StandardName", "SDTMIG-MD"], ["StandardVersion", "1.1"]],
        Datasets=[["Dataset", "Label"], ["AE", "Adverse Events"]],
        Variables=[["Dataset", "Variable", "Label"], ["AE", "AETERM", "Reported Term for the Adverse Event"]],
        Codelists=None,
        Documents=[["ID", "Title", "Href"], ["sap", "Analysis plan", "sap.pdf"]],
    )
    told = [str(one) for one in diff_spec(study, back, apply=True)]
    assert any("SDTMIG-MD 1.1" in one and "define.yaml" in one for one in told), told
    assert load_study(study).define.documents["sap"].title == "Analysis plan"


def test_the_command_tells_and_ends_with_4(study: Path, tmp_path: Path) -> None:
    same = CliRunner().invoke(app, ["spec", "diff", str(study), str(tmp_path / "spec.xlsx")])
    assert (same.exit_code, same.output) == (0, "")
    edited = CliRunner().invoke(app, ["spec", "diff", str(study), str(edit(tmp_path / "back.xlsx"))])
    assert (edited.exit_code, "'Age' -> 'Age in Years'" in edited.output) == (4, True)
