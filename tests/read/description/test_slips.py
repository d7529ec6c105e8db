"""Every cell of a workbook that is not understood is told with its cell; what can be read is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from converter.errors import InputError
from converter.pipeline.specs.specification import read_files
from converter.plan.descriptions.submission import study_data, study_files
from converter.plan.make import make_plan
from converter.spec.described.description import Note, Submission
from tests.read.description.sheets import CODELISTS, COMMENTS, DATASETS, DOCUMENTS, METHODS, STUDY, VARIABLES, Sheet
from tests.read.description.sheets import write_workbook as write

LEVELS: list[object] = ["Dataset", "Variable", "Where Clause", "Data Type"]
RESULT: list[object] = ["Display", "ID", "Selection Criteria", "Variables"]
SUPP: Sheet = [
    [number, "SUPPDM", name, name, "text", 8]
    for number, name in enumerate(("STUDYID", "USUBJID", "QNAM", "QLABEL", "QVAL"), start=1)
]


def row(number: int, **said: object) -> list[object]:
    """Give a row of Variables with other cells."""
    names = [str(one).lower().replace(" ", "_") for one in VARIABLES[0]]
    cells = list(VARIABLES[number]) + [None] * (len(names) - len(VARIABLES[number]))
    return [said.get(name, cell) for name, cell in zip(names, cells, strict=True)]


def read(path: Path) -> tuple[Submission, list[Note], list[str]]:
    """Read a workbook: the description, all notes, and the variables of the study that it makes."""
    said, [(_, notes)] = read_files([path])
    data, more = study_data(said)
    plan = make_plan(study_files(path.parent, path.name, data))
    return said, [*notes, *more], [f"{name}.{one}" for name, spec in plan.described.items() for one in spec.by_name]


@pytest.mark.parametrize(
    ("sheets", "kind", "place"),
    [
        ({"Variables": [VARIABLES[0], row(1, length="2,5")]}, "Length: expected a whole number", "Variables!F2"),
        ({"Variables": [VARIABLES[0], row(1, length=0)]}, "Length: expected a whole number", "Variables!F2"),
        ({"Variables": [VARIABLES[0], row(1, order="first")]}, "Order: expected a number", "Variables!A2"),
        ({"Variables": [VARIABLES[0], row(1, mandatory="Perhaps")]}, "Mandatory: expected Yes or No", "Variables!H2"),
        ({"Variables": [VARIABLES[0], row(1, label="=1/0")]}, "formula has no stored value", "Variables!D2"),
        ({"Variables": [*VARIABLES, row(1, dataset=None)]}, "a row without Dataset", "Variables!B8"),
        ({"Variables": [*VARIABLES, row(1, variable=None)]}, "a row without Variable", "Variables!C8"),
        ({"Variables": [*VARIABLES, VARIABLES[1]]}, "a variable that stands twice", "Variables!C8"),
        ({"Variables": [*VARIABLES, row(1, variable="A B")]}, "no name of SAS XPT", "Variables!C8"),
        ({"Datasets": [*DATASETS, ["DM", "Other"]]}, "Dataset: stands twice; the first is kept", "Datasets!A3"),
        ({"Datasets": [DATASETS[0], ["DM", "D", "X", "One", "NOPE"]]}, "dataset has no such variable", "Datasets!E2"),
        ({"Variables": [*VARIABLES, row(1, dataset="../X")]}, "no name of a dataset", "Variables!B8"),
        ({"Codelists": [*CODELISTS, CODELISTS[1]]}, "stands twice in its codelist", "Codelists!F4"),
        ({"Codelists": [*CODELISTS, ["OWN", "Own"]]}, "a codelist without terms", "Codelists!A4"),
        (
            {"Codelists": [*CODELISTS[:2], ["SEX", "Sexx", "C66731", "text", 2, "M"]]},
            "Name: not as in the first row",
            "Codelists!B3",
        ),
        ({"Methods": [*METHODS, METHODS[1]]}, "Id: stands twice", "Methods!A4"),
        ({"Comments": [*COMMENTS, [None, "Nobody's"]]}, "a row without Id", "Comments!A3"),
        ({"Documents": [*DOCUMENTS, [*DOCUMENTS[1][:2], "b.pdf"]]}, "Id: stands twice", "Documents!A3"),
        (
            {"Analysis Displays": [["ID", "Title"], ["T1", "A"], ["T1", "B"]]},
            "Id: stands twice",
            "Analysis Displays!A3",
        ),
        ({"Analysis Results": [["Display", "ID"], [None, "R1"]]}, "a row without Display", "Analysis Results!A2"),
        ({"Analysis Results": [["Display", "ID"], *[["T1", "R1"]] * 2]}, "a result that stands", "Analysis Results!B3"),
        ({"Analysis Results": [RESULT, ["T1", "R1", None, "AGE"]]}, "without a dataset", "Analysis Results!D2"),
        (
            {"Analysis Results": [RESULT, ["T1", "R1", "AGE GT 3"]]},
            "each part is of one dataset",
            "Analysis Results!C2",
        ),
        ({"Analysis Results": [RESULT, ["T1", "R1", "DM.AGE ODD 3"]]}, "comparator 'ODD'", "Analysis Results!C2"),
        (
            {"Codelists": [*CODELISTS, ["SEX", "Sex", None, None, 3, None, None, "Unknown"]]},
            "without Term",
            "Codelists!F4",
        ),
        ({"Codelists": CODELISTS[1:]}, "no row is a header with a column Id", "Codelists!A1"),
        ({"Datasets": DATASETS[1:]}, "no row is a header with a column Dataset", "Datasets!A1"),
        ({"Variables": [VARIABLES[0], row(1, order="nan")]}, "read as nothing", "Variables!A2"),
        ({"Variables": [VARIABLES[0], row(1, order="inf")]}, "Order: expected a number", "Variables!A2"),
        ({"Datasets": [DATASETS[0], ["DM", "D", "X", "One", "SEX, SEX"]]}, "a key that stands twice", "Datasets!E2"),
        ({"Documents": [*DOCUMENTS, ["sap", "Plan"]]}, "a document without a file", "Documents!A3"),
        ({"Methods": [*METHODS[:2], [*METHODS[2], None, "y = 1;"]]}, "taken as Unknown", "Methods!F3"),
        ({"Define": [*STUDY[:4], ["StandardName", "SDTMIG"]]}, "no version is said; taken as", ""),
        ({"README": [["hello"]]}, "a sheet that is not known", "README!A1"),
        ({"ValueLevel": [LEVELS, ["DM", "AGE", "SEX LIKE F", "text"]]}, "comparator 'LIKE'", "ValueLevel!C2"),
        ({"ValueLevel": [LEVELS, ["DM", "AGE", None, "text"]]}, "expected a variable, a comparator", "ValueLevel!C2"),
        ({"ValueLevel": [LEVELS, ["DM", "AGE", "NO EQ F", "text"]]}, "no dataset has such a variable", "ValueLevel!C2"),
        (
            {"ValueLevel": [LEVELS, ["AE", "AGE", "SEX EQ F", "text"]]},
            "a dataset that is not described",
            "ValueLevel!A2",
        ),
        (
            {"ValueLevel": [LEVELS, *[["DM", "AGE", "SEX EQ F", "integer"]] * 2]},
            "a slice that is described twice",
            "ValueLevel!C3",
        ),
    ],
)
def test_a_cell_that_is_not_understood_is_told(tmp_path: Path, sheets: dict[str, Sheet], kind: str, place: str) -> None:
    _, notes, made = read(write(tmp_path / "spec.xlsx", **sheets))
    assert [(kind, one.place) for one in notes if kind in one.kind] == [(kind, place)]
    assert "DM.STUDYID" in made


def test_a_header_below_a_title_is_found_and_rows_above_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "spec.xlsx", Variables=[["The variables of my study"], [], *VARIABLES])
    book = load_workbook(path)
    book["Variables"].merge_cells("A1:F1")
    book["Variables"].row_dimensions[5].hidden = True
    book["Variables"].column_dimensions["F"].hidden = True
    book.save(path)
    said, notes, _ = read(path)
    assert list(said.datasets["DM"].variables) == [str(one[2]) for one in VARIABLES[1:]]
    assert [(one.place, one.lost) for one in notes if "above the header" in one.kind] == [("Variables!A1", False)]
    assert [one.place for one in notes if "hidden" in one.kind] == ["Variables!5:5", "Variables!F:F"]


def test_one_sheet_a_dataset_is_read_as_its_variables(tmp_path: Path) -> None:
    sheet: Sheet = [
        ["ORDER", "KEEP_VAR", "SUPP", "VARIABLE", "LABEL", "PROG_NOTES", "DATATYPE", "TERMINOLOGY", "CORE", "ORIGIN"],
        [2, "Yes", None, "SEX", "Sex", None, "Char", "(SEX)", "Req ", "CRF"],
        [1, "Y", "N", "STUDYID", "Study Identifier", "as given", "Char", None, "Req", "Protocol"],
        [3, "N", None, "RFPENDTC", "End", None, "Char"],
        [4, "Y", "Y", "RACEOTH", "Other race", None, "Char"],
    ]
    others = dict.fromkeys(("Define", "Datasets", "Variables", "Codelists", "Methods", "Comments", "Documents"))
    lookup: Sheet = [["Source", "Source value", "SDTM", "SDTM value"], ["a", "b", "c", "d"]]
    said, notes, made = read(write(tmp_path / "spec.xlsx", **others, DM=sheet, DM_LUT=lookup))
    assert made[:2] == ["DM.STUDYID", "DM.SEX"]
    assert {one.partition(".")[0] for one in made[2:]} == {"SUPPDM"}
    sex, study = said.datasets["DM"].variables["SEX"], said.datasets["DM"].variables["STUDYID"]
    assert (sex.codelists, sex.type, sex.notes) == (("SEX",), "Char", {"Core": "Req"})
    assert study.notes == {"PROG_NOTES": "as given", "Core": "Req"}
    told = {one.value: one.place for one in notes if one.kind.startswith(("DM Keep", "DM Variable", "a sheet"))}
    assert told == {"RFPENDTC": "DM!B4", "RACEOTH": "DM!D5", "DM_LUT": "DM_LUT!A1"}


@pytest.mark.parametrize(
    ("text", "kind", "pages", "predecessor"),
    [
        ("eCRF", "Collected", (), ""),
        ("EDC", "Collected", (), ""),
        ("CRF Page 12", "Collected", (12,), ""),
        ("CRF Pages 4, 5", "Collected", (4, 5), ""),
        ("Calculated", "Derived", (), ""),
        ("Predecessor: DM.AGE", "Predecessor", (), "DM.AGE"),
        ("DM.AGE", "Predecessor", (), "DM.AGE"),
        ("CRF and Derived", "Other", (), ""),
    ],
)
def test_an_origin_in_the_words_of_a_sponsor_is_read(
    tmp_path: Path, text: str, kind: str, pages: tuple[int, ...], predecessor: str
) -> None:
    """What no word of Define-XML covers is Other, and told."""
    head: list[object] = ["Dataset", "Variable", "Data Type", "Origin"]
    rows: Sheet = [head, ["DM", "STUDYID", "text", "Protocol"], ["DM", "SEX", "text", text]]
    said, notes, _ = read(write(tmp_path / "spec.xlsx", Variables=rows))
    origin = said.datasets["DM"].variables["SEX"].origin
    assert origin is not None
    assert (origin.type, origin.pages, origin.predecessor) == (kind, pages, predecessor)
    assert [one.value for one in notes if "Origin" in one.kind] == ([text] if kind == "Other" else [])


HEAD: list[object] = ["Order", "Dataset", "Variable", "Label", "Data Type", "Length", "Supp"]


@pytest.mark.parametrize(
    ("rows", "levels"),
    [
        ([[7, "DM", "RACEOTH", "Other race", "text", 20, "Y"]], None),
        ([[1, "SUPPDM", "RACEOTH", "Other race", "text", 20]], None),
        (
            [[7, "DM", "RACEOTH", "Told twice", "text", 9, "Y"], [1, "SUPPDM", "QNAM", "Name", "text", 8]],
            [LEVELS, ["SUPPDM", "QVAL", "QNAM EQ RACEOTH", "text", "Other race", 20]],
        ),
    ],
)
def test_a_supplemental_qualifier_among_variables_is_a_value_of_supp(
    tmp_path: Path, rows: list[list[object]], levels: Sheet | None
) -> None:
    """Marked in a column, or standing under SUPP--; what value level metadata says of it itself stands."""
    level = [[*LEVELS, "Label", "Length"], *levels[1:]] if levels else None
    plain = [[*row[:6], None] for row in VARIABLES[1:]]
    said, _, _ = read(
        write(tmp_path / "spec.xlsx", Variables=[HEAD, *plain, *[[*row, None][:7] for row in rows]], ValueLevel=level)
    )
    beside = said.datasets["SUPPDM"]
    assert [(one.where.describe(), one.label, one.length) for one in beside.value_level] == [
        ("QNAM = RACEOTH", "Other race", 20)
    ]
    assert beside.keys == ("STUDYID", "RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "QNAM")
    assert "RACEOTH" not in {*said.datasets["DM"].variables, *beside.variables}
    assert {"QNAM"} <= set(beside.variables)


def test_qualifiers_in_a_column_and_under_supp_are_all_kept(tmp_path: Path) -> None:
    plain = [[*row[:6], None] for row in VARIABLES[1:]]
    rows = [[7, "DM", "RACEOTH", "Other race", "text", 20, "Y"], [1, "SUPPDM", "RANDNO", "Number", "text", 8, None]]
    said, _, _ = read(write(tmp_path / "spec.xlsx", Variables=[HEAD, *plain, *rows]))
    assert [one.where.describe() for one in said.datasets["SUPPDM"].value_level] == ["QNAM = RACEOTH", "QNAM = RANDNO"]
    assert "QVAL" in said.datasets["SUPPDM"].variables


def test_values_of_qualifiers_and_external_dictionaries_are_described(tmp_path: Path) -> None:
    said, notes, _ = read(
        write(
            tmp_path / "spec.xlsx",
            Variables=[*VARIABLES, *SUPP, [9, "SUPPDM", "QEVAL", "Evaluator", "text", 8, None, "No", "MED"]],
            ValueLevel=[LEVELS, ["SUPPDM", "QVAL", "QNAM EQ RACEOTH", "text"]],
            Dictionaries=[["ID", "Name", "Data Type", "Dictionary", "Version"], ["MED", "M", "text", "MedDRA", 27.0]],
        )
    )
    assert [one.where.describe() for one in said.datasets["SUPPDM"].value_level] == ["QNAM = RACEOTH"]
    assert said.datasets["SUPPDM"].variables["QEVAL"].dictionary == "MED"
    assert said.dictionaries["MED"].version == "27"
    assert [one for one in notes if one.lost] == []


def test_a_codelist_without_terms_is_the_published_one_of_its_code(tmp_path: Path) -> None:
    path = write(tmp_path / "spec.xlsx", Codelists=[CODELISTS[0], ["SEX", "Sex", "C66731"]])
    said, [(_, notes)] = read_files([path])
    data, more = study_data(said)
    assert data["sdtm/dm.yaml"]["variables"]["SEX"]["codelists"] == ["SEX"]
    assert [one for one in (*notes, *more) if one.lost] == []


def test_datasets_follow_the_standards_that_they_name(tmp_path: Path) -> None:
    path = write(
        tmp_path / "spec.xlsx",
        Datasets=[
            [*DATASETS[0], "Standard"],
            [*DATASETS[1], *[None] * (8 - len(DATASETS[1])), "CDISC SDTM 3.4"],
            ["DI", "Devices", "SPECIAL PURPOSE", "One record per device", None, None, None, None, "SDTMIG-MD 1.1"],
        ],
        Variables=[*VARIABLES, [1, "DI", "SPDEVID", "Device", "text", 8]],
    )
    said, _, made = read(path)
    assert "DI.SPDEVID" in made
    assert {name: one.standard for name, one in said.datasets.items()} == {"DM": "SDTMIG 3.4", "DI": "SDTMIG-MD 1.1"}


def test_merged_cells_stand_for_each_of_their_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "spec.xlsx", Variables=[VARIABLES[0], row(3), row(4, dataset=None), row(5, dataset=None)])
    book = load_workbook(path)
    book["Variables"].merge_cells("B2:B4")
    book.save(path)
    said, notes, _ = read(path)
    assert list(said.datasets["DM"].variables) == ["USUBJID", "SUBJID", "AGE"]
    assert [one.place for one in notes if "merged cells" in one.kind] == ["Variables!B2:B4"]


@pytest.mark.parametrize("keys", ["STUDYID USUBJID", "STUDYID; USUBJID", "STUDYID\nUSUBJID"])
def test_keys_are_told_apart_by_whatever_stands_between(tmp_path: Path, keys: str) -> None:
    path = write(tmp_path / "spec.xlsx", Datasets=[DATASETS[0], ["DM", "Demographics", "SPECIAL PURPOSE", "One", keys]])
    assert read(path)[0].datasets["DM"].keys == ("STUDYID", "USUBJID")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("SDTMIG v3.3", "SDTMIG 3.3"),
        ("CDISC SDTM 3.2", "SDTMIG 3.2"),
        ("SDTM-IG-3.4", "SDTMIG 3.4"),
        ("SDTM", "SDTMIG "),
    ],
)
def test_a_standard_is_a_name_and_a_version(tmp_path: Path, written: str, kept: str) -> None:
    path = write(tmp_path / "spec.xlsx", Define=[*STUDY[:4], ["StandardName", written]])
    assert [f"{one.name} {one.version}" for one in read(path)[0].standards] == [kept]


def test_pages_are_numbers_in_whatever_form(tmp_path: Path) -> None:
    rows = [row(4, pages="4"), row(5, pages="1, 3\u20135", origin="CRF"), row(6, pages="4-6")]
    said, _, _ = read(write(tmp_path / "spec.xlsx", Variables=[VARIABLES[0], *rows]))
    origins = [one.origin for one in said.datasets["DM"].variables.values()]
    assert [(one.pages, [each.pages for each in one.documents]) for one in origins if one] == [
        ((4,), []),
        ((1, 3, 4, 5), []),
        ((), ["4-6"]),
    ]


def test_variables_without_a_header_are_not_read_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "spec.xlsx", Variables=VARIABLES[1:])
    _, notes, made = read(path)
    assert "Variables: no row is a header with a column Variable; not read" in {one.kind for one in notes}
    assert made == []
    with pytest.raises(InputError, match="no row is a header with a column Variable"):
        read(write(tmp_path / "spec.xlsx", Variables=VARIABLES[1:], Datasets=None))
