"""Issues as SARIF 2.1.0 and JUnit, in the shapes that code hosts and CI systems read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from converter.issues import Cell, Issue, Severity, with_cells
from converter.report.junit import report_junit
from converter.report.report import Report
from converter.report.sarif import LOCATIONS, report_sarif

ISSUES = (
    with_cells(
        Issue("visit-day-differs", "warning", "VS", "not the planned day", "VISITDY"),
        [Cell(3, "S1", "777", source="edc/vs.csv:4"), Cell(5, "S2", "778", source="edc/vs.csv:6")],
    ),
    with_cells(
        Issue("date-impossible", "error", "raw/my ae.csv", "no such date", "AESTDTC"), [Cell(412, "S1", "30-FEB")]
    ),
    Issue("unit-several", "error", "LB", "several units", "LBSTRESU"),
    Issue("text-long", "note", "labs.xlsx[Week 1]", "long", rows=(3,), accepted="it is kept"),
)
REPORT = Report("S", synthetic=True, datasets={}, issues=ISSUES, made_at={"LB.LBSTRESU": "sdtm/lb.yaml:40"})
KEYS: dict[str, set[str]] = {
    "run": {"tool", "columnKind", "results", "properties"},
    "driver": {"name", "version", "rules"},
    "rule": {"id", "shortDescription", "help", "helpUri", "properties"},
    "result": {
        *("ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations"),
        *("partialFingerprints", "suppressions", "properties"),
    },
    "location": {"physicalLocation", "logicalLocations", "message"},
    "physicalLocation": {"artifactLocation", "region"},
    "logicalLocation": {"name", "fullyQualifiedName", "kind"},
    "suppression": {"kind", "status", "justification"},
}
"""Names that the schema of SARIF 2.1.0 knows of each object, as far as we write them; it allows no others."""


def sarif(report: Report = REPORT) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(report_sarif(report))
    (run,) = body["runs"]
    return dict(run)


def test_no_object_has_a_name_that_the_schema_does_not_know() -> None:
    body = json.loads(report_sarif(REPORT))
    assert (set(body), body["version"]) == ({"$schema", "version", "runs"}, "2.1.0")
    run = sarif()
    assert set(run) <= KEYS["run"]
    assert set(run["tool"]["driver"]) <= KEYS["driver"]
    for rule in run["tool"]["driver"]["rules"]:
        assert set(rule) <= KEYS["rule"]
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
    for result in run["results"]:
        assert set(result) <= KEYS["result"]
        assert result["level"] in {"error", "warning", "note"}
        for place in (*result["locations"], *result.get("relatedLocations", [])):
            assert set(place) <= KEYS["location"]
            assert set(place.get("physicalLocation", {})) <= KEYS["physicalLocation"]
            assert [one for one in place.get("logicalLocations", []) if set(one) - KEYS["logicalLocation"]] == []
        assert [one for one in result.get("suppressions", []) if set(one) - KEYS["suppression"]] == []


def test_a_rule_has_its_page_and_a_result_names_its_rule() -> None:
    run = sarif()
    rules = run["tool"]["driver"]["rules"]
    assert all("helpUri" not in rule for rule in rules)
    assert rules[0]["properties"]["tags"] == ["SDTM", "P21", "CORE"]
    assert "**Mend:**" in rules[0]["help"]["markdown"]
    assert [rules[one["ruleIndex"]]["id"] for one in run["results"]] == [issue.rule for issue in ISSUES]


def test_a_place_is_the_raw_row_else_the_line_that_makes_the_variable_and_names_the_record() -> None:
    records, raw, made, part = (one["locations"] for one in sarif()["results"])
    assert [one["physicalLocation"]["artifactLocation"]["uri"] for one in records] == ["edc/vs.csv"] * 2
    assert [one["physicalLocation"]["region"]["startLine"] for one in records] == [4, 6]
    assert [one["logicalLocations"][0]["fullyQualifiedName"] for one in records] == ["VS[3].VISITDY", "VS[5].VISITDY"]
    assert raw[0]["physicalLocation"] == {
        "artifactLocation": {"uri": "raw/my%20ae.csv"},
        "region": {"startLine": 412},
    }
    assert made[0]["physicalLocation"]["region"] == {"startLine": 40}
    assert made[0]["logicalLocations"][0]["fullyQualifiedName"] == "LB.LBSTRESU"
    assert (part[0]["physicalLocation"]["artifactLocation"]["uri"], part[0]["logicalLocations"][0]["name"]) == (
        "labs.xlsx",
        "Week 1",
    )


def test_every_place_has_a_file_and_a_line_which_code_hosts_ask_for() -> None:
    alone = Issue("define-leaf", "error", "AE", "something of the whole dataset", value="#1 ü")
    (result,) = json.loads(report_sarif(replace(REPORT, issues=(alone,))))["runs"][0]["results"]
    assert [one["physicalLocation"] for one in result["locations"]] == [
        {"artifactLocation": {"uri": "AE"}, "region": {"startLine": 1}}
    ]


def test_what_the_study_accepts_is_suppressed_with_its_reason() -> None:
    assert [one.get("suppressions") for one in sarif()["results"]][-2:] == [
        None,
        [{"kind": "external", "status": "accepted", "justification": "it is kept"}],
    ]


def test_a_fingerprint_stays_when_rows_move_and_changes_with_the_value() -> None:
    def of(cell: Cell) -> str:
        issue = with_cells(Issue("date-impossible", "error", "ae.csv", "m", "AESTDTC"), [cell])
        result = sarif(Report("S", synthetic=True, datasets={}, issues=(issue,)))["results"][0]
        return str(result["partialFingerprints"]["issue/v1"])

    assert of(Cell(1, value="x")) == of(Cell(9, value="x")) != of(Cell(1, value="y"))


def test_a_result_has_as_many_locations_as_a_code_host_shows() -> None:
    issue = with_cells(Issue("date-impossible", "error", "ae.csv", "m"), [Cell(row) for row in range(1, 1_001)])
    (result,) = sarif(Report("S", synthetic=True, datasets={}, issues=(issue,)))["results"]
    assert (len(result["locations"]), result["properties"]["count"]) == (LOCATIONS, 1_000)


@pytest.mark.parametrize(
    ("least", "failures"), [("error", 2), ("warning", 3), ("note", 3), (None, 0)], ids=["error", "warning", "note", "-"]
)
def test_junit_fails_where_the_run_does(least: Severity | None, failures: int) -> None:
    root = ET.fromstring(report_junit(REPORT, least))  # noqa: S314 - our own text
    assert (root.tag, root.get("failures"), len(root.findall(".//failure"))) == ("testsuites", str(failures), failures)
    assert [suite.get("name") for suite in root][:-1] == ["VS", "raw/my ae.csv", "LB", "labs.xlsx[Week 1]"]


def test_junit_says_what_is_accepted_what_was_not_run_and_what_found_nothing() -> None:
    report = Report("S", synthetic=True, datasets={}, issues=ISSUES, not_run={"age-missing": "dataset absent"})
    root = ET.fromstring(report_junit(report))  # noqa: S314 - our own text
    skipped = {case.get("name", "").partition(":")[0]: case.find("skipped") for case in root.iter("testcase")}
    said = {name: one.get("message") for name, one in skipped.items() if one is not None}
    assert said == {"text-long": "accepted: it is kept", "age-missing": "not run: dataset absent"}
    assert "range-indicator-differs" in skipped
    assert "visit-day-differs" not in {case.get("name", "").partition(":")[0] for case in root[-1]}


TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LOCATION: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "message": TEXT,
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {"type": "object", "properties": {"uri": {"type": "string", "pattern": r"^\S+$"}}},
                "region": {"type": "object", "properties": {"startLine": {"type": "integer", "minimum": 1}}},
            },
        },
        "logicalLocations": {
            "type": "array",
            "uniqueItems": True,
            "items": {"type": "object", "properties": {"name": {"type": "string"}, "kind": {"type": "string"}}},
        },
    },
}
SUPPRESSION = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "kind": {"enum": ["inSource", "external"]},
        "status": {"enum": ["accepted", "underReview", "rejected"]},
        "justification": {"type": "string"},
    },
}
RESULT = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": TEXT,
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": -1},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "locations": {"type": "array", "items": LOCATION},
        "relatedLocations": {"type": "array", "uniqueItems": True, "items": LOCATION},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "suppressions": {"type": "array", "uniqueItems": True, "items": SUPPRESSION},
        "properties": {"type": "object"},
    },
}
RULE = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "shortDescription": TEXT,
        "help": TEXT,
        "helpUri": {"type": "string", "format": "uri"},
        "properties": {"properties": {"tags": {"type": "array", "uniqueItems": True, "items": {"type": "string"}}}},
    },
}
DRIVER = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "version": {"type": "string"},
        "rules": {"type": "array", "uniqueItems": True, "items": RULE},
    },
}
FACTS = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {"type": "object", "required": ["driver"], "properties": {"driver": DRIVER}},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}
"""What the schema of SARIF 2.1.0 asks of the objects that we write: what must be there, types, and closed lists."""


def test_what_is_written_is_what_the_schema_asks_for() -> None:
    validator = jsonschema.Draft202012Validator(FACTS)
    for report in (REPORT, replace(REPORT, issues=())):
        assert [error.message for error in validator.iter_errors(json.loads(report_sarif(report)))] == []
