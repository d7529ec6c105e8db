"""Results as the Analysis Results Standard writes them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest

from converter.dataset import Frame
from converter.results.members import Members
from converter.results.values.interval import Moment
from converter.spec.condition import Condition
from converter.spec.dataset import Origin
from converter.spec.display import Display
from converter.steps import Answer, BoundRule, Plan, ResultPlan, ResultStep
from converter.write.ars.conditions import selection
from converter.write.ars.model import Group
from converter.write.ars.write import write_ars

CREATED = datetime(2024, 7, 1, 12, 30, tzinfo=UTC)
BESIDE = Path(__file__).parents[2].parent / "ars_ldm.schema.json"
SCHEMA = Path(os.environ.get("ARS_SCHEMA", BESIDE))
FILES = {"T1": ("tables/t1.rtf", "tables/t1.html")}

TABLE = {
    "display": "T1",
    "kind": "table",
    "title": "Subjects",
    "source": "Report, Table 1",
    "reason": "ASKED BY A READER",
    "footnotes": ["First.", "Second."],
    "population": {"label": "Safety", "where": {"variable": "SAFFL", "eq": "Y"}},
    "columns": [
        {"id": "low", "label": "Low dose", "subjects": {"variable": "COHORT", "eq": "LOW"}},
        {"id": "all", "label": "All"},
    ],
    "rows": [
        {"id": "sex", "label": "Sex, n (%)"},
        {"id": "male", "label": "Male", "indent": 1, "result": {"count": {}}},
        {"id": "female", "label": "Female", "indent": 1, "result": {"count": {}}},
        {"id": "os", "label": "Survival", "columns": ["all"], "result": {"survive": {}}},
    ],
}
VISITS = {
    "display": "T2",
    "kind": "table",
    "title": "Laboratory",
    "purpose": "EXPLORATORY OUTCOME MEASURE",
    "population": {"label": "Safety", "where": {"variable": "SAFFL", "eq": "Y"}},
    "columns": [
        {"id": "base", "label": "Baseline", "records": {"variable": "AVISITN", "eq": 0}},
        {"id": "later", "label": "Later", "records": {"variable": "AVISITN", "gt": 0}},
    ],
    "rows": [{"id": "alt", "label": "ALT", "result": {"summarise": {}}}],
}
NUMBERS = [
    ("T1", "male", "low", "count", "n", "", 2.0, "", "2"),
    ("T1", "male", "low", "count", "pct", "", 200 / 3, "", "67"),
    ("T1", "male", "all", "count", "n", "", 0.0, "", "0"),
    ("T1", "male", "all", "count", "pct", "", float("nan"), "", "NE"),
    ("T1", "female", "low", "count", "n", "", 1.0, "", "1"),
    ("T1", "os", "all", "survive", "median", "", 7.25, "", "7.3"),
    ("T1", "os", "all", "survive", "rate", "12", float("nan"), "", "NE"),
    ("T1", "os", "all", "survive", "cause", "", float("nan"), "Not known", "Not known"),
    ("T2", "alt", "base", "summarise", "mean", "", 12.5, "", "12.5"),
    ("T2", "alt", "later", "summarise", "mean", "", 1e-7, "", "0.0"),
]


def count(subjects: Frame, datasets: Mapping[str, Frame], *, dataset: str) -> Answer:
    """Count subjects of {dataset},
    each once.

    What comes after is not the method.
    """
    raise NotImplementedError


def silent(subjects: Frame, datasets: Mapping[str, Frame]) -> Answer:
    raise NotImplementedError


def step(display: str, row: str, name: str, **arguments: object) -> ResultStep:
    function = count if name == "count" else silent
    rule = BoundRule(name, function, arguments, f"Method of {row}.", Origin(type="Derived"), f"{display}.yaml:7")
    return ResultStep(display, row, rule)


def where(**said: object) -> Condition:
    return Condition.model_validate(said)


@pytest.fixture
def results(plan: Plan) -> Plan:
    steps = (
        step("T1", "male", "count", dataset="ADSL", where=where(variable="SEX", eq="M"), also=()),
        step("T1", "female", "count", dataset="ADSL", where=where(variable="SEX", eq="F")),
        step("T1", "os", "survive", dataset="ADTTE", variable="AVAL", where=where(variable="PARAMCD", eq="OS")),
        step("T2", "alt", "summarise", dataset="ADLB", variable="AVAL", where=where(variable="PARAMCD", eq="ALT")),
    )
    displays = {str(one["display"]): Display.model_validate(one) for one in (TABLE, VISITS)}
    return replace(plan, results=ResultPlan(displays, steps))


@pytest.fixture
def rows() -> Frame:
    names = ("DISPLAY", "ROW", "COLUMN", "METHOD", "STAT", "LEVEL", "STATN", "STATC", "SHOWN")
    return pd.DataFrame(NUMBERS, columns=list(names)).astype(dict.fromkeys(set(names) - {"STATN"}, "str"))


@pytest.fixture
def event(results: Plan, rows: Frame, tmp_path: Path) -> dict[str, Any]:
    path = write_ars(rows, tmp_path, plan=results, created=CREATED, files=FILES)
    assert path == tmp_path / "ars.json"
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def found(event: dict[str, Any], list_name: str, name: str) -> dict[str, Any]:
    return next(one for one in event[list_name] if one["id"] == name)


def compared(variable: str, comparator: str, *value: str, dataset: str = "ADSL") -> dict[str, Any]:
    return {"dataset": dataset, "variable": variable, "comparator": comparator, "value": list(value)}


def clauses(operator: str, level: int, *parts: dict[str, Any]) -> dict[str, Any]:
    """Join conditions and expressions at a level."""
    numbered = [
        {"level": level, "order": order, "condition" if "variable" in part else "compoundExpression": part}
        for order, part in enumerate(parts, 1)
    ]
    return {"logicalOperator": operator, "whereClauses": numbered}


def test_a_population_of_several_displays_is_one_analysis_set(event: dict[str, Any]) -> None:
    safety = {"name": "Safety", "id": "AS.T1", "level": 1, "order": 1, "condition": compared("SAFFL", "EQ", "Y")}
    assert event["analysisSets"] == [safety]
    assert {one["analysisSetId"] for one in event["analyses"]} == {"AS.T1"}


def test_the_columns_of_a_display_are_the_groups_of_a_grouping_and_one_of_all_subjects_has_no_condition(
    event: dict[str, Any],
) -> None:
    assert found(event, "analysisGroupings", "GF.T1") == {
        "name": "Columns of T1",
        "id": "GF.T1",
        "dataDriven": False,
        "groupingDataset": "ADSL",
        "groupingVariable": "COHORT",
        "groups": [
            {
                "name": "Low dose",
                "id": "GR.T1.low",
                "level": 1,
                "order": 1,
                "condition": compared("COHORT", "EQ", "LOW"),
            },
            {"name": "All", "id": "GR.T1.all", "level": 1, "order": 2},
        ],
    }


def test_a_row_in_some_columns_is_grouped_by_these_alone(event: dict[str, Any]) -> None:
    grouping = found(event, "analysisGroupings", "GF.T1.all")
    assert [group["id"] for group in grouping["groups"]] == ["GR.T1.all.all"]
    assert found(event, "analyses", "AN.T1.os")["orderedGroupings"][0]["groupingId"] == "GF.T1.all"


def test_a_row_is_an_analysis_with_its_method_set_grouping_subset_dataset_and_variable(event: dict[str, Any]) -> None:
    analysis = found(event, "analyses", "AN.T1.male")
    del analysis["results"], analysis["programmingCode"]["context"]
    assert analysis == {
        "name": "Male",
        "id": "AN.T1.male",
        "description": "Method of male.",
        "reason": {"sponsorTermId": "TE.AnalysisReasonEnum.ASKED_20_BY_20_A_20_READER"},
        "purpose": {"controlledTerm": "PRIMARY OUTCOME MEASURE"},
        "analysisSetId": "AS.T1",
        "orderedGroupings": [{"order": 1, "groupingId": "GF.T1", "resultsByGroup": True}],
        "dataSubsetId": "DS.T1.male",
        "dataset": "ADSL",
        "variable": "USUBJID",
        "methodId": "MT.count",
        "programmingCode": {
            "code": "count (T1.yaml:7)",
            "parameters": [{"name": "dataset", "value": ["ADSL"]}, {"name": "where", "value": ["SEX = M"]}],
        },
    }


def test_the_records_of_a_row_are_a_data_subset(event: dict[str, Any]) -> None:
    assert found(event, "dataSubsets", "DS.T1.male")["condition"] == compared("SEX", "EQ", "M")
    assert found(event, "dataSubsets", "DS.T1.os")["condition"] == compared("PARAMCD", "EQ", "OS", dataset="ADTTE")


@pytest.mark.parametrize(
    ("column", "name", "comparison"),
    [
        ("base", "ALT (Baseline)", compared("AVISITN", "EQ", "0", dataset="ADLB")),
        ("later", "ALT (Later)", compared("AVISITN", "GT", "0", dataset="ADLB")),
    ],
)
def test_columns_that_select_other_records_are_analyses_of_their_own(
    event: dict[str, Any], column: str, name: str, comparison: dict[str, Any]
) -> None:
    analysis = found(event, "analyses", f"AN.T2.alt.{column}")
    subset = found(event, "dataSubsets", analysis["dataSubsetId"])
    parameter = compared("PARAMCD", "EQ", "ALT", dataset="ADLB")
    assert analysis["name"] == name
    assert subset["compoundExpression"] == clauses("AND", 2, comparison, parameter)
    assert [one["resultGroups"][0]["groupId"] for one in analysis["results"]] == [f"GR.T2.{column}.{column}"]


def test_values_are_unrounded_and_as_shown_and_a_missing_one_has_only_how_it_is_shown(event: dict[str, Any]) -> None:
    results = [one for analysis in event["analyses"] for one in analysis["results"]]
    assert [(one["operationId"], one.get("rawValue"), one["formattedValue"]) for one in results] == [
        ("OP.count.n", "2", "2"),
        ("OP.count.pct", "66.66666666666667", "67"),
        ("OP.count.n", "0", "0"),
        ("OP.count.pct", None, "NE"),
        ("OP.count.n", "1", "1"),
        ("OP.survive.median", "7.25", "7.3"),
        ("OP.survive.rate", None, "NE"),
        ("OP.survive.cause", "Not known", "Not known"),
        ("OP.summarise.mean", "12.5", "12.5"),
        ("OP.summarise.mean", "0.0000001", "0.0"),
    ]


def test_a_statistic_of_a_level_belongs_to_the_value_of_a_second_grouping(event: dict[str, Any]) -> None:
    analysis = found(event, "analyses", "AN.T1.os")
    assert [one["groupingId"] for one in analysis["orderedGroupings"]] == ["GF.T1.all", "GL.T1.os"]
    assert [one["resultGroups"][1:] for one in analysis["results"]] == [
        [],
        [{"groupingId": "GL.T1.os", "groupValue": "12"}],
        [],
    ]
    assert found(event, "analysisGroupings", "GL.T1.os") == {
        "name": "Levels of Survival",
        "id": "GL.T1.os",
        "dataDriven": True,
    }


def test_a_method_is_a_rule_with_its_text_and_the_statistics_it_gave(event: dict[str, Any]) -> None:
    method = found(event, "methods", "MT.count")
    assert method["description"] == "Count subjects of {dataset}, each once."
    assert [(one["id"], one["order"], one["name"]) for one in method["operations"]] == [
        ("OP.count.n", 1, "n"),
        ("OP.count.pct", 2, "pct"),
    ]
    assert [one["id"] for one in event["methods"]] == ["MT.count", "MT.survive", "MT.summarise"]


def test_contents_list_displays_and_rows_below_the_heading_they_are_indented_under(event: dict[str, Any]) -> None:
    def told(items: Any) -> list[Any]:  # noqa: ANN401 - nested JSON
        return [
            (
                one["level"],
                one["order"],
                one["name"],
                one.get("outputId") or one.get("analysisId"),
                *([told(one["sublist"]["listItems"])] if "sublist" in one else []),
            )
            for one in items
        ]

    sexes = [(3, 1, "Male", "AN.T1.male"), (3, 2, "Female", "AN.T1.female")]
    visits = [(3, 1, "ALT (Baseline)", "AN.T2.alt.base"), (3, 2, "ALT (Later)", "AN.T2.alt.later")]
    assert told(event["mainListOfContents"]["contentsList"]["listItems"]) == [
        (1, 1, "Subjects", "OUT.T1", [(2, 1, "Sex, n (%)", None, sexes), (2, 2, "Survival", "AN.T1.os")]),
        (1, 2, "Laboratory", "OUT.T2", [(2, 1, "ALT", None, visits)]),
    ]
    assert told(event["otherListsOfContents"][0]["contentsList"]["listItems"]) == [
        (1, 1, "Subjects", "OUT.T1"),
        (1, 2, "Laboratory", "OUT.T2"),
    ]


def test_an_output_has_its_display_with_title_and_footnotes_and_the_files_given(event: dict[str, Any]) -> None:
    output = found(event, "outputs", "OUT.T1")
    display = output["displays"][0]["display"]
    texts = {
        section["sectionType"]: [one["subSection"]["text"] for one in section["orderedSubSections"]]
        for section in display["displaySections"]
    }
    assert (output["description"], display["displayTitle"]) == ("Source: Report, Table 1.", "Subjects")
    assert texts == {"Title": ["Subjects"], "Footnote": ["First.", "Second."]}
    assert output["fileSpecifications"] == [
        {"name": "t1.rtf", "location": "tables/t1.rtf", "fileType": {"controlledTerm": "rtf"}},
        {"name": "t1.html", "location": "tables/t1.html", "fileType": {"sponsorTermId": "TE.OutputFileTypeEnum.html"}},
    ]
    assert "fileSpecifications" not in found(event, "outputs", "OUT.T2")


def test_a_term_that_the_standard_lacks_extends_its_terminology(event: dict[str, Any]) -> None:
    extended = [
        (one["enumeration"], [term["submissionValue"] for term in one["sponsorTerms"]])
        for one in event["terminologyExtensions"]
    ]
    assert extended == [("AnalysisReasonEnum", ["ASKED BY A READER"]), ("OutputFileTypeEnum", ["html"])]


def test_the_event_names_the_study_and_when_it_was_written(event: dict[str, Any]) -> None:
    assert (event["id"], event["name"], event["label"]) == ("RE.S01", "S-01", "A < B & C")
    assert event["description"] == "Results of P01, created 2024-07-01T12:30:00."


def leaves(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, key)
    else:
        yield key, str(value)


def test_every_id_is_given_once_and_every_id_referred_to_is_given(event: dict[str, Any]) -> None:
    given = [value for key, value in leaves(event) if key == "id"]
    referred = {value for key, value in leaves(event) if key.endswith("Id")}
    assert len(given) == len(set(given))
    assert referred <= set(given)


def test_names_with_dots_and_other_signs_make_ids_that_differ(results: Plan, rows: Frame, tmp_path: Path) -> None:
    displays = {
        "T1": Display.model_validate({**TABLE, "rows": [{"id": "a.b", "label": "One"}, {"id": "a b", "label": "Two"}]})
    }
    steps = (step("T1", "a.b", "count"), step("T1", "a b", "count"))
    plan = replace(results, results=ResultPlan(displays, steps))
    event = json.loads(write_ars(rows, tmp_path, plan=plan, created=CREATED).read_text(encoding="utf-8"))
    assert [one["id"] for one in event["analyses"]] == ["AN.T1.a_2E_b", "AN.T1.a_20_b"]


def test_the_same_results_give_the_same_bytes(results: Plan, rows: Frame, tmp_path: Path) -> None:
    first, second = (write_ars(rows, tmp_path, plan=results, created=CREATED).read_bytes() for _ in "ab")
    assert first == second


def test_a_plan_without_displays_has_empty_contents(plan: Plan, rows: Frame, tmp_path: Path) -> None:
    event = json.loads(write_ars(rows.iloc[:0], tmp_path, plan=plan, created=CREATED).read_text(encoding="utf-8"))
    assert event["mainListOfContents"]["contentsList"] == {"listItems": []}
    assert "analyses" not in event


AGE = {"variable": "AGE", "ge": 65}
MALE = {"variable": "SEX", "eq": "M"}
COMPARED_AGE = compared("AGE", "GE", "65")
COMPARED_MALE = compared("SEX", "EQ", "M")


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        ({"variable": "SEX", "eq": "M"}, {"condition": compared("SEX", "EQ", "M")}),
        ({"variable": "SEX", "ne": "M"}, {"condition": compared("SEX", "NE", "M")}),
        ({"variable": "SEX", "in": ["M", "F"]}, {"condition": compared("SEX", "IN", "M", "F")}),
        ({"variable": "SEX", "notin": ["M", "F"]}, {"condition": compared("SEX", "NOTIN", "M", "F")}),
        ({"variable": "AGE", "lt": 65}, {"condition": compared("AGE", "LT", "65")}),
        ({"variable": "AGE", "le": 64.5}, {"condition": compared("AGE", "LE", "64.5")}),
        ({"variable": "AGE", "gt": 65.0}, {"condition": compared("AGE", "GT", "65")}),
        ({"variable": "AGE", "ge": 65}, {"condition": compared("AGE", "GE", "65")}),
        ({"variable": "DTHDT", "missing": True}, {"condition": compared("DTHDT", "EQ")}),
        ({"variable": "DTHDT", "missing": False}, {"condition": compared("DTHDT", "NE")}),
        ({"variable": "ADRS.AVAL", "eq": 1}, {"condition": compared("AVAL", "EQ", "1", dataset="ADRS")}),
        ({"all": [AGE, MALE]}, {"compoundExpression": clauses("AND", 2, COMPARED_AGE, COMPARED_MALE)}),
        ({"any": [AGE, MALE]}, {"compoundExpression": clauses("OR", 2, COMPARED_AGE, COMPARED_MALE)}),
        ({"not": MALE}, {"compoundExpression": clauses("NOT", 2, COMPARED_MALE)}),
        ({"all": [MALE]}, {"condition": COMPARED_MALE}),
        (
            {"all": [AGE, {"not": {"any": [MALE, AGE]}}]},
            {
                "compoundExpression": clauses(
                    "AND", 2, COMPARED_AGE, clauses("NOT", 3, clauses("OR", 4, COMPARED_MALE, COMPARED_AGE))
                )
            },
        ),
        (
            {"all": [MALE, {"variable": "ASTDT", "ge": {"variable": "TRTSDT"}}]},
            {"description": "Selected where SEX = M and ASTDT >= TRTSDT."},
        ),
        (None, {}),
    ],
)
def test_a_condition_is_said_as_the_standard_says_it_or_in_words(
    condition: dict[str, Any] | None, written: dict[str, Any]
) -> None:
    said = Condition.model_validate(condition) if condition else None
    group = Group(id="G", name="G", level=1, order=1, **selection(said, "ADSL"))
    content = json.loads(json.dumps(group.model_dump(by_alias=True, exclude_defaults=True)))
    assert content == {"id": "G", "name": "G", "level": 1, "order": 1, **written}


@pytest.mark.skipif(
    not SCHEMA.is_file(),
    reason="the JSON schema of the standard is not here: name project/jsonschema/ars_ldm.schema.json of "
    "cdisc-org/analysis-results-standard in ARS_SCHEMA, or put it beside the project",
)
def test_the_document_follows_the_schema_of_the_standard(event: dict[str, Any]) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(event)] == []


def narrowed(plan: Plan, **arguments: dict[str, object]) -> Plan:
    """Let rows of T1 be counts with these arguments, which their rules read."""
    rows = [{"id": name, "label": name, "columns": ["all"], "result": {"count": {}}} for name in arguments]
    display = Display.model_validate({**TABLE, "rows": rows})
    steps = tuple(step("T1", name, "count", **{"dataset": "ADSL", **said}) for name, said in arguments.items())
    return replace(plan, results=ResultPlan({"T1": display}, steps))


def written(plan: Plan, rows: Frame, folder: Path) -> dict[str, Any]:
    path = write_ars(rows.iloc[:0], folder, plan=plan, created=CREATED, files={})
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


RESPONDERS = Members(dataset="ADRS", where=where(variable="AVALC", eq="Y"))
NO_RELAPSE = Members(dataset="ADTTE", where=where(variable="CNSR", eq=0), without=True)
OLD = Members(dataset="ADSL", where=where(variable="AGE", ge=65))


def test_a_subgroup_is_the_set_of_the_population_and_of_each_of_its_conditions(
    results: Plan, rows: Frame, tmp_path: Path
) -> None:
    event = written(narrowed(results, old={"among": (OLD,)}, held={"among": (RESPONDERS, NO_RELAPSE)}), rows, tmp_path)
    sets = {one["id"]: one for one in event["analysisSets"]}
    assert [one["analysisSetId"] for one in event["analyses"]] == ["AS.T1.old", "AS.T1.held"]
    assert list(sets) == ["AS.T1", "AM.T1.old.1", "AM.T1.held.1", "AM.T1.held.2", "AS.T1.old", "AS.T1.held"]
    assert sets["AM.T1.old.1"]["condition"] == compared("AGE", "GE", "65")
    assert sets["AM.T1.held.2"]["condition"] == compared("CNSR", "EQ", "0", dataset="ADTTE")
    assert sets["AS.T1.held"]["compoundExpression"] == {
        "logicalOperator": "AND",
        "whereClauses": [
            {"level": 2, "order": 1, "subClauseId": "AS.T1"},
            {"level": 2, "order": 2, "subClauseId": "AM.T1.held.1"},
            {
                "level": 2,
                "order": 3,
                "compoundExpression": {
                    "logicalOperator": "NOT",
                    "whereClauses": [{"level": 3, "order": 1, "subClauseId": "AM.T1.held.2"}],
                },
            },
        ],
    }


def test_records_whose_subjects_must_have_others_are_a_subset_that_refers_to_both(
    results: Plan, rows: Frame, tmp_path: Path
) -> None:
    lasting = {"dataset": "ADTTE", "where": where(variable="PARAMCD", eq="DOR"), "also": (RESPONDERS,)}
    event = written(narrowed(results, lasting=lasting), rows, tmp_path)
    subsets = {one["id"]: one for one in event["dataSubsets"]}
    assert event["analyses"][0]["dataSubsetId"] == "DS.T1.lasting"
    assert subsets["DA.T1.lasting.1"]["condition"] == compared("PARAMCD", "EQ", "DOR", dataset="ADTTE")
    assert subsets["DA.T1.lasting.2"]["condition"] == compared("AVALC", "EQ", "Y", dataset="ADRS")
    assert [one["subClauseId"] for one in subsets["DS.T1.lasting"]["compoundExpression"]["whereClauses"]] == [
        "DA.T1.lasting.1",
        "DA.T1.lasting.2",
    ]


def test_an_interval_is_of_the_subjects_with_both_of_its_dates(results: Plan, rows: Frame, tmp_path: Path) -> None:
    start = Moment(dataset="ADAE", variable="ASTDT", where=where(variable="AESER", eq="Y"))
    event = written(narrowed(results, time={"start": start, "end": Moment(variable="DTHDT")}), rows, tmp_path)
    subsets = {one["id"]: one for one in event["dataSubsets"]}
    there = {"dataset": "ADAE", "variable": "ASTDT", "comparator": "NE", "value": []}
    assert subsets["DA.T1.time.1"]["compoundExpression"] == clauses(
        "AND", 2, there, compared("AESER", "EQ", "Y", dataset="ADAE")
    )
    assert subsets["DA.T1.time.2"]["condition"] == {**there, "dataset": "ADSL", "variable": "DTHDT"}


def test_what_a_comparison_divides_by_is_a_grouping_without_results_of_its_own(
    results: Plan, rows: Frame, tmp_path: Path
) -> None:
    said = {
        "dataset": "ADTTE",
        "members": (OLD,),
        "strata": ("ADSL.REGION", "SEX"),
        "event": where(variable="CNSR", eq=0),
        "competing": where(variable="CNSR", eq=2),
    }
    event = written(narrowed(results, hr=said), rows, tmp_path)
    assert [(one["groupingId"], one["resultsByGroup"]) for one in event["analyses"][0]["orderedGroupings"]] == [
        ("GF.T1.all", True),
        ("GM.T1.hr", False),
        ("GE.T1.hr", False),
        ("GV.ADSL.REGION", False),
        ("GV.ADTTE.SEX", False),
    ]
    groups = {one["id"]: one for one in found(event, "analysisGroupings", "GM.T1.hr")["groups"]}
    assert list(groups) == ["GR.GM.T1.hr.Members", "GR.GM.T1.hr.Others"]
    assert groups["GR.GM.T1.hr.Members"]["compoundExpression"] == clauses("AND", 2, compared("AGE", "GE", "65"))
    assert groups["GR.GM.T1.hr.Others"]["compoundExpression"]["logicalOperator"] == "NOT"
    assert found(event, "analysisGroupings", "GV.ADSL.REGION")["groupingVariable"] == "REGION"


def test_no_two_analyses_have_the_same_method_set_subset_groupings_and_variable(
    results: Plan, rows: Frame, tmp_path: Path
) -> None:
    subgroups: dict[str, dict[str, object]] = {
        "all": {},
        "old": {"among": (OLD,)},
        "responders": {"among": (RESPONDERS,)},
        "also": {"also": (RESPONDERS,)},
        "not": {"also": (RESPONDERS.model_copy(update={"without": True}),)},
        "members": {"members": (RESPONDERS,)},
        "fast": {"start": Moment(variable="TRTSDT"), "end": Moment(variable="DTHDT")},
        "slow": {"start": Moment(variable="RANDDT"), "end": Moment(variable="DTHDT")},
    }
    event = written(narrowed(results, **subgroups), rows, tmp_path)
    told = ("methodId", "analysisSetId", "dataSubsetId", "orderedGroupings", "dataset", "variable")
    keys = [json.dumps([one.get(name) for name in told]) for one in event["analyses"]]
    assert len(set(keys)) == len(subgroups)
