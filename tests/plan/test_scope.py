"""How much of a study each step looks at, said before data are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.adam.rules import ANALYSIS_RULES
from converter.errors import SpecError
from converter.plan import make_plan
from converter.plan.extent import ORDERED_BY, RULES
from converter.plan.scope import Scope, scopes, sorted_anew
from converter.sdtm.rules import BUILD_RULES, DERIVE_RULES, RECORD_RULES
from converter.spec.load import load_study
from converter.steps import Plan

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SITE}-{SUBJ}"}
  lab: {file: lab.csv, subject: "{CENTRE}-{PAT}"}
  units: {file: units.csv}
visits: [{number: 1, name: BASELINE, day: 1}]
elements: {SCRN: {name: Screening, epoch: SCREENING, start_rule: Consent}}
arms: {A: {name: Arm A, elements: [SCRN]}}
"""
DM = """\
domain: DM
records:
  [{table: dm, map: {SUBJID: {assign: {column: SUBJ}}, RFSTDTC: {datetime: {date: START, formats: [YYYY-MM-DD]}}}}]
"""
LB = """\
domain: LB
records:
  - table: lab
    join:
      - {table: units, by: {TEST: TEST}, columns: {UNIT: UNIT}}
      - {table: dm, by: {CENTRE: SITE, PAT: SUBJ}, columns: {ENTERED: START}, order: [VERSION]}
    map:
      LBREFID: {assign: {column: SAMPLE}}
      LBTESTCD: {assign: {column: TEST}}
      LBORRES: {assign: {column: RESULT}}
      LBORRESU: {assign: {column: UNIT}}
      LBSPID: {assign: {column: ENTERED}}
      LBDTC: {datetime: {date: DRAWN, formats: [YYYY-MM-DD]}}
derive:
  LBDY: {study_day: {date: LBDTC}}
  LBSEQ: {sequence: {by: [LBDTC, LBREFID]}}
"""
TV = "domain: TV\nbuild: {trial_visits: {}}\n"
TA = "domain: TA\nbuild: {trial_arms: {}}\n"
ADLB = """\
dataset: ADLB
label: Laboratory Analysis Dataset
class: BASIC DATA STRUCTURE
structure: One record per subject, parameter and date
keys: [STUDYID, USUBJID, PARAMCD, ADT]
steps:
  - records:
      {dataset: LB, variables: [STUDYID, USUBJID, LBDTC], rename: {PARAMCD: LBTESTCD, PARAM: LBTESTCD, AVALC: LBORRES}}
  - derive_vars_dt: {dtc: LBDTC, new_var: ADT}
  STEP
helpers: [LBDTC, NEW]
"""
OWN = '''\
import pandas as pd
from converter.steps import Derived, NewVariable


def ranked(rows: pd.DataFrame, datasets: dict, *, new_var: NewVariable) -> Derived:
    """Rank of the result."""
    return Derived(rows["ADT"].rank().to_frame(new_var))
'''


CONSTANT = "derive_vars_constant: {variables: {NEW: Y}}"
UNSAID = (
    "adam/adlb.yaml:10: ranked of methods.py may read the whole study; methods: {ranked: {scope: subject}} in "
    "study.yaml says that it does not"
)


def told(folder: Path, step: str = CONSTANT, study: str = STUDY) -> tuple[Scope, ...]:
    """Give the scopes of a study whose last step of ADLB is the one given."""
    return scopes(planned(folder, step, study))


def planned(folder: Path, step: str = CONSTANT, study: str = STUDY) -> Plan:
    (folder / "study.yaml").write_text(study)
    (folder / "methods.py").write_text(OWN)
    for name, text in {"sdtm": {"dm": DM, "lb": LB, "tv": TV, "ta": TA}, "adam": {"adlb": ADLB}}.items():
        (folder / name).mkdir()
        for dataset, said in text.items():
            (folder / name / f"{dataset}.yaml").write_text(said.replace("  STEP\n", f"  - {step}\n"))
    return make_plan(load_study(folder))


def test_every_registered_rule_is_judged_and_no_other() -> None:
    every = [*RECORD_RULES, *DERIVE_RULES, *BUILD_RULES, *ANALYSIS_RULES]
    assert sorted(RULES) == sorted(every)
    assert set(ORDERED_BY) < set(every)


def test_a_step_looks_at_its_row_at_the_subject_or_is_made_once(tmp_path: Path) -> None:
    found = {one.place: (one.dataset, one.extent) for one in told(tmp_path)}
    assert found == {
        "sdtm/dm.yaml:3": ("DM", "row"),
        "sdtm/lb.yaml:8": ("LB", "subject"),  # joined to the row of its subject
        "sdtm/lb.yaml:15": ("LB", "subject"),  # days from DM.RFSTDTC
        "sdtm/lb.yaml:16": ("LB", "subject"),
        "sdtm/ta.yaml:2": ("TA", "once"),
        "sdtm/tv.yaml:2": ("TV", "once"),
        "adam/adlb.yaml:7": ("ADLB", "row"),
        "adam/adlb.yaml:9": ("ADLB", "row"),
        "adam/adlb.yaml:10": ("ADLB", "row"),
    }


def test_a_dataset_that_is_not_in_the_order_of_subjects_is_sorted_once_more(tmp_path: Path) -> None:
    assert sorted_anew(planned(tmp_path)) == {}
    by_parameter = ADLB.replace("[STUDYID, USUBJID, P", "[STUDYID, P").replace("STEP", f"- {CONSTANT}")
    (tmp_path / "adam" / "adlb.yaml").write_text(by_parameter)
    assert sorted_anew(make_plan(load_study(tmp_path))) == {"ADLB": ("STUDYID", "PARAMCD", "ADT")}


def test_a_table_that_is_joined_by_other_columns_than_those_of_the_subject_goes_to_every_range(tmp_path: Path) -> None:
    (records,) = [one for one in told(tmp_path) if one.place == "sdtm/lb.yaml:8"]
    assert records.copied == ("units",)


def test_text_that_a_step_sorts_by_is_named_for_all_of_it_decides_how_it_is_read(tmp_path: Path) -> None:
    by_place = {one.place: one.sorted_by for one in told(tmp_path) if one.sorted_by}
    # LBDTC is ISO 8601: its order is that of its text, whatever other values there are
    assert by_place == {"sdtm/lb.yaml:8": ("dm.VERSION",), "sdtm/lb.yaml:16": ("LB.LBREFID",)}


@pytest.mark.parametrize(
    ("step", "extent", "why"),
    [
        (
            "derive_var_obs_number: {by: [PARAMCD], order: [ADT], new_var: NEW}",
            "study",
            "adam/adlb.yaml:10: derive_var_obs_number by PARAMCD reads the whole study",
        ),
        ("derive_var_obs_number: {by: [USUBJID], order: [ADT], new_var: NEW}", "subject", ""),
        (
            "derive_vars_merged: {dataset: LB, by: [LBDTC], variables: {NEW: LBORRES}}",
            "study",
            "adam/adlb.yaml:10: derive_vars_merged by LBDTC reads the whole study",
        ),
        ("derive_var_flag: {new_var: NEW, when: {variable: DM.RFSTDTC, missing: false}}", "subject", ""),
        ("derive_var_flag: {new_var: NEW, when: {variable: ADT, missing: false}}", "row", ""),
        (
            "ranked: {new_var: NEW}",
            "study",
            UNSAID,
        ),
    ],
)
def test_a_rule_by_other_keys_than_the_subject_needs_the_whole_study_and_says_so(
    tmp_path: Path, step: str, extent: str, why: str
) -> None:
    last = told(tmp_path, step)[-1]
    assert (last.extent, last.why) == (extent, why)


def test_a_function_of_the_study_looks_at_what_the_study_says(tmp_path: Path) -> None:
    last = told(tmp_path, "ranked: {new_var: NEW}", STUDY + "methods: {ranked: {scope: subject}}\n")[-1]
    assert (last.extent, last.why) == ("subject", "")


def test_what_is_said_of_a_function_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        told(tmp_path, study=STUDY + "methods: {rankd: {scope: subject}}\n")
    (problem,) = caught.value.problems
    assert str(problem).endswith(
        "study.yaml:10: methods.rankd: methods.py has no function 'rankd' (did you mean 'ranked'?)"
    )
