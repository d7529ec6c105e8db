"""Official terminology packages are imported as our own YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

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
    ("file", "text", "message"),
    [
        ("SDTM 2025-09-26.txt", "Code\tName\nC1\tx\n", "missing columns: Codelist Code"),
        ("terms.txt", TEXT, "'terms' tells no publishing set and date; pass --name"),
        ("SDTM 2025-09-26.xml", "<ODM/>", "no codelists found"),
        ("SDTM 2025-09-26.xml", "<!DOCTYPE x><ODM/>", "entities are refused"),
        ("SDTM 2025-09-26.xml", "<ODM", "not well-formed XML"),
    ],
)
def test_another_file_is_refused_with_the_reason(tmp_path: Path, file: str, text: str, message: str) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(InputError, match=message):
        read_nci_package(tmp_path / file)
