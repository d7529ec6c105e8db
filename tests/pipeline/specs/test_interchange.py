"""A specification goes into a study folder and out of it as a workbook, and says the same afterwards."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from converter.cli import app
from converter.compute.define_schema import schema_errors
from converter.compute.difference import canonical, differences, worded
from converter.errors import InputError
from converter.pipeline.specs.interchange import export_spec, import_spec, with_rest
from converter.plan.descriptions.said import submission_of
from converter.plan.descriptions.submission import study_data, study_files
from converter.plan.make import make_plan
from converter.read.description.readers import read_submission
from converter.read.description.words import BY_SPONSOR
from converter.read.description.workbook.file import submission_of_sheets
from converter.read.description.workbook.sheets import sheets_in_memory
from converter.spec.condition import Condition
from converter.spec.dataset import Origin, Reference, ValueLevel
from converter.spec.described.columns import load_columns
from converter.spec.described.description import (
    Code,
    DefineFile,
    DescribedDataset,
    DescribedStudy,
    DocumentFile,
    SharedMethod,
    Submission,
    UsedStandard,
)
from converter.spec.domain import VariableChange
from converter.spec.load import load_study
from converter.spec.standards.terminology import Term
from converter.spec.study import Dictionary, StudyCodelist
from converter.write.study_yaml import yaml_text
from converter.write.workbook.sheets import sheets_of
from tests.read.description.sheets import DOCUMENTS, VARIABLES, Sheet, write_workbook

words = st.sampled_from(
    [
        "a",
        "Age",
        "no",
        "12",
        "1.50",
        "=SUM(A1)",
        "x: y",
        "it's",
        'say "so"',
        "two\nlines",
        "a, b",
        "#",
        "é",
        "- x",
        "{}",
    ]
)
names = st.sampled_from(["AGE", "SEX", "ARM", "RACE", "NO", "Y", "ON"])
references = st.builds(
    Reference, document=st.sampled_from(["acrf", "sap"]), pages=st.sampled_from(["", "4", "4-5", "x"])
)
origins = st.one_of(
    st.builds(
        Origin,
        type=st.sampled_from(["Collected", "Derived", "Assigned", "Protocol", "Other", "Not Available"]),
        source=st.sampled_from([None, "Sponsor", "Investigator"]),
        documents=st.lists(references, max_size=2).map(tuple),
        text=st.one_of(st.just(""), words),
    ),
    st.builds(Origin, type=st.just("Predecessor"), predecessor=st.sampled_from(["DM.AGE", "AE.AETERM"])),
    st.builds(Origin, type=st.just("Collected"), pages=st.lists(st.integers(1, 99), max_size=3).map(tuple)),
)
described = {
    "label": st.one_of(st.just(""), words),
    "data_type": st.sampled_from([None, "text", "integer", "float", "date"]),
    "length": st.one_of(st.none(), st.integers(1, 200)),
    "significant_digits": st.one_of(st.none(), st.integers(1, 5)),
    "codelists": st.lists(st.sampled_from(["LIST", "OTHER"]), max_size=2, unique=True).map(tuple),
    "origin": st.one_of(st.none(), origins),
    "method": st.one_of(st.just(""), words),
    "comment": st.one_of(st.just(""), words),
    "mandatory": st.booleans(),
    "format": st.sampled_from(["", "8.2", "DATE9."]),
    "role": st.sampled_from(["", "Topic"]),
    "has_data": st.booleans(),
    "notes": st.dictionaries(st.sampled_from(["Core", "Note"]), words, max_size=1),
}
variables = st.builds(
    VariableChange,
    **described,
    type=st.sampled_from([None, "Char", "Num"]),
    values=st.lists(words, max_size=2, unique=True).map(tuple),
)
comparisons = st.one_of(
    st.builds(lambda value: Condition(variable="SEX", eq=value), words),
    st.builds(
        lambda values: Condition.model_validate({"variable": "SEX", "in": values}),
        st.lists(words, min_size=1, max_size=3, unique=True).map(tuple),
    ),
    st.builds(lambda missing: Condition(variable="SEX", missing=missing), st.booleans()),
    st.builds(lambda number: Condition(variable="AGE", ge=number), st.integers(0, 99)),
)
either = st.lists(comparisons, min_size=2, max_size=2, unique_by=str).map(
    lambda parts: Condition.model_validate({"any": tuple(parts)})
)
conditions = st.one_of(
    comparisons,
    either,
    st.builds(lambda one, other: Condition.model_validate({"all": (one, other)}), comparisons, either),
    st.lists(comparisons, min_size=2, max_size=2, unique_by=str).map(
        lambda parts: Condition.model_validate({"all": tuple(parts)})
    ),
)
beside = st.one_of(conditions, st.builds(lambda value: Condition(variable="DM.SEX", eq=value), words))


def levels(of_vs: bool) -> st.SearchStrategy[ValueLevel]:
    return st.builds(
        ValueLevel,
        **described,
        variable=st.just("SEX"),
        where=beside if of_vs else conditions,
        where_comment=st.one_of(st.just(""), words),
    )


TOGETHER = [("DM", "VS"), ("DM", "ADSL"), ("ADSL",)]
AGE = VariableChange(label="Age", data_type="integer", length=3)
SEX = VariableChange(label="Sex", data_type="text", length=1)


@st.composite
def datasets(draw: st.DrawFn, name: str) -> DescribedDataset:
    found = {**draw(st.dictionaries(names, variables, max_size=4)), "AGE": AGE, "SEX": SEX}
    analysis = name.startswith("AD")
    return DescribedDataset(
        name=name,
        label=draw(words),
        class_="SUBJECT LEVEL ANALYSIS DATASET" if analysis else draw(st.sampled_from([None, "SPECIAL PURPOSE"])),
        purpose="Analysis" if analysis else "Tabulation",
        structure="One record per subject",
        keys=tuple(draw(st.lists(st.sampled_from(["AGE", "SEX"]), unique=True))),
        repeating=draw(st.sampled_from([None, True, False])),
        has_data=draw(st.booleans()),
        comment=draw(st.one_of(st.just(""), words)),
        variables=found,
        value_level=tuple(draw(st.lists(levels(name == "VS"), max_size=2, unique_by=lambda one: worded(one.where)))),
    )


@st.composite
def submissions(draw: st.DrawFn) -> Submission:
    terms = draw(
        st.lists(st.builds(Term, value=words, decode=words), min_size=1, max_size=3, unique_by=lambda t: t.value)
    )
    text = draw(words)
    return Submission(
        study=DescribedStudy(name="S1", description=draw(words), protocol=draw(words)),
        standards=(UsedStandard(name="SDTMIG", version="3.4"), UsedStandard(name="ADaMIG", version="1.3")),
        datasets={
            name: draw(datasets(name)) for name in draw(st.sampled_from([("DM", "VS"), ("DM", "ADSL"), ("ADSL",)]))
        },
        codelists={
            "LIST": StudyCodelist(label=draw(words), whole=True, terms=tuple(terms)),
            "OTHER": StudyCodelist(label="Other", whole=True, terms=(Term(value="Z", rank=2.0),), comment=draw(words)),
        },
        dictionaries={"MED": Dictionary(name="MedDRA", version="27.0", href=draw(st.sampled_from(["", "a.html"])))},
        define=DefineFile(
            context=draw(st.sampled_from(["", "Submission"])),
            methods=(SharedMethod(text=text, type="Imputation", code=(Code(context="R", text=draw(words)),)),),
            documents={"acrf": DocumentFile(file="acrf.pdf", title="CRF"), "sap": DocumentFile(file="sap.pdf")},
        ),
    )


QUICK = settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])


@given(submissions())
@QUICK
def test_a_specification_written_as_yaml_and_read_again_says_the_same(said: Submission) -> None:
    data, _ = study_data(said)
    loaded = {name: yaml.safe_load(yaml_text(one)) for name, one in data.items()}
    assert loaded == data
    files = study_files(Path(), "x", loaded)
    assert [str(one) for one in differences(said, submission_of(files, make_plan(files)))] == []


@given(submissions())
@QUICK
def test_a_specification_written_as_a_workbook_and_read_again_says_the_same(said: Submission) -> None:
    with TemporaryDirectory() as folder:
        data, _ = study_data(said)
        for name, one in data.items():
            path = Path(folder) / "study" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml_text(one), encoding="utf-8")
        path = export_spec(Path(folder) / "study", Path(folder) / "out.xlsx")
        again, notes = read_submission(path, load_columns())
    assert [str(one) for one in differences(said, again)] == []
    assert [one for one in notes if one.lost and "nothing refers to it" not in one.kind] == []


def in_define(one: VariableChange | ValueLevel) -> dict[str, object]:
    """Give what a define.xml can say of a variable or slice: one codelist, digits of numbers, no notes."""
    kind = one.data_type or "text"
    return {
        "label": one.label or "Label",
        "data_type": kind,
        "length": one.length if kind in {"text", "integer", "float"} else None,
        "significant_digits": one.significant_digits if kind == "float" else None,
        "codelists": one.codelists[:1] or ("OTHER",),
        "role": one.role or "Topic",
        "notes": {},
        "origin": one.origin and one.origin.model_copy(update={"source": one.origin.source or _usual(one.origin)}),
        **({"type": None, "values": ()} if isinstance(one, VariableChange) else {}),
    }


def _usual(origin: Origin) -> str | None:
    return "Sponsor" if origin.type in BY_SPONSOR else None


def definable(said: Submission) -> Submission:
    """Give what a define.xml can say of a specification: one kind of datasets, all that the guide would tell else."""
    datasets = {
        name: one.model_copy(
            update={
                "class_": one.class_ or "SPECIAL PURPOSE",
                "repeating": bool(one.repeating),
                "reference_data": False,
                "variables": {key: each.model_copy(update=in_define(each)) for key, each in one.variables.items()},
                "value_level": tuple(each.model_copy(update=in_define(each)) for each in one.value_level),
            }
        )
        for name, one in said.datasets.items()
        if "VS" in said.datasets or name == "ADSL"
    }
    places = [each for one in datasets.values() for each in (*one.variables.values(), *one.value_level)]
    lists = {name: one for name, one in said.codelists.items() if any(name in each.codelists for each in places)}
    methods = tuple(one for one in said.define.methods if any(one.text == each.method for each in places))
    guide = "Tabulation" if "VS" in said.datasets else "Analysis"
    return said.model_copy(
        update={
            "datasets": datasets,
            "codelists": lists,
            "dictionaries": {},
            "standards": tuple(one for one in said.standards if (one.name == "SDTMIG") == (guide == "Tabulation")),
            "define": said.define.model_copy(update={"methods": methods, "context": "Submission"}),
        }
    )


@given(submissions())
@QUICK
def test_a_specification_written_as_define_xml_and_read_again_says_the_same(drawn: Submission) -> None:
    said = definable(drawn)
    with TemporaryDirectory() as folder:
        data, _ = study_data(said)
        for name, one in data.items():
            path = Path(folder) / "study" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(yaml_text(one), encoding="utf-8")
        path = export_spec(Path(folder) / "study", Path(folder) / "define.xml")
        assert schema_errors(path) == ()
        again, notes = read_submission(path, load_columns())
    packages = {one.path for one in differences(said, again) if one.path[0] == "standards"}
    assert [str(one) for one in differences(said, again) if one.path not in packages] == []
    assert {path[1].split()[0] for path in packages} <= {"CDISC/NCI"}
    assert [str(one) for one in notes if one.lost] == []


def test_what_only_the_sheet_more_can_say_is_kept_where_nothing_else_is_said_beside_datasets() -> None:
    said = Submission(
        datasets={"DM": DescribedDataset(name="DM", variables={"AGE": AGE})}, define=DefineFile(context="Other")
    )
    sheets = with_rest(sheets_of(said), said)
    assert submission_of_sheets(sheets_in_memory(sheets, load_columns()), "", None).define.context == "Other"


def edited(said: Submission, sheet: str, row: int, column: str, text: str) -> tuple[Submission, list[str]]:
    """Export a specification, edit one cell of the workbook, and read it: what it says, and what is told."""
    sheets = with_rest(sheets_of(said), said)
    sheets[sheet][row][sheets[sheet][0].index(column)] = text
    read = sheets_in_memory(sheets, load_columns())
    again = submission_of_sheets(read, "", said.study.created)
    return again, [f"{one.place} {one.kind}" for one in read.notes if one.place.startswith("More")]


def test_a_cell_that_a_person_edits_wins_over_what_the_sheet_more_kept_of_it() -> None:
    kept = VariableChange(label="Age", codelists=("A", "B"))
    said = Submission(datasets={"DM": DescribedDataset(name="DM", variables={"AGE": kept})})
    again, told = edited(said, "Variables", 1, "Codelist", "C")
    assert again.datasets["DM"].variables["AGE"].codelists == ("C",)
    assert told == ["More!A2 More: cells say otherwise since it was written; the cells are taken"]
    again, told = edited(said, "Variables", 1, "Label", "Age of subject")
    assert again.datasets["DM"].variables["AGE"].codelists == ("A", "B")
    assert again.datasets["DM"].variables["AGE"].label == "Age of subject"
    assert told == []


def test_what_the_sheet_more_kept_of_a_slice_is_told_where_its_condition_is_edited() -> None:
    where = Condition(variable="SEX", eq="a > b")
    level = ValueLevel(variable="AGE", where=where, codelists=("A", "B"))
    said = Submission(
        datasets={"DM": DescribedDataset(name="DM", variables={"AGE": AGE}, value_level=(level,))},
    )
    again, told = edited(said, "ValueLevel", 1, "Description", "Of a and b")
    assert again.datasets["DM"].value_level == (level.model_copy(update={"label": "Of a and b"}),)
    assert told == []
    again, told = edited(said, "ValueLevel", 1, "Where Clause", 'SEX EQ "c"')
    assert [one.codelists for one in again.datasets["DM"].value_level] == [("A",)]
    assert told == ["More!A2 More: its place is not there, or the value fits none; not kept"]


def test_an_import_writes_a_study_that_is_right_and_tells_what_it_did_not_keep(tmp_path: Path) -> None:
    rows: Sheet = [*VARIABLES, [7, "DM", "RACE", "Race", "words", 40, None, "No", "NONE", "Diary"]]
    made = import_spec([write_workbook(tmp_path / "spec.xlsx", Variables=rows)], tmp_path / "study")
    assert [path.relative_to(tmp_path / "study").as_posix() for path in made.paths] == [
        "define.yaml",
        "sdtm/dm.yaml",
        "import.md",
        "study.yaml",
    ]
    plan = make_plan(load_study(tmp_path / "study"))
    assert list(plan.described["DM"].by_name) == ["STUDYID", "DOMAIN", "USUBJID", "SUBJID", "AGE", "SEX", "RACE"]
    told = (tmp_path / "study" / "import.md").read_text(encoding="utf-8")
    assert "- 1 x Variables Data Type: not one of Define-XML; not kept: words (spec.xlsx Variables!E8)" in told
    assert "- 1 x Variables Origin: not one of Define-XML 2.1; taken as Other: Diary (spec.xlsx Variables!J8)" in told
    assert "NONE (spec.xlsx Variables!I8)" in told


def test_a_study_that_is_there_gets_what_it_lacks_and_keeps_what_it_says(tmp_path: Path) -> None:
    study = tmp_path / "study"
    import_spec([write_workbook(tmp_path / "spec.xlsx")], study)
    before = {path: path.read_text() for path in study.rglob("*.yaml")}
    assert import_spec([tmp_path / "spec.xlsx"], study).left == ()
    assert {path: path.read_text() for path in study.rglob("*.yaml")} == before
    more = write_workbook(
        tmp_path / "more.xlsx",
        Datasets=[
            ["Dataset", "Label", "Class", "Structure"],
            ["DM", "Demography", "SPECIAL PURPOSE", "One record per subject"],
            ["ADSL", "Subjects", "ADSL", "One record per subject"],
        ],
        Variables=[
            ["Dataset", "Variable", "Label", "Data Type", "Codelist"],
            ["ADSL", "ARM", "Arm", "text", "ARMS"],
        ],
        Codelists=[["ID", "Name", "Data Type", "Order", "Term"], ["ARMS", "Arms", "text", 1, "A"]],
        Documents=[*DOCUMENTS, ["sap", "Analysis plan", "sap.pdf"]],
    )
    made = import_spec([more], study)
    assert [path.name for path in made.paths] == ["adsl.yaml", "study.yaml", "define.yaml", "import.md"]
    loaded = load_study(study)
    assert (loaded.study.codelists["ARMS"].label, loaded.define.documents["sap"].file) == ("Arms", "sap.pdf")
    assert loaded.analyses["ADSL"].variables["ARM"].codelists == ("ARMS",)
    assert loaded.domains["DM"].label == "Demographics"
    left = [str(one) for one in made.left]
    assert any("label: 'Demographics' -> 'Demography' (Datasets!B2)" in one for one in left), left
    told = (study / "import.md").read_text()
    assert "# Import of spec.xlsx" in told
    assert "- sdtm/dm.yaml:4 label: 'Demographics' -> 'Demography'" in told
    again = CliRunner().invoke(app, ["spec", "import", str(more), "--to", str(study)])
    assert (again.exit_code, "not written: sdtm/dm.yaml:4 label" in again.output) == (4, True)


def test_an_export_gives_the_same_bytes_each_time_and_is_not_written_over(tmp_path: Path) -> None:
    import_spec([write_workbook(tmp_path / "spec.xlsx")], tmp_path / "study")
    first = export_spec(tmp_path / "study", tmp_path / "a.xlsx").read_bytes()
    assert export_spec(tmp_path / "study", tmp_path / "b.xlsx").read_bytes() == first
    (tmp_path / "b.xlsx").write_bytes(b"mine")
    with pytest.raises(InputError, match=r"holds b\.xlsx already"):
        export_spec(tmp_path / "study", tmp_path / "b.xlsx")
    with pytest.raises(InputError, match=r"expected a file ending in \.xlsx"):
        export_spec(tmp_path / "study", tmp_path / "b.docx")


def test_two_specifications_are_one_study_and_lists_of_one_name_stay_apart(tmp_path: Path) -> None:
    sdtm = write_workbook(tmp_path / "sdtm.xlsx")
    adam = write_workbook(
        tmp_path / "adam.xlsx",
        Datasets=[["Dataset", "Label", "Class", "Structure"], ["ADSL", "Subjects", "ADSL", "One record per subject"]],
        Variables=[["Dataset", "Variable", "Label", "Data Type", "Codelist"], ["ADSL", "SEX", "Sex", "text", "SEX"]],
        Codelists=[["ID", "Name", "Data Type", "Order", "Term"], ["SEX", "Sex of ADaM", "text", 1, "F"]],
    )
    import_spec([sdtm, adam], tmp_path / "study")
    study = load_study(tmp_path / "study")
    assert {name: one.label for name, one in study.study.codelists.items()} == {"SEX": "Sex", "SEX_2": "Sex of ADaM"}
    assert study.analyses["ADSL"].variables["SEX"].codelists == ("SEX_2",)
    assert len(canonical(submission_of(study, make_plan(study)))) > 0
