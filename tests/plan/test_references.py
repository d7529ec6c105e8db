"""Names that one part of a specification has of another are known, and columns are there when they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from converter import pipeline
from converter.errors import SpecError
from converter.plan import make_plan
from converter.spec.load import load_study

STUDY = """\
study: {id: S1, name: S1, description: A study, created: 2024-01-01}
standards: {terminology: [sdtm-ct-2025-03-28]}
dictionaries: {MedDRA: {name: MedDRA, version: "27.0"}}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
  vs: {file: vs.csv, subject: "{SUBJ}", key: [SUBJ, DAY]}
lookups: {units: {SYSBP: {unit: mmHg}}}
units: [{from: lb, to: kg, factor: 0.4536, test: WEIGHT}]
accepted: [{rule: visit-unknown, place: VS, variable: VISIT, reason: known}]
severities: {visit-unknown: note}
"""
DM = "domain: DM\nrecords: [{table: dm, map: {SUBJID: {assign: {column: SUBJ}}}}]\n"
VS = """\
domain: VS
keys: [STUDYID, USUBJID, VSTESTCD]
records:
  - table: vs
    where: {variable: DAY, missing: false}
    join: [{table: dm, by: {SUBJ: SUBJ}, columns: {SEX: SEX}}]
    unpivot: {items: {SYSBP: {RESULT: SYS}, PULSE: {RESULT: PUL}}, required: [RESULT]}
    map:
      VSTESTCD: {assign: {column: ITEM}}
      VSORRES: {assign: {column: RESULT}}
      VSORRESU: {lookup: {column: ITEM, table: units, value: unit}}
      VSSEX: {assign: {column: SEX}}
supplemental:
  VSSEX: {label: Sex of the subject}
variables:
  VSTESTCD: {label: Test, codelists: [VSTESTCD]}
"""


def study(folder: Path, text: str = STUDY, vs: str = VS) -> Path:
    (folder / "sdtm").mkdir()
    (folder / "study.yaml").write_text(text)
    (folder / "sdtm" / "dm.yaml").write_text(DM)
    (folder / "sdtm" / "vs.yaml").write_text(vs)
    return folder


def problems(folder: Path) -> str:
    with pytest.raises(SpecError) as caught:
        make_plan(load_study(folder))
    return "\n".join(str(problem).replace(f"{folder.as_posix()}/", "") for problem in caught.value.problems)


PLACE = "  VSTESTCD: {label: Test, codelists: [VSTESTCD]}"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (PLACE, "  VSDY: {format: '99999.2'}", "variables.VSDY.format: '99999.2' is no SAS format"),
        (PLACE, "  VSDY: {format: MYFORMATS9.}", "variables.VSDY.format: 'MYFORMATS9.' is no SAS format"),
        (PLACE, "  VSDY: {label: Tag é}", r"variables.VSDY.label: the label 'Tag \xe9' is not printable ASCII"),
        (PLACE, f"  VSDY: {{label: {'x' * 41}}}", "variables.VSDY.label: the label has 41 characters; at most 40 fit"),
        ("{label: Sex of the subject}", "{label: ♀}", r"supplemental.VSSEX.label: the label '\u2640' is not printable"),
        (
            "variables:",
            "value_level: [{variable: VSORRES, where: {variable: VSTESTCD, eq: {variable: VSORRES}}}]\nvariables:",
            "value_level[0].where: Define-XML cannot say 'VSTESTCD = VSORRES'",
        ),
        ("DAY, missing: false}", "DAY, in: []}", "records[0].where: in: expected at least one, got []"),
        ("{variable: DAY, missing: false}", "{all: []}", "records[0].where: all: expected at least one, got []"),
        ("domain: VS", "domain: vs", "vs.yaml:1: domain: expected VS, got 'vs'"),
    ],
)
def test_what_no_file_of_the_package_could_say_is_told_before_the_work(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert before in VS
    assert message in problems(study(tmp_path, vs=VS.replace(before, after, 1)))


def test_the_study_of_these_tests_is_right(tmp_path: Path) -> None:
    assert make_plan(load_study(study(tmp_path))).specs["VS"].keys == ("STUDYID", "USUBJID", "VSTESTCD")


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "{rule: visit-unknown,",
            "{rule: visit-unknwon,",
            "study.yaml:9: accepted[0].rule: unknown rule of an issue: 'visit-unknwon' (did you mean 'visit-unknown'?)",
        ),
        ("place: VS,", "place: VX,", "study.yaml:9: accepted[0].place: no dataset or file 'VX'"),
        (
            "variable: VISIT,",
            "variable: VIST,",
            "accepted[0].variable: unknown variable of VS: 'VIST' (did you mean 'VISIT'?)",
        ),
        (
            "severities: {visit-unknown:",
            "severities: {visit-unknow:",
            "severities.visit-unknow: unknown rule: 'visit-unknow'",
        ),
        (
            "unknown: note",
            "unknown: notes",
            "severities.visit-unknown: expected 'error', 'warning' or 'note', got 'notes'",
        ),
        ("factor: 0.4536", "factor: 0", "study.yaml:8: units[0].factor: a factor of 0 makes every value 0"),
        ("factor: 0.4536", "factor: 0,4536", "study.yaml:8: units[0].4536"),
        ("from: lb", "from: kg", "study.yaml:8: units[0]: kg is kg: expected two units, or a factor of 1"),
        (
            "test: WEIGHT}",
            "test: WEIGHT}, {from: lb, to: kg, factor: 0.5, test: WEIGHT}",
            "study.yaml:8: units: the conversion of lb to kg for WEIGHT stands twice",
        ),
        (
            "[sdtm-ct-2025-03-28]",
            "[sdtm-ct-2025-03-82]",
            "study.yaml:2: standards.terminology[0]: unknown terminology package",
        ),
        (
            "standards: {",
            'standards: {sdtmig: "3.5", ',
            "study.yaml:2: standards.sdtmig: unknown standard 'sdtmig-3.5'",
        ),
        (
            "vs: {file",
            "vs: {profile: rave2, file",
            "study.yaml:6: tables.vs.profile: unknown profile 'rave2' (did you mean 'rave'?)",
        ),
        ("file: vs.csv", "file: vs.feather", "study.yaml:6: tables.vs.file: vs.feather: no reader for '.feather'"),
        (
            "file: vs.csv",
            "sheet: A, file: vs.csv",
            "study.yaml:6: tables.vs.sheet: a .csv file has none (vs.csv); remove it",
        ),
        (
            "file: vs.csv",
            "rename: {A: X, B: X}, file: vs.csv",
            "study.yaml:6: tables.vs: rename: two columns of the specification cannot both be 'X' of the file",
        ),
        (
            "lookups:",
            "visits: [{number: 1, name: A}, {number: 1.0, name: B}]\nlookups:",
            "study.yaml:7: visits: visit number 1 of arm all stands twice",
        ),
        (
            "lookups:",
            "elements: {SCREENING: {name: S, epoch: SCREENING, start_rule: S}}\nlookups:",
            "study.yaml:7: elements.SCREENING: ETCD 'SCREENING' has 9 characters; at most 8 fit",
        ),
        (
            "lookups:",
            "criteria: [{id: INCLUSION1, category: INCLUSION, text: T}]\nlookups:",
            "study.yaml:7: criteria[0].id: IETESTCD 'INCLUSION1' has 10 characters; at most 8 fit",
        ),
        (
            "lookups:",
            "codelists: {X: {label: X}}\nlookups:",
            "study.yaml:7: codelists.X.terms: expected at least one term, got none",
        ),
        (
            "lookups:",
            'usubjid: "{study}"\nlookups:',
            "study.yaml:7: usubjid: '{study}' gives every subject the same identifier",
        ),
        (
            '"{SUBJ}", key',
            '"SUBJ", key',
            "study.yaml:6: tables.vs.subject: 'SUBJ' names no column; write column names in braces",
        ),
        (
            "units: [",
            "units: [{from: lb, to: kg, factor: 0.45, test: WEIGHT}, ",
            "study.yaml:8: units: the conversion of lb to kg for WEIGHT stands twice",
        ),
        ("vs.csv,", "vs.csv, encoding: utf-88,", "study.yaml:6: tables.vs.encoding: unknown encoding 'utf-88'"),
        (
            "units: [",
            "trial_summary: [{parameter: TITLE}]\nunits: [",
            "trial_summary[0]: TITLE: expected either a value or a null_flavor",
        ),
    ],
)
def test_what_study_yaml_names_is_known(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert before in STUDY
    assert message in problems(study(tmp_path, STUDY.replace(before, after)))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "VSTESTCD]\nrec",
            "VSTSTCD]\nrec",
            "sdtm/vs.yaml:2: keys[2]: unknown variable of VS: 'VSTSTCD' (did you mean 'VSTESTCD'?)",
        ),
        ("VSTESTCD]\nrec", "USUBJID]\nrec", "sdtm/vs.yaml:2: keys[2]: 'USUBJID' stands twice"),
        (
            "{variable: DAY,",
            "{variable: RESULT,",
            "sdtm/vs.yaml:5: records[0].where: reads the column 'RESULT', which unpivot makes only after this",
        ),
        (
            "{variable: DAY,",
            "{variable: SEX,",
            "sdtm/vs.yaml:5: records[0].where: reads the column 'SEX', which join makes only after this",
        ),
        ("columns: {SEX:", "columns: {SUBJ:", "records[0].join[0].columns.SUBJ: the column 'SUBJ' is there already"),
        ("columns: {SEX:", "columns: {DAY:", "records[0].join[0].columns.DAY: the column 'DAY' is there already"),
        (
            "columns: {SEX:",
            "columns: {RESULT:",
            "records[0].join[0].columns.RESULT: unpivot makes the column 'RESULT' as well",
        ),
        (
            "table: units",
            "table: unit",
            "sdtm/vs.yaml:11: VS.VSORRESU.lookup: no lookup table 'unit' (did you mean 'units'?)",
        ),
        (
            "value: unit}",
            "value: unti}",
            "VS.VSORRESU.lookup: the lookup table 'units' has no column 'unti' (did you mean 'unit'?)",
        ),
        (
            "{RESULT: PUL}",
            "{RESLUT: PUL}",
            "unpivot.items.PULSE.RESLUT: no rule reads the column 'RESLUT' (did you mean 'RESULT'?)",
        ),
        (
            "columns: {SEX:",
            "columns: {SEXX:",
            "sdtm/vs.yaml:6: records[0].join[0].columns.SEXX: no rule reads the column 'SEXX' (did you mean 'SEX'?)",
        ),
        ("VSSEX:", "VSSUBJSEX:", "supplemental.VSSUBJSEX: QNAM 'VSSUBJSEX': expected at most 8 capital letters"),
        (
            "  VSSEX: {label: Sex of",
            "  VSSEXX: {label: Sex of",
            "sdtm/vs.yaml:14: supplemental.VSSEXX: no rule makes 'VSSEXX' (did you mean 'VSSEX'?)",
        ),
        (
            "label: Sex of the subject",
            f"label: {'x' * 41}",
            "supplemental.VSSEX.label: the label has 41 characters; at most 40 fit",
        ),
        ("label: Sex of the subject", "label: Sex, idvar: VSGRPD", "supplemental.VSSEX.idvar: unknown variable of VS"),
        ("label: Sex of the subject", "label: Sex, idvar: VSGRPID", "idvar: no rule makes 'VSGRPID' (map or derive"),
        (
            "codelists: [VSTESTCD]",
            "codelists: [VSTESTCE]",
            "sdtm/vs.yaml:16: variables.VSTESTCD.codelists[0]: unknown codelist: 'VSTESTCE'",
        ),
        (
            "codelists: [VSTESTCD]",
            "dictionary: MedDRAA",
            "variables.VSTESTCD.dictionary: unknown dictionary 'MedDRAA' (did you mean 'MedDRA'?)",
        ),
        ("codelists: [VSTESTCD]", "length: 300", "variables.VSTESTCD.length: expected 1 to 200, got 300"),
    ],
)
def test_what_a_domain_names_is_known_and_there(tmp_path: Path, before: str, after: str, message: str) -> None:
    assert before in VS
    assert message in problems(study(tmp_path, vs=VS.replace(before, after)))


def test_a_joined_column_that_the_file_has_already_is_told_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    vs = VS.replace("columns: {SEX:", "columns: {NOTE:").replace("column: SEX", "column: NOTE")
    folder = study(tmp_path / "s", vs=vs)
    (folder / "raw").mkdir()
    (folder / "raw" / "dm.csv").write_text("SUBJ,SEX\n1,M\n")
    (folder / "raw" / "vs.csv").write_text("SUBJ,DAY,SYS,PUL,NOTE\n1,1,120,80,fine\n")
    with pytest.raises(SpecError, match=r"sdtm/vs.yaml:\d+: .*column 'NOTE', which table vs has already"):
        pipeline.convert(folder, tmp_path / "out")
