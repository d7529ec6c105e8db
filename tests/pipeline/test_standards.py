"""Every dataset of the guide that a study names is converted, checked and described."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from converter.errors import SpecError
from converter.issues import Issue
from converter.pipeline import check, convert, define, listed
from converter.report.report import Report
from tests.trust.tiny_study import DM, tiny_study

DA = """domain: DA
records:
  - table: da
    map:
      DATESTCD: {constant: {value: DISPAMT}}
      DATEST: {constant: {value: Dispensed Amount}}
      DAORRES: {assign: {column: DISP}}
      DADTC: {datetime: {date: DT, formats: [YYYY-MM-DD]}}
derive:
  DASEQ: {sequence: {}}
"""
UNKNOWN = {"variable-unknown", "dataset-unknown", "domain-unknown"}
TS = """domain: TS
build: {trial_summary: {parameters: TSPARMCD}}
"""


def _study(folder: Path, files: dict[str, str], tables: str = "", standards: str = "") -> Path:
    """Write the tiny study with more files, tables and standards."""
    tiny_study(folder)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    text = (folder / "study.yaml").read_text()
    text = text.replace("tables:\n", f"tables:\n{tables}").replace("standards: {", f"standards: {{{standards}")
    (folder / "study.yaml").write_text(text)
    return folder


def _values(report: Report, dataset: str) -> list[dict[Hashable, Any]]:
    return report.datasets[dataset].frame.to_dict("records")


def test_product_accountability_is_mapped_as_any_domain_is(tmp_path: Path) -> None:
    files = {"sdtm/da.yaml": DA, "raw/da.csv": "SUBJ,DISP,DT\n1,30,2026-01-05\n"}
    study = _study(tmp_path / "study", files, tables='  da: {file: da.csv, subject: "{SUBJ}"}\n')
    report = convert(study, tmp_path / "out")
    shown = ("DASEQ", "DATESTCD", "DAORRES", "DADTC")
    assert [tuple(row[name] for name in shown) for row in _values(report, "DA")] == [
        (1, "DISPAMT", "30", "2026-01-05"),
    ]


@pytest.mark.parametrize("version", ["3.1.2", "3.3"])
def test_a_study_names_the_guide_and_its_package_tells_it(tmp_path: Path, version: str) -> None:
    study = _study(tmp_path / "study", {}, standards=f'sdtmig: "{version}", ')
    dm = set(convert(study, tmp_path / "out").datasets["DM"].frame)
    define = (tmp_path / "out" / "sdtm" / "define.xml").read_text()
    assert f'<def:Standard OID="STD.IG" Name="SDTMIG" Type="IG" Version="{version}" Status="Final"/>' in define
    assert ("ACTARM" in dm, "ARMNRS" in dm) == (version != "3.1.2", version != "3.1.2")


def test_what_a_build_rule_makes_and_the_guide_has_not_is_left_out_and_told(tmp_path: Path) -> None:
    summary = "trial_summary: [{parameter: TITLE, value: A study, code: C1}]\n"
    study = _study(tmp_path / "study", {"sdtm/ts.yaml": TS}, standards='sdtmig: "3.1.2", ')
    (study / "study.yaml").write_text((study / "study.yaml").read_text() + summary)
    report = convert(study, tmp_path / "out")
    told = {issue.message for issue in report.issues if issue.rule == "variable-not-in-guide"}
    assert "TSVALCD" not in report.datasets["TS"].frame
    assert "SUPPTS" not in report.datasets
    assert told == {"TSVALCD is no variable of the dataset in SDTMIG 3.1.2"}


XA = """dataset: XA
label: Sponsor Findings
dataset_class: FINDINGS
structure: One record per finding per subject
keys: [STUDYID, USUBJID, XATESTCD]
source: The sponsor's own standards
variables:
  STUDYID: {label: Study Identifier, type: Char, role: Identifier, core: Req}
  DOMAIN: {label: Domain Abbreviation, type: Char, role: Identifier, core: Req, values: [XA]}
  USUBJID: {label: Unique Subject Identifier, type: Char, role: Identifier, core: Req}
  XASEQ: {label: Sequence Number, type: Num, role: Identifier, core: Req}
  XATESTCD: {label: Short Name of Finding, type: Char, role: Topic, core: Req}
  XAORRES: {label: Result or Finding in Original Units, type: Char, role: Result Qualifier, core: Exp}
"""
XA_DOMAIN = """domain: XA
records:
  - table: dm
    map:
      XATESTCD: {constant: {value: T1}}
      XAORRES: {assign: {column: SEX}}
derive:
  XASEQ: {sequence: {}}
"""
MORE_OF_DM = (
    "dataset: DM\nvariables:\n  RACEOTH: {after: RACE, label: Other Race, type: Char, role: Record Qualifier}\n"
)


def _define(out: Path) -> etree._Element:
    return etree.parse(out / "sdtm" / "define.xml").getroot()


def test_a_domain_of_the_sponsor_needs_yaml_alone_and_is_described_as_non_standard(tmp_path: Path) -> None:
    study = _study(tmp_path / "study", {"standards/xa.yaml": XA, "sdtm/xa.yaml": XA_DOMAIN})
    report = convert(study, tmp_path / "out")
    assert [row["XAORRES"] for row in _values(report, "XA")] == ["F", "M"]
    (group,) = _define(tmp_path / "out").iterfind(".//{*}ItemGroupDef[@Name='XA']")
    told = {str(name).rpartition("}")[2]: text for name, text in group.attrib.items()}
    assert (told["IsNonStandard"], told.get("StandardOID")) == ("Yes", None)
    assert not [one for one in check(tmp_path / "out" / "sdtm", study).issues if one.rule in UNKNOWN]
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert "standards/xa.yaml" in {one["file"] for one in manifest["inputs"]}


@pytest.mark.parametrize("where", ["study/standards", "shared"])
def test_a_variable_is_added_by_the_study_or_by_a_folder_that_studies_share(tmp_path: Path, where: str) -> None:
    mapped = DM + "      RACE: {constant: {value: OTHER}}\n      RACEOTH: {assign: {column: SEX}}\n"
    files = {f"../{where}/dm.yaml": MORE_OF_DM, "sdtm/dm.yaml": mapped}
    shared = "folders: [../shared], " if where == "shared" else ""
    study = _study(tmp_path / "study", files, standards=shared)
    names = list(convert(study, tmp_path / "out").datasets["DM"].frame)
    assert names[names.index("RACE") :][:2] == ["RACE", "RACEOTH"]
    references = _define(tmp_path / "out").iterfind(".//{*}ItemGroupDef[@Name='DM']/{*}ItemRef")
    own = [
        one.get("ItemOID")
        for one in references
        if "Yes" in [v for n, v in one.items() if str(n).endswith("IsNonStandard")]
    ]
    assert own == ["IT.DM.RACEOTH"]
    inputs = json.loads((tmp_path / "out" / "manifest.json").read_text())["inputs"]
    assert ("standards/dm.yaml" if where != "shared" else "../shared/dm.yaml") in {one["file"] for one in inputs}


def test_a_guide_of_the_study_s_own_says_what_differs_from_one_that_ships(tmp_path: Path) -> None:
    head = "name: SDTMIG\nversion: '3.5'\npublishing_set: SDTM\nsource: A draft\nbased_on: sdtmig-3.4\nwithout: [SR]\n"
    files = {
        "standards/sdtmig-3.5/standard.yaml": head,
        "standards/sdtmig-3.5/dm.yaml": "dataset: DM\nlabel: Persons\n",
    }
    study = _study(tmp_path / "study", files, standards='sdtmig: "3.5", ')
    convert(study, tmp_path / "out")
    define = _define(tmp_path / "out")
    assert next(define.iter("{*}Standard")).get("Version") == "3.5"
    assert define.findtext(".//{*}ItemGroupDef[@Name='DM']/{*}Description/{*}TranslatedText") == "Persons"


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        (
            "standards/dm.yaml",
            "dataset: DM\nvariables:\n  RACEX: {label: X}\n",
            r"standards/dm\.yaml:3: variables.RACEX.type: missing",
        ),
        (
            "standards/dm.yaml",
            "dataset: DM\nwithout: [AGEX]\n",
            r"dm\.yaml:2: without\[0\]: DM has no variable 'AGEX' \(did you mean",
        ),
        ("standards/dm.yaml", "dataset: DM\nwithout: AGE\n", r"dm\.yaml:2: without: expected a list of variables"),
        (
            "standards/dm.yaml",
            "dataset: DM\nvariables:\n  SEX: {after: AGEX}\n",
            r"dm\.yaml:3: variables.SEX.after: DM has no variable 'AGEX'",
        ),
        (
            "standards/dm.yaml",
            "dataset: DM\nlabels: X\n",
            r"dm\.yaml:2: labels: unknown key 'labels' \(did you mean 'label'",
        ),
        (
            "standards/dm.yaml",
            "dataset: DM\nvariables:\n  TOOLONGNAME: {label: X, type: Char}\n",
            r"dm\.yaml:3: .*at most 8 capital letters",
        ),
        (
            "standards/xa.yaml",
            XA.replace("XATESTCD]", "XATEST]"),
            r"xa\.yaml:5: keys\[2\]: XA has no variable 'XATEST'",
        ),
        (
            "standards/xa.yaml",
            XA.replace("FINDINGS", "FINDING"),
            r"xa\.yaml:3: dataset_class: expected .* got 'FINDING'",
        ),
        ("standards/xa.yml", XA, r"standards/xa\.yml: this file is not read"),
        (
            "sdtm/xa.yaml",
            XA_DOMAIN,
            r"sdtm/xa\.yaml:1: domain: unknown domain 'XA' .*stands in standards/xa\.yaml",
        ),
    ],
)
def test_what_is_wrong_in_a_study_s_standards_is_told_with_file_and_line(
    tmp_path: Path, file: str, text: str, told: str
) -> None:
    study = _study(tmp_path / "study", {file: text})
    with pytest.raises(SpecError, match=told):
        convert(study, tmp_path / "out")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("folders: [../nowhere], ", r"study\.yaml:2: standards.folders\[0\]: '\.\./nowhere': no such folder"),
        ("folders: [/etc], ", r"study\.yaml:2: standards.folders\[0\]: '/etc': no such folder"),
        ('sdtmig: "4.9", ', r"study\.yaml:2: standards.sdtmig: unknown standard 'sdtmig-4\.9'"),
    ],
)
def test_a_folder_or_guide_that_is_not_there_is_told_with_the_line(tmp_path: Path, said: str, told: str) -> None:
    with pytest.raises(SpecError, match=told):
        convert(_study(tmp_path / "study", {}, standards=said), tmp_path / "out")


def test_guides_that_are_based_on_each_other_are_told(tmp_path: Path) -> None:
    head = "name: SDTMIG\nversion: '{}'\npublishing_set: SDTM\nsource: A draft\nbased_on: sdtmig-{}\n"
    files = {f"standards/sdtmig-{a}/standard.yaml": head.format(a, b) for a, b in (("A", "B"), ("B", "A"))}
    study = _study(tmp_path / "study", files, standards="sdtmig: A, ")
    with pytest.raises(SpecError, match=r"sdtmig-B/standard\.yaml:5: based_on: .* in a circle: sdtmig-A -> sdtmig-B"):
        convert(study, tmp_path / "out")


AE = """domain: AE
records:
  - table: dm
    map:
      AETERM: {assign: {column: SEX}}
      AELAT: {assign: {column: SEX}}
derive:
  AESEQ: {sequence: {}}
"""


@pytest.mark.parametrize("supplemental", [False, True])
def test_a_qualifier_of_the_model_is_shipped_in_its_domain_or_in_supp_as_the_study_says(
    tmp_path: Path, supplemental: bool
) -> None:
    said = AE + ("supplemental: {AELAT: {label: Laterality}}\n" if supplemental else "")
    report = convert(_study(tmp_path / "study", {"sdtm/ae.yaml": said}), tmp_path / "out", last="sdtm")
    assert ("AELAT" in report.datasets["AE"].frame, "SUPPAE" in report.datasets) == (not supplemental, supplemental)
    assert not [issue for issue in report.issues if issue.rule in UNKNOWN | {"variable-order"}]


def _others(folder: Path, files: dict[str, str]) -> Path:
    """Write datasets of others as CSV."""
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


OTHERS = {
    "dm": "STUDYID,DOMAIN,USUBJID,SUBJID\nS01,DM,S01-1,1\n",
    "mh": "STUDYID,DOMAIN,USUBJID,MHSEQ,MHTERM,MHLLT,MHCAT,MHLOC\nS01,MH,S01-1,1,FLU,Flu,X,LUNG\n",
    "eg": "STUDYID,DOMAIN,USUBJID,EGSEQ,EGTESTCD,EGTEST,EGLOC,EGLOBXFL\nS01,EG,S01-1,1,QT,QT,CHEST,Y\n",
    "co": "STUDYID,DOMAIN,USUBJID,COSEQ,COVAL,COVAL1,COVAL2\nS01,CO,S01-1,1,A,B,C\n",
    "ts": "STUDYID,DOMAIN,TSSEQ,TSPARMCD,TSPARM,TSVAL,TSVAL1\nS01,TS,1,TITLE,Trial Title,A,B\n",
    "qscg": "STUDYID,DOMAIN,USUBJID,QSSEQ,QSTESTCD,QSTEST,QSCAT\nS01,QS,S01-1,1,A,A,CGI\n",
    "suppqscg": "STUDYID,RDOMAIN,USUBJID,IDVAR,IDVARVAL,QNAM,QLABEL,QVAL,QORIG,QEVAL\n"
    "S01,QS,S01-1,QSCAT,CGI,X,X,1,CRF,\n",
    "apmh": 'STUDYID,DOMAIN,APID,MHSEQ,RSUBJID,SREL,MHTERM\nS01,APMH,P1,1,S01-1,"MOTHER, BIOLOGICAL",FLU\n',
}


def _unknown(issues: Iterable[Issue]) -> set[tuple[str, str]]:
    return {
        (issue.place, issue.variable) for issue in issues if "unknown" in issue.rule or issue.rule == "variable-order"
    }


def test_what_the_model_permits_is_known_and_in_order(tmp_path: Path) -> None:
    found = check(_others(tmp_path / "data", OTHERS), tiny_study(tmp_path / "study"))
    assert _unknown(found.issues) == set()
    assert {"QSCG", "SUPPQSCG", "APMH"} <= set(found.datasets)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("mh", "STUDYID,DOMAIN,USUBJID,MHSEQ,MHTERM,MHXYZ\nS01,MH,S01-1,1,FLU,A\n", ("MH", "MHXYZ")),
        ("co", "STUDYID,DOMAIN,USUBJID,COSEQ,COVAL,COEVAL1\nS01,CO,S01-1,1,A,B\n", ("CO", "COEVAL1")),
        ("qscg", "STUDYID,DOMAIN,USUBJID,QSSEQ\nS01,XX,S01-1,1\n", ("QSCG", "")),
        ("apxy", "STUDYID,DOMAIN,APID\nS01,APXY,P1\n", ("APXY", "")),
        ("apmh", "STUDYID,DOMAIN,USUBJID,MHSEQ,MHTERM\nS01,APMH,S01-1,1,FLU\n", ("APMH", "USUBJID")),
    ],
)
def test_what_the_model_does_not_permit_is_told(tmp_path: Path, name: str, text: str, told: tuple[str, str]) -> None:
    data = _others(tmp_path / "data", {"dm": OTHERS["dm"], name: text})
    assert told in _unknown(check(data, tiny_study(tmp_path / "study")).issues)


def test_a_part_of_a_domain_is_described_as_the_domain_is(tmp_path: Path) -> None:
    data = _others(tmp_path / "data", {name: OTHERS[name] for name in ("dm", "qscg", "apmh")})
    define(data, tiny_study(tmp_path / "study"), tmp_path / "out")
    root = etree.parse(tmp_path / "out" / "define.xml").getroot()
    groups = {str(one.get("Name")): str(one.get("Domain")) for one in root.iter("{*}ItemGroupDef")}
    assert groups == {"DM": "DM", "QSCG": "QS", "APMH": "APMH"}


PILOT = Path(__file__).resolve().parents[2].parent / "shared" / "real" / "pilot-sdtm"


@pytest.mark.skipif(not PILOT.is_dir(), reason="the SDTM of the CDISC pilot lies outside the repository")
def test_the_sdtm_of_the_cdisc_pilot_is_checked_under_its_own_guide(tmp_path: Path) -> None:
    said = """study: {id: CDISCPILOT01, name: Pilot, description: Of others, protocol: Pilot, created: 2013-01-01}
standards: {sdtmig: "3.1.2", terminology: [sdtm-ct-2025-03-28]}
"""
    (tmp_path / "study.yaml").write_text(said)
    issues = check(PILOT, tmp_path).issues
    assert [issue.message for issue in issues if "unknown" in issue.rule] == []
    assert [issue.place for issue in issues if issue.rule == "encoding-guessed"] == ["ts.xpt"]


ADDED = {
    "standards/xa.yaml": "dataset: XA\nlabel: Sponsor Findings\ndataset_class: FINDINGS\nstructure: One a finding\n"
    "keys: [STUDYID]\nsource: The sponsor\nvariables:\n  STUDYID: {label: Study Identifier, type: Char}\n",
    "standards/adsl.yaml": "name: ADSL\nvariables:\n  SITEGRPX: {after: SITEID, label: Site Group, type: Char}\n",
}
ADSL = """dataset: ADSL
label: Subjects
class: SUBJECT LEVEL ANALYSIS DATASET
structure: One record per subject
keys: [STUDYID, USUBJID]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID], rename: {SITEGRPX: SUBJID}}
"""


def test_a_study_adds_variables_to_the_structures_of_analysis_as_well(tmp_path: Path) -> None:
    study = _study(tmp_path / "study", {**ADDED, "adam/adsl.yaml": ADSL})
    convert(study, tmp_path / "out")
    root = etree.parse(tmp_path / "out" / "adam" / "define.xml").getroot()
    (item,) = [one for one in root.iter("{*}ItemDef") if one.get("Name") == "SITEGRPX"]
    assert item.findtext("{*}Description/{*}TranslatedText") == "Site Group"
    (ref,) = [one for one in root.iter("{*}ItemRef") if str(one.get("ItemOID")).endswith("SITEGRPX")]
    assert [value for name, value in ref.attrib.items() if str(name).endswith("IsNonStandard")] == ["Yes"]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_study_names_the_guide_of_occurrences(tmp_path: Path, version: str) -> None:
    adsl = ADSL.replace("SITEGRPX", "SITEID")
    study = _study(tmp_path / "study", {"adam/adsl.yaml": adsl}, standards=f'occds: "{version}", ')
    assert convert(study, tmp_path / "out").datasets["ADSL"].frame["SITEID"].tolist()


def test_a_guide_of_occurrences_that_nobody_knows_is_told_with_its_line(tmp_path: Path) -> None:
    study = _study(tmp_path / "study", {"adam/adsl.yaml": ADSL}, standards='occds: "2.0", ')
    with pytest.raises(SpecError, match=r"study\.yaml:\d+: standards\.occds: unknown standard 'occds-2\.0'"):
        convert(study, tmp_path / "out")


def test_the_datasets_of_a_study_are_listed_with_what_it_adds(tmp_path: Path) -> None:
    qscg = "domain: QSCG\nlabel: Impressions\nrecords: [{table: dm, map: {QSTESTCD: {assign: {column: SEX}}}}]\n"
    study = _study(tmp_path / "study", {**ADDED, "sdtm/qscg.yaml": qscg})
    rows = {one["dataset"]: one for one in json.loads(listed("datasets", str(study), json=True))}
    assert (rows["XA"]["label"], rows["XA"]["described by"]) == ("Sponsor Findings", "study")
    assert (rows["QSCG"]["label"], rows["AE"]["described by"]) == ("Impressions", "")
    assert "STUDYID" in listed("variables", "XA", standard=str(study))
