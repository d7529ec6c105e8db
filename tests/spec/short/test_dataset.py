"""Arguments by default and parameters by their code are what the rules would say themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.errors import SpecError
from converter.plan import make_plan
from converter.spec.load import load_study
from converter.spec.short.dataset import spelled_out
from converter.spec.text.yaml import Document
from converter.steps import Plan, RecordsStep

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
"""
DM = """\
domain: DM
defaults:
  datetime: {formats: [YYYY-MM-DD], unknown: [UN]}
map:
  RFSTDTC: {datetime: {date: START}}
records:
  - table: dm
    map:
      SUBJID: {assign: {column: SUBJ}}
      RFENDTC: {datetime: {date: END, unknown: ~}}
      DTHDTC: {datetime: {date: DEATH, formats: [DD-MON-YYYY]}}
"""
DM_FULL = """\
domain: DM
map:
  RFSTDTC: {datetime: {date: START, formats: [YYYY-MM-DD], unknown: [UN]}}
records:
  - table: dm
    map:
      SUBJID: {assign: {column: SUBJ}}
      RFENDTC: {datetime: {date: END, formats: [YYYY-MM-DD]}}
      DTHDTC: {datetime: {date: DEATH, formats: [DD-MON-YYYY], unknown: [UN]}}
"""
ADSL = """\
dataset: ADSL
label: Subject-Level Analysis Dataset
class: SUBJECT LEVEL ANALYSIS DATASET
structure: One record per subject
keys: [STUDYID, USUBJID]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID]}
  - derive_vars_dt: {dtc: DM.RFSTDTC, new_var: TRTSDT}
"""
HEAD = """\
dataset: ADTTE
label: Time to Event
class: BASIC DATA STRUCTURE
structure: One record per subject and parameter
keys: [STUDYID, USUBJID, PARAMCD]
"""
ADTTE = f"""{HEAD}\
parameters:
  TTS: {{PARAM: Time to Start (Weeks), PARAMN: 1, notes: never shipped}}
  TTE: {{PARAM: Time to End (Days)}}
  LATER: {{PARAM: No step makes it yet}}
defaults:
  derive_param_duration: {{start: ADSL.TRTSDT, unit: weeks, add_one: false}}
steps:
  - derive_param_duration: {{set_values: TTS, ends: {{dataset: DM, date: RFSTDTC}}}}
  - derive_param_duration: {{set_values: TTE, ends: {{dataset: DM, date: RFENDTC}}, unit: ~, add_one: true}}
"""
ADTTE_FULL = f"""{HEAD}\
steps:
  - derive_param_duration:
      start: ADSL.TRTSDT
      ends: {{dataset: DM, date: RFSTDTC}}
      unit: weeks
      add_one: false
      set_values: {{PARAMCD: TTS, PARAM: Time to Start (Weeks), PARAMN: 1}}
  - derive_param_duration:
      start: ADSL.TRTSDT
      ends: {{dataset: DM, date: RFENDTC}}
      add_one: true
      set_values: {{PARAMCD: TTE, PARAM: Time to End (Days)}}
"""
TABLE = """\
display: SUBJECTS
kind: table
title: Subjects
population: {label: All, where: {USUBJID: {missing: false}}}
defaults:
  count: {dataset: ADTTE, where: {PARAMCD: TTS}}
rows:
  - {id: weeks, result: {count: {}}, show: "{n}"}
  - {id: days, result: {count: {where: {PARAMCD: TTE}}}, show: "{n}"}
"""
TABLE_FULL = """\
display: SUBJECTS
kind: table
title: Subjects
population: {label: All, where: {variable: USUBJID, missing: false}}
rows:
  - {id: weeks, result: {count: {dataset: ADTTE, where: {variable: PARAMCD, eq: TTS}}}, show: "{n}"}
  - {id: days, result: {count: {dataset: ADTTE, where: {variable: PARAMCD, eq: TTE}}}, show: "{n}"}
"""
SHORT = {"study": STUDY, "sdtm/dm": DM, "adam/adsl": ADSL, "adam/adtte": ADTTE, "results/subjects": TABLE}
FULL = {**SHORT, "sdtm/dm": DM_FULL, "adam/adtte": ADTTE_FULL, "results/subjects": TABLE_FULL}


def planned(folder: Path, texts: dict[str, str]) -> Plan:
    for name, text in texts.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return make_plan(load_study(folder))


def bare(plan: Plan) -> tuple[object, ...]:
    """Everything that a plan does, without the lines at which its rules are called and the text of its records."""
    made = []
    for step in plan.steps:
        if isinstance(step, RecordsStep):
            made.append((step.dataset, {name: replace(rule, place="") for name, rule in step.rules.items()}))
        else:
            made.append((step.dataset, {"": replace(step.rule, place="")}))
    analysis = [replace(step, rule=replace(step.rule, place="")) for step in plan.analysis.steps]
    results = [replace(step, rule=replace(step.rule, place="")) for step in plan.results.steps]
    return made, plan.specs, analysis, plan.analysis.specs, results


def test_what_is_said_once_is_what_every_rule_would_say(tmp_path: Path) -> None:
    assert bare(planned(tmp_path / "short", SHORT)) == bare(planned(tmp_path / "full", FULL))


def test_what_is_filled_in_reads_as_what_is_written_out(tmp_path: Path) -> None:
    for folder, texts in (("short", SHORT), ("full", FULL)):
        planned(tmp_path / folder, texts)
    short, full = load_study(tmp_path / "short"), load_study(tmp_path / "full")
    assert short.analyses["ADTTE"].steps == full.analyses["ADTTE"].steps
    assert short.domains["DM"].map == full.domains["DM"].map
    assert short.domains["DM"].records == full.domains["DM"].records


@pytest.mark.parametrize(
    ("file", "right", "wrong", "told"),
    [
        (
            "adam/adtte",
            "unit: weeks,",
            "unt: weeks,",
            ["11: defaults.derive_param_duration.unt: unknown key 'unt' (did you mean 'unit'?)"],
        ),
        (
            "adam/adtte",
            "unit: weeks,",
            "unit: week,",
            [
                "11: defaults.derive_param_duration.unit: expected",
            ],
        ),
        (
            "adam/adtte",
            "  derive_param_duration: {",
            "  derive_param_duratoin: {",
            [
                "11: defaults.derive_param_duratoin: unknown rule 'derive_param_duratoin' (did you mean 'derive_param_",
            ],
        ),
        (
            "adam/adtte",
            "defaults:\n",
            "defaults:\n  derive_param_tte: {unit: weeks}\n",
            ["11: defaults.derive_param_tte: nothing here calls 'derive_param_tte'"],
        ),
        (
            "adam/adtte",
            "set_values: TTS,",
            "set_values: TTX,",
            [
                "13: steps[0].derive_param_duration.set_values: unknown parameter 'TTX' (did you mean 'TTS'?)",
            ],
        ),
        (
            "adam/adtte",
            "{PARAM: Time to End (Days)}",
            "{PARM: Time to End (Days)}",
            ["8: parameters.TTE: expected PARAM, what the parameter is called"],
        ),
        (
            "adam/adtte",
            "notes: never",
            "note: never",
            ["7: parameters.TTS.note: expected variables such as PARAM and PARCAT1, or notes, got 'note'"],
        ),
        (
            "adam/adtte",
            "BASIC DATA STRUCTURE",
            "OCCURRENCE DATA STRUCTURE",
            ["1: parameters: are those of a dataset of class BASIC DATA STRUCTURE, got OCCURRENCE DATA STRUCTURE"],
        ),
        (
            "sdtm/dm",
            "unknown: [UN]",
            "unknwn: [UN]",
            ["3: defaults.datetime.unknwn: unknown key 'unknwn' (did you mean 'unknown'?)"],
        ),
        ("sdtm/dm", "  datetime: {", "  datetme: {", ["3: defaults.datetme: unknown rule 'datetme'"]),
        (
            "results/subjects",
            "{dataset: ADTTE, where: {PARAMCD: TTS}}",
            "{dataset: ADTTE, where: {PARAMCD: {eqq: TTS}}}",
            ["6: defaults.count.where.PARAMCD.eqq: unknown comparison 'eqq' (did you mean 'eq'?)"],
        ),
        (
            "results/subjects",
            "  count: {",
            "  summary: {variable: AVAL}\n  count: {",
            ["6: defaults.summary: nothing here calls 'summary'"],
        ),
    ],
)
def test_a_mistake_in_what_is_said_once_is_told_once_at_its_line(
    tmp_path: Path, file: str, right: str, wrong: str, told: list[str]
) -> None:
    assert right in SHORT[file]
    with pytest.raises(SpecError) as error:
        planned(tmp_path, {**SHORT, file: SHORT[file].replace(right, wrong, 1)})
    said = [str(one).removeprefix(f"{tmp_path.as_posix()}/{file}.yaml:") for one in error.value.problems]
    assert [one for one in told if not any(line.startswith(one) for line in said)] == []
    lines = [line for line in said if line.startswith(told[0].partition(":")[0])]
    assert len(lines) == len(told)


words = st.sampled_from(["start", "unit", "where", "by"])
arguments = st.dictionaries(words, st.one_of(st.none(), st.integers(), st.dictionaries(words, st.integers())))
rules = st.sampled_from(["merge", "flag"])
steps = st.lists(st.one_of(st.tuples(rules, st.one_of(st.none(), arguments)), st.just(("flag", {"set_values": "OS"}))))


@given(called=steps, usual=st.dictionaries(rules, arguments))
def test_every_call_is_its_own_arguments_and_those_by_default(
    called: list[tuple[str, Any]], usual: dict[str, dict[str, Any]]
) -> None:
    written = {
        "parameters": {"OS": {"PARAM": "Survival", "notes": "x"}},
        "defaults": usual,
        "steps": [{rule: own} for rule, own in called],
    }
    expected = []
    for rule, own in called:
        whole = dict(usual.get(rule, {}))
        for name, one in (own or {}).items():
            if one is None and name in whole:
                del whole[name]
            else:
                whole[name] = one
        if whole.get("set_values") == "OS":
            whole["set_values"] = {"PARAMCD": "OS", "PARAM": "Survival"}
        expected.append({rule: whole})
    document, unknown = spelled_out(Document("adtte.yaml", written))
    assert ([{rule: own or {} for rule, own in call.items()} for call in document.data["steps"]], unknown) == (
        expected,
        (),
    )
    assert (document.data["defaults"], document.data["parameters"]) == (usual, written["parameters"])
