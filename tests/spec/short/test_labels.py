"""What a step says of a variable that it makes is what `variables:` would say of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import SpecError
from converter.spec.load import StudyFiles, load_study

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
"""
HEAD = """\
dataset: ADSL
label: Subject-Level Analysis Dataset
class: SUBJECT LEVEL ANALYSIS DATASET
structure: One record per subject
keys: [STUDYID, USUBJID]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID]}
"""
SHORT = f"""{HEAD}\
  - derive_vars_dt: {{dtc: DM.RFSTDTC, new_var: {{CARTDT: Date of Infusion}}, flag_var: {{CARTDTF: Imputed}}}}
  - derive_var_flag: {{new_var: {{SAFFL: {{comment: Infused.}}}}, when: {{CARTDT: {{missing: false}}}}}}
variables:
  USUBJID: Subject
  SAFFL: {{length: 1}}
"""
LONG = f"""{HEAD}\
  - derive_vars_dt: {{dtc: DM.RFSTDTC, new_var: CARTDT, flag_var: CARTDTF}}
  - derive_var_flag: {{new_var: SAFFL, when: {{CARTDT: {{missing: false}}}}}}
variables:
  USUBJID: {{label: Subject}}
  CARTDT: {{label: Date of Infusion}}
  CARTDTF: {{label: Imputed}}
  SAFFL: {{comment: Infused., length: 1}}
"""


def loaded(folder: Path, adsl: str) -> StudyFiles:
    (folder / "adam").mkdir(parents=True)
    (folder / "study.yaml").write_text(STUDY)
    (folder / "adam" / "adsl.yaml").write_text(adsl)
    return load_study(folder)


def test_what_a_step_says_of_its_variable_is_said_of_the_variable(tmp_path: Path) -> None:
    short, long = loaded(tmp_path / "short", SHORT), loaded(tmp_path / "long", LONG)
    assert short.analyses["ADSL"] == long.analyses["ADSL"]
    assert {name: one.model_fields_set for name, one in short.analyses["ADSL"].variables.items()} == {
        name: one.model_fields_set for name, one in long.analyses["ADSL"].variables.items()
    }


def test_it_stands_on_the_line_of_the_step(tmp_path: Path) -> None:
    files = loaded(tmp_path, SHORT)
    lines = {name: files.place("ADSL", "variables", name)[1] for name in ("CARTDT", "SAFFL", "USUBJID")}
    assert lines == {"CARTDT": 8, "SAFFL": 12, "USUBJID": 11}
    assert files.place("ADSL", "variables", "SAFFL", "comment")[1] == 9


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "{length: 1}",
            "{comment: Treated.}",
            "9: steps[2].derive_var_flag.new_var.SAFFL: the comment of SAFFL is said twice (delete one)",
        ),
        (
            "USUBJID: Subject",
            "CARTDT: Date",
            "8: steps[1].derive_vars_dt.new_var.CARTDT: the label of CARTDT is said twice (delete one)",
        ),
        (
            "{comment: Infused.}",
            "{coment: Infused.}",
            "9: steps[2].derive_var_flag.new_var.SAFFL.coment: unknown key 'coment' (did you mean 'comment'?)",
        ),
    ],
)
def test_what_is_said_twice_or_misspelt_is_told(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    assert right in SHORT
    with pytest.raises(SpecError) as error:
        loaded(tmp_path, SHORT.replace(right, wrong))
    assert [str(one).partition("adsl.yaml:")[2] for one in error.value.problems] == [told]


EACH = f"""{HEAD}\
  - derive_vars_merged: {{dataset: EX, variables: {{DOSE: {{from: EXDOSE, label: Dose, comment: First.}}, U: EXDOSU}}}}
"""


def test_each_of_several_variables_may_say_more_than_what_it_is_made_from(tmp_path: Path) -> None:
    files = loaded(tmp_path / "short", EACH)
    long = EACH.replace("{from: EXDOSE, label: Dose, comment: First.}", "EXDOSE")
    said = loaded(tmp_path / "long", f"{long}variables:\n  DOSE: {{label: Dose, comment: First.}}\n")
    assert files.analyses["ADSL"] == said.analyses["ADSL"]
    assert files.place("ADSL", "variables", "DOSE", "label")[1] == 8


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "label: Dose",
            "lable: Dose",
            "8: steps[1].derive_vars_merged.variables.DOSE.lable: unknown key 'lable' (did you mean 'label'?)",
        ),
        (
            "from: EXDOSE",
            "form: EXDOSE",
            "8: steps[1].derive_vars_merged.variables.DOSE: expected {from: ...}, what it is made from",
        ),
    ],
)
def test_what_is_misspelt_of_one_of_several_is_told(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    assert right in EACH
    with pytest.raises(SpecError) as error:
        loaded(tmp_path, EACH.replace(right, wrong))
    assert [str(one).partition("adsl.yaml:")[2] for one in error.value.problems] == [told]


def test_adsl_is_described_as_the_guide_has_it_unless_the_study_says_otherwise(tmp_path: Path) -> None:
    steps = HEAD[HEAD.index("steps:") :]
    short = loaded(tmp_path / "short", f"dataset: ADSL\n{steps}").analyses["ADSL"]
    assert short == loaded(tmp_path / "long", HEAD).analyses["ADSL"]
    own = loaded(tmp_path / "own", f"dataset: ADSL\nlabel: Subjects\n{steps}").analyses["ADSL"]
    assert (own.label, own.keys) == ("Subjects", ("STUDYID", "USUBJID"))
