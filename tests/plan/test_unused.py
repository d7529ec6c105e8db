"""A name of study.yaml that no file uses is told, and what no define.xml says; nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.plan.make import make_plan
from converter.report.answers.specification import specification_text
from converter.spec.load import load_study

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
tables: {dm: {file: dm.csv, subject: "{SUBJ}"}}
conditions:
  adult: {AGE: {ge: 18}}
  treated: {all: [adult, {ARM: A}]}
sources:
  death: {dataset: DM, date: DTHDTC}
"""
DM = "domain: DM\nrecords: [{table: dm, map: {AGE: {assign: {column: AGE}}}, where: %s}]\n"


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("treated", ["line 8: no file uses 'death' of sources"]),
        ("{SEX: F}", ["line 6: no file uses 'treated' of conditions", "line 8: no file uses 'death' of sources"]),
    ],
)
def test_a_name_that_nobody_uses_is_told_with_its_line(tmp_path: Path, where: str, told: list[str]) -> None:
    (tmp_path / "sdtm").mkdir()
    (tmp_path / "study.yaml").write_text(STUDY)
    (tmp_path / "sdtm" / "dm.yaml").write_text(DM % where)
    plan = make_plan(load_study(tmp_path))
    assert [(issue.rule, issue.severity, issue.message) for issue in plan.told] == [
        ("name-unused", "note", message) for message in told
    ]
    assert f"note [name-unused] study.yaml: {told[-1]}" in specification_text(plan)


DEFINE = """\
methods:
  - {text: Years at consent., code: [{context: R, text: "x <- 1"}]}
  - {text: Years at concent., code: [{context: R, text: "x <- 2"}]}
comments:
  - {text: As recorded., documents: [{document: sap}]}
"""
AGED = """\
domain: DM
records: [{table: dm, map: {AGE: {assign: {column: AGE}}}, where: treated}]
variables: {AGE: {method: Years at consent.}}
"""


def test_a_text_of_define_yaml_that_nothing_says_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "sdtm").mkdir()
    (tmp_path / "study.yaml").write_text(STUDY.partition("sources:")[0])
    (tmp_path / "sdtm" / "dm.yaml").write_text(AGED)
    (tmp_path / "define.yaml").write_text(DEFINE)
    told = make_plan(load_study(tmp_path)).told
    assert [
        (issue.rule, issue.severity, issue.place, issue.message.partition(";")[0], issue.hint) for issue in told
    ] == [
        (
            "text-unsaid",
            "warning",
            "define.yaml",
            "line 3: nothing has the text 'Years at concent.' of methods",
            "did you mean 'Years at consent.'?",
        ),
        ("text-unsaid", "warning", "define.yaml", "line 5: nothing has the text 'As recorded.' of comments", ""),
    ]


SHOWN = """\
domain: DM
records: [{table: dm, map: {AGE: {assign: {column: AGE}}, SEX: {assign: {column: SEX}}}}]
"""


@pytest.mark.parametrize(
    ("result", "told"),
    [
        ("{id: r, datasets: [{dataset: DM, where: {SEX: F}, variables: [AGE]}]}", []),
        (
            "{id: r, datasets: [{dataset: DN, variables: [AGE]}]}",
            ["result 'r': DN is not described; the display stands in no define.xml"],
        ),
        (
            "{id: r, parameter: DM.AVAL, datasets: [{dataset: DM, variables: [AGEE], where: {SEXX: F}}]}",
            [
                "result 'r': DM.AVAL is not described; nothing refers to it",
                "result 'r': DM.AGEE is not described; nothing refers to it",
                "result 'r': DM.SEXX is not described; nothing refers to it",
            ],
        ),
        (
            "{id: r, datasets: [{dataset: DM, where: {not: {all: [{SEX: F}, {AGE: {ge: 18}}]}}}]}",
            ["result 'r': no where clause says 'not (SEX = F and AGE >= 18)'; the selection is not written"],
        ),
        ("{id: r}", ["result 'r': it names no dataset; the display stands in no define.xml"]),
    ],
)
def test_what_no_define_xml_says_of_a_described_display_is_told(tmp_path: Path, result: str, told: list[str]) -> None:
    (tmp_path / "sdtm").mkdir()
    (tmp_path / "study.yaml").write_text(STUDY.partition("conditions:")[0])
    (tmp_path / "sdtm" / "dm.yaml").write_text(SHOWN)
    (tmp_path / "define.yaml").write_text(f"displays:\n  - {{name: T1, results: [{result}]}}\n")
    issues = [one for one in make_plan(load_study(tmp_path)).told if one.rule == "display-unwritten"]
    assert [one.message for one in issues] == [f"line 2: display 'T1': {one}" for one in told]
