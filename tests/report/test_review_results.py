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
from converter.report.review.data import Reviewed
from converter.report.review.page import review_page
from converter.report.review.results_body import behind_body, displays_body
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
            {
                "id": "n",
                "label": "Males, n (%)",
                "indent": 1,
                "result": {"count": {}},
                "show": "{n} ({pct})",
                "reproduces": {"n": "t1.male.{column}[{position}]"},
            },
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
    assert "n: t1.male.all[0]" in dialog.inner_text()
    dialog.get_by_role("link", name="Show 2 records of ADSL").click()
    page.locator(".count", has_text="2 of 3 records").wait_for()
    assert page.locator(".grid-row [role=rowheader]").all_inner_texts() == ["1", "3"]
    page.get_by_role("button", name="Take off the filter: records behind T1 / n / all").click()
    assert page.locator(".count").inner_text() == "3 records"


def test_of_many_records_behind_a_cell_the_first_are_held_and_the_others_counted() -> None:
    behind = pd.DataFrame(
        {"DISPLAY": "T1", "ROW": ["n"] * 4 + ["m"], "COLUMN": "all", "table": ["ADSL"] * 4 + ["ADAE"]}
    ).assign(record=[4, 5, 6, 7, 8])
    body = behind_body(Made({}, pd.DataFrame(), behind), 2)
    assert (body["numbers"], body["more"]) == ([4, 5, 8], {"T1\tn\tall\tADSL": 2})
    assert body["columns"]["cell"]["texts"] == ["T1\tn\tall", "T1\tm\tall"]
    assert behind_body(Made({}, pd.DataFrame(), behind.head(0)), 2)["more"] == {}
    none = behind_body(Made({}, pd.DataFrame(), behind), 0)
    assert (none["numbers"], none["more"]) == ([], {"T1\tn\tall\tADSL": 4, "T1\tm\tall\tADAE": 1})


def test_displays_stand_in_the_order_of_their_numbers_tables_first() -> None:
    names = ["AE_TEXT", "FIGURE1", "TABLE10", "TABLES1", "TABLE2", "FIGURE2B", "FIGURE2A", "LISTING1"]
    displays = {name: DISPLAY.model_copy(update={"display": name}) for name in names}
    displays["OTHER"] = DISPLAY.model_copy(update={"display": "OTHER", "number": "Table 14.1.2"})
    rows = pd.DataFrame(columns=["DISPLAY", "ROW", "COLUMN", "STAT", "LEVEL", "SHOWN"])
    shown = displays_body(Made(displays, rows, pd.DataFrame()), {})
    assert [one["called"] for one in shown] == [
        *("Table 2", "Table 10", "Table 14.1.2", "Table S1"),
        *("Figure 1", "Figure 2A", "Figure 2B", "Listing 1", "AE_TEXT"),
    ]


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_wrong_on_the_page(
    opened: Opened, violations: Callable[[Page], list[str]], file: Path, width: int, scheme: str
) -> None:
    for at in ("#/overview", "#/results?unfolded=T1", "#/results?display=T1&row=n&column=all", "#/data", "#/data/ADSL"):
        page = opened(file, at=at, width=width, scheme=scheme)
        page.wait_for_selector("main[data-shown]")
        assert violations(page) == [], at


def test_the_numbers_of_a_figure_that_were_unfolded_stay_so_by_the_address(opened: Opened, file: Path) -> None:
    page = opened(file, at="#/results")
    page.get_by_text("The numbers of the figure").click()
    page.get_by_text("Female").wait_for()
    page.locator("main[data-shown='#/results?unfolded=T1']").wait_for()
    page.reload()
    page.get_by_text("Female").wait_for()


def test_a_picture_that_the_page_does_not_hold_is_told_with_its_file(
    opened: Opened, plan_of_figure: Reviewed, tmp_path: Path
) -> None:
    (tmp_path / "review.html").write_text(review_page(plan_of_figure), encoding="utf-8")
    page = opened(tmp_path / "review.html", at="#/results")
    page.get_by_text("This page does not hold its picture: it is results/figure9.svg.").wait_for()


@pytest.fixture
def plan_of_figure() -> Reviewed:
    plan = make_plan(load_study(ROOT / "examples" / "demo"))
    display = DISPLAY.model_copy(update={"display": "FIGURE9", "kind": "figure"})
    rows = pd.DataFrame(columns=["DISPLAY", "ROW", "COLUMN", "STAT", "LEVEL", "SHOWN"], dtype="str")
    behind = pd.DataFrame(columns=["DISPLAY", "ROW", "COLUMN", "table", "record"])
    report = Report("S", synthetic=False, datasets={}, issues=())
    return Reviewed(report, plan, {}, Made({"FIGURE9": display}, rows, behind))
