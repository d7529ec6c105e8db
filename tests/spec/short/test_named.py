"""Conditions and sources that study.yaml says once stand for what they are in every file."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import SpecError
from converter.plan import make_plan
from converter.spec.condition import Condition
from converter.spec.load import load_study
from converter.steps import Plan

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
"""
NAMES = """\
conditions:
  women: {SEX: F}
  treated: {ADSL.TRTSDT: {missing: false}}
  treated_women: {all: [treated, {ADSL.SEX: F}]}
sources:
  start: {dataset: DM, date: RFSTDTC}
  women_start: {dataset: DM, date: RFSTDTC, where: women}
"""
FULL = {
    "women": "{variable: SEX, eq: F}",
    "treated": "{variable: ADSL.TRTSDT, missing: false}",
    "treated_women": "{all: [{variable: ADSL.TRTSDT, missing: false}, {variable: ADSL.SEX, eq: F}]}",
    "start": "{dataset: DM, date: RFSTDTC}",
    "women_start": "{dataset: DM, date: RFSTDTC, where: {variable: SEX, eq: F}}",
}
DM = """\
domain: DM
records:
  - table: dm
    where: %(women)s
    map:
      SUBJID: {assign: {column: SUBJ}}
      SEX: {assign: {column: SEX}}
      RFSTDTC: {datetime: {date: START, formats: [YYYY-MM-DD]}}
"""
ADSL = """\
dataset: ADSL
label: Subject-Level Analysis Dataset
class: SUBJECT LEVEL ANALYSIS DATASET
structure: One record per subject
keys: [STUDYID, USUBJID]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID, SEX]}
  - derive_vars_dt: {dtc: DM.RFSTDTC, new_var: TRTSDT}
  - derive_var_flag: {new_var: FEMFL, when: {any: [%(women)s, {variable: SEX, eq: U}]}}
variables: {FEMFL: {label: Female}}
"""
ADTTE = """\
dataset: ADTTE
label: Time to Event
class: BASIC DATA STRUCTURE
structure: One record per subject and parameter
keys: [STUDYID, USUBJID, PARAMCD]
steps:
  - derive_param_duration:
      population: %(treated_women)s
      start: %(start)s
      ends: [%(start)s, %(women_start)s]
      set_values: {PARAMCD: TTS, PARAM: Time to start}
"""
TABLE = """\
display: WOMEN
kind: table
title: Women
population: {label: Women, where: %(women)s}
rows: [{id: n, result: {count: {where: %(women)s}}, show: "{n}"}]
"""


def study(folder: Path, said: dict[str, str], names: str = NAMES) -> Path:
    texts = {"study": STUDY + names, "sdtm/dm": DM, "adam/adsl": ADSL, "adam/adtte": ADTTE, "results/women": TABLE}
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text if name == "study" else text % said)
    return folder


def planned(folder: Path, said: dict[str, str], names: str = NAMES) -> Plan:
    return make_plan(load_study(study(folder, said, names)))


def told(folder: Path, said: dict[str, str], names: str) -> list[str]:
    with pytest.raises(SpecError) as wrong:
        planned(folder, said, names)
    return [str(one).removeprefix(f"{folder.as_posix()}/") for one in wrong.value.problems]


def test_a_name_stands_for_its_condition_or_source_in_every_file(tmp_path: Path) -> None:
    short = planned(tmp_path / "short", {name: name for name in FULL})
    full = planned(tmp_path / "full", FULL)
    assert (short.steps, short.specs) == (full.steps, full.specs)
    assert (short.analysis.steps, short.analysis.specs) == (full.analysis.steps, full.analysis.specs)
    assert short.results.steps == full.results.steps


WORDS = {name: name for name in FULL}


@pytest.mark.parametrize(
    ("said", "names", "message"),
    [
        (
            {"women": "woman"},
            NAMES,
            "sdtm/dm.yaml:4: records[0].where: unknown condition 'woman' (did you mean 'women'?)",
        ),
        (
            {"women": "woman"},
            NAMES,
            "results/women.yaml:4: population.where: unknown condition 'woman' (did you mean 'women'?)",
        ),
        (
            {},
            NAMES.replace("all: [treated", "all: [treatd"),
            "study.yaml:8: conditions.treated_women.all[0]: unknown condition 'treatd' (did you mean 'treated'?)",
        ),
        (
            {},
            NAMES.replace("women: {SEX: F}", "women: treated").replace("{all: [treated, {ADSL.SEX: F}]}", "treated"),
            "study.yaml:6: conditions.women: unknown condition 'treated' (study.yaml names no conditions)",
        ),
        (
            {},
            NAMES.replace("women: {SEX: F}", "Women: {SEX: F}"),
            "study.yaml:6: conditions.Women: expected a name in small letters, such as efficacy or first_dose, got",
        ),
        (
            {},
            NAMES.replace("SEX: F}", "SEX: {eqq: F}}", 1),
            "study.yaml:6: conditions.women.SEX.eqq: unknown comparison",
        ),
    ],
)
def test_a_name_that_stands_for_nothing_is_told(tmp_path: Path, said: dict[str, str], names: str, message: str) -> None:
    assert [one for one in told(tmp_path, {**WORDS, **said}, names) if message in one] != []


@pytest.mark.parametrize(
    ("said", "names", "messages"),
    [
        (
            {"start": "strat"},
            NAMES,
            [
                f"adam/adtte.yaml:{place}: unknown source 'strat' (did you mean 'start'?)"
                for place in ("9: steps[0].derive_param_duration.start", "10: steps[0].derive_param_duration.ends[0]")
            ],
        ),
        (
            {},
            NAMES.replace("date: RFSTDTC}", "dat: RFSTDTC}", 1),
            [
                "study.yaml:10: sources.start.dat: unknown key 'dat' (did you mean 'date'?)",
                "study.yaml:10: sources.start.date: missing",
            ],
        ),
        (
            {},
            NAMES.replace("where: women}", "where: woman}"),
            ["study.yaml:11: sources.women_start.where: unknown condition 'woman' (did you mean 'women'?)"],
        ),
    ],
)
def test_what_is_wrong_with_a_source_is_told_once(
    tmp_path: Path, said: dict[str, str], names: str, messages: list[str]
) -> None:
    assert told(tmp_path, {**WORDS, **said}, names) == messages


def test_a_wrong_condition_is_told_where_it_is_said_not_where_it_is_named(tmp_path: Path) -> None:
    names = NAMES.replace("women: {SEX: F}", "women: {SEX: ~}")
    assert [one.partition(": expected")[0] for one in told(tmp_path, WORDS, names)] == [
        "study.yaml:6: conditions.women.SEX"
    ]


def test_a_condition_is_the_same_wherever_it_is_named(tmp_path: Path) -> None:
    files = load_study(study(tmp_path, WORDS))
    assert files.study.conditions["treated_women"] == Condition.model_validate(
        {"all": [{"variable": "ADSL.TRTSDT", "missing": False}, {"variable": "ADSL.SEX", "eq": "F"}]}
    )
