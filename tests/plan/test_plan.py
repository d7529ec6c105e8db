"""A wrong specification gives its messages, all at once; a right one the order of work."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter.errors import InputError, SpecError
from converter.plan import make_plan
from converter.spec.load import load_study
from converter.steps import DeriveStep

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
tables:
  ae: {file: ae.csv, subject: "{SUBJ}"}
  dm: {file: dm.csv, subject: "{SUBJ}"}
"""
DM = """\
domain: DM
records:
  - table: dm
    map: {SUBJID: {assign: {column: SUBJ}}}
derive:
  RFSTDTC: {earliest: {dates: [AE.AESTDTC]}}
"""
AE = """\
domain: AE
records:
  - table: ae
    map:
      AETERM: {assign: {column: TERM}}
      AESTDTC: {datetime: {date: START, formats: [DD-MON-YYYY]}}
derive:
  AESTDY: {study_day: {date: AESTDTC}}
"""


def study(folder: Path, ae: str = AE, dm: str = DM, text: str = STUDY, methods: str = "") -> Path:
    (folder / "sdtm").mkdir()
    (folder / "study.yaml").write_text(text)
    (folder / "sdtm" / "ae.yaml").write_text(ae)
    (folder / "sdtm" / "dm.yaml").write_text(dm)
    if methods:
        (folder / "methods.py").write_text(methods)
    return folder


def test_variables_are_ordered_by_what_they_read(tmp_path: Path) -> None:
    plan = make_plan(load_study(study(tmp_path)))
    derived = [f"{step.dataset}.{step.variable}" for step in plan.steps if isinstance(step, DeriveStep)]
    assert derived == ["DM.RFSTDTC", "AE.AESTDY"]


def test_the_method_text_is_the_docstring_with_its_arguments(tmp_path: Path) -> None:
    spec = make_plan(load_study(study(tmp_path))).specs["AE"]
    expected = "Study day of AESTDTC: days from DM.RFSTDTC, plus 1 on or after it; there is no day 0."
    assert spec.by_name["AESTDY"].method == expected


def test_the_method_text_names_the_condition_that_narrows_the_records(tmp_path: Path) -> None:
    dm = DM.replace("dates: [AE.AESTDTC]", "dates: [AE.AESTDTC], where: {variable: AE.AETERM, eq: RASH}")
    spec = make_plan(load_study(study(tmp_path, dm=dm))).specs["DM"]
    expected = "Earliest date of the subject among AE.AESTDTC. Only records where AE.AETERM = RASH."
    assert spec.by_name["RFSTDTC"].method == expected


def test_the_method_text_names_the_variables_of_other_datasets(tmp_path: Path) -> None:
    ae = f"{AE}  VISITNUM: {{unscheduled_visit_number: {{date: AESTDTC, dates: [DM.RFSTDTC]}}}}\n"
    ae = ae.replace("    map:\n", "    map:\n      VISIT: {assign: {column: VISIT}}\n")
    dm = DM.replace("map: {", "map: {VISIT: {assign: {column: VISIT}}, ").replace(
        "derive:", "supplemental: {VISIT: {label: Visit}}\nderive:"
    )
    method = make_plan(load_study(study(tmp_path, ae=ae, dm=dm))).specs["AE"].by_name["VISITNUM"].method
    assert method.endswith("from the last planned before AESTDTC. Together with DM.RFSTDTC.")


def test_the_method_text_says_that_a_value_is_blank(tmp_path: Path) -> None:
    case = "{cases: [{when: {variable: TERM, eq: RASH}, value: 'Y'}]}"
    ae = AE.replace("derive:", f"      AESER: {{by_condition: {case}}}\nderive:")
    method = make_plan(load_study(study(tmp_path, ae=ae))).specs["AE"].by_name["AESER"].method
    assert method == "Set by the first condition that holds: 'Y' where TERM = RASH; otherwise blank."


def test_a_build_rule_makes_neither_identifiers_nor_what_is_derived(tmp_path: Path) -> None:
    elements = "elements: {TRT: {name: Treatment, epoch: TREATMENT, start_rule: First dose}}\n"
    study(tmp_path, dm=DM.replace("map: {", "map: {ARMCD: {assign: {column: ARM}}, "), text=STUDY + elements)
    built = "domain: SE\nbuild: {subject_elements: {starts: {TRT: DM.RFSTDTC}, end: DM.RFSTDTC}}\n"
    (tmp_path / "sdtm" / "se.yaml").write_text(f"{built}derive: {{SESTDY: {{study_day: {{date: SESTDTC}}}}}}\n")
    said = make_plan(load_study(tmp_path)).specs["SE"].by_name
    assert [said[name].method for name in ("STUDYID", "DOMAIN", "USUBJID")] == ["", "", ""]
    assert said["SESTDTC"].method.startswith("Elements of each subject")
    assert said["SESTDY"].method.startswith("Study day of SESTDTC")


def test_relationship_datasets_have_no_supplemental_qualifiers(tmp_path: Path) -> None:
    study(tmp_path)
    records = "records: [{table: dm, map: {REFID: {assign: {column: SUBJ}}, LEVEL: {constant: {value: '1'}}}}]"
    (tmp_path / "sdtm" / "relspec.yaml").write_text(f"domain: RELSPEC\n{records}\n")
    specs = make_plan(load_study(tmp_path)).specs
    assert ("RELSPEC" in specs, "SUPPRELSPEC" in specs, "SUPPAE" in specs) == (True, False, True)


def test_required_and_expected_variables_are_there_unasked(tmp_path: Path) -> None:
    spec = make_plan(load_study(study(tmp_path))).specs["AE"]
    assert {"STUDYID", "DOMAIN", "USUBJID", "AESEQ", "AEDECOD", "AEENDTC"} <= set(spec.by_name)
    assert "AELOC" not in spec.by_name


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "AETERM:",
            "AETREM:",
            "records[0].map.AETREM: AE has no variable 'AETREM' in SDTMIG 3.4 (did you mean 'AETERM'?)",
        ),
        ("assign:", "asign:", "unknown rule 'asign' (did you mean 'assign'?)"),
        ("{column: TERM}", "{colunm: TERM}", "assign.colunm: unknown key 'colunm' (did you mean 'column'?)"),
        (
            "{column: TERM}",
            "{column: TERM, case: Upper}",
            "assign.case: expected 'as collected', 'upper' or 'lower', got 'Upper'",
        ),
        (
            "{assign: {column: TERM}}",
            "{recode: {column: TERM, codelist: AESEF}}",
            "unknown codelist 'AESEF' (did you mean",
        ),
        ("{assign: {column: TERM}}", "{}", "expected exactly one rule, got none"),
        ("table: ae", "table: aes", "records[0].table: unknown table 'aes' (did you mean 'ae'?)"),
        (
            "{date: AESTDTC}",
            "{date: AESTDCT}",
            "rule 'study_day' reads AE.AESTDCT, which the study does not make (did you mean 'AESTDTC'?)",
        ),
        ("{date: AESTDTC}", "{date: AESTDTC, reference: AESTDY}", "variables need each other in a circle: AE.AESTDY"),
        ("[DD-MON-YYYY]", "[DD-MON-YYYY], languages: [dd]", "unknown language 'dd'"),
        ("[DD-MON-YYYY]", "[DAY]", "date format 'DAY' has 'D', which is no part of a date"),
        (
            "AESTDY: {study_day: {date: AESTDTC}}",
            "AESEQ: {sequence: {by: [AESTDTC, '']}}",
            "ae.yaml:8: derive.AESEQ.sequence.by: a name in it is blank",
        ),
        ("domain: AE", "domain: AX", "the file of domain AX is called ae.yaml; expected ax.yaml"),
        (
            "    map:",
            "    unpivot: {items: {A: {X: TERM}}, required: [Y]}\n    map:",
            "records[0].unpivot: required names columns that no item fills: Y",
        ),
        (
            "derive:",
            "value_level: [{variable: AETERM, where: {variable: AENOPE, eq: x}}]\nderive:",
            "value_level[0].AENOPE: AE has no variable 'AENOPE'",
        ),
        ("records:", "recods:", "unknown key 'recods' (did you mean 'records'?)"),
    ],
)
def test_each_mistake_gives_its_message(tmp_path: Path, before: str, after: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        make_plan(load_study(study(tmp_path, AE.replace(before, after))))
    assert message in str(caught.value)


def test_mistakes_of_all_files_are_told_in_one_go(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as caught:
        load_study(study(tmp_path, AE.replace("records", "record"), DM.replace("map:", "mapp:"), STUDY + "visit: []\n"))
    assert {Path(problem.file).name for problem in caught.value.problems} == {"ae.yaml", "dm.yaml", "study.yaml"}


def test_a_folder_without_study_is_told() -> None:
    with pytest.raises(InputError, match=r"^nowhere: no such folder"):
        load_study(Path("nowhere"))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"{SUBJ}"', '"{SUBJ"', "tables.ae.subject: expected '}' before end of string"),
        ('"{SUBJ}"', '"{}"', "is no template; write column names in braces"),
        (
            "tables:",
            f"criteria: [{{id: I1, category: INCLUSION, text: {'x' * 201}}}]\ntables:",
            "criteria[0].text: 201 bytes; at most 200 fit a variable",
        ),
        ("tables:", 'usubjid: "{studyid}-{subject}"\ntables:', "may name {study} and {subject}, got studyid"),
        ("created: 2024-01-01", "created: 2024-13-01", "study.created: there is no day 2024-13-01"),
        ("ae.csv,", "ae.csv, profile: rve,", "tables.ae.profile: unknown profile 'rve'"),
    ],
)
def test_mistakes_of_the_study_give_their_message(tmp_path: Path, before: str, after: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        make_plan(load_study(study(tmp_path, text=STUDY.replace(before, after))))
    assert message in str(caught.value)


def test_an_unknown_terminology_package_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="unknown terminology package"):
        make_plan(load_study(study(tmp_path, text=STUDY.replace("2025", "1999"))))


def test_a_closed_codelist_may_not_be_extended(tmp_path: Path) -> None:
    text = STUDY + "codelists: {NY: {extends: NY, terms: [{value: MAYBE}]}}\n"
    with pytest.raises(SpecError, match=r"codelist NY \(C66742\) is not extensible"):
        make_plan(load_study(study(tmp_path, text=text)))


def test_functions_of_the_study_bind_like_ours(tmp_path: Path) -> None:
    methods = (
        "import pandas as pd\nfrom converter.steps import Column\n\n\n"
        'def shouted(rows: pd.DataFrame, *, column: Column) -> pd.Series:\n    """Value of {column} in capitals."""\n'
        "    return rows[column].str.upper()\n"
    )
    plan = make_plan(load_study(study(tmp_path, AE.replace("{assign: {", "{shouted: {"), methods=methods)))
    assert plan.sources["ae"].columns == ("SUBJ", "TERM", "START")
