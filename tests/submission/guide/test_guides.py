"""The reviewer's guides say what is known, and ask for what only a person knows."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from converter.pipeline.planning import planned
from converter.pipeline.submission.guides import guide_files, known_of
from converter.pipeline.submission.packaged import Submission
from converter.spec.package.guide import QUESTIONS, Guide
from converter.submission.document import Block, Bullets, Document, Grid, Heading, Text
from converter.submission.findings import Finding
from converter.submission.guide.adrg import adrg
from converter.submission.guide.known import Known, unanswered
from converter.submission.guide.sdrg import sdrg
from converter.submission.page import page_of

FOUND = Finding("warning", "date-order", "AE", "AEENDTC", "ends before it starts", "", 2, "")


@pytest.fixture(scope="module")
def known(study: Path, made: Path) -> Known:
    return known_of(planned(study), made, "drawn")


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level < 3]


def part(document: Document, heading: str) -> list[Block]:
    """Give what stands under a heading."""
    blocks = [*document.blocks]
    first = next(n for n, one in enumerate(blocks) if isinstance(one, Heading) and one.text.startswith(heading))
    after = (n for n, one in enumerate(blocks) if isinstance(one, Heading) and n > first)
    return blocks[first + 1 : next(after, len(blocks))]


def rows(document: Document, heading: str) -> list[tuple[str, ...]]:
    return [row for one in part(document, heading) if isinstance(one, Grid) for row in one.rows]


def with_guide(known: Known, **said: str) -> Known:
    study = known.plan.study.model_copy(update={"guide": Guide(**said)})
    return replace(known, plan=replace(known.plan, study=study))


def test_the_guide_of_tabulations_has_the_sections_of_the_template(known: Known) -> None:
    assert headings(sdrg(known)) == [
        "1 Introduction",
        "1.1 Purpose",
        "1.2 Acronyms",
        "1.3 Study Data Standards and Dictionary Inventory",
        "2 Protocol Description",
        "2.1 Protocol Number and Title",
        "2.2 Protocol Design",
        "2.3 Trial Design Datasets",
        "3 Subject Data Description",
        "3.1 Overview",
        "3.2 Traceability Flow Diagram",
        "3.3 Annotated CRFs",
        "3.4 SDTM Subject Domains",
        "4 Data Conformance Summary",
        "4.1 Conformance Inputs",
        "4.2 Issues Summary",
        "4.3 Additional Conformance Details",
        "Appendix I: Inclusion/Exclusion Criteria",
        "Appendix II: Legacy Data Conversion",
    ]


def test_standards_and_dictionaries_stand_with_their_versions(known: Known) -> None:
    said = {row[0]: row[1] for row in rows(adrg(known), "1.3")}
    assert said["SDTM implementation guide"] == "SDTMIG 3.4"
    assert said["SDTM controlled terminology"] == "2025-03-28"
    assert "MedDRA 26.0" in [version for _, version in rows(sdrg(known), "1.3")]


def test_datasets_stand_with_their_records_and_qualifiers_that_were_shipped(known: Known) -> None:
    found = {row[0]: row for row in rows(sdrg(known), "3.4 SDTM")}
    assert found["DM"] == ("DM", "Demographics", "Special Purpose", "25", "SUPPDM")
    assert found["AE"][4] == ""


def test_every_raw_row_is_accounted_for(known: Known) -> None:
    found = {row[0]: row[2:] for row in rows(sdrg(known), "3.2")}
    assert found["demog"] == ("25", "25", "0", "0", "0")


def test_what_is_imputed_and_how_populations_and_endpoints_are_derived_is_said(known: Known) -> None:
    said = {(dataset, what): how for dataset, what, how in rows(adrg(known), "3.6")}
    assert "imputation of an unknown month or day: first" in said["ADAE", "ASTDT, ASTDTF"]
    assert said["ADSL", "ITTFL, ITTNRS"] == "Set to Y where RANDFL = Y, else N."
    assert said["ADTTE", "OS"].startswith("Time in days from ADSL.RANDDT")
    assert not [what for _, what in said if what == "TRTSDT"]


def test_an_analysis_dataset_says_what_it_is_made_from(known: Known) -> None:
    assert ("ADAE", "AE, ADSL") in rows(adrg(known), "4.2")
    (core,) = (block.text for block in part(adrg(known), "3.2") if isinstance(block, Text))
    assert "STUDYID, USUBJID" in core


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("the site closed", "the site closed"),
        ("", "Explanation wanted"),
        ("as collected", "Explanation wanted: 'as collected' does not say why"),
    ],
)
def test_a_finding_stands_with_its_explanation_if_that_says_why(known: Known, reason: str, says: str) -> None:
    told = sdrg(replace(known, findings=(replace(FOUND, reason=reason),)))
    assert rows(told, "4.2") == [("date-order", "AE\nAEENDTC", "warning", "ends before it starts; 2 times", says)]
    listed = [item for block in part(told, "4.3") if isinstance(block, Bullets) for item in block.items]
    assert listed == (["AE.AEENDTC: the site closed"] if reason == "the site closed" else [])


def test_what_nobody_has_said_is_asked_in_the_guide_and_listed(known: Known) -> None:
    wanted = [block.text for block in sdrg(known).blocks if isinstance(block, Text) and block.wanted]
    assert f"To be said in study.yaml, guide: design: {QUESTIONS['design']}" in wanted
    assert len([*unanswered(known.plan, analysis=True)]) == len(QUESTIONS)
    assert len([*unanswered(known.plan, analysis=False)]) == len(QUESTIONS) - 3


def test_what_a_person_said_stands_there_and_is_asked_no_more(known: Known) -> None:
    said = with_guide(known, design="Two arms.", amendments="n/a")
    assert Text("Two arms.") in part(sdrg(said), "2.2")
    asked = [one.split(":")[1].strip() for one in unanswered(said.plan, analysis=False)]
    assert "design" not in asked
    assert "amendments" in asked


def test_the_guides_are_the_same_in_each_form_and_each_time(known: Known) -> None:
    made = guide_files(known)
    assert made == guide_files(known)
    pdf = "".join(page.extract_text() for page in PdfReader(BytesIO(made["tabulations/sdtm/csdrg.pdf"])).pages)
    word = docx.Document(BytesIO(made["csdrg.docx"]))
    for heading in headings(sdrg(known)):
        assert heading in " ".join(pdf.split())
        assert heading in [one.text for one in word.paragraphs]
        assert f">{heading}</h" in made["csdrg.html"].decode()


def test_text_of_the_study_is_no_markup(known: Known) -> None:
    page = page_of(sdrg(with_guide(known, design="<script>alert(1)</script> & more")))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_define_xml_refers_to_the_guides(handed: Submission) -> None:
    for folder, name in (("tabulations/sdtm", "csdrg"), ("analysis/adam/datasets", "adrg")):
        path = handed.folder / "m5/datasets/stx01" / folder
        assert f'xlink:href="{name}.pdf"' in (path / "define.xml").read_text(encoding="utf-8")
        assert (path / f"{name}.pdf").read_bytes().startswith(b"%PDF")
