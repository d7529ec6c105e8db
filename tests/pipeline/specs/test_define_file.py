"""What define.yaml and documents say is in the define.xml of `convert`, and what is left out is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook
from typer.testing import CliRunner

from converter.cli import app
from converter.compute.define_schema import schema_errors
from converter.compute.difference import differences
from converter.errors import InputError, SpecError
from converter.pipeline import check, convert
from converter.pipeline.edits.diff import diff_spec
from converter.pipeline.specs.interchange import export_spec, import_spec
from converter.read.description.readers import read_submission
from converter.report.report import Report
from converter.spec.dataset import Reference
from converter.spec.described.columns import load_columns
from converter.spec.described.description import Code, Submission

STUDY = """study: {id: S01, name: S-01, description: Of two domains, protocol: P01, created: 2024-07-01}
standards: {terminology: [sdtm-ct-2025-03-28, adam-ct-2025-03-28]}
usubjid: "{study}-{subject}"
documents: {DOCUMENTS}
tables:
  dm: {file: dm.csv, subject: "{SUBJ}"}
  vs: {file: vs.csv, subject: "{SUBJ}"}
codelists:
  SEX2: {subset_of: SEX, label: Sex of this study, comment: Two of the terms., terms: [{value: F}, {value: M}]}
elements:
  T: {name: Treatment, epoch: TREATMENT, start_rule: First dose}
arms:
  A: {name: Arm A, elements: [T]}
"""
DM = """domain: DM
records:
  - table: dm
    map:
      SUBJID: {assign: {column: SUBJ}}
      SEX: {recode: {column: SEX, codelist: SEX2}}
      COUNTRY: {assign: {column: COUNTRY}}
variables:
  SEX: {codelists: [SEX2], origin: {type: Collected, source: Investigator, pages: [4, 5]}}
"""
VS = """domain: VS
records:
  - table: vs
    map:
      VSTESTCD: {recode: {column: TEST, codelist: VSTESTCD}}
      VSTEST: {recode: {column: TEST, codelist: VSTEST}}
      VSORRES: {assign: {column: RES}}
      VSORRESU: {assign: {column: UNIT}}
value_level:
  - {variable: VSORRES, where: {VSORRESU: {missing: true}}, comment: Without unit.}
  - variable: VSORRESU
    where: {DM.COUNTRY: DEU, VSTESTCD: WEIGHT}
    where_comment: By the country of the site.
    codelists: [UNIT]
    comment: Kilograms.
    method: Looked up.
    origin: {type: Derived, source: Sponsor}
"""
ADSL = """dataset: ADSL
label: Subjects
class: SUBJECT LEVEL ANALYSIS DATASET
structure: One record per subject
keys: [STUDYID, USUBJID]
steps:
  - records: {dataset: DM, variables: [STUDYID, USUBJID, SEX]}
"""
DEFINE = """context: Other
comment: All of it is made up.
standards:
  - {name: SDTMIG-MD, version: "1.1", comment: For devices.}
  - {name: CDISC/NCI, version: "2020-03-27", type: CT, publishing_set: DEFINE-XML}
methods:
  - text: Looked up.
    code: [{context: SAS, text: "x = put(y, f.);"}, {context: R, text: "x <- f[y]"}]
    documents: [{document: sap, pages: 4-5}]
documents:
  acrf: {file: acrf.pdf, title: Annotated case report form}
  sap: {file: sap.pdf, title: Statistical analysis plan}
  csdrg: {file: csdrg.pdf, title: Guide for reviewers}
"""
FILES = {
    "sdtm/dm.yaml": DM,
    "sdtm/vs.yaml": VS,
    "adam/adsl.yaml": ADSL,
    "define.yaml": DEFINE,
    "raw/dm.csv": "SUBJ,SEX,COUNTRY\n1,F,DEU\n2,M,FRA\n",
    "raw/vs.csv": "SUBJ,TEST,RES,UNIT\n1,WEIGHT,70,kg\n2,WEIGHT,71,kg\n2,HEIGHT,171,\n",
    "acrf.pdf": "%PDF",
    "csdrg.pdf": "%PDF",
}


def write(folder: Path, documents: str = "acrf: acrf.pdf, csdrg: csdrg.pdf", **files: str) -> Path:
    said = {**FILES, **{name.replace("__", "/").replace("_yaml", ".yaml"): text for name, text in files.items()}}
    for name, text in {**said, "study.yaml": STUDY.replace("DOCUMENTS", documents)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("define")
    return folder / "out", convert(write(folder / "study"), folder / "out")


def defined(path: Path) -> Submission:
    assert schema_errors(path) == ()
    return read_submission(path, load_columns())[0]


def test_what_define_yaml_says_is_in_the_define_xml_of_a_conversion(package: tuple[Path, Report]) -> None:
    made = defined(package[0] / "sdtm" / "define.xml")
    assert (made.define.context, made.define.comment) == ("Other", "All of it is made up.")
    assert [(f"{one.name} {one.version}", one.comment) for one in made.standards] == [
        ("SDTMIG 3.4", ""),
        ("SDTMIG-MD 1.1", "For devices."),
        ("CDISC/NCI 2025-03-28", ""),
        ("CDISC/NCI 2020-03-27", ""),
    ]
    (method,) = made.define.methods
    assert method.code == (Code(context="SAS", text="x = put(y, f.);"), Code(context="R", text="x <- f[y]"))
    assert method.documents == (Reference(document="sap", pages="4-5"),)
    titles = {name: (one.file, one.title) for name, one in made.define.documents.items()}
    assert titles == {
        "acrf": ("acrf.pdf", "Annotated case report form"),
        "csdrg": ("csdrg.pdf", "Guide for reviewers"),
        "sap": ("sap.pdf", "Statistical analysis plan"),
    }
    text = (package[0] / "sdtm" / "define.xml").read_text()
    assert text.index("<def:AnnotatedCRF>") < text.index("<def:SupplementalDoc>")


def test_slices_on_missing_values_and_on_other_datasets_have_comments_codelists_and_subsets(
    package: tuple[Path, Report],
) -> None:
    made = defined(package[0] / "sdtm" / "define.xml")
    levels = {one.where.describe(): one for one in made.datasets["VS"].value_level}
    assert levels["VSORRESU is missing"].comment == "Without unit."
    beside = levels["DM.COUNTRY = DEU and VSTESTCD = WEIGHT"]
    assert (beside.comment, beside.where_comment, beside.codelists) == (
        "Kilograms.",
        "By the country of the site.",
        ("UNIT",),
    )
    assert made.codelists["SEX2"].code == "C66731"
    assert [term.value for term in made.codelists["SEX2"].terms] == ["F", "M"]
    assert made.codelists["SEX2"].comment == "Two of the terms."
    origin = made.datasets["DM"].variables["SEX"].origin
    assert origin is not None
    assert origin.pages == (4, 5)


def test_the_define_xml_of_analysis_datasets_has_the_documents_that_are_its_own(package: tuple[Path, Report]) -> None:
    made = defined(package[0] / "adam" / "define.xml")
    assert list(made.define.documents) == ["sap"]
    assert [f"{one.name} {one.version}" for one in made.standards if one.type == "IG"] == ["ADaMIG 1.3"]


def test_the_files_of_sdtm_and_adam_have_names_of_their_own_which_dataset_json_refers_to(
    package: tuple[Path, Report],
) -> None:
    roots = {name: etree.parse(package[0] / name / "define.xml").getroot() for name in ("sdtm", "adam")}
    assert len({root.get("FileOID") for root in roots.values()}) == 2
    for path in (package[0] / "dataset-json").iterdir():
        text = path.read_text()
        said = json.loads(text)
        assert text.splitlines()[0] == "{"
        described = etree.parse((path.parent / said["metaDataRef"]).resolve()).getroot()
        known = {one.get("OID") for one in described.iter() if one.get("OID")}
        items = {column["itemOID"] for column in said["columns"]}
        assert {said["studyOID"], said["metaDataVersionOID"], said["itemGroupOID"], *items} <= known


def test_pages_of_a_crf_that_the_study_does_not_name_are_told(tmp_path: Path) -> None:
    report = convert(write(tmp_path / "study", "", define_yaml="documents: {sap: {file: sap.pdf}}\n"), tmp_path / "out")
    told = [one.message for one in report.issues if one.rule == "define-document"]
    assert told == [
        "DM.SEX refers to pages of the annotated CRF, which the study does not name; the reference is left out"
    ]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"sdtm__vs_yaml": VS.replace("DM.COUNTRY", "DM.CONTRY")}, "no dataset beside VS has the variable DM.CONTRY"),
        ({"sdtm__vs_yaml": VS.replace("DM.COUNTRY", "ADSL.SEX")}, "no dataset beside VS has the variable ADSL.SEX"),
        ({"define_yaml": "documents: {b: {file: a/csdrg.pdf}}\n", "a/csdrg.pdf": "%PDF"}, "would be one file"),
    ],
)
def test_what_leads_nowhere_is_refused_with_its_line(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        convert(write(tmp_path / "study", **files), tmp_path / "out")


def test_a_workbook_with_a_package_says_what_its_data_tell_and_greys_what_nobody_said(
    package: tuple[Path, Report], tmp_path: Path
) -> None:
    out, study = package[0], package[0].parent / "study"
    path = export_spec(study, tmp_path / "all.xlsx", package=out)
    found, notes = read_submission(path, load_columns())
    assert [one for one in notes if one.lost] == []
    orres = found.datasets["VS"].variables["VSORRES"]
    assert (orres.data_type, orres.length) == ("text", 3)
    assert [term.value for term in found.codelists["VSTESTCD"].terms] == ["HEIGHT", "WEIGHT"]
    assert diff_spec(study, path, package=out) == ()
    for shipped in sorted(out.glob("*/define.xml")):
        assert diff_spec(study, shipped, package=out) == (), "what came of the study is no edit of it"
    sheet = load_workbook(path)["Variables"]
    rows = {(row[1].value, row[2].value): row for row in sheet.iter_rows(min_row=2)}
    column = [cell.value for cell in sheet[1]].index
    assert rows["DM", "SEX"][column("Origin")].fill.fgColor.rgb == "00000000"
    assert rows["DM", "SEX"][column("Label")].fill.fgColor.rgb == "00E7E6E6"
    with pytest.raises(InputError, match="no package"):
        export_spec(study, tmp_path / "b.xlsx", package=tmp_path)


@pytest.mark.parametrize("kind", ["sdtm", "adam"])
def test_a_define_xml_checks_data_as_the_study_does(package: tuple[Path, Report], kind: str) -> None:
    out, study = package[0], package[0].parent / "study"
    by_study, by_define = (
        {(one.rule, one.place, one.variable, one.message) for one in check(out / kind, spec).issues}
        for spec in (study, out / kind / "define.xml")
    )
    assert by_study
    assert by_study - by_define == set()
    assert {rule for rule, *_ in by_define - by_study} <= {"spec-taken"}


def test_a_workbook_with_a_package_says_no_more_than_its_data_and_comes_out_again_as_it_is(
    package: tuple[Path, Report], tmp_path: Path
) -> None:
    out, study = package[0], package[0].parent / "study"
    path = export_spec(study, tmp_path / "all.xlsx", package=out)
    for kind in ("sdtm", "adam"):
        told = {one.rule for one in check(out / kind, path).issues}
        assert told & {"described-dataset", "described-variable", "variable-unknown"} == set()
    import_spec([path], tmp_path / "again")
    again = export_spec(tmp_path / "again", tmp_path / "again.xlsx")
    first, second = (
        {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(one)} for one in (path, again)
    )
    assert second == first


@pytest.mark.parametrize("kind", ["sdtm", "adam"])
@pytest.mark.parametrize("form", ["define.xml", "spec.xlsx"])
def test_a_package_goes_into_an_empty_folder_and_out_again_unchanged(
    package: tuple[Path, Report], tmp_path: Path, kind: str, form: str
) -> None:
    first = package[0] / kind / "define.xml"
    import_spec([first], tmp_path / "study")
    again = export_spec(tmp_path / "study", tmp_path / form)
    found = differences(*(read_submission(path, load_columns())[0] for path in (first, again)))
    assert [str(one) for one in found] == []
    import_spec([again], tmp_path / "second")
    (tmp_path / "third").mkdir()
    third = export_spec(tmp_path / "second", tmp_path / "third" / form)
    assert third.read_bytes() == again.read_bytes()


def test_a_workbook_and_transport_files_give_a_valid_define_xml_in_two_commands(
    package: tuple[Path, Report], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    for path in (package[0] / "sdtm").glob("*.xpt"):
        shutil.copyfile(path, tmp_path / "data" / path.name)
    export_spec(package[0].parent / "study", tmp_path / "spec.xlsx", "sdtm", package[0])
    for command in ("check data --spec spec.xlsx --fail-on never", "define --data data --spec spec.xlsx --out out"):
        words = [str(tmp_path / word) if word in {"data", "out", "spec.xlsx"} else word for word in command.split()]
        result = CliRunner().invoke(app, words)
        assert (result.exit_code, "Traceback" in result.output) == (0, False), result.output
    assert schema_errors(tmp_path / "out" / "define.xml") == ()
    assert list(tmp_path.rglob("*.yaml")) == []


def test_slices_that_hold_the_same_values_are_told(tmp_path: Path) -> None:
    both = VS + "  - {variable: VSORRES, where: {VSTESTCD: [HEIGHT, WEIGHT]}}\n"
    report = convert(write(tmp_path / "study", sdtm__vs_yaml=both), tmp_path / "out")
    assert [one.message for one in report.issues if one.rule == "define-overlap"] == [
        "VS.VSORRES where VSTESTCD in (HEIGHT, WEIGHT): also holds 1 of the values of slices before it"
    ]
