"""Official terminology packages are imported as our own YAML."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from converter.errors import InputError
from converter.pipeline import import_terminology
from converter.read.nci_terminology import read_nci_package
from converter.spec.library import load_codelist, load_package, specs_folder
from converter.write.terminology import codelist_json

HEAD = (
    "Code\tCodelist Code\tCodelist Extensible (Yes/No)\tCodelist Name\tCDISC Submission Value"
    "\tCDISC Synonym(s)\tCDISC Definition\tNCI Preferred Term\n"
)
TEXT = HEAD + (
    "C66742\t\tNo\tNo Yes Response\tNY\tNo Yes Response\tA term.\tCDISC NY Terminology\n"
    'C49487\tC66742\t\tNo Yes Response\tN\tNo\tThe "no".\tNo\n'
    "C49488\tC66742\t\tNo Yes Response\tY\tYes; Yea\tThe yes.\tYes\n"
    "C65047\t\tYes\tLaboratory Test Code\tLBTESTCD\tx\td\tt\n"
    "C64433\tC65047\t\tLaboratory Test Code\tALT\tSGPT\td\tAlanine Aminotransferase Measurement\n"
    "C67154\t\tYes\tLaboratory Test Name\tLBTEST\tx\td\tt\n"
    "C64433\tC67154\t\tLaboratory Test Name\tAlanine Aminotransferase\tSGPT\td\tAlanine Aminotransferase Measurement\n"
)
ODM = """<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:nciodm="http://ncicb.nci.nih.gov/xml/odm/EVS/CDISC">
<Study OID="S"><MetaDataVersion OID="M" Name="M">
<CodeList OID="CL.C66742.NY" Name="No Yes Response" nciodm:ExtCodeID="C66742" nciodm:CodeListExtensible="No">
<EnumeratedItem CodedValue="N" nciodm:ExtCodeID="C49487"><nciodm:CDISCSynonym>No</nciodm:CDISCSynonym>
<nciodm:PreferredTerm>No</nciodm:PreferredTerm></EnumeratedItem>
<EnumeratedItem CodedValue="Y" nciodm:ExtCodeID="C49488"><nciodm:CDISCSynonym>Yes</nciodm:CDISCSynonym>
<nciodm:CDISCSynonym>Yea</nciodm:CDISCSynonym><nciodm:PreferredTerm>Yes</nciodm:PreferredTerm></EnumeratedItem>
<nciodm:CDISCSubmissionValue>NY</nciodm:CDISCSubmissionValue></CodeList></MetaDataVersion></Study></ODM>
"""


def test_the_text_form_gives_codelists_terms_and_test_names(tmp_path: Path) -> None:
    path = tmp_path / "SDTM Terminology 2025-09-26.txt"
    path.write_text(TEXT)
    package = read_nci_package(path)
    assert (package.publishing_set, package.version) == ("SDTM", "2025-09-26")
    assert package.codelists["LBTESTCD"].by_value["ALT"].decode == "Alanine Aminotransferase"
    ny = package.codelists["NY"]
    assert (ny.code, ny.extensible, ny.by_value["Y"].synonyms) == ("C66742", False, ("Yes", "Yea"))


def test_both_forms_give_the_same_codelist(tmp_path: Path) -> None:
    (tmp_path / "SDTM 2025-09-26.txt").write_text(TEXT)
    (tmp_path / "SDTM 2025-09-26.odm.xml").write_text(ODM)
    text = read_nci_package(tmp_path / "SDTM 2025-09-26.txt").codelists["NY"]
    assert read_nci_package(tmp_path / "SDTM 2025-09-26.odm.xml").codelists["NY"] == text


def test_an_imported_package_is_what_a_study_pins(tmp_path: Path) -> None:
    (tmp_path / "SDTM Terminology 2025-09-26.txt").write_text(TEXT)
    _, folder = import_terminology(tmp_path / "SDTM Terminology 2025-09-26.txt", tmp_path / "terminology")
    assert folder.name == "sdtm-ct-2025-09-26"
    folders = (tmp_path / "terminology",)
    assert load_package(folder.name, folders).version == "2025-09-26"
    codelist = load_codelist(folder.name, "NY", folders)
    assert codelist is not None
    assert [term.value for term in codelist.terms] == ["N", "Y"]


@pytest.mark.parametrize("name", ["NY", "AESEV", "UNIT", "LBTESTCD", "ROUTE"])
def test_what_ships_is_in_the_form_the_importer_writes(name: str) -> None:
    codelist = load_codelist("sdtm-ct-2025-03-28", name)
    assert codelist is not None
    path = specs_folder() / "terminology" / "sdtm-ct-2025-03-28" / f"{name}.json"
    assert codelist_json(codelist, "SDTM CT 2025-03-28") == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("C65047\t\tYes", "\t\t\t\t\t\t\t\nC65047\t\tYes"),  # a row of blanks, as workbooks have
        ("\tNY\t", "\t NY \t"),
        ("\tY\t", "\tY  \t"),
        ("\tYes\tLab", "\tYES\tLab"),
    ],
)
def test_blanks_and_case_do_not_make_other_codelists(tmp_path: Path, was: str, now: str) -> None:
    (tmp_path / "SDTM 2025-09-26.txt").write_text(TEXT)
    (tmp_path / "other SDTM 2025-09-26.txt").write_text(TEXT.replace(was, now))
    plain, other = (read_nci_package(tmp_path / f"{name}SDTM 2025-09-26.txt") for name in ("", "other "))
    assert other == plain


def test_terms_that_a_workbook_holds_as_numbers_are_read_as_they_are_shown(tmp_path: Path) -> None:
    book = Workbook()
    for line in TEXT.splitlines():
        book.worksheets[0].append(line.split("\t"))
    for value in (1, 0.5, True):
        book.worksheets[0].append([f"C{value}", "C66742", None, "No Yes Response", value, None, "d", "t"])
    book.save(tmp_path / "SDTM 2025-09-26.xlsx")
    ny = read_nci_package(tmp_path / "SDTM 2025-09-26.xlsx").codelists["NY"]
    assert [term.value for term in ny.terms] == ["N", "Y", "1", "0.5", "TRUE"]


def test_odm_items_with_a_decode_are_terms_as_enumerated_ones_are(tmp_path: Path) -> None:
    item = '<CodeListItem CodedValue="NA" nciodm:ExtCodeID="C48660"><Decode><TranslatedText>Not Applicable'
    item += "</TranslatedText></Decode></CodeListItem>"
    (tmp_path / "SDTM 2025-09-26.xml").write_text(ODM.replace("<nciodm:CDISCSub", f"{item}<nciodm:CDISCSub"))
    term = read_nci_package(tmp_path / "SDTM 2025-09-26.xml").codelists["NY"].by_value["NA"]
    assert (term.code, term.decode) == ("C48660", "Not Applicable")


def test_a_file_of_windows_is_read_and_its_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "SDTM 2010-10-22.txt").write_bytes(TEXT.replace("Yea", "D\u00e9j\u00e0").encode("cp1252"))
    told: list[str] = []
    package = read_nci_package(tmp_path / "SDTM 2010-10-22.txt", tell=told.append)
    assert package.codelists["NY"].by_value["Y"].synonyms == ("Yes", "D\u00e9j\u00e0")
    assert [line.split(" (")[0] for line in told] == [
        "SDTM 2010-10-22.txt: read as cp1252, which nothing declares",
    ]


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("SDTM 2025-09-26.txt", "Code\tName\nC1\tx\n", "missing columns: Codelist Code"),
        ("terms.txt", TEXT, "'terms' tells no publishing set and date; pass --name"),
        ("SDTM 2025-09-26.xml", "<ODM/>", "no codelists found"),
        ("SDTM 2025-09-26.xml", "<!DOCTYPE x><ODM/>", "entities are refused"),
        ("SDTM 2025-09-26.xml", "<ODM", "not well-formed XML"),
        ("SDTM 2025-09-26.txt", TEXT + TEXT.splitlines()[3] + "\n", "2 terms of NY are called 'Y'"),
        ("SDTM 2025-09-26.txt", TEXT + TEXT.splitlines()[1] + "\n", "2 codelists are called 'NY'"),
        ("SDTM 2025-09-26.txt", TEXT.replace("\tY\tYes", "\t\tYes"), "1 terms of NY are called ''"),
        ("SDTM 2025-09-26.txt", TEXT.replace("C65047\t\tYes", "C65047\t\t"), "C65047 may be extended"),
        ("SDTM 2025-09-26.xml", ODM.replace(' nciodm:CodeListExtensible="No"', ""), "CL.C66742.NY may be extended"),
        ("SDTM 2025-09-26.csv", HEAD.replace("\t", ",") + "C1,," + "x" * 200_000, "no CSV that can be read"),
    ],
)
def test_another_file_is_refused_with_the_reason(tmp_path: Path, file: str, text: str, message: str) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(InputError, match=message):
        read_nci_package(tmp_path / file)
