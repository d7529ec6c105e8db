"""Steps that cannot do what a specification says: told with the place, never a fault of the converter."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import SpecError
from converter.issues import Issue
from converter.pipeline import convert

STUDY = """\
study: {id: S, name: S, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
  ae: {file: ae.csv, subject: "{SUBJ}"}
"""
DM = """\
domain: DM
records:
  - table: dm
    map: {SUBJID: {assign: {column: SUBJ}}, RFSTDTC: {datetime: {date: START, formats: [YYYY-MM-DD]}}}
"""
AE = """\
domain: AE
records:
  - table: ae
    map: {AETERM: {assign: {column: TERM}}, AESTDTC: {datetime: {date: START, formats: [YYYY-MM-DD]}}}
derive: {AESEQ: {sequence: {}}}
"""
ADSL = """\
dataset: ADSL
label: Subject-Level Analysis Dataset
class: SUBJECT LEVEL ANALYSIS DATASET
structure: One record per subject
keys: [STUDYID, USUBJID]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID, SUBJID]}
  - derive_vars_dt: {dtc: DM.RFSTDTC, new_var: TRTSDT}
"""
ADAE = """\
dataset: ADAE
label: Adverse Events
class: OCCURRENCE DATA STRUCTURE
structure: One record per event
keys: [STUDYID, USUBJID, AESEQ]
steps:
  - records: {dataset: AE, variables: [STUDYID, USUBJID, AESEQ, AETERM, AESTDTC]}
  - derive_vars_dt: {dtc: AESTDTC, new_var: ASTDT}
  - derive_vars_dy: {variables: {ASTDY: ASTDT}, reference: ADSL.TRTSDT}
"""
T1 = """\
display: T1
kind: table
title: A table
population: {label: All, where: {variable: USUBJID, missing: false}}
rows:
  - {id: day, result: {summary: {dataset: ADAE, variable: ASTDY}}}
"""
EVENTS = "SUBJ,TERM,START\n1,Headache,2020-01-02\n1,Nausea,2020-01-05\n2,Rash,2020-01-03\n"


def made(
    folder: Path, adae: str = ADAE, display: str = T1, events: str = EVENTS, study: str = STUDY
) -> tuple[Issue, ...]:
    files = {
        "study.yaml": study,
        "sdtm/dm.yaml": DM,
        "sdtm/ae.yaml": AE,
        "adam/adsl.yaml": ADSL,
        "adam/adae.yaml": adae,
    }
    files |= {
        "results/t1.yaml": display,
        "raw/ae.csv": events,
        "raw/dm.csv": "SUBJ,START\n1,2020-01-01\n2,2020-01-02\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return convert(folder, folder.with_name(f"{folder.name}-out")).issues


def several(issues: tuple[Issue, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.place, one.subjects) for one in issues if one.rule == "subject-value-several"]


def test_a_step_that_reads_one_value_of_a_subject_who_has_several_is_told(tmp_path: Path) -> None:
    issues = made(tmp_path, ADAE.replace("dtc: AESTDTC", "dtc: AE.AESTDTC"))
    assert several(issues) == [("ADAE", ("S-1",))]


def test_a_subject_without_record_is_named_though_its_name_has_blanks(tmp_path: Path) -> None:
    study = STUDY.replace('"{SUBJ}"', '"A 0 {SUBJ}"')
    issues = made(tmp_path, ADAE.replace("dtc: AESTDTC", "dtc: AE.AESTDTC"), study=study)
    assert several(issues) == [("ADAE", ("S-A 0 1",))]


def test_a_value_of_the_record_and_one_of_adsl_are_not(tmp_path: Path) -> None:
    assert several(made(tmp_path)) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{ASTDY: ASTDT}", "{ASTDY: AESTDTC}", "adam/adae.yaml:9: derive_vars_dy: function 'derive_vars_dy' failed"),
        ("{ASTDY: ASTDT}", "{ASTDY: AESTDTC}", "AESTDTC is text, ADSL.TRTSDT is a number"),
        (
            "- derive_vars_dy",
            "- derive_var_flag: {new_var: ANL01FL, when: {variable: ASTDT, eq: late}}\n  - derive_vars_dy",
            "could not convert string to float: 'late' (ASTDT is a number)",
        ),
    ],
)
def test_text_in_place_of_numbers_is_told_with_the_variables(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SpecError) as raised:
        made(tmp_path, ADAE.replace(old, new))
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("result", "message"),
    [
        ("summary: {dataset: ADAE, variable: AETERM}", "result 'summary' in column 'all'"),
        ("summary: {dataset: ADAE, variable: AETERM}", "ADAE.AETERM is text"),
        (
            "kaplan_meier: {dataset: ADAE, variable: ASTDY, censor: AETERM}",
            "in column 'all': expected numbers in AETERM of ADAE, got text",
        ),
        (
            "kaplan_meier: {dataset: ADAE, variable: ASTDY, censor: AESEQ}",
            "expected one record of ADAE a subject, got several of 1, as of S-1; narrow them by where:",
        ),
    ],
)
def test_a_result_that_the_data_do_not_allow_is_told_with_its_row(tmp_path: Path, result: str, message: str) -> None:
    with pytest.raises(SpecError, match=r"results/t1.yaml:6: row 'day': ") as raised:
        made(tmp_path, display=T1.replace("summary: {dataset: ADAE, variable: ASTDY}", result))
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("count: {where: {variable: ADAE.ASTDY, ge: 3}}", [("T1", ("S-1",))]),  # S-1 has several events
        ("count: {dataset: ADAE, where: {variable: ADSL.TRTSDT, missing: false}}", []),
        ("count: {also: [{dataset: ADAE, where: {variable: ASTDY, ge: 3}}]}", []),
        (
            "count: {dataset: ADAE, linked: [{link: ADAE.AETERM, dataset: ADAE, variable: AETERM}]}",
            [],  # a link is the record's own value
        ),
    ],
)
def test_a_result_that_reads_one_value_of_a_subject_who_has_several_is_told(
    tmp_path: Path, result: str, said: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert several(made(tmp_path, display=T1.replace("summary: {dataset: ADAE, variable: ASTDY}", result))) == said


def test_a_population_that_compares_a_number_with_a_word_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"results/t1.yaml: column 'all': subjects: .*TRTSDT is a number"):
        made(tmp_path, display=T1.replace("{variable: USUBJID, missing: false}", "{variable: TRTSDT, eq: early}"))


@pytest.mark.parametrize(("term", "empty"), [("Rash", []), ("Rush", ["T1"])])
def test_a_figure_without_data_is_told(tmp_path: Path, term: str, empty: list[str]) -> None:
    curve = (
        f"survival_curve: {{dataset: ADAE, variable: ASTDY, censor: AESEQ, where: {{variable: AETERM, eq: {term}}}}}"
    )
    figure = T1.replace("kind: table", "kind: figure") + "drawing: {kind: kaplan_meier}\n"
    issues = made(tmp_path, display=figure.replace("summary: {dataset: ADAE, variable: ASTDY}", curve))
    assert [one.place for one in issues if one.rule == "figure-empty"] == empty
