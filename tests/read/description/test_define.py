"""A define.xml of others is read as it is: not valid, of 2.0 or 2.1; what is not kept is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import InputError
from converter.read.description.readers import read_submission
from converter.spec.condition import Condition
from converter.spec.dataset import Origin, Reference
from converter.spec.described.columns import load_columns
from converter.spec.described.description import Note, Submission

HEAD = """<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:def="http://www.cdisc.org/ns/def/v2.1"
 xmlns:xlink="http://www.w3.org/1999/xlink" CreationDateTime="2024-02-03T00:00:00">
<Study OID="S"><GlobalVariables><StudyName>S1</StudyName><StudyDescription>Small</StudyDescription>
<ProtocolName>P</ProtocolName></GlobalVariables>
<MetaDataVersion OID="M" Name="M" def:DefineVersion="2.1.0">"""
FOOT = "</MetaDataVersion></Study></ODM>"
STANDARD = (
    '<def:Standards><def:Standard OID="G" Name="STDTMIG" Type="IG" Version="3.4" Status="Final"/></def:Standards>'
)
SLICES = """<def:ValueListDef OID="VL"><ItemRef ItemOID="S1" Mandatory="No"><def:WhereClauseRef WhereClauseOID="W1"/>
<def:WhereClauseRef WhereClauseOID="W2"/></ItemRef></def:ValueListDef>
<def:WhereClauseDef OID="W1"><RangeCheck def:ItemOID="COUNTRY" Comparator="IN"><CheckValue>DE</CheckValue>
<CheckValue>FR</CheckValue></RangeCheck></def:WhereClauseDef>
<def:WhereClauseDef OID="W2"><RangeCheck def:ItemOID="UNIT" Comparator="EQ"><CheckValue/></RangeCheck>
</def:WhereClauseDef>"""
GROUPS = """<ItemGroupDef OID="DM" Name="DM" Domain="DM" Purpose="Tabulation" def:StandardOID="G" def:Structure="One"
 Repeating="No"><Description><TranslatedText>Demographics</TranslatedText></Description>
 <ItemRef ItemOID="COUNTRY" Mandatory="Yes" KeySequence="1"/><def:Class Name="SPECIAL PURPOSE"/></ItemGroupDef>
<ItemGroupDef OID="VS" Name="VS" Domain="VS" Purpose="Tabulation" def:Class="FINDINGS">
 <ItemRef ItemOID="RES" MethodOID="MT"/><ItemRef ItemOID="UNIT" Role="Qualifier"/><ItemRef ItemOID="GONE"/>
</ItemGroupDef>"""
ITEMS = """<ItemDef OID="COUNTRY" Name="COUNTRY" DataType="text"><CodeListRef CodeListOID="CL.ISO"/></ItemDef>
<ItemDef OID="RES" Name="VSORRES" DataType="text" Length="5"><def:Origin Type="CRF"><def:DocumentRef leafID="LF.crf">
 <def:PDFPageRef PageRefs="4 6" Type="PhysicalRef"/></def:DocumentRef></def:Origin><def:ValueListRef ValueListOID="VL"/>
</ItemDef>
<ItemDef OID="S1" Name="WEIGHT" DataType="float" Length="5" SignificantDigits="1"/>
<ItemDef OID="UNIT" Name="VSORRESU" DataType="text" Length="2"><CodeListRef CodeListOID="CL.NONE"/></ItemDef>
<CodeList OID="CL.ISO" Name="Countries"><ExternalCodeList Dictionary="ISO 3166" Version="2020"/></CodeList>
<MethodDef OID="MT" Name="Weight" Type="Computation"><Description><TranslatedText>As on the scale.</TranslatedText>
</Description><FormalExpression Context="SAS">x = y;</FormalExpression></MethodDef>
<MethodDef OID="MT.2" Name="Nobody" Type="Computation"/>
<def:leaf ID="LF.crf" xlink:href="acrf.pdf"><def:title>Annotated CRF</def:title></def:leaf>"""


def read(path: Path, text: str) -> tuple[Submission, tuple[Note, ...]]:
    path.write_text(text, encoding="utf-8")
    return read_submission(path, load_columns())


def test_everything_that_it_says_of_datasets_is_read(tmp_path: Path) -> None:
    found, _ = read(tmp_path / "define.xml", HEAD + STANDARD + SLICES + GROUPS + ITEMS + FOOT)
    dm, vs = found.datasets["DM"], found.datasets["VS"]
    assert (dm.standard, dm.keys, dm.class_, dm.repeating) == ("SDTMIG 3.4", ("COUNTRY",), "SPECIAL PURPOSE", False)
    assert (vs.class_, dm.variables["COUNTRY"].dictionary, found.dictionaries["ISO"].name) == (
        "FINDINGS",
        "ISO",
        "ISO 3166",
    )
    assert vs.variables["VSORRES"].origin == Origin(type="Collected", source="Investigator", pages=(4, 6))
    assert found.define.methods[0].code[0].text == "x = y;"
    assert found.define.documents["acrf"].file == "acrf.pdf"


def test_a_condition_may_be_any_of_several_on_another_dataset_or_on_nothing(tmp_path: Path) -> None:
    found, _ = read(tmp_path / "define.xml", HEAD + STANDARD + SLICES + GROUPS + ITEMS + FOOT)
    assert found.datasets["VS"].value_level[0].where == Condition.model_validate(
        {"any": ({"variable": "DM.COUNTRY", "in": ("DE", "FR")}, {"variable": "VSORRESU", "missing": True})}
    )


def test_what_is_not_kept_is_told_with_its_line(tmp_path: Path) -> None:
    _, notes = read(tmp_path / "define.xml", HEAD + STANDARD + SLICES + GROUPS + ITEMS + FOOT)
    assert {(one.kind, one.value) for one in notes} == {
        ("ItemRef: the item is not defined; not kept", "GONE"),
        ("ItemDef of a slice: not named as its variable; named anew", "WEIGHT"),
        ("CodeListRef: the codelist is not defined; not kept", "CL.NONE"),
        ("MethodDef: nothing refers to it; not kept", "MT.2"),
        ("Standard Name: not one of Define-XML 2.1; taken as SDTMIG", "STDTMIG"),
    }
    assert {one.value: one.place for one in notes}["STDTMIG"] == "line 5"
    assert [one.value for one in notes if not one.lost] == ["STDTMIG", "WEIGHT"]


def test_documents_are_named_by_their_place_in_others(tmp_path: Path) -> None:
    pages = '<def:PDFPageRef FirstPage="4" LastPage="6" Type="PhysicalRef"/>'
    found, _ = read(
        tmp_path / "define.xml",
        HEAD + GROUPS + ITEMS.replace('<def:PDFPageRef PageRefs="4 6" Type="PhysicalRef"/>', pages) + FOOT,
    )
    origin = found.datasets["VS"].variables["VSORRES"].origin
    assert origin is not None
    assert origin.documents == (Reference(document="acrf", pages="4-6"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            HEAD.replace("def/v2.1", "def/v1.0") + GROUPS + FOOT,
            r"define\.xml: Define-XML 1\.0; save it as 2\.0 or later",
        ),
        (HEAD + FOOT, "no Define-XML: it describes no dataset"),
        ("<ODM>", "not well-formed XML"),
    ],
)
def test_what_is_no_define_xml_2_is_refused_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path / "define.xml", text)
