"""The review page's data: what is embedded, in which form, and that nothing of it can become markup."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from converter.compute.numbers.missing import special_missing
from converter.dataset import Dataset
from converter.issues import Cell, Issue, with_cells
from converter.plan import make_plan
from converter.report.report import Report
from converter.report.review.columns import column_body, steps_body
from converter.report.review.data import Reviewed, held_parts, issues_body, rules_body
from converter.report.review.page import HERE, review_page
from converter.report.review.populations import populations_body
from converter.spec.dataset import DatasetSpec, Origin, VariableSpec
from converter.spec.load import load_study
from converter.steps import AnalysisPlan, AnalysisStep, BoundRule, Plan

ROOT = Path(__file__).resolve().parents[2]
DERIVED = Origin(type="Derived")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(load_study(ROOT / "examples" / "demo"))


def made(name: str, frame: pd.DataFrame, labels: dict[str, str] | None = None) -> Dataset:
    kinds = {column: "Num" if pd.api.types.is_float_dtype(frame[column]) else "Char" for column in frame}
    variables = tuple(
        VariableSpec.model_validate({"name": column, "type": kind, "label": (labels or {}).get(str(column), "")})
        for column, kind in kinds.items()
    )
    spec = DatasetSpec(
        name=name, domain=name, label=name, dataset_class="FINDINGS", structure="", keys=(), variables=variables
    )
    return Dataset(spec, frame)


@pytest.mark.parametrize(
    ("values", "texts", "codes"),
    [
        pytest.param(["b", "a", "b", ""], ["b", "a", ""], [0, 1, 0, 2], id="each text once, in order of appearance"),
        pytest.param([1.0, 0.1 + 0.2], ["1", "0.30000000000000004"], [0, 1], id="numbers are written exactly"),
        pytest.param([1e7, 1e-7], ["10000000", "0.0000001"], [0, 1], id="numbers have no exponent"),
        pytest.param([float("nan"), special_missing("A")], ["", ".A"], [0, 1], id="special missing keeps its letter"),
    ],
)
def test_a_column_is_its_texts_and_their_positions(
    values: list[str | float], texts: list[str], codes: list[int]
) -> None:
    kind = "str" if isinstance(values[0], str) else "float64"
    assert column_body(pd.Series(values, dtype=kind)) == {"texts": texts, "codes": codes}


def test_row_numbers_are_steps_from_one_to_the_next() -> None:
    assert steps_body(pd.Series([2, 3, 7, 7])) == [2, 1, 4, 0]
    assert steps_body(pd.Series([], dtype="int64")) == []


def flag_step(flag: str, reason: str) -> AnalysisStep:
    arguments = {"new_var": flag, "reason_var": reason}
    rule = BoundRule("derive_var_population_flag", len, arguments, "", DERIVED, "adam/adsl.yaml:1")
    return AnalysisStep("ADSL", rule, (flag, reason), makes_rows=False, predecessors={})


def test_a_population_is_part_of_the_smallest_one_that_holds_it_and_names_whom_it_leaves_out(plan: Plan) -> None:
    columns = ["ENRLFL", "ENRNRS", "SAFFL", "SAFNRS", "MRDFL", "MRDNRS"]
    rows = [
        ("Y", "", "Y", "", "Y", ""),
        ("Y", "", "Y", "", "N", "NO SAMPLE"),
        ("Y", "", "N", "NOT DOSED", "N", "NOT DOSED"),
        ("N", "", "N", "NOT DOSED", "N", "NOT DOSED"),
    ]
    adsl = made("ADSL", pd.DataFrame(rows, columns=columns), {"SAFFL": "Safety Population Flag"})
    steps = tuple(flag_step(columns[at], columns[at + 1]) for at in (0, 2, 4))
    found = populations_body({"ADSL": adsl}, replace(plan, analysis=AnalysisPlan(steps=steps)))
    assert [(one["flag"], one["n"], one["part"], one["out"]) for one in found] == [
        ("", 4, None, []),
        ("ENRLFL", 3, "", [{"why": "no reason given", "n": 1}]),
        ("SAFFL", 2, "ENRLFL", [{"why": "NOT DOSED", "n": 1}]),
        ("MRDFL", 1, "SAFFL", [{"why": "NO SAMPLE", "n": 1}]),
    ]
    assert found[2]["label"] == "Safety Population"


def test_a_study_without_subject_level_analysis_has_no_populations(plan: Plan) -> None:
    assert populations_body({}, plan) == []


def test_no_text_of_the_data_becomes_markup(plan: Plan) -> None:
    text = "</script><script>alert(1)</script>"
    dataset = made("AE", pd.DataFrame({"AETERM": pd.Series([text], dtype="str")}), {"AETERM": text})
    page = review_page(Reviewed(Report(text, synthetic=True, datasets={"AE": dataset}, issues=()), plan, {}))
    assert "alert(1)</script>" not in page
    assert "<title>&lt;/script&gt;" in page


def test_the_same_conversion_gives_the_same_page(plan: Plan) -> None:
    frame = pd.DataFrame({"A": pd.Series(["x", "y"], dtype="str"), "B": [1.0, 2.0]})
    report = Report("S", synthetic=False, datasets={"AE": made("AE", frame)}, issues=())
    assert review_page(Reviewed(report, plan, {})) == review_page(Reviewed(report, plan, {}))


def test_the_page_has_a_part_for_each_dataset_with_its_trace(plan: Plan) -> None:
    report = Report("S", synthetic=False, datasets={"AE": made("AE", pd.DataFrame({"B": [1.0]}))}, issues=())
    assert [name for name, _ in held_parts(Reviewed(report, plan, {}), 2)] == ["data-AE", "trace-AE"]


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark as the system has it", "dark as chosen"])
@pytest.mark.parametrize("ground", ["page", "panel", "chosen", "mark"])
@pytest.mark.parametrize("text", ["text", "quiet", "accent", "error", "warning", "note"])
def test_text_has_the_contrast_that_wcag_asks_for(scheme: int, ground: str, text: str) -> None:
    style = (HERE / "style.css").read_text(encoding="utf-8")
    colours = [
        dict(re.findall(r"--(\w+): (#\w{6});", block)) for block in re.findall(r"\{([^{}]*--page: #[^{}]*)\}", style)
    ]
    light, dark = sorted((luminance(colours[scheme][text]), luminance(colours[scheme][ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_page_writes_text_never_markup() -> None:
    app = HERE / "app"
    scripts = {file.name: file.read_text(encoding="utf-8") for file in app.glob("*.js")}
    assert scripts
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert [name for name, text in scripts.items() if way in text] == []


def test_an_issue_that_follows_from_another_names_it_and_each_rule_says_what_it_tells_of() -> None:
    ends = with_cells(Issue("end-before-start", "error", "AE", "m", "AEENDTC"), [Cell(1), Cell(2)])
    late = with_cells(Issue("date-after-death", "warning", "AE", "m", "AEENDTC"), [Cell(2)])
    alone = with_cells(Issue("date-after-death", "warning", "AE", "m", "AESTDTC"), [Cell(2)])
    assert [body.get("follows") for body in issues_body((ends, late, alone))] == [None, 0, None]
    assert rules_body((ends, alone))["end-before-start"][0] == "An end before its start"
