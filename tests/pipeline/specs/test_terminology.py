"""Several terminology packages at once, official files of every form, and what another package would change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner

from converter.cli import app
from converter.errors import InputError, SpecError
from converter.pipeline import compare_terminology, convert, import_terminology
from converter.read.nci_terminology import read_nci_package
from converter.report.report import Report
from tests.pipeline.test_permitted import DM, RAW
from tests.read.test_nci_terminology import TEXT

NEWER = (
    TEXT.replace("\tY\tYes; Yea", "\tYES\tYes; Yea")  # a term has another value
    .replace("C64433\tC65047", "C99999\tC65047")  # ALT of another concept
    .replace("No\tNo Yes Response\tNY", "Yes\tNo Yes Response\tNY")
    + "C71113\t\tYes\tFrequency\tFREQ\tx\td\tt\nC64496\tC71113\t\tFrequency\tBID\t\td\tTwice\n"
)
STUDY = """\
study: {id: S01, name: S01, description: A study, protocol: S01, created: 2026-01-01}
standards: {terminology: [sdtm-ct-2025-03-28, PACKAGES]}
tables: {dm: {file: dm.csv, subject: "{SUBJ}"}}
"""
CE = """\
domain: CE
records:
  - table: dm
    map: {CETERM: {assign: {column: TERM}}, CEOCCUR: {recode: {column: WHY, codelist: NY, map: {diet: Y, rest: N}}}}
derive: {CESEQ: {sequence: {}}}
"""
CE_NAMES = """\
domain: CE
records:
  - table: dm
    map:
      CETERM: {assign: {column: TERM}}
      CEOCCUR: {by_condition: {cases: [{when: {variable: WHY, eq: diet}, value: "Y"}], otherwise: "N"}}
      CEPRESP: {recode: {column: WHY, codelist: NY, map: {diet: "Y", rest: "N"}}}
derive:
  CESEQ: {sequence: {}}
  CESER: {derive_constant: {value: "Y"}}
"""


def study(folder: Path, packages: str, files: dict[str, str]) -> Path:
    """Make a study, and import official files for it."""
    said = {
        "study.yaml": STUDY.replace("PACKAGES", packages),
        "sdtm/dm.yaml": DM,
        "sdtm/ce.yaml": CE,
        "raw/dm.csv": RAW,
    }
    for name, text in said.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for name, text in files.items():
        (folder / name).write_text(text)
        import_terminology(folder / name, folder / "terminology")
    return folder


def test_of_a_codelist_in_several_packages_the_newest_is_in_force_and_it_is_told(tmp_path: Path) -> None:
    folder = study(tmp_path / "study", "sdtm-ct-2020-03-27", {"SDTM Terminology 2020-03-27.txt": NEWER})
    older = convert(folder, tmp_path / "out", last="sdtm")
    (told,) = [one for one in older.issues if one.rule == "codelist-packages"]
    assert told.message.endswith("stand in sdtm-ct-2020-03-27 and in sdtm-ct-2025-03-28, which is newer and in force")
    assert told.value == "FREQ, LBTEST, LBTESTCD, NY"
    assert outside(older) == []
    assert 'Version="2020-03-27"' in (tmp_path / "out" / "sdtm" / "define.xml").read_text()
    newer = study(tmp_path / "newer", "sdtm-ct-2030-03-27", {"SDTM Terminology 2030-03-27.txt": NEWER})
    assert outside(convert(newer, tmp_path / "out2", last="sdtm")) == ["Y"]  # it is YES there


def outside(report: Report) -> list[str]:
    """List the values of CEOCCUR that are not in the codelist in force."""
    found = [one for one in report.issues if (one.place, one.variable) == ("CE", "CEOCCUR")]
    return [one.value for one in found if one.rule.startswith("codelist")]


def test_packages_of_one_date_are_not_told(tmp_path: Path) -> None:
    folder = study(tmp_path / "study", "adam-ct-2025-03-28", {})
    assert not [one for one in convert(folder, tmp_path / "out", last="sdtm").issues if one.rule == "codelist-packages"]


def _csv(path: Path) -> None:
    rows = [line.split("\t") for line in TEXT.splitlines()]
    path.write_text("".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows))


def _xlsx(path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["About this file"])
    sheet = book.create_sheet("SDTM Terminology 2025-09-26")
    for line in TEXT.splitlines():
        sheet.append(line.split("\t"))
    book.save(path)


@pytest.mark.parametrize(("ending", "write"), [(".csv", _csv), (".xlsx", _xlsx)])
def test_every_official_form_gives_the_same_package(tmp_path: Path, ending: str, write: object) -> None:
    (tmp_path / "SDTM 2025-09-26.txt").write_text(TEXT)
    path = tmp_path / f"SDTM 2025-09-26{ending}"
    write(path)  # type: ignore[operator]
    assert read_nci_package(path) == read_nci_package(tmp_path / "SDTM 2025-09-26.txt")


@pytest.mark.parametrize(
    ("name", "publishing_set"),
    [
        ("Protocol Terminology 2025-03-28", "Protocol"),
        ("define-xml-ct-2024-12-20", "DEFINE-XML"),
        ("ADaM 2025-03-28", "ADaM"),
    ],
)
def test_the_publishing_set_is_told_by_the_name(tmp_path: Path, name: str, publishing_set: str) -> None:
    (tmp_path / "terms.txt").write_text(TEXT)
    assert read_nci_package(tmp_path / "terms.txt", name).publishing_set == publishing_set


def test_a_file_that_is_no_workbook_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "SDTM 2025-09-26.xlsx").write_text("no workbook")
    with pytest.raises(InputError, match=r"SDTM 2025-09-26\.xlsx: no workbook that can be read"):
        read_nci_package(tmp_path / "SDTM 2025-09-26.xlsx")


def compared(folder: Path, study: Path | None = None, data: Path | None = None) -> list[tuple[str, ...]]:
    old, new = (str(folder / f"SDTM {date}.txt") for date in ("2025-09-26", "2030-03-27"))
    found = compare_terminology(old, new, study, data)
    return [(one.kind, one.codelist, one.value, one.was, one.now, *one.used) for one in found]


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    (tmp_path / "SDTM 2025-09-26.txt").write_text(TEXT)
    (tmp_path / "SDTM 2030-03-27.txt").write_text(NEWER)
    return tmp_path


def test_what_is_new_changed_and_retired_is_told(packages: Path) -> None:
    assert compared(packages) == [
        ("new", "FREQ", "", "", ""),
        ("retired", "LBTESTCD", "ALT", "", ""),
        ("new", "LBTESTCD", "ALT", "", ""),
        ("changed", "NY", "", "not extensible", "extensible"),
        ("changed", "NY", "Y", "Y", "YES"),
    ]


def test_values_that_the_specification_names_are_told_where_they_are(packages: Path) -> None:
    used = [one for one in compared(packages, study(packages / "study", "adam-ct-2025-03-28", {})) if len(one) > 5]
    assert used == [
        ("changed", "NY", "", "not extensible", "extensible", "CE.CEOCCUR"),
        ("changed", "NY", "Y", "Y", "YES", "CE.CEOCCUR"),
    ]


def test_values_in_use_are_those_of_every_rule_that_names_one(packages: Path) -> None:
    """Recoded, chosen by a condition, derived: Y and N are other concepts in the new package."""
    folder = study(packages / "study", "adam-ct-2025-03-28", {})
    (folder / "sdtm" / "ce.yaml").write_text(CE_NAMES)
    (packages / "SDTM 2030-03-27.txt").write_text(TEXT.replace("C49487\tC66742", "C1\tC66742").replace("C49488", "C2"))
    used = {(kind, value): used for kind, _, value, _, _, *used in compared(packages, folder)}
    places = ["CE.CEOCCUR", "CE.CEPRESP"]
    assert used == {
        ("retired", "N"): places,
        ("retired", "Y"): [*places, "CE.CESER"],
        ("new", "N"): places,
        ("new", "Y"): [*places, "CE.CESER"],
    }


def test_values_in_use_that_are_terms_now_are_told_first(packages: Path) -> None:
    folder = study(packages / "study", "adam-ct-2025-03-28", {})
    data = packages / "data"
    data.mkdir()
    (data / "ce.csv").write_text("STUDYID,DOMAIN,USUBJID,CESEQ,CETERM,CEOCCUR\nS01,CE,1,1,Flu,U\n")
    (packages / "SDTM 2030-03-27.txt").write_text(TEXT + "C17998\tC66742\t\tNo Yes Response\tU\t\td\tUnknown\n")
    files = [str(packages / "SDTM 2025-09-26.txt"), str(packages / "SDTM 2030-03-27.txt")]
    text = CliRunner().invoke(app, ["ct", "compare", *files, str(folder), "--data", str(data)]).stdout
    assert text.splitlines()[0] == "in use: NY C66742: 'U' is new (CE.CEOCCUR)"


def test_a_file_without_set_or_date_in_its_name_can_be_compared(packages: Path) -> None:
    (packages / "terms.txt").write_text(TEXT)
    assert compare_terminology(str(packages / "terms.txt"), str(packages / "SDTM 2025-09-26.txt")) == ()


def test_values_of_datasets_are_told_where_they_are(packages: Path) -> None:
    folder = study(packages / "study", "adam-ct-2025-03-28", {})
    data = packages / "data"
    data.mkdir()
    (data / "ce.csv").write_text("STUDYID,DOMAIN,USUBJID,CESEQ,CETERM,CEOCCUR\nS01,CE,1,1,Flu,N\n")
    used = [one for one in compared(packages, folder, data) if len(one) > 5]
    assert used == [("changed", "NY", "", "not extensible", "extensible", "CE.CEOCCUR")]  # Y is not among them


def test_the_command_says_what_is_in_use_first_and_counts(packages: Path) -> None:
    folder = study(packages / "study", "adam-ct-2025-03-28", {})
    files = [str(packages / "SDTM 2025-09-26.txt"), str(packages / "SDTM 2030-03-27.txt")]
    text = CliRunner().invoke(app, ["ct", "compare", *files, str(folder)]).stdout.splitlines()
    assert text[1] == "in use: NY C66742: 'Y' is changed: 'Y' is 'YES' now (CE.CEOCCUR)"
    assert text[2:5] == [
        "new: 1 codelists, 1 terms",
        "changed: 1 codelists, 1 terms",
        "retired: 0 codelists, 1 terms",
    ]
    listed = json.loads(CliRunner().invoke(app, ["ct", "compare", *files, "--json"]).stdout)
    assert {one["kind"] for one in listed} == {"new", "changed", "retired"}


def test_a_package_that_is_nowhere_is_told() -> None:
    with pytest.raises(SpecError, match="unknown terminology package 'sdtm-ct-2025-03-29'"):
        compare_terminology("sdtm-ct-2025-03-29", "sdtm-ct-2025-03-28")
