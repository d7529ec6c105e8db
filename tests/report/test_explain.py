"""Each value says how it came to be: the step that set it for this record, and the records that this step read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest

from converter.dataset import Dataset
from converter.errors import InputError
from converter.pipeline import convert, explain
from converter.pipeline.questions import traced
from converter.plan import make_plan
from converter.read.sas.sas import read_sas_dataset
from converter.report.report import Explanation
from converter.report.why.explain import NOT_SET
from converter.report.why.package import Traced
from converter.report.why.screen import Extent, explained
from converter.spec.load import load_study
from converter.write.xpt.file import write_xpt

STUDY = """\
study: {id: S, name: S, description: A study, created: 2024-01-01, cutoff: 2024-06-30}
standards: {terminology: [sdtm-ct-2025-03-28, adam-ct-2025-03-28]}
usubjid: "{subject}"
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
  ex: {file: ex.csv, subject: "{SUBJ}"}
  vs: {file: vs.csv, subject: "{SUBJ}"}
"""
DM = """\
domain: DM
records: [{table: dm, map: {SUBJID: {assign: {column: SUBJ}}}}]
derive:
  RFSTDTC: {earliest: {dates: [EX.EXSTDTC], where: {variable: EX.EXTRT, eq: DRUG}}}
  ACTARMUD: {copy: {variable: EX.EXTRT}}
"""
EX = """\
domain: EX
records:
  - table: ex
    map: {EXTRT: {assign: {column: TRT}}, EXSTDTC: {datetime: {date: DAY, formats: [YYYY-MM-DD]}}}
derive: {EXSEQ: {sequence: {}}}
"""
VS = """\
domain: VS
records:
  - table: vs
    unpivot: {items: {WEIGHT: {RESULT: KG, UNIT: KGU}, HEIGHT: {RESULT: CM, UNIT: CMU}}, required: [RESULT]}
    map:
      VSTESTCD: {assign: {column: ITEM}}
      VSORRES: {assign: {column: RESULT}}
      VSORRESU: {assign: {column: UNIT}}
      VSDTC: {datetime: {date: DAY, formats: [YYYY-MM-DD]}}
      VSNOTE: {assign: {column: NOTE}}
derive:
  VSSTRESU: {copy: {variable: VSORRESU}}
  VSSTRESC: {standard_character: {}}
  VSSTRESN: {standard_number: {}}
  VSDY: {study_day: {date: VSDTC}}
  VSSEQ: {sequence: {}}
supplemental: {VSNOTE: {label: Note}}
"""
ADSL = """\
dataset: ADSL
label: Subject-Level Analysis Dataset
class: SUBJECT LEVEL ANALYSIS DATASET
structure: One record per subject
keys: [STUDYID, USUBJID]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID, SUBJID]}
  - derive_vars_merged: {dataset: EX, variables: {DRUG: EXSTDTC}, where: {variable: EXTRT, eq: DRUG}, order: [EXSTDTC]}
variables: {DRUG: {label: First Day of the Drug}}
"""
ADVS = """\
dataset: ADVS
label: Vital Signs Analysis Dataset
class: BASIC DATA STRUCTURE
structure: One record per subject per parameter per record
keys: [STUDYID, USUBJID, PARAMCD, VSSEQ]
steps:
  - records:
      dataset: VS
      variables: [STUDYID, USUBJID, VSSEQ, VSNOTE, VSDY]
      rename: {PARAMCD: VSTESTCD, AVAL: VSSTRESN, ADTC: VSDTC}
  - derive_summary_records:
      dataset: ADVS
      by: [STUDYID, USUBJID, PARAMCD, ADTC]
      analysis: mean
      where: {variable: PARAMCD, eq: WEIGHT}
      set_values: {DTYPE: AVERAGE}
  - derive_param_computed:
      formula: WEIGHT / HEIGHT
      by: [STUDYID, USUBJID, ADTC]
      where: {any: [{variable: DTYPE, eq: AVERAGE}, {variable: PARAMCD, eq: HEIGHT}]}
      set_values: {PARAMCD: RATIO}
  - derive_vars_constant: {variables: {AVISIT: ANY}}
  - derive_vars_constant: {variables: {AVISIT: WEIGHED}, where: {variable: PARAMCD, eq: WEIGHT}}
  - derive_vars_constant: {variables: {ANL01FL: "Y"}, where: {variable: PARAMCD, eq: HEIGHT}}
  - derive_vars_merged: {dataset: ADSL, variables: {DRUGDTC: DRUG}}
  - derive_vars_merged: {dataset: EX, variables: {OTHER: EXTRT}, where: {variable: EXTRT, eq: NOTHING}}
  - derive_var_extreme_flag:
      {new_var: ABLFL, by: [USUBJID, PARAMCD], order: [VSSEQ], mode: first, where: {variable: VSSEQ, missing: false}}
  - derive_var_base: {by: [USUBJID, PARAMCD]}
helpers: [ADTC]
variables: {DRUGDTC: {label: First Day of the Drug}, OTHER: {label: Other Drug}, VSNOTE: {label: Note}}
"""
RAW = {
    "dm": "SUBJ\n1\n2\n",
    "ex": "SUBJ,TRT,DAY\n1,PLACEBO,2024-01-01\n1,DRUG,2024-01-05\n2,PLACEBO,2024-01-02\n",
    "vs": "SUBJ,DAY,KG,KGU,CM,CMU,NOTE\n1,2024-01-07,53,kg,,,sat\n1,2024-01-07,55,kg,160,cm,\n2,2024-01-07,70,kg,,,\n",
}
# ADVS: 1 HEIGHT 160, 2 RATIO, 3 WEIGHT mean, 4 WEIGHT 53, 5 WEIGHT 55; subject 2: 6 mean, 7 WEIGHT 70
HEIGHT, RATIO, MEAN, FIRST, SECOND = 1, 2, 3, 4, 5


def beside(study: Path) -> Path:
    """Name the package of a study: it may not lie inside its folder."""
    return study.with_name(f"{study.name}-out")


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("why")
    written = {"sdtm": {"dm": DM, "ex": EX, "vs": VS}, "adam": {"adsl": ADSL, "advs": ADVS}}
    for part, files in written.items():
        (folder / part).mkdir()
        for name, text in files.items():
            (folder / part / f"{name}.yaml").write_text(text)
    (folder / "raw").mkdir()
    for name, text in RAW.items():
        (folder / "raw" / f"{name}.csv").write_text(text)
    (folder / "study.yaml").write_text(STUDY)
    convert(folder, beside(folder))
    return folder


@pytest.fixture(scope="module")
def package(study: Path) -> Traced:
    return traced(beside(study), load_study(study))


def why(package: Traced, cell: str, record: int, *, depth: int = 0, full: bool = False) -> Explanation:
    dataset, _, variable = cell.partition(".")
    return explained(package, dataset, variable, record, Extent(depth, full))


def behind(told: Explanation) -> list[tuple[str, int, str]]:
    return [(one.dataset, one.row, one.value) for one in told.inputs]


def cells(told: Explanation) -> list[str]:
    own = [f"{one.file}:{one.row} {one.column} {one.text}" for one in told.cells]
    return [*own, *(cell for one in told.inputs for cell in cells(one))]


@pytest.mark.parametrize(
    ("record", "rule", "records"),
    [
        pytest.param(FIRST, "records", [("VS", 1, "53")], id="a collected record is not that which sums it up"),
        pytest.param(MEAN, "derive_summary_records", [("ADVS", 4, "53"), ("ADVS", 5, "55")], id="a mean, of both"),
        pytest.param(
            RATIO, "derive_param_computed", [("ADVS", 1, "160"), ("ADVS", 3, "54")], id="a formula, of its parts"
        ),
    ],
)
def test_a_record_tells_the_step_that_made_it(
    package: Traced, record: int, rule: str, records: list[tuple[str, int, str]]
) -> None:
    told = why(package, "ADVS.AVAL", record)
    assert (told.rule, behind(told)) == (rule, records)


def test_every_way_ends_at_the_raw_cells(package: Traced) -> None:
    assert set(cells(why(package, "ADVS.AVAL", RATIO))) >= {"vs.csv:2 KG 53", "vs.csv:3 KG 55", "vs.csv:3 CM 160"}


@pytest.mark.parametrize(
    ("variable", "record", "step"),
    [
        pytest.param("AVISIT", HEIGHT, 4, id="the step that set it of all records"),
        pytest.param("AVISIT", FIRST, 5, id="the later step that set it of some"),
        pytest.param("ANL01FL", HEIGHT, 6, id="a step that set it of this record"),
        pytest.param("ANL01FL", FIRST, 0, id="none where the step left the record out"),
        pytest.param("VSSEQ", MEAN, 0, id="none where the record was made without it"),
    ],
)
def test_a_value_tells_the_step_that_set_it_for_this_record(
    package: Traced, variable: str, record: int, step: int
) -> None:
    told = why(package, f"ADVS.{variable}", record)
    lines = [number for number, line in enumerate(ADVS.splitlines(), start=1) if line.startswith("  - ")]
    place = f"adam/advs.yaml:{lines[step - 1]}" if step else ""
    assert (told.place, told.method == NOT_SET) == (place, not step)


def test_only_what_meets_the_condition_is_named(package: Traced) -> None:
    """The subject's first dose is a placebo, which the step leaves out."""
    assert [(one.dataset, one.row, one.beside) for one in why(package, "ADSL.DRUG", 1).inputs] == [
        ("EX", 2, {"EXTRT": "DRUG"})
    ]
    assert behind(why(package, "DM.RFSTDTC", 1)) == [("EX", 2, "2024-01-05")]


@pytest.mark.parametrize(
    ("cell", "record", "note"),
    [
        pytest.param("ADSL.DRUG", 2, "No record of EX is recorded behind it.", id="the subject has no such record"),
        pytest.param("ADVS.OTHER", 1, "No record of EX is recorded behind it.", id="nobody has"),
        pytest.param("DM.RFSTDTC", 2, "No record of EX is recorded behind it.", id="nor in SDTM"),
    ],
)
def test_where_nothing_is_recorded_it_says_so(package: Traced, cell: str, record: int, note: str) -> None:
    told = why(package, cell, record)
    assert (told.value, told.note, told.inputs) == ("", note, ())


def test_of_several_records_of_a_subject_the_one_that_was_read_is_named(package: Traced) -> None:
    assert behind(why(package, "DM.ACTARMUD", 1)) == [("EX", 1, "PLACEBO")]


def test_the_day_of_a_subject_is_read_of_its_one_record(package: Traced) -> None:
    told = why(package, "VS.VSDY", 1)
    assert [(one.dataset, one.variable, one.row) for one in told.inputs] == [("VS", "VSDTC", 1), ("DM", "RFSTDTC", 1)]


def test_a_qualifier_is_that_of_the_record_which_it_names(package: Traced) -> None:
    told = why(package, "SUPPVS.QVAL", 1)
    assert (told.value, told.beside, cells(told)) == ("sat", {"QNAM": "VSNOTE"}, ["vs.csv:2 NOTE sat"])
    assert cells(why(package, "ADVS.VSNOTE", FIRST)) == ["vs.csv:2 NOTE sat"]


def test_the_name_of_an_unpivoted_item_stands_in_no_column(package: Traced) -> None:
    assert cells(why(package, "VS.VSTESTCD", 1)) == ["vs.csv:2  WEIGHT"]


def test_more_is_told_on_demand(package: Traced) -> None:
    assert [one.inputs for one in why(package, "ADVS.AVAL", RATIO, depth=1).inputs] == [(), ()]
    assert why(package, "ADVS.AVAL", RATIO, depth=1).inputs[0].left_out == {"VS": 1}
    assert why(package, "ADVS.AVAL", RATIO, full=True).inputs[0].left_out == {}


def test_a_baseline_value_rests_on_the_baseline_record_not_on_its_own(package: Traced) -> None:
    told = why(package, "ADVS.BASE", SECOND)
    assert told.value == "53"
    assert [(one.row, one.variable, one.value) for one in told.inputs] == [
        (SECOND, "PARAMCD", "WEIGHT"),
        (FIRST, "AVAL", "53"),
        (FIRST, "ABLFL", "Y"),
    ]
    none = why(package, "ADVS.BASE", RATIO)
    assert (none.value, none.note) == ("", "No record of ADVS is recorded behind it.")


def test_a_flag_rests_on_the_records_that_competed_for_it(package: Traced) -> None:
    told = why(package, "ADVS.ABLFL", FIRST)
    assert [(one.row, one.variable, [*one.beside]) for one in told.inputs] == [
        (FIRST, "PARAMCD", ["VSSEQ"]),
        (SECOND, "PARAMCD", ["VSSEQ"]),
    ]


def test_a_dataset_in_several_files_is_explained_as_a_whole(study: Path, tmp_path: Path) -> None:
    out = Path(copytree(beside(study), tmp_path / "out"))
    plan = make_plan(load_study(study))
    found = read_sas_dataset(out / "sdtm" / "vs.xpt")
    variables = tuple(plan.specs["VS"].by_name[one.name] for one in found.variables)
    whole = Dataset(plan.specs["VS"].model_copy(update={"variables": variables}), found.frame)
    (out / "sdtm" / "vs.xpt").unlink()
    parts = write_xpt(whole, out / "sdtm", created=datetime(2024, 1, 1, tzinfo=UTC), limit=3_000)
    assert len(parts) > 1
    split = traced(out, load_study(study))
    assert "vs.csv:3 KG 55" in cells(why(split, "ADVS.AVAL", SECOND))
    assert why(split, "VS.VSORRES", 4).value == "70"


def test_a_trace_in_csv_is_explained_as_one_in_parquet(study: Path, tmp_path: Path) -> None:
    convert(study, tmp_path / "out", trace="csv")
    names = {path.name for path in (tmp_path / "out" / "trace").iterdir()}
    assert {"advs.csv", "vs.csv", "steps.csv"} <= names
    assert not any(name.endswith(".parquet") for name in names)
    for variable in ("AVAL", "BASE", "ABLFL", "PARAMCD"):
        told = explain(study, f"ADVS.{variable}", tmp_path / "out", record=SECOND, full=True)
        assert told == explain(study, f"ADVS.{variable}", beside(study), record=SECOND, full=True)


def test_only_the_raw_files_behind_a_value_are_asked(study: Path, tmp_path: Path) -> None:
    elsewhere = Path(copytree(study, tmp_path / "study"))
    (elsewhere / "raw" / "ex.csv").write_text("nothing of what it was", encoding="utf-8")
    assert explain(elsewhere, "VS.VSORRES", beside(study), record=4).value == "70"


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("VX.VSORRES", r"holds no dataset 'VX' \(it holds DM, EX, .*\); expected DATASET.VARIABLE"),
        ("VS.VSORES", r"VS has no variable 'VSORES' \(did you mean 'VSORRES'\?\)"),
        ("VS", r"VS has no variable '' \(known: STUDYID, DOMAIN, .*"),
    ],
)
def test_a_cell_that_is_not_there_is_told_with_the_nearest_that_is(study: Path, cell: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        explain(study, cell, beside(study), record=1)


def test_a_package_of_another_specification_is_not_explained(study: Path) -> None:
    (study / "adam" / "advs.yaml").write_text(
        ADVS.replace("analysis: mean", "analysis: max").replace("\nsteps:", "\n\nsteps:")
    )
    with pytest.raises(
        InputError, match=r"the specification is not the one that made it \(ADVS: records .*run convert"
    ):
        explain(study, "ADVS.AVAL", beside(study), record=MEAN)
    (study / "adam" / "advs.yaml").write_text(ADVS)
