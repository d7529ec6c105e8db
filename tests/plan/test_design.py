"""A trial design that names what the study does not plan gives its messages before any data are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import SpecError
from converter.plan import make_plan
from converter.spec.load import load_study

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
  vs: {file: vs.csv, subject: "{SUBJ}"}
elements:
  SCRN: {name: Screening, epoch: SCREENING, start_rule: Consent}
  TRT: {name: Treatment, epoch: TREATMENT, start_rule: First dose}
arms:
  A: {name: Arm A, elements: [SCRN, TRT], branch: {SCRN: Randomized}}
visits:
  - {number: 1, name: SCREENING, arm: A}
"""
DOMAINS = {
    "dm": """\
domain: DM
records:
  - table: dm
    map:
      SUBJID: {assign: {column: SUBJ}}
      ARMCD: {assign: {column: ARM}}
      RFICDTC: {datetime: {date: DAY, formats: [YYYY-MM-DD]}}
derive:
  RFXSTDTC: {earliest: {dates: [VS.VSDTC], where: {variable: VS.VSTESTCD, eq: WEIGHT}}}
""",
    "vs": """\
domain: VS
records:
  - table: vs
    map:
      VSTESTCD: {assign: {column: TEST}}
      VSDTC: {datetime: {date: DAY, formats: [YYYY-MM-DD]}}
      VISIT: {visit: {column: VISIT}}
derive:
  VISITNUM: {unscheduled_visit_number: {date: VSDTC}}
""",
    "se": """\
domain: SE
build:
  subject_elements: {starts: {SCRN: DM.RFICDTC, TRT: DM.RFXSTDTC}, end: DM.RFICDTC}
""",
}


def problems(folder: Path, before: str = "", after: str = "") -> list[str]:
    (folder / "sdtm").mkdir()
    (folder / "study.yaml").write_text(STUDY.replace(before, after) if before else STUDY)
    for name, body in DOMAINS.items():
        (folder / "sdtm" / f"{name}.yaml").write_text(body.replace(before, after) if before else body)
    try:
        make_plan(load_study(folder))
    except SpecError as error:
        return [f"{Path(p.file).name}:{p.line} {p.path}: {p.message} {p.hint}".strip() for p in error.problems]
    return []


def test_a_right_design_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "[SCRN, TRT]",
            "[SCRN, TRTT]",
            "study.yaml:10 arms.A.elements[1]: unknown element 'TRTT' did you mean 'TRT'?",
        ),
        (
            "branch: {SCRN:",
            "branch: {SCRM:",
            "study.yaml:10 arms.A.branch.SCRM: unknown element 'SCRM' did you mean 'SCRN'?",
        ),
        ("arm: A}", "arm: B}", "study.yaml:12 visits[0].arm: unknown arm 'B'"),
        (
            "starts: {SCRN:",
            "starts: {SCRM:",
            "se.yaml:2 build.subject_elements: unknown element 'SCRM' did you mean 'SCRN'?",
        ),
        (
            "{SCRN: DM.RFICDTC, TRT: DM.RFXSTDTC}",
            "{}",
            "se.yaml:3 build.subject_elements.starts: expected at least one, got none",
        ),
        (
            "{variable: VS.VSTESTCD, eq: WEIGHT}",
            "{all: [{variable: VS.VSTESTCD, eq: WEIGHT}, {variable: SE.ETCD, eq: TRT}]}",
            "dm.yaml:9 RFXSTDTC.earliest: the condition reads VS and SE; it narrows the records of one dataset",
        ),
        (
            "{date: VSDTC}",
            "{date: VSDTC, dates: [SE.SESTDTC]}",
            "vs.yaml:9 VISITNUM: rule 'unscheduled_visit_number' reads SE.VISIT, which the study does not make",
        ),
    ],
)
def test_each_wrong_name_is_told_with_its_place(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert message in problems(tmp_path, before, after)
