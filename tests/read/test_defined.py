"""A define.xml beside datasets: labels, types, codelists, origins, methods and keys; what it cannot say is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import InputError
from converter.pipeline import check
from converter.plan.descriptions.defined import defined_codelists, with_defined
from converter.plan.descriptions.found import found_analysis_spec
from converter.read.datasets.defined import read_defined
from converter.read.datasets.folder import read_described
from converter.spec.dataset import Origin
from converter.spec.standards.guides import load_analysis_standard

DEFINE = """<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:def="http://www.cdisc.org/ns/def/v{version}">
<Study OID="S"><MetaDataVersion OID="M" Name="M">
<ItemGroupDef OID="IG.ADQS" Name="ADQS" def:Structure="One record per subject per question"
 def:Class="BASIC DATA STRUCTURE">
 <Description><TranslatedText>Questionnaires</TranslatedText></Description>
 <ItemRef ItemOID="IT.Q" Mandatory="Yes" KeySequence="2" MethodOID="MT.Q"/>
 <ItemRef ItemOID="IT.U" Mandatory="Yes" KeySequence="1"/>
 <ItemRef ItemOID="IT.X" Mandatory="No"/>
</ItemGroupDef>
<ItemDef OID="IT.U" Name="USUBJID" DataType="text" Length="3"><def:Origin Type="Predecessor">
 <Description><TranslatedText>DM.USUBJID</TranslatedText></Description></def:Origin></ItemDef>
<ItemDef OID="IT.Q" Name="QMOOD" DataType="integer" Length="1" def:DisplayFormat="8." def:CommentOID="COM.Q">
 <Description><TranslatedText xml:lang="en">Mood
   (coded)</TranslatedText></Description>
 <CodeListRef CodeListOID="CL.MOOD"/><def:Origin Type="{origin}"/></ItemDef>
<ItemDef OID="IT.X" Name="XTRA" DataType="float"/>
<CodeList OID="CL.MOOD" Name="Mood" DataType="integer">
 <CodeListItem CodedValue="1"><Decode><TranslatedText>Good</TranslatedText></Decode>
  <Alias Context="nci:ExtCodeID" Name="C1"/></CodeListItem></CodeList>
<MethodDef OID="MT.Q" Name="q" Type="Computation">
 <Description><TranslatedText>Asked.</TranslatedText></Description></MethodDef>
<def:CommentDef OID="COM.Q"><Description><TranslatedText>By phone.</TranslatedText></Description></def:CommentDef>
</MetaDataVersion></Study></ODM>"""


def folder(path: Path, *, version: str = "2.1", origin: str = "Collected") -> Path:
    (path / "define.xml").write_text(DEFINE.format(version=version, origin=origin))
    (path / "adqs.csv").write_text("USUBJID,QMOOD,XTRA\n001,1,0.5\n002,,\n")
    return path


@pytest.mark.parametrize(
    ("version", "origin", "expected"),
    [
        ("2.1", "Collected", Origin(type="Collected")),
        ("2.1", "Derived", Origin(type="Derived", source="Sponsor")),
        ("2.0", "CRF", Origin(type="Collected", source="Investigator")),
        ("2.0", "eDT", Origin(type="Collected", source="Vendor")),
        ("2.0", "Somewhere", Origin(type="Other", text="Somewhere")),
    ],
)
def test_origins_are_in_the_words_of_define_xml_2_1(
    tmp_path: Path, version: str, origin: str, expected: Origin | None
) -> None:
    spec = read_defined(folder(tmp_path, version=version, origin=origin))["ADQS"].spec
    assert spec.by_name["QMOOD"].origin == expected
    assert spec.by_name["USUBJID"].origin == Origin(type="Predecessor", predecessor="DM.USUBJID")
    assert (spec.keys, spec.structure) == (("USUBJID", "QMOOD"), "One record per subject per question")


def test_csv_has_the_types_and_labels_that_define_xml_tells(tmp_path: Path) -> None:
    found = read_described(folder(tmp_path), {})["ADQS"]
    assert [(one.name, one.type, one.label) for one in found.variables] == [
        ("USUBJID", "Char", ""),
        ("QMOOD", "Num", "Mood (coded)"),
        ("XTRA", "Num", ""),
    ]
    assert found.label == "Questionnaires"
    assert found.frame["XTRA"].tolist()[0] == 0.5


def test_a_description_is_completed_and_nothing_of_it_replaced(tmp_path: Path) -> None:
    found = read_described(folder(tmp_path), {})["ADQS"]
    guessed = found_analysis_spec(found, None, load_analysis_standard("adamig", "1.3", (), "occds-1.1"))
    spec = with_defined(guessed, found)
    mood = spec.by_name["QMOOD"]
    assert (mood.codelists, mood.comment, mood.method) == (("MOOD",), "By phone.", "Asked.")
    assert spec.keys == ("USUBJID", "QMOOD")
    assert spec.by_name["USUBJID"].label == guessed.by_name["USUBJID"].label != ""
    (codelist,) = defined_codelists([found]).values()
    assert [(term.value, term.decode, term.code) for term in codelist.terms] == [("1", "Good", "C1")]


def test_keys_that_the_data_lack_are_none(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "adqs.csv").write_text("USUBJID,XTRA\n001,0.5\n")
    found = read_described(tmp_path, {})["ADQS"]
    assert with_defined(found_analysis_spec(found, None, load_analysis_standard("adamig", "1.3")), found).keys == ()


def test_a_folder_without_define_xml_has_no_description(tmp_path: Path) -> None:
    assert read_defined(tmp_path) == {}


def test_a_broken_define_xml_says_so(tmp_path: Path) -> None:
    (tmp_path / "define.xml").write_text("<ODM")
    with pytest.raises(InputError, match="not well-formed XML"):
        read_defined(tmp_path)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<html/>", "no Define-XML: it describes no dataset"),
        ("<ODM", "not well-formed XML"),
        (DEFINE.format(version="1.0", origin="CRF"), "Define-XML 1.0"),
    ],
)
def test_a_define_xml_that_is_none_is_told_and_the_data_are_read(tmp_path: Path, text: str, why: str) -> None:
    folder(tmp_path)
    (tmp_path / "define.xml").write_text(text)
    issues = check(tmp_path).issues
    (told,) = [one for one in issues if one.rule == "define-unreadable"]
    assert why in told.message
