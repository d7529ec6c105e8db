"""Domains that no guide lists: a sponsor's own by its class, parts of a domain, associated persons; NS-- beside."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from converter import pipeline
from converter.errors import SpecError
from converter.pipeline import check, convert
from converter.report.report import Report
from converter.spec.start import start_of

STUDY = """\
study: {id: S01, name: S01, description: A study, protocol: S01, created: 2026-01-01}
standards: {sdtmig: "GUIDE", terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
"""
DM = "domain: DM\nrecords: [{table: dm, map: {SUBJID: {assign: {column: SUBJ}}}}]\n"
RAW = "SUBJ,LINE,TERM,WHY,WHO\n001,1,Flu,diet,M1\n001,2,Cold,,M1\n002,1,Flu,rest,M2\n"
UNKNOWN = ("dataset-unknown", "variable-unknown", "variable-order", "link-broken", "variable-missing")


def study(folder: Path, domains: dict[str, str], guide: str = "3.4", others: dict[str, str] | None = None) -> Path:
    files = {"study.yaml": STUDY.replace("GUIDE", guide), "sdtm/dm.yaml": DM, "raw/dm.csv": RAW, **(others or {})}
    for name, text in {**files, **{f"sdtm/{name.lower()}.yaml": text for name, text in domains.items()}}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def told(report: Report, place: str) -> list[tuple[str, str]]:
    return [(one.rule, one.variable) for one in report.issues if one.place == place and one.rule in UNKNOWN]


def groups(out: Path) -> dict[str, tuple[str, str]]:
    root = etree.parse(out / "sdtm" / "define.xml").getroot()
    return {
        str(one.get("Name")): (str(one.get("Domain")), one.findtext("{*}Description/{*}TranslatedText", ""))
        for one in root.iter("{*}ItemGroupDef")
    }


XA = """\
domain: XA
label: Sponsor Findings
class: FINDINGS
records:
  - table: dm
    map:
      XATESTCD: {constant: {value: T1}}
      XATEST: {constant: {value: Test 1}}
      XAORRES: {assign: {column: TERM}}
derive: {XASEQ: {sequence: {}}}
"""


def test_a_domain_of_the_sponsor_is_described_by_its_label_and_class_alone(tmp_path: Path) -> None:
    made = convert(study(tmp_path / "study", {"XA": XA}), tmp_path / "out", last="sdtm")
    assert [*made.datasets["XA"].frame] == ["STUDYID", "DOMAIN", "USUBJID", "XASEQ", "XATESTCD", "XATEST", "XAORRES"]
    assert groups(tmp_path / "out")["XA"] == ("XA", "Sponsor Findings")
    assert told(made, "XA") == []


def test_what_a_system_leaves_beside_specifications_is_none(tmp_path: Path) -> None:
    folder = study(tmp_path / "study", {"XA": XA})
    for name in ("sdtm/._xa.yaml", "standards/._xb.yaml", "terminology/._x.json", "criteria/._c.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"\0\5\x16\7\0\2\0\0Mac OS X        ")
    convert(folder, tmp_path / "out", last="sdtm")
    assert "._" not in (tmp_path / "out" / "manifest.json").read_text()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (XA.replace("XAORRES", "XATERM"), "XA has no variable 'XATERM'"),  # of another class
        (XA.replace("class: FINDINGS\n", ""), "unknown domain 'XA'"),
        (XA.replace("class: FINDINGS", "class: TRIAL DESIGN"), "class: expected"),
    ],
)
def test_what_the_class_has_not_is_told(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SpecError, match=problem):
        convert(study(tmp_path / "study", {"XA": text}), tmp_path / "out")


def test_a_dataset_of_the_guide_has_its_own_label_and_class(tmp_path: Path) -> None:
    said = "domain: CE\nlabel: Other\nclass: EVENTS\nrecords: [{table: dm, map: {CETERM: {assign: {column: TERM}}}}]\n"
    with pytest.raises(SpecError) as caught:
        convert(study(tmp_path / "study", {"CE": said}), tmp_path / "out")
    assert [one.path for one in caught.value.problems] == ["label", "class"]


QSCG = """\
domain: QSCG
label: Clinical Global Impression
records:
  - table: dm
    map:
      QSTESTCD: {constant: {value: CGI0101}}
      QSTEST: {constant: {value: CGI01-Severity}}
      QSCAT: {constant: {value: CGI GUY}}
      QSORRES: {assign: {column: TERM}}
      QSWHY: {assign: {column: WHY}}
derive: {QSSEQ: {sequence: {}}, --QSSTRESC: {copy: {variable: QSORRES}}}
supplemental: {QSWHY: {label: Reason}}
""".replace("--", "")


def test_a_part_of_a_domain_is_made_described_and_checked_as_the_domain(tmp_path: Path) -> None:
    made = convert(study(tmp_path / "study", {"QSCG": QSCG}), tmp_path / "out", last="sdtm")
    part, beside = made.datasets["QSCG"].frame, made.datasets["SUPPQSCG"].frame
    assert part[["DOMAIN", "QSSEQ", "QSORRES"]].to_numpy().tolist() == [
        ["QS", 1, "Flu"],
        ["QS", 2, "Cold"],
        ["QS", 1, "Flu"],
    ]
    assert beside[["RDOMAIN", "IDVAR", "IDVARVAL", "QVAL"]].to_numpy().tolist() == [
        ["QS", "QSSEQ", "1", "diet"],
        ["QS", "QSSEQ", "1", "rest"],
    ]
    assert groups(tmp_path / "out")["QSCG"] == ("QS", "Clinical Global Impression")
    assert (told(made, "QSCG"), told(made, "SUPPQSCG")) == ([], [])
    again = check(tmp_path / "out" / "sdtm", tmp_path / "study")
    assert (told(again, "QSCG"), told(again, "SUPPQSCG")) == ([], [])


APMH = """\
domain: APMH
records:
  - table: dm
    map:
      APID: {assign: {column: WHO}}
      SREL: {constant: {value: "MOTHER, BIOLOGICAL"}}
      MHTERM: {assign: {column: TERM}}
      MHWHY: {assign: {column: WHY}}
derive: {MHSEQ: {sequence: {}}}
supplemental: {MHWHY: {label: Reason}}
"""


APFAMH = """\
domain: APFAMH
label: Findings About Medical History
records:
  - table: dm
    map:
      APID: {assign: {column: WHO}}
      SREL: {constant: {value: "MOTHER, BIOLOGICAL"}}
      FATESTCD: {constant: {value: OCCUR}}
      FATEST: {constant: {value: Occurrence Indicator}}
      FAOBJ: {assign: {column: TERM}}
      FAORRES: {constant: {value: "Y"}}
      FAWHY: {assign: {column: WHY}}
derive: {FASEQ: {sequence: {}}}
supplemental: {FAWHY: {label: Reason}}
"""


def test_a_part_of_what_is_of_associated_persons_is_made_described_and_checked(tmp_path: Path) -> None:
    made = convert(study(tmp_path / "study", {"APFAMH": APFAMH}), tmp_path / "out", last="sdtm")
    columns = ["DOMAIN", "APID", "RSUBJID", "FASEQ", "FAOBJ"]
    assert made.datasets["APFAMH"].frame[columns].to_numpy().tolist() == [
        ["APFA", "M1", "S01-001", 1, "Flu"],
        ["APFA", "M1", "S01-001", 2, "Cold"],
        ["APFA", "M2", "S01-002", 1, "Flu"],
    ]
    beside = made.datasets["SQAPFAMH"].frame
    assert beside[["RDOMAIN", "APID", "IDVAR", "IDVARVAL", "QVAL"]].to_numpy().tolist() == [
        ["APFA", "M1", "FASEQ", "1", "diet"],
        ["APFA", "M2", "FASEQ", "1", "rest"],
    ]
    assert groups(tmp_path / "out")["APFAMH"] == ("APFA", "Findings About Medical History")
    again = check(tmp_path / "out" / "sdtm", tmp_path / "study")
    assert [told(one, name) for one in (made, again) for name in ("APFAMH", "SQAPFAMH")] == [[], [], [], []]


def test_associated_persons_are_made_described_and_checked(tmp_path: Path) -> None:
    made = convert(study(tmp_path / "study", {"APMH": APMH}), tmp_path / "out", last="sdtm")
    columns = ["DOMAIN", "APID", "RSUBJID", "SREL", "MHSEQ", "MHTERM"]
    assert made.datasets["APMH"].frame[columns].to_numpy().tolist() == [
        ["APMH", "M1", "S01-001", "MOTHER, BIOLOGICAL", 1, "Flu"],
        ["APMH", "M1", "S01-001", "MOTHER, BIOLOGICAL", 2, "Cold"],
        ["APMH", "M2", "S01-002", "MOTHER, BIOLOGICAL", 1, "Flu"],
    ]
    beside = made.datasets["SQAPMH"].frame
    assert beside[["RDOMAIN", "APID", "IDVAR", "IDVARVAL", "QVAL"]].to_numpy().tolist() == [
        ["APMH", "M1", "MHSEQ", "1", "diet"],
        ["APMH", "M2", "MHSEQ", "1", "rest"],
    ]
    assert (told(made, "APMH"), told(made, "SQAPMH")) == ([], [])
    assert not [one for one in made.issues if one.rule == "codelist-extended"]  # RDOMAIN: of MH the guide makes APMH
    assert not [one for one in made.issues if one.rule == "define-origin"]  # RSUBJID is that of the raw row
    again = check(tmp_path / "out" / "sdtm", tmp_path / "study")
    assert (told(again, "APMH"), told(again, "SQAPMH")) == ([], [])


NEXT = {
    "standards/sdtmig-9.0/standard.yaml": """\
name: SDTMIG
version: "9.0"
publishing_set: SDTM
source: Made up
based_on: sdtmig-3.4
without: [SUPPQUAL]
non_standard:
  shape: variables
  prefix: NS
  label: Non-Standard Variables for {dataset}
  source: Made up after the announced shape of SDTMIG 4.0, one wide dataset beside each domain
"""
}
CE = """\
domain: CE
records:
  - table: dm
    map: {CETERM: {assign: {column: TERM}}, CEWHY: {assign: {column: WHY}}, CEWHO: {assign: {column: WHO}}}
derive: {CESEQ: {sequence: {by: [CETERM]}}}
supplemental: {CEWHY: {label: Reason}, CEWHO: {label: Reporter}}
"""


def test_a_guide_may_ship_non_standard_variables_as_variables_beside_the_domain(tmp_path: Path) -> None:
    folder = study(tmp_path / "study", {"CE": CE}, "9.0", NEXT)
    made = convert(folder, tmp_path / "out", last="sdtm")
    beside = made.datasets["NSCE"].frame
    assert [*beside] == ["STUDYID", "DOMAIN", "USUBJID", "CESEQ", "CEWHY", "CEWHO"]
    assert beside[["USUBJID", "CESEQ", "CEWHY", "CEWHO"]].to_numpy().tolist() == [
        ["S01-001", 1, "", "M1"],
        ["S01-001", 2, "diet", "M1"],
        ["S01-002", 1, "rest", "M2"],
    ]
    assert groups(tmp_path / "out")["NSCE"] == ("CE", "Non-Standard Variables for CE")
    assert (told(made, "CE"), told(made, "NSCE"), "SUPPCE" in made.datasets) == ([], [], False)
    assert pipeline.explain(folder, "NSCE.CEWHY", tmp_path / "out", record=2).cells[0].text == "diet"
    assert pipeline.explain(folder, "CE.CEWHY", tmp_path / "out", record=3).value == "rest"


ADCE = """\
dataset: ADCE
label: Clinical Events
class: OCCURRENCE DATA STRUCTURE
structure: One record per event
keys: [STUDYID, USUBJID, CESEQ]
steps:
  - records: {dataset: CE, variables: [STUDYID, USUBJID, CESEQ, CETERM, CEWHY]}
"""


def test_analysis_and_checks_read_them_beside_their_records(tmp_path: Path) -> None:
    others = {**NEXT, "adam/adce.yaml": ADCE}
    made = convert(study(tmp_path / "study", {"CE": CE}, "9.0", others), tmp_path / "out")
    assert made.datasets["ADCE"].frame["CEWHY"].tolist() == ["", "diet", "rest"]
    from_sdtm = convert(tmp_path / "study", tmp_path / "again", start=start_of(f"sdtm:{tmp_path}/out/sdtm"))
    assert from_sdtm.datasets["ADCE"].frame["CEWHY"].tolist() == ["", "diet", "rest"]


@pytest.mark.parametrize("said", ["idvar: CETERM", "origin: DERIVED", "evaluator: SPONSOR"])
def test_what_such_a_guide_ships_nowhere_is_refused(tmp_path: Path, said: str) -> None:
    text = CE.replace("label: Reason", f"label: Reason, {said}")
    with pytest.raises(SpecError, match=f"{said.partition(':')[0]}: NS-- of this guide has no place for it"):
        convert(study(tmp_path / "study", {"CE": text}, "9.0", NEXT), tmp_path / "out")


def test_a_record_of_non_standard_variables_without_its_record_is_told(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "dm.csv").write_text("STUDYID,DOMAIN,USUBJID\nS01,DM,1\n")
    (data / "ce.csv").write_text("STUDYID,DOMAIN,USUBJID,CESEQ,CETERM\nS01,CE,1,1,Flu\n")
    (data / "nsce.csv").write_text("STUDYID,DOMAIN,USUBJID,CESEQ,CEWHY\nS01,CE,1,1,diet\nS01,CE,1,2,rest\n")
    issues = check(data, study(tmp_path / "study", {"CE": CE}, "9.0", NEXT)).issues
    assert [(one.place, one.rows) for one in issues if one.rule == "link-broken"] == [("NSCE", (2,))]
