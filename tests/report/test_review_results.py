"""The results on the review page: cells as they are printed, levels in lines, figures as pictures, records behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from converter.dataset import Dataset
from converter.plan import make_plan
from converter.report.report import Report
from converter.report.review import results_body
from converter.report.review.data import Reviewed
from converter.report.review.page import review_page
from converter.report.review.results_body import behind_body
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec, Origin, VariableSpec
from converter.spec.display import Display
from converter.spec.load import load_study
from converter.steps import BoundRule, ResultPlan, ResultStep

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='20'><path d='M0 0L40 20' stroke='black'/></svg>"
Opened = Callable[..., "Page"]


@dataclass(frozen=True)
class Made:
    displays: Mapping[str, Display]
    rows: pd.DataFrame
    behind: pd.DataFrame


DISPLAY = Display.model_validate(
    {
        "display": "T1",
        "kind": "table",
        "title": "Sex and age",
        "population": {"label": "All", "where": Condition(variable="SAFFL", eq="Y")},
        "columns": [{"id": "all", "label": "All subjects"}],
        "rows": [
            {"id": "head", "label": "Subjects"},
            {"id": "n", "label": "Males, n (%)", "indent": 1, "result": {"count": {}}, "show": "{n} ({pct})"},
            {"id": "sex", "label": "Sex", "result": {"count": {}}, "show": "{n}"},
        ],
        "footnotes": ["Counts of nobody."],
    }
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = make_plan(load_study(ROOT / "examples" / "demo"))
    rule = BoundRule("count", len, {}, "Count the subjects.", Origin(type="Derived"), "results/t1.yaml:9")
    steps = tuple(ResultStep("T1", row, rule) for row in ("n", "sex"))
    stats = [
        ("T1", "n", "all", "n", "", "2"),
        ("T1", "n", "all", "pct", "", "67"),
        ("T1", "sex", "all", "n", "Male", "2"),
        ("T1", "sex", "all", "n", "Female", "1"),
    ]
    rows = pd.DataFrame(stats, columns=["DISPLAY", "ROW", "COLUMN", "STAT", "LEVEL", "SHOWN"])
    behind = pd.DataFrame({"DISPLAY": "T1", "ROW": "n", "COLUMN": "all", "table": "ADSL", "record": [1, 3]})
    variables = tuple(VariableSpec(name=name, type="Char") for name in ("USUBJID", "SEX"))
    spec = DatasetSpec(
        name="ADSL", domain="ADSL", label="Subjects", dataset_class="SUBJECT LEVEL ANALYSIS DATASET", structure="One",
        keys=(), variables=variables,
    )  # fmt: skip
    adsl = Dataset(spec, pd.DataFrame({"USUBJID": ["S1", "S2", "S3"], "SEX": ["M", "F", "M"]}, dtype="str"))
    planned = replace(plan, results=ResultPlan({"T1": DISPLAY}, steps))
    report = Report("S", synthetic=False, datasets={"ADSL": adsl}, issues=())
    path = tmp_path_factory.mktemp("results") / "review.html"
    path.write_text(review_page(Reviewed(report, planned, {}, Made({"T1": DISPLAY}, rows, behind), {"T1": SVG})))
    return path


def test_a_figure_is_shown_as_a_picture_and_its_numbers_beside_it(opened: Opened, file: Path) -> None:
    page = opened(file, at="#/results")
    picture = page.get_by_role("img", name="Sex and age")
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    page.get_by_text("The numbers of the figure").click()
    page.get_by_text("Female").wait_for()
    assert page.locator(".result-table tbody tr").all_inner_texts() == [
        "Subjects\t",
        "Males, n (%)\t2 (67)",
        "Sex\t",
        "Male\t2",
        "Female\t1",
    ]


def test_the_records_behind_a_result_are_those_that_are_shown(opened: Opened, file: Path) -> None:
    page = opened(file, at="#/results")
    page.get_by_text("The numbers of the figure").click()
    page.get_by_role("button", name="Males").click()
    dialog = page.get_by_role("dialog")
    assert "results/t1.yaml:9" in dialog.inner_text()
    dialog.get_by_role("link", name="Show 2 records of ADSL").click()
    page.locator(".count", has_text="2 of 3 records").wait_for()
    assert page.locator(".grid-row [role=rowheader]").all_inner_texts() == ["1", "3"]
    page.get_by_role("button", name="Take off the filter: records behind T1 / n / all").click()
    assert page.locator(".count").inner_text() == "3 records"


def test_of_many_records_behind_a_cell_the_first_are_held_and_the_others_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(results_body, "RECORDS", 2)
    behind = pd.DataFrame(
        {"DISPLAY": "T1", "ROW": ["n"] * 4 + ["m"], "COLUMN": "all", "table": ["ADSL"] * 4 + ["ADAE"]}
    ).assign(record=[4, 5, 6, 7, 8])
    body = behind_body(Made({}, pd.DataFrame(), behind))
    assert (body["numbers"], body["more"]) == ([4, 5, 8], {"T1\tn\tall\tADSL": 2})
    assert body["columns"]["cell"]["texts"] == ["T1\tn\tall", "T1\tm\tall"]
    assert behind_body(Made({}, pd.DataFrame(), behind.head(0)))["more"] == {}
