"""Displays and results of a define.xml go into define.yaml and out again as they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from converter.compute.define_schema import schema_errors
from converter.pipeline.edits.diff import diff_spec
from converter.pipeline.specs.interchange import export_spec, import_spec
from converter.pipeline.specs.specification import read_files
from converter.spec.condition import Condition
from converter.spec.dataset import Reference
from converter.spec.described.results_metadata import DescribedDisplay, DescribedResult, ResultDataset
from converter.write.study_yaml import yaml_text
from converter.write.workbook.result_sheets import result_sheets

STUDY: dict[str, Any] = {
    "study.yaml": {
        "study": {"id": "S1", "name": "S1", "description": "A study", "protocol": "P1", "created": "2024-01-01"},
        "standards": {"adamig": "1.3", "terminology": ["adam-ct-2025-03-28"]},
    },
    "adam/adsl.yaml": {
        "dataset": "ADSL",
        "status": "described",
        "label": "Subject-Level Analysis Dataset",
        "class": "SUBJECT LEVEL ANALYSIS DATASET",
        "structure": "One record per subject",
        "keys": ["USUBJID"],
        "variables": {
            "USUBJID": {"label": "Unique Subject Identifier", "data_type": "text", "length": 6},
            "ITTFL": {"label": "Intent-To-Treat Population Flag", "data_type": "text", "length": 1},
        },
    },
    "adam/adqs.yaml": {
        "dataset": "ADQS",
        "status": "described",
        "label": "Questionnaires",
        "class": "BASIC DATA STRUCTURE",
        "structure": "One record per subject per parameter",
        "repeating": True,
        "keys": ["USUBJID", "PARAMCD"],
        "variables": {
            "USUBJID": {"label": "Unique Subject Identifier", "data_type": "text", "length": 6},
            "PARAMCD": {"label": "Parameter Code", "data_type": "text", "length": 8},
            "AVISITN": {"label": "Analysis Visit (N)", "data_type": "integer", "length": 8},
            "CHG": {"label": "Change from Baseline", "data_type": "integer", "length": 8},
        },
    },
}
ADSL = ResultDataset(dataset="ADSL")
DISPLAY = DescribedDisplay(
    name="Table 14-3.01",
    title="Primary Endpoint Analysis",
    documents=(Reference(document="csr", pages="4-5"),),
    results=(
        DescribedResult(
            id="R.1",
            description="Dose response",
            reason="SPECIFIED IN SAP",
            purpose="PRIMARY OUTCOME MEASURE",
            parameter="ADQS.PARAMCD",
            datasets=(
                ResultDataset(
                    dataset="ADQS",
                    where=Condition.model_validate({"PARAMCD": "ACTOT", "any": [{"AVISITN": 24}, {"AVISITN": 26}]}),
                    variables=("CHG",),
                ),
                ResultDataset(dataset="ADSL", where=Condition(variable="ITTFL", eq="Y"), variables=("ADQS.AVISITN",)),
            ),
            join="By USUBJID.",
            documentation="Linear model of the change; see the plan.",
            documents=(Reference(document="sap", pages="12"),),
            context="SAS version 9.4",
            code="proc glm; run;",
            programs=(Reference(document="program"),),
        ),
        DescribedResult(id="R.2", description="Counts", reason="DATA DRIVEN", purpose="EXPLORATORY", datasets=(ADSL,)),
    ),
)
DEFINE: dict[str, Any] = {
    "documents": {
        "sap": {"file": "sap.pdf"},
        "csr": {"file": "csr.pdf", "only_referred": True},
        "program": {"file": "t14.sas", "title": "Program", "only_referred": True},
    },
    "displays": [DISPLAY.model_dump(mode="json", by_alias=True, exclude_defaults=True)],
}


def study(folder: Path) -> Path:
    for name, data in {**STUDY, "define.yaml": DEFINE}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml_text(data), encoding="utf-8")
    return folder


def test_results_of_a_define_xml_are_kept_through_import_and_export(tmp_path: Path) -> None:
    first = export_spec(study(tmp_path / "study"), tmp_path / "define.xml")
    assert schema_errors(first) == ()
    imported = import_spec([first], tmp_path / "imported")
    assert [one.message for one in imported.issues] == []
    again = export_spec(tmp_path / "imported", tmp_path / "again.xml")
    assert again.read_text(encoding="utf-8") == first.read_text(encoding="utf-8")


def test_a_result_is_read_as_it_was_said(tmp_path: Path) -> None:
    said, _ = read_files([export_spec(study(tmp_path / "study"), tmp_path / "define.xml")])
    (display,) = said.define.displays
    one, two = display.results
    wanted, other = DISPLAY.results
    assert (display.title, display.documents) == (DISPLAY.title, DISPLAY.documents)
    assert one.model_copy(update={"datasets": ()}) == wanted.model_copy(update={"datasets": ()})
    assert [(each.dataset, each.where and each.where.describe(), each.variables) for each in one.datasets] == [
        ("ADQS", "PARAMCD = ACTOT and AVISITN = 24", ("CHG",)),
        ("ADQS", "PARAMCD = ACTOT and AVISITN = 26", ("CHG",)),
        ("ADSL", "ITTFL = Y", ("ADQS.AVISITN",)),
    ]
    assert two == other


def test_documents_that_displays_alone_refer_to_are_no_supplemental_documents(tmp_path: Path) -> None:
    text = export_spec(study(tmp_path / "study"), tmp_path / "define.xml").read_text(encoding="utf-8")
    listed = text[text.index("<def:SupplementalDoc>") : text.index("</def:SupplementalDoc>")]
    assert [name for name in ("LF.sap", "LF.csr", "LF.program") if name in listed] == ["LF.sap"]


def test_what_a_result_refers_to_and_is_not_there_is_told(tmp_path: Path) -> None:
    path = export_spec(study(tmp_path / "study"), tmp_path / "define.xml")
    text = path.read_text(encoding="utf-8")
    text = text.replace('arm:AnalysisDataset ItemGroupOID="IG.ADSL"', 'arm:AnalysisDataset ItemGroupOID="IG.NONE"')
    text = text.replace('arm:AnalysisVariable ItemOID="IT.ADQS.CHG"', 'arm:AnalysisVariable ItemOID="IT.ADQS.NONE"')
    path.write_text(text, encoding="utf-8")
    said, [(_, notes)] = read_files([path])
    assert {(one.kind, one.value) for one in notes if one.lost} == {
        ("AnalysisVariable or ParameterOID: of no dataset; not kept", "IT.ADQS.NONE"),
        ("AnalysisDataset: the dataset is not defined; not kept", "IG.NONE"),
    }
    assert [one.dataset for one in said.define.displays[0].results[0].datasets] == ["ADQS", "ADQS"]


def test_a_display_that_another_define_xml_says_otherwise_is_an_edit(tmp_path: Path) -> None:
    folder = study(tmp_path / "study")
    path = export_spec(folder, tmp_path / "define.xml")
    assert diff_spec(folder, path) == ()
    path.write_text(path.read_text(encoding="utf-8").replace("Dose response", "Response"), encoding="utf-8")
    (edit,) = diff_spec(folder, path, apply=True)
    assert str(edit).startswith("define.yaml")
    assert "Response" in (folder / "define.yaml").read_text(encoding="utf-8")
    assert diff_spec(folder, path) == ()


def test_results_go_through_a_workbook(tmp_path: Path) -> None:
    folder = study(tmp_path / "study")
    path = export_spec(folder, tmp_path / "spec.xlsx")
    row = [cell.value for cell in load_workbook(path)["Analysis Results"][2]]
    assert row[:4] == ["Table 14-3.01", "R.1", "Dose response", "ADQS.CHG"]
    assert row[6] == ("ADQS.PARAMCD EQ ACTOT and (ADQS.AVISITN EQ 24 or ADQS.AVISITN EQ 26) and ADSL.ITTFL EQ Y")
    said, [(_, notes)] = read_files([path])
    assert said.define.displays == (DISPLAY,)
    assert [one for one in notes if one.lost] == []
    assert diff_spec(folder, path) == ()


def test_what_selects_records_of_one_dataset_in_several_ways_is_one_selection() -> None:
    datasets = [
        {"dataset": "ADQS", "variables": ["CHG"], "where": {"variable": "AVISITN", "eq": 24}},
        {"dataset": "ADQS", "variables": ["CHG"], "where": {"variable": "AVISITN", "eq": 26}},
        {"dataset": "ADSL", "where": {"variable": "ITTFL", "eq": "Y"}},
    ]
    display = DescribedDisplay.model_validate({"name": "T1", "results": [{"id": "R1", "datasets": datasets}]})
    head, row = result_sheets([display])["Analysis Results"]
    said = dict(zip(head, row, strict=True))
    assert said["Variables"] == "ADQS.CHG"
    assert said["Selection Criteria"] == "(ADQS.AVISITN EQ 24 or ADQS.AVISITN EQ 26) and ADSL.ITTFL EQ Y"
