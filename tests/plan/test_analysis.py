"""A wrong specification of analysis datasets gives its messages, all at once; a right one describes what is shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import SpecError
from converter.plan import make_plan
from converter.spec.dataset import VariableSpec
from converter.spec.load import load_study
from converter.steps import Plan

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
"""
DM = """\
domain: DM
records:
  - table: dm
    map:
      SUBJID: {assign: {column: SUBJ}}
      SEX: {assign: {column: SEX}}
      RFSTDTC: {datetime: {date: START, formats: [YYYY-MM-DD]}}
      RACEOTH: {assign: {column: RACE}}
supplemental:
  RACEOTH: {label: "Race, Other"}
"""
ADSL = """\
dataset: ADSL
label: Subject-Level Analysis Dataset
class: SUBJECT LEVEL ANALYSIS DATASET
structure: One record per subject
keys: [STUDYID, USUBJID]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID, SEX, RACEOTH]}
  - derive_vars_dt: {dtc: DM.RFSTDTC, new_var: TRTSDT}
  - derive_var_flag: {new_var: SAFFL, when: {variable: TRTSDT, missing: false}, false_value: "N"}
  - derive_vars_constant: {variables: {TRT01P: Drug A}}
helpers: [TRTSDT]
variables:
  SAFFL: {label: Treated Population Flag}
"""
ADTTE = """\
dataset: ADTTE
label: Time to Event
class: BASIC DATA STRUCTURE
structure: One record per subject and parameter
keys: [STUDYID, USUBJID, PARAMCD]
steps:
  - derive_param_duration:
      ends: {dataset: DM, date: RFSTDTC}
      start: ADSL.TRTSDT
      set_values: {PARAMCD: TTS, PARAM: Time to start}
  - derive_param_duration:
      ends: {dataset: DM, date: RFSTDTC}
      start: ADSL.TRTSDT
      unit: weeks
      set_values: {PARAMCD: TTSW, PARAM: Time to start (weeks)}
"""


def study(folder: Path, **analyses: str) -> Path:
    for name in ("sdtm", "adam"):
        (folder / name).mkdir()
    (folder / "study.yaml").write_text(STUDY)
    (folder / "sdtm" / "dm.yaml").write_text(DM)
    for name, text in analyses.items():
        (folder / "adam" / f"{name}.yaml").write_text(text)
    return folder


def plan(folder: Path, **analyses: str) -> Plan:
    return make_plan(load_study(study(folder, **analyses)))


def shown(variable: VariableSpec) -> tuple[str, str, str, str]:
    origin = variable.origin
    assert origin is not None
    return variable.label, origin.type, origin.predecessor, variable.method


def test_a_variable_is_described_by_its_predecessor_its_rule_or_the_study(tmp_path: Path) -> None:
    spec = plan(tmp_path, adsl=ADSL).analysis.specs["ADSL"]
    assert [variable.name for variable in spec.variables] == ["STUDYID", "USUBJID", "SEX", "RACEOTH", "SAFFL", "TRT01P"]
    assert {variable.name: shown(variable) for variable in spec.variables[2:]} == {
        "SEX": ("Sex", "Predecessor", "DM.SEX", ""),
        "RACEOTH": ("Race, Other", "Predecessor", "DM.RACEOTH", ""),
        "SAFFL": ("Treated Population Flag", "Derived", "", "Set to Y where TRTSDT is not missing, else N."),
        "TRT01P": ("Planned Treatment for Period 01", "Assigned", "", ""),
    }
    assert spec.by_name["SEX"].codelists == ("SEX",)


def test_datasets_are_made_after_those_that_they_read(tmp_path: Path) -> None:
    ahead = ADTTE.replace("ADTTE", "ADAA")
    adsl = ADSL.replace("helpers: [TRTSDT]\n", "")
    assert list(plan(tmp_path, adaa=ahead, adsl=adsl).analysis.datasets) == ["ADSL", "ADAA"]


def test_each_parameter_has_its_own_method(tmp_path: Path) -> None:
    adsl = ADSL.replace("helpers: [TRTSDT]\n", "")
    spec = plan(tmp_path, adsl=adsl, adtte=ADTTE).analysis.specs["ADTTE"]
    methods = {str(level.where.eq): level.method for level in spec.value_level}
    assert methods == {
        "TTS": "Time in days from ADSL.TRTSDT to the earliest of DM.RFSTDTC.",
        "TTSW": "Time in weeks from ADSL.TRTSDT to the earliest of DM.RFSTDTC.",
    }
    assert spec.by_name["ADT"].method == "Made with the analysis value; see its methods by PARAMCD."


ADVS = """\
dataset: ADVS
label: Vital Signs
class: BASIC DATA STRUCTURE
structure: One record per subject and parameter
keys: [STUDYID, USUBJID, PARAMCD]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID], rename: {PARAMCD: SEX, AVAL: DMDY}, set_values: {PARAM: P}}
  - derive_vars_constant: {variables: {AVAL: 0}, where: {variable: PARAMCD, eq: WEIGHT}}
  - derive_param_computed: {formula: WEIGHT / HEIGHT, by: [STUDYID, USUBJID], set_values: {PARAMCD: BMI}}
  - derive_param_computed: {formula: WEIGHT * HEIGHT, by: [STUDYID, USUBJID], set_values: {PARAMCD: BSA}}
  - derive_vars_constant: {variables: {AVAL: 1}, where: {variable: PARAMCD, eq: BSA}}
"""


def test_a_method_names_the_steps_of_its_parameter_alone(tmp_path: Path) -> None:
    """Parameters taken from SDTM have the common method; of others it says what made them, and what came after."""
    others = "Of parameters with a method of their own, see that of the analysis value by PARAMCD."
    made = study(tmp_path, adsl=ADSL, advs=ADVS)
    dm = DM.replace("supplemental:", "derive: {DMDY: {study_day: {date: RFSTDTC, reference: RFSTDTC}}}\nsupplemental:")
    (made / "sdtm" / "dm.yaml").write_text(dm)
    spec = make_plan(load_study(made)).analysis.specs["ADVS"]
    assert spec.by_name["AVAL"].method == f"Copied from DM.DMDY. {others}"
    assert {str(level.where.eq): level.method for level in spec.value_level} == {
        "BMI": "WEIGHT / HEIGHT, of the records of the same STUDYID, USUBJID.",
        "BSA": "WEIGHT * HEIGHT, of the records of the same STUDYID, USUBJID.",
    }


def test_settings_are_sentences(tmp_path: Path) -> None:
    step = "  - derive_vars_duration: {new_var: AAGE, start: TRTSDT, end: TRTSDT, add_one: false, decimals: 1}\n"
    adsl = ADSL.replace("helpers:", f"{step}helpers:")
    spec = plan(tmp_path, adsl=adsl).analysis.specs["ADSL"]
    told = "Time from TRTSDT to TRTSDT in days. The first day does not count. Rounded to 1 decimal."
    assert spec.by_name["AAGE"].method == told


def test_each_variable_is_there_before_it_is_read(tmp_path: Path) -> None:
    late = ADSL.replace("when: {variable: TRTSDT", "when: {variable: TRT01P")
    with pytest.raises(SpecError, match=r"rule 'derive_var_flag' reads ADSL.TRT01P, which no earlier step makes"):
        plan(tmp_path, adsl=late)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("derive_var_flag:", "derive_var_flga:", "unknown rule 'derive_var_flga' (did you mean 'derive_var_flag'?)"),
        (
            "missing: false",
            "missing: maybe",
            "steps[2].derive_var_flag.when.missing: expected true or false, got 'maybe'",
        ),
        ("dataset: DM", "dataset: XM", "rule 'records' reads XM, a dataset which the study does not make"),
        (
            "dtc: DM.RFSTDTC",
            "dtc: DM.RFSTDT",
            "reads DM.RFSTDT, which the study does not make (did you mean 'RFSTDTC'?)",
        ),
        ("helpers: [TRTSDT]", "helpers: [TRTSD]", "helpers[0]: no step of ADSL makes 'TRTSD' (did you mean 'TRTSDT'?)"),
        (
            "keys: [STUDYID, USUBJID]",
            "keys: [SUBJID]",
            "keys[0]: no step of ADSL makes 'SUBJID' (did you mean 'USUBJID'?)",
        ),
        ("  - records:", "  - derive_var_dcutdt: {new_var: DCUTDT}\n  - records:", "the first step must make rows"),
        ("variables:\n  SAFFL", "variables:\n  SAFL", "variables.SAFL: no step of ADSL makes 'SAFL'"),
        ("helpers: [TRTSDT]", "helpers: [TRTSDT, USUBJID]", "adsl.yaml:5: keys[1]: the key 'USUBJID' is a helper"),
        (
            "keys: [STUDYID, USUBJID]",
            "keys: STUDYID",
            "adsl.yaml:5: keys: expected a list, such as [A, B], got 'STUDYID'",
        ),
        ("{TRT01P: Drug A}", "{TRT01PLAN: Drug A}", "steps: the name of variable 'TRT01PLAN' does not fit XPT v5"),
        ("{TRT01P: Drug A}", "{trt01p: Drug A}", "(expected at most 8 capital letters, digits and underscores"),
        ("steps:\n", "steps:\n  - records\n", "adsl.yaml:7: steps[0]: expected keys with values, got 'records'"),
        ("{TRT01P: Drug A}", "{}", "steps[3].derive_vars_constant.variables: expected at least one, got none"),
        ("keys: [STUDYID, USUBJID]", "keys: []", "keys: expected the variables that tell the records apart"),
        ("{TRT01P: Drug A}", "{MYVAR: Drug A}", "ADSL.MYVAR has no label in the standard or of a predecessor"),
        ("dataset: ADSL\n", "dataset: ADSX\n", "the file of dataset ADSX is called adsl.yaml; expected adsx.yaml"),
        ("class: SUBJECT LEVEL", "class: SUBJECTS LEVEL", "class: expected 'TRIAL DESIGN'"),
    ],
)
def test_a_wrong_specification_says_what_and_where(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in ADSL
    with pytest.raises(SpecError) as raised:
        plan(tmp_path, adsl=ADSL.replace(old, new, 1))
    assert message in str(raised.value)


def test_datasets_that_need_each_other_are_told(tmp_path: Path) -> None:
    one = ADSL.replace("records: {dataset: DM", "records: {dataset: ADTWO").replace("ADSL", "ADONE")
    two = ADSL.replace("records: {dataset: DM", "records: {dataset: ADONE").replace("ADSL", "ADTWO")
    with pytest.raises(SpecError) as raised:
        plan(tmp_path, adone=one, adtwo=two)
    message = "analysis datasets need each other in a circle: ADONE -> ADTWO -> ADONE (this step of ADTWO reads ADONE)"
    assert f"adtwo.yaml:7: steps[0]: {message}" in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("dataset: DM,", "dataset: XM,", "steps[0]: rule 'records' reads XM, a dataset which the study does not make"),
        ("records: {dataset", "recrods: {dataset", "steps[0].recrods: unknown rule 'recrods'"),
    ],
)
def test_one_mistake_has_one_message(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SpecError) as raised:
        plan(tmp_path, adsl=ADSL.replace(old, new, 1))
    assert message in str(raised.value)
    assert len(raised.value.problems) == 1


@pytest.mark.parametrize(("code", "fits"), [("OSMONTHS", True), ("_OS1", True), ("OSMONTHSX", False), ("1OS", False)])
def test_a_parameter_code_can_be_the_name_of_a_variable(tmp_path: Path, code: str, fits: bool) -> None:
    adsl, adtte = ADSL.replace("helpers: [TRTSDT]\n", ""), ADTTE.replace("PARAMCD: TTSW", f"PARAMCD: {code}")
    if fits:
        plan(tmp_path, adsl=adsl, adtte=adtte)
        return
    place = r"adtte.yaml:15: steps\[1\].derive_param_duration.set_values.PARAMCD"
    with pytest.raises(SpecError, match=rf"{place}: PARAMCD '{code}': expected at most 8 letters"):
        plan(tmp_path, adsl=adsl, adtte=adtte)


def test_criteria_that_nobody_knows_are_told(tmp_path: Path) -> None:
    step = "  - derive_param_censored_tte: {criteria: fda-2018-b, progression: {dataset: DM, date: RFSTDTC}, "
    step += "death: {dataset: DM, date: RFSTDTC}, assessments: {dataset: DM, date: RFSTDTC}, planned: [28], window: 7, "
    step += "set_values: {PARAMCD: PFS}}\n"
    with pytest.raises(SpecError, match=r"unknown criteria 'fda-2018-b' \(did you mean 'fda-2018-a'\?\)"):
        plan(tmp_path, adsl=ADSL.replace("helpers:", step + "helpers:"))
