"""A workbook of others is read as it is, with its own names of columns; what is not kept is told with its cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.read.description.readers import read_submission
from converter.read.description.where import parsed
from converter.spec.described.columns import load_columns
from converter.spec.described.description import Note
from tests.read.description.sheets import DATASETS, VARIABLES, Sheet, write_workbook


def told(path: Path) -> dict[str, Note]:
    _, notes = read_submission(path, load_columns())
    return {one.kind: one for one in notes}


def test_names_of_columns_that_a_sponsor_has_are_data(tmp_path: Path) -> None:
    header = ["Item" if name == "Variable" else name for name in map(str, VARIABLES[0])]
    rows: Sheet = [[*header, "Therapeutic Area"], [*VARIABLES[1], *[None] * 4, "Oncology"]]
    path = write_workbook(tmp_path / "spec.xlsx", Variables=rows)
    (tmp_path / "columns.yaml").write_text("sheets: {variables: {columns: {variable: [Item]}}}")
    found, notes = read_submission(path, load_columns(tmp_path))
    assert list(found.datasets["DM"].variables) == ["STUDYID"]
    assert found.datasets["DM"].variables["STUDYID"].notes == {"Therapeutic Area": "Oncology"}
    assert [(one.place, one.value) for one in notes if "column" in one.kind] == [("Variables!O1", "Therapeutic Area")]


def test_slips_of_people_change_nothing(tmp_path: Path) -> None:
    rows: Sheet = [
        VARIABLES[0],
        ["1", "dm", "studyid ", "Study Identifier", "Text", "2.0", "\u00a0", "Y", None, "PROTOCOL"],
    ]
    found, notes = read_submission(write_workbook(tmp_path / "spec.xlsx", Variables=rows), load_columns())
    one = found.datasets["DM"].variables["STUDYID"]
    assert one.origin is not None
    assert (one.label, one.data_type, one.length, one.format, one.mandatory, one.origin.type) == (
        *("Study Identifier", "text", 2, "", True, "Protocol"),
    )
    assert {one.kind for one in notes} == {
        "Methods ID: nothing refers to it; not kept",
        "Comments ID: nothing refers to it; not kept",
    }


@pytest.mark.parametrize(
    ("row", "kind", "place"),
    [
        (["DM", "RACE", "words"], "Variables Data Type: not one of Define-XML; not kept", "Variables!C2"),
        (["DM", "RACE", "text", "many"], "Variables Length: expected a whole number; not kept", "Variables!D2"),
        (
            ["DM", "RACE", "text", 1, "X"],
            "Variables Codelist: not in Codelists or Dictionaries; a published one where there is one",
            "Variables!E2",
        ),
        (
            ["DM", "RACE", "text", 1, None, "Diary"],
            "Variables Origin: not one of Define-XML 2.1; taken as Other",
            "Variables!F2",
        ),
        (
            ["AE", "RACE", "text"],
            "Variables: variables of a dataset that Datasets does not list; it is described by them",
            "Variables!A2",
        ),
    ],
)
def test_what_cannot_be_kept_is_told_with_its_cell(tmp_path: Path, row: list[object], kind: str, place: str) -> None:
    rows: Sheet = [["Dataset", "Variable", "Data Type", "Length", "Codelist", "Origin"], row]
    notes = told(write_workbook(tmp_path / "spec.xlsx", Variables=rows, Datasets=DATASETS))
    assert notes[kind].place == place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("PARAMCD IN (A, B)", "PARAMCD in (A, B)"),
        ("DTYPE EQ AVERAGE and PARAMCD NOTIN ('x, y', \"or\")", "DTYPE = AVERAGE and PARAMCD not in (x, y, or)"),
        ("AGE >= 18 and AGE < 65.5", "AGE >= 18 and AGE < 65.5"),
        ('DSSCAT EQ ""', "DSSCAT is missing"),
        ("DM.COUNTRY NE ''", "DM.COUNTRY is not missing"),
        ("SEX EQ F or SEX EQ M", "SEX = F or SEX = M"),
        ("LBCAT EQ CLINICAL CHEMISTRY", "LBCAT = CLINICAL CHEMISTRY"),
        ("SEX EQ F and (AGE LT 18 or AGE GE 65)", "SEX = F and (AGE < 18 or AGE >= 65)"),
        ("(SEX EQ F) or (SEX EQ M and AGE GE 65)", "SEX = F or (SEX = M and AGE >= 65)"),
        ("PARAMCD in ('A' 'B')", "PARAMCD in (A, B)"),
        ("SEX = 'F' & AGE > 18 | SEX ^= F", "(SEX = F and AGE > 18) or SEX is not F"),
        ("AEBODSYS EQ Ear & labyrinth disorders", "AEBODSYS = Ear & labyrinth disorders"),
        ("DSTERM EQ Crohn's disease (severe)", "DSTERM = Crohn's disease (severe)"),
        ('DSTERM EQ "a ""b"""', 'DSTERM = a "b"'),
        ("dsterm eq “x”", "DSTERM = x"),
        ("AGE NE .", "AGE is not missing"),
        ("AGE IS NULL or SEX is not missing", "AGE is missing or SEX is not missing"),
        ("not missing(AGE) & SEX eq F", "AGE is not missing and SEX = F"),
        ("SEX EQ F & missing(AGE)", "SEX = F and AGE is missing"),
        ('SEX EQ ("F")', "SEX = F"),
        ("[ADSL.ITTFL EQ Y]", "ADSL.ITTFL = Y"),
        ("where AGE ≥ 18 and SEX = \u2018F\u2019", "AGE >= 18 and SEX = F"),
        ("SEX in [F, M];", "SEX in (F, M)"),
        ("where [SEX = F]", "SEX = F"),
        ("DSTERM EQ Pain in extremity (left)", "DSTERM = Pain in extremity (left)"),
    ],
)
def test_a_where_clause_is_read_as_people_write_it(text: str, said: str) -> None:
    assert parsed(text, lambda name: name == "AGE").describe() == said


@pytest.mark.parametrize(
    "text",
    [
        "SEX",
        "SEX LIKE F",
        "",
        "(",
        "EQ F and",
        "SEX IN ()",
        "A EQ x B EQ y",
        "A EQ x;B = y",
        "A EQ <5",
        "(A EQ x",
        "A EQ x B IN (1, 2)",
        "A IN (x",
        "A IN x)",
        "missing(A, B)",
    ],
)
def test_what_is_no_where_clause_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parsed(text, lambda _: False)
