"""The page of a define.xml: what it says for people, each with an address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree, html

from converter.write.define_page.page import define_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

HEAD = """<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:def="http://www.cdisc.org/ns/def/v2.1"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:arm="http://www.cdisc.org/ns/arm/v1.0"
 CreationDateTime="2020-01-01T00:00:00"><Study OID="S"><GlobalVariables><StudyName>S-01</StudyName>
 <StudyDescription>A study</StudyDescription><ProtocolName>P</ProtocolName></GlobalVariables>
 <MetaDataVersion OID="M" Name="Definitions" def:DefineVersion="2.1.0">"""
TAIL = "</MetaDataVersion></Study></ODM>"


def words(text: str, tag: str = "Description") -> str:
    return f"<{tag}><TranslatedText>{text}</TranslatedText></{tag}>"


BODY = f"""
<def:Standards><def:Standard OID="STD.1" Name="SDTMIG" Type="IG" Version="3.4" Status="Final"/></def:Standards>
<def:ValueListDef OID="VL.VSORRES"><ItemRef ItemOID="IT.VSORRES.T" Mandatory="No" MethodOID="MT.1">
 <def:WhereClauseRef WhereClauseOID="WC.1"/></ItemRef></def:ValueListDef>
<def:WhereClauseDef OID="WC.1"><RangeCheck Comparator="IN" SoftHard="Soft" def:ItemOID="IT.VSTESTCD">
 <CheckValue>TEMP</CheckValue><CheckValue>PULSE</CheckValue></RangeCheck></def:WhereClauseDef>
<ItemGroupDef OID="IG.VS" Name="VS" Repeating="Yes" IsReferenceData="No" Purpose="Tabulation"
 def:Structure="One record per test" def:StandardOID="STD.1" def:CommentOID="COM.1">{words("Vital Signs")}
 <ItemRef ItemOID="IT.USUBJID" KeySequence="1" Mandatory="Yes" Role="Identifier"/>
 <ItemRef ItemOID="IT.VSTESTCD" KeySequence="2" Mandatory="Yes"/><ItemRef ItemOID="IT.VSORRES" Mandatory="No"/>
 <def:Class Name="FINDINGS"/><def:leaf ID="LF.VS" xlink:href="vs.xpt"><def:title>vs.xpt</def:title></def:leaf>
</ItemGroupDef>
<ItemDef OID="IT.USUBJID" Name="USUBJID" DataType="text" Length="9">{words("Subject")}</ItemDef>
<ItemDef OID="IT.VSTESTCD" Name="VSTESTCD" DataType="text" Length="8">{words("Test")}
 <CodeListRef CodeListOID="CL.VS"/><def:Origin Type="Collected" Source="Investigator">
 <def:DocumentRef leafID="LF.CRF"><def:PDFPageRef Type="PhysicalRef" PageRefs="3 7"/></def:DocumentRef></def:Origin>
</ItemDef>
<ItemDef OID="IT.VSORRES" Name="VSORRES" DataType="text" Length="5">{words("Result")}
 <def:ValueListRef ValueListOID="VL.VSORRES"/></ItemDef>
<ItemDef OID="IT.VSORRES.T" Name="VSORRES" DataType="float" Length="4" SignificantDigits="1">{words("Number")}</ItemDef>
<CodeList OID="CL.VS" Name="Vital Signs Test Code" DataType="text">
 <CodeListItem CodedValue="TEMP">{words("Temperature", "Decode")}
 <Alias Context="nci:ExtCodeID" Name="C25206"/></CodeListItem><CodeListItem CodedValue="X" def:ExtendedValue="Yes">
 {words("Other &lt;b&gt;", "Decode")}</CodeListItem></CodeList>
<CodeList OID="CL.MED" Name="MedDRA" DataType="text"><ExternalCodeList Dictionary="MedDRA" Version="23.0"/></CodeList>
<MethodDef OID="MT.1" Name="Rounding" Type="Computation">{words("Rounded to one decimal.")}</MethodDef>
<def:CommentDef OID="COM.1">{words("Taken at rest.")}</def:CommentDef>
<def:leaf ID="LF.CRF" xlink:href="acrf.pdf"><def:title>Annotated CRF</def:title></def:leaf>
<def:leaf ID="LF.BAD" xlink:href="javascript:alert(1)"><def:title>Bad</def:title></def:leaf>
<arm:AnalysisResultDisplays><arm:ResultDisplay OID="RD.1" Name="Table 1">{words("Vital signs by visit")}
 <arm:AnalysisResult OID="AR.1" AnalysisReason="SPECIFIED IN SAP" AnalysisPurpose="PRIMARY OUTCOME MEASURE">
 {words("Mean")}
 <arm:AnalysisDatasets><arm:AnalysisDataset ItemGroupOID="IG.VS"><def:WhereClauseRef WhereClauseOID="WC.1"/>
 <arm:AnalysisVariable ItemOID="IT.VSORRES"/></arm:AnalysisDataset></arm:AnalysisDatasets></arm:AnalysisResult>
</arm:ResultDisplay></arm:AnalysisResultDisplays>"""


def page(body: str = BODY) -> html.HtmlElement:
    return html.fromstring(define_page(etree.fromstring(HEAD + body + TAIL)))


def row(made: html.HtmlElement, oid: str) -> list[str]:
    (found,) = made.xpath(f"//tr[@id='{oid}']")
    return [" ".join(cell.itertext()).strip() for cell in found]


def test_a_dataset_has_description_class_structure_keys_file_standard_and_comment() -> None:
    (cells,) = page().xpath("//section[@id='datasets']//tbody/tr")
    texts = [" ".join(" ".join(cell.itertext()).split()) for cell in cells]
    assert texts == [
        *("VS", "Vital Signs", "Findings", "One record per test repeating", "USUBJID , VSTESTCD", "Tabulation"),
        *("vs.xpt", "SDTMIG 3.4 Taken at rest."),
    ]


def test_a_variable_has_key_type_length_terms_and_origin_with_the_pages_of_the_crf() -> None:
    assert row(page(), "IT.VSTESTCD") == [
        *("VSTESTCD", "Test", "2", "text", "8", "Vital Signs Test Code"),
        "Collected (Investigator)   Annotated CRF, page 3 7",
    ]


def test_a_slice_has_its_condition_and_its_method() -> None:
    cells = row(page(), "IT.VSORRES.T")
    assert cells[0].split() == ["VSTESTCD", "is", "one", "of", "(TEMP", "Temperature", ",", "PULSE)"]
    assert cells[1:] == ["Number", "float", "4.1", "", "Rounded to one decimal."]


def test_terms_have_decodes_codes_and_the_mark_of_extended_ones_and_text_is_no_markup() -> None:
    (terms,) = page().xpath("//article[@id='CL.VS']//tbody")
    assert [[" ".join(" ".join(cell.itertext()).split()) for cell in one] for one in terms] == [
        ["TEMP", "Temperature", "C25206"],
        ["X extended", "Other <b>", ""],
    ]
    assert "MedDRA 23.0" in " ".join(page().xpath("//article[@id='CL.MED']")[0].itertext())


def test_an_analysis_result_has_its_reason_its_conditions_and_its_variables() -> None:
    (article,) = page().xpath("//article[@id='RD.1']")
    text = " ".join(" ".join(article.itertext()).split())
    assert "Table 1 Vital signs by visit" in text
    assert "Specified in SAP Primary outcome measure VS where VSTESTCD is one of" in text


def test_every_link_of_the_page_leads_to_something_on_it_and_none_runs_a_program() -> None:
    made = page()
    there = {f"#{one}" for one in made.xpath("//@id")}
    links = made.xpath("//a/@href")
    assert {one for one in links if one.startswith("#")} <= there
    assert [one for one in links if not one.startswith("#")] == ["vs.xpt", "acrf.pdf", "acrf.pdf"]


def test_a_define_xml_with_nothing_in_it_is_a_page() -> None:
    assert "S-01: Definitions" in "".join(page("").itertext())


@pytest.mark.parametrize(("find", "shown"), [("temperature", {"IG.VS", "CL.VS", "RD.1"}), ("nowhere", set())])
def test_find_leaves_what_holds_the_words(
    opened: Callable[..., Page], tmp_path: Path, find: str, shown: set[str]
) -> None:
    path = tmp_path / "define.html"
    path.write_text(define_page(etree.fromstring(HEAD + BODY + TAIL)), encoding="utf-8")
    sheet = opened(path)
    sheet.fill("#find", find)
    seen = {one.get_attribute("id") for one in sheet.query_selector_all("section[id^=IG], article") if one.is_visible()}
    assert seen == shown


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_axe_finds_nothing_wrong_on_the_page_of_a_define_xml(
    opened: Callable[..., Page], violations: Callable[[Page], list[str]], tmp_path: Path, width: int, scheme: str
) -> None:
    path = tmp_path / "define.html"
    path.write_text(define_page(etree.fromstring(HEAD + BODY + TAIL)), encoding="utf-8")
    assert violations(opened(path, width=width, scheme=scheme)) == []
    assert violations(opened(path, at="#IT.VSORRES.T", width=width, scheme=scheme)) == []


def test_paper_has_every_slice_open_and_the_screen_has_them_closed_again(
    opened: Callable[..., Page], tmp_path: Path
) -> None:
    path = tmp_path / "define.html"
    path.write_text(define_page(etree.fromstring(HEAD + BODY + TAIL)), encoding="utf-8")
    sheet = opened(path)
    assert not sheet.is_visible("tr[id='IT.VSORRES.T']")
    sheet.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert sheet.is_visible("tr[id='IT.VSORRES.T']")
    sheet.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not sheet.is_visible("tr[id='IT.VSORRES.T']")


def test_a_link_to_a_slice_opens_it(opened: Callable[..., Page], tmp_path: Path) -> None:
    path = tmp_path / "define.html"
    path.write_text(define_page(etree.fromstring(HEAD + BODY + TAIL)), encoding="utf-8")
    assert opened(path, at="#IT.VSORRES.T").is_visible("tr[id='IT.VSORRES.T']")
