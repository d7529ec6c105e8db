"""Check and describe analysis datasets of others, which the study does not describe, as far as the guide knows them."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from converter.dataset import Dataset, FoundDataset, FoundVariable
from converter.errors import InputError
from converter.pipeline import check, define
from converter.plan.descriptions.datasets import plain_spec
from converter.plan.descriptions.found import found_analysis_spec, is_analysis
from converter.read.datasets.defined import read_defined
from converter.read.datasets.folder import read_datasets
from converter.spec.dataset import VariableSpec
from converter.spec.standards.guides import load_analysis_standard, load_standard
from converter.write.xpt.file import write_xpt

DEMO = Path(__file__).resolve().parents[1] / "examples" / "demo"
ADSL = "STUDYID,USUBJID,SUBJID,SITEID,AGE,AGEU,SEX,RACE,ARM,TRT01P,TRT01PN,SAFFL,TRTSDT,OWNVAR\n"
ADSL_ROWS = "DEMO01,1,1,1,50,YEARS,F,ASIAN,A,A,1,Y,21915,x\nDEMO01,2,2,1,60,YEARS,Q,ASIAN,B,B,1,Y,21916,y\n"
ADVS = "STUDYID,USUBJID,PARAM,PARAMCD,AVAL,ABLFL,BASE,CHG,SAFFL,ADT,ADY\n"
ADVS_ROWS = "DEMO01,1,Pulse,PULSE,60,Y,60,0,Y,21915,1\nDEMO01,1,Pulse,PULSE,70,,60,9,N,21916,2\n"
KINDS = ("analysis-type", "variable-type", "variable-label")
LABELS = {"OWNVAR": "Own Variable", "SAFFL": "Safety"}
DM = "STUDYID,DOMAIN,USUBJID\nDEMO01,DM,1\nDEMO01,DM,2\n"


def folder(path: Path, **texts: str) -> Path:
    path.mkdir(parents=True)
    for name, text in texts.items():
        (path / f"{name}.csv").write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("ADSL", True),
        ("ADQSADAS", True),
        ("XLAB", True),
        ("AE", False),
        ("AG", False),
        ("SUPPAE", False),
        ("AD", False),
    ],
)
def test_analysis_datasets_are_those_of_the_study_and_names_that_begin_with_ad(name: str, answer: bool) -> None:
    assert is_analysis(name, {"XLAB"}, {"AE", "AG", "SUPPAE"}) is answer


def test_the_class_of_an_undescribed_dataset_is_guessed(tmp_path: Path) -> None:
    found = read_datasets(folder(tmp_path / "adam", adsl=ADSL, advs=ADVS, adae="USUBJID,AETERM\n"), {})
    guide = load_analysis_standard("adamig", "1.3")
    classes = {name: found_analysis_spec(dataset, None, guide).dataset_class for name, dataset in found.items()}
    assert classes == {
        "ADSL": "SUBJECT LEVEL ANALYSIS DATASET",
        "ADVS": "BASIC DATA STRUCTURE",
        "ADAE": "OCCURRENCE DATA STRUCTURE",
    }


def test_analysis_datasets_of_others_are_checked_by_the_guide_and_against_sdtm_beside_them(tmp_path: Path) -> None:
    adam = folder(tmp_path / "adam", adsl=ADSL + ADSL_ROWS, advs=ADVS + ADVS_ROWS)
    folder(tmp_path / "sdtm", dm=DM)
    report = check(adam, DEMO)
    assert [(issue.rule, issue.place, issue.variable, issue.rows) for issue in report.issues] == [
        ("analysis-pair", "ADSL", "TRT01P", (1, 2)),
        ("codelist-value", "ADSL", "SEX", (2,)),
        ("analysis-change", "ADVS", "CHG", (2,)),
        ("analysis-population", "ADVS", "SAFFL", (2,)),
    ]
    assert list(report.datasets) == ["ADSL", "ADVS"]


def test_the_sdtm_folder_can_be_named_and_its_absence_is_said(tmp_path: Path) -> None:
    adam = folder(tmp_path / "one" / "adam", adsl=ADSL + ADSL_ROWS)
    assert "analysis-without-sdtm" in {issue.rule for issue in check(adam, DEMO).issues}
    sdtm = folder(tmp_path / "two" / "tabulations", dm=DM.replace(",2\n", ",3\n"))
    rules = [(issue.rule, issue.value) for issue in check(adam, DEMO, sdtm=sdtm).issues]
    assert ("subject-not-in-dm", "2") in rules
    assert "analysis-without-sdtm" not in {rule for rule, _ in rules}


def test_a_folder_of_both_kinds_is_checked_and_each_kind_by_its_own_standard(tmp_path: Path) -> None:
    both = folder(tmp_path / "both", adsl=ADSL + ADSL_ROWS, dm=DM)
    issues = check(both, DEMO).issues
    assert {issue.place for issue in issues if issue.rule == "variable-missing"} == {"DM"}
    assert "analysis-pair" in {issue.rule for issue in issues}
    assert not {issue.rule for issue in issues} & {"dataset-unknown", "analysis-without-sdtm"}


def test_a_define_xml_describes_one_kind(tmp_path: Path) -> None:
    both = folder(tmp_path / "both", adsl=ADSL + ADSL_ROWS, dm=DM)
    with pytest.raises(InputError, match=r"such as DM, and ADaM, such as ADSL; a define.xml"):
        define(both, DEMO, tmp_path / "out")
    adam = folder(tmp_path / "adam", adsl=ADSL + ADSL_ROWS, advs=ADVS + ADVS_ROWS)
    report = define(adam, DEMO, tmp_path / "out")
    text = (tmp_path / "out" / "define.xml").read_text(encoding="utf-8")
    assert 'def:Class Name="BASIC DATA STRUCTURE"' in text
    assert 'Name="ADaMIG"' in text
    assert not [
        issue for issue in report.issues if issue.rule in {"define-schema", "define-dataset", "define-variable"}
    ]


def test_a_define_xml_of_others_is_never_changed_and_ours_may_be_written_again(tmp_path: Path) -> None:
    adam = folder(tmp_path / "adam", adsl=ADSL + ADSL_ROWS)
    (adam / "define.xml").write_text("<ODM/>  <!-- written by hand -->", encoding="utf-8")
    with pytest.raises(InputError, match=r"holds define\.xml already, and they would change"):
        define(adam, DEMO, adam)
    assert sorted(path.name for path in adam.iterdir()) == ["adsl.csv", "define.xml"]
    for _ in range(2):
        define(adam, DEMO, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "define.html",
        "define.xml",
        "define2-1.xsl",
    ]


def test_labels_and_types_of_files_that_have_them_are_compared_with_the_guide(tmp_path: Path) -> None:
    texts = read_datasets(folder(tmp_path / "csv", adsl=ADSL + ADSL_ROWS), {})
    spec = found_analysis_spec(texts["ADSL"], None, load_analysis_standard("adamig", "1.3"))
    wrong = tuple(
        one.model_copy(update={"type": "Char", "label": LABELS.get(one.name, one.label), "length": 10})
        for one in spec.variables
    )
    (tmp_path / "adam").mkdir()
    dataset = Dataset(spec.model_copy(update={"variables": wrong, "label": "Subjects"}), texts["ADSL"].frame)
    write_xpt(dataset, tmp_path / "adam", created=datetime(2024, 1, 1, tzinfo=UTC))
    issues = check(tmp_path / "adam", DEMO).issues
    told = {(issue.rule, issue.variable) for issue in issues if issue.rule in KINDS}
    assert told == {("analysis-type", name) for name in ("AGE", "TRT01PN", "TRTSDT")}
    assert {issue.variable for issue in issues if issue.rule == "analysis-label"} == {"SAFFL"}


def test_a_define_xml_has_the_documents_of_the_study_as_a_package_has(tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(DEMO / "sdtm", study / "sdtm")
    said = (DEMO / "study.yaml").read_text(encoding="utf-8")
    (study / "study.yaml").write_text(said + "documents: {acrf: papers/acrf.pdf}\n", encoding="utf-8")
    (study / "papers").mkdir()
    (study / "papers" / "acrf.pdf").write_bytes(b"%PDF")
    report = define(folder(tmp_path / "data", dm=DM), study, tmp_path / "out")
    text = (tmp_path / "out" / "define.xml").read_text(encoding="utf-8")
    assert "<def:AnnotatedCRF>" in text
    assert 'xlink:href="acrf.pdf"' in text
    assert (tmp_path / "out" / "acrf.pdf").read_bytes() == b"%PDF"
    assert "define-leaf" not in {issue.rule for issue in report.issues}


def test_a_define_xml_that_names_what_it_does_not_define_or_defines_what_it_does_not_name_is_told(
    tmp_path: Path,
) -> None:
    adam = folder(tmp_path / "adam", adsl=ADSL + ADSL_ROWS)
    path = tmp_path / "adam" / "define.xml"
    define(adam, DEMO, adam)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('ItemRef ItemOID="IT.ADSL.AGE"', 'ItemRef ItemOID="IT.ADSL.NONE"'), encoding="utf-8")
    told = {
        (issue.message, value)
        for issue in check(adam, DEMO).issues
        if issue.rule == "define-item"
        for value in issue.values()
    }
    assert told == {
        ("ADSL names an item that is not defined", "IT.ADSL.NONE"),
        ("no dataset or value list names the item", "IT.ADSL.AGE"),
    }


def test_parts_with_other_columns_are_described_and_the_difference_is_told(tmp_path: Path) -> None:
    data = folder(tmp_path / "data", lb1="LBTEST,LBORRES\n\u00e9,a\nAE,\n", lb2="LBORRES,LBSTRESN\n1,2\n")
    report = define(data, DEMO, tmp_path / "out")
    told = [one.message for one in report.issues if one.rule == "define-variable"]
    assert any("LBSTRESN" in one for one in told)
    assert {"LB1", "LB2"} <= set(
        re.findall('ItemGroupDef OID="IG.(LB.)"', (tmp_path / "out" / "define.xml").read_text())
    )


def test_parts_of_a_dataset_are_checked_and_described_as_one(tmp_path: Path) -> None:
    visits = [f"DEMO01,VS,1,{row},PULSE\n" for row in (1, 2, 2)]
    head = "STUDYID,DOMAIN,USUBJID,VSSEQ,VSTESTCD\n"
    data = folder(tmp_path / "data", dm=DM, vs1=head + "".join(visits[:2]), vs2=head + visits[2])
    report = check(data, DEMO)
    assert [issue.rows for issue in report.issues if issue.rule == "sequence-repeated"] == [(2, 3)]
    assert "dataset-unknown" not in {issue.rule for issue in report.issues}
    described = define(data, DEMO, tmp_path / "out")
    text = (tmp_path / "out" / "define.xml").read_text(encoding="utf-8")
    assert all(f'xlink:href="../data/{name}.csv"' in text for name in ("dm", "vs1", "vs2"))
    assert not {issue.rule for issue in described.issues} & {"define-dataset", "define-leaf", "define-variable"}


def test_more_codes_than_define_xml_lists_are_told(tmp_path: Path) -> None:
    rows = "".join(f"DEMO01,VS,1,{row},T{row}\n" for row in range(5001))
    data = folder(tmp_path / "data", dm=DM, vs="STUDYID,DOMAIN,USUBJID,VSSEQ,VSTESTCD\n" + rows)
    told = [issue for issue in define(data, DEMO, tmp_path / "out").issues if issue.rule == "define-codelist"]
    assert [issue.message for issue in told] == ["VS.VSTESTCD has more than 5,000 codes, and no CodeList"]
    text = (tmp_path / "out" / "define.xml").read_text(encoding="utf-8")
    assert "CL.VSTESTCD" not in text


def test_a_type_other_than_the_standard_s_is_described_as_the_file_has_it_and_told(tmp_path: Path) -> None:
    wrong = {"USUBJID": pd.Series(["1"], dtype="str"), "AGE": pd.Series(["40"], dtype="str")}
    numbers = {"SEX": pd.Series([1.0])}
    variables = tuple(VariableSpec(name=n, label=n, type="Char", length=2) for n in wrong)
    spec = plain_spec("DM", load_standard("sdtmig", "3.4")).model_copy(
        update={"variables": (*variables, VariableSpec(name="SEX", label="SEX", type="Num"))}
    )
    (tmp_path / "data").mkdir()
    write_xpt(
        Dataset(spec, pd.DataFrame({**wrong, **numbers})), tmp_path / "data", created=datetime(2024, 1, 1, tzinfo=UTC)
    )
    told = define(tmp_path / "data", DEMO, tmp_path / "out")
    assert {issue.variable for issue in told.issues if issue.rule == "variable-type"} == {"AGE", "SEX"}
    text = (tmp_path / "out" / "define.xml").read_text(encoding="utf-8")
    assert 'OID="IT.DM.AGE" Name="AGE" SASFieldName="AGE" DataType="text"' in text
    assert "variable-type" in {issue.rule for issue in check(tmp_path / "data", DEMO).issues}


def described(path: Path) -> dict[str, dict[str, str]]:
    """Give the origin of each variable of a define.xml, by dataset: the type, or the predecessor."""
    return {
        name: {one.name: one.origin.predecessor or one.origin.type for one in defined.spec.variables if one.origin}
        for name, defined in read_defined(path).items()
    }


def test_origins_and_keys_are_written_where_the_data_or_the_guide_tell_them(tmp_path: Path) -> None:
    folder(tmp_path / "sdtm", dm="STUDYID,DOMAIN,USUBJID,SEX\nDEMO01,DM,1,F\nDEMO01,DM,2,M\n")
    adsl = "STUDYID,USUBJID,SEX,TRT01P\nDEMO01,1,F,A\nDEMO01,2,M,B\n"
    advs = "STUDYID,USUBJID,PARAMCD,AVISITN,AVAL,TRT01P\nDEMO01,1,PULSE,1,60,A\nDEMO01,1,PULSE,2,70,A\n"
    adam = folder(tmp_path / "adam", adsl=adsl, advs=advs)
    define(adam, DEMO, tmp_path / "out")
    assert described(tmp_path / "out") == {
        "ADSL": {"STUDYID": "DM.STUDYID", "USUBJID": "DM.USUBJID", "SEX": "DM.SEX"},
        "ADVS": {"STUDYID": "ADSL.STUDYID", "USUBJID": "ADSL.USUBJID", "TRT01P": "ADSL.TRT01P"},
    }
    keys = {name: one.spec.keys for name, one in read_defined(tmp_path / "out").items()}
    assert keys["ADVS"] == ("STUDYID", "USUBJID", "PARAMCD", "AVISITN")


def test_a_define_xml_written_again_from_itself_is_the_same(tmp_path: Path) -> None:
    sdtm = folder(tmp_path / "sdtm", dm=DM, ae="STUDYID,DOMAIN,USUBJID,AESEQ,AETERM,AEOUT\nDEMO01,AE,1,1,PAIN,\n")
    define(sdtm, DEMO, sdtm)
    first = (sdtm / "define.xml").read_bytes()
    define(sdtm, DEMO, sdtm)
    assert (sdtm / "define.xml").read_bytes() == first


@pytest.mark.parametrize(("of_file", "described"), [("DATE9", "DATE9."), ("8.1", "8.1"), ("8", "8."), ("", "")])
def test_a_format_of_a_file_is_described_as_sas_writes_it(of_file: str, described: str) -> None:
    variable = FoundVariable("AVAL", "Analysis Value", "Num", 8, of_file)
    found = FoundDataset("ADX", "Example", "adx.xpt", pd.DataFrame({"AVAL": [1.0]}), (variable,))
    spec = found_analysis_spec(found, None, load_analysis_standard("adamig", "1.3"))
    assert spec.by_name["AVAL"].format == described
