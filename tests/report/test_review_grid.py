"""The grid of the review page in a browser: 100,000 records scroll, are found, filtered and sorted by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from converter.dataset import Dataset
from converter.plan import make_plan
from converter.report.report import Report
from converter.report.review import bound
from converter.report.review.data import Reviewed
from converter.report.review.page import review_page
from converter.spec.dataset import DatasetSpec, VariableSpec
from converter.spec.load import load_study

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
RECORDS = 100_000
NAMES = ("STUDYID", "USUBJID", "LBSEQ", "LBTESTCD", "LBORRES", "LBSTRESN", *(f"LBX{number}" for number in range(24)))
Opened = Callable[..., "Page"]


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of one synthetic dataset of 100,000 records and 30 variables, all of them held."""
    numbers = pd.Series(range(RECORDS), dtype="float64")
    texts = {
        name: (numbers % (at + 7)).map(lambda one: f"text {one:.0f}").astype("str") for at, name in enumerate(NAMES)
    }
    subjects = (numbers // 250).map(lambda one: f"S-{one:04.0f}").astype("str")
    results = ((numbers * 7919) % 100_003) / 10
    frame = pd.DataFrame({**texts, "USUBJID": subjects, "LBSEQ": numbers + 1, "LBSTRESN": results})
    variables = tuple(
        VariableSpec(name=name, label=f"Label of {name}", type="Num" if name in {"LBSEQ", "LBSTRESN"} else "Char")
        for name in NAMES
    )
    spec = DatasetSpec(
        name="LB",
        domain="LB",
        label="Laboratory",
        dataset_class="FINDINGS",
        structure="One",
        keys=(),
        variables=variables,
    )
    lineage = pd.DataFrame(
        {"row": range(RECORDS), "table": "raw", "source_row": range(2, RECORDS + 2), "item": "", "step": 0}
    )
    report = Report("BIG", synthetic=True, datasets={"LB": Dataset(spec, frame, lineage)}, issues=())
    file = tmp_path_factory.mktemp("big") / "review.html"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bound, "RECORDS", RECORDS)
        file.write_text(review_page(Reviewed(report, make_plan(load_study(ROOT / "examples" / "demo")), {})))
    return file


@pytest.fixture
def grid(opened: Opened, big: Path) -> Page:
    page = opened(big, at="#/data/LB")
    page.wait_for_selector(".grid-row")
    return page


def first_cells(page: Page, column: str) -> list[str]:
    """Read a column of the first ten rows in view."""
    index = page.locator(f".grid-head .cell:has(.name:text-matches('^{column}\\\\b'))").get_attribute("aria-colindex")
    return page.locator(f".grid-row .cell[aria-colindex='{index}']").all_inner_texts()[:10]


def open_column(page: Page, column: str) -> None:
    page.locator(f".grid-head .cell:has(.name:text-matches('^{column}\\\\b'))").click()
    page.wait_for_selector("dialog[open]")


def test_all_records_scroll_and_few_of_them_are_in_the_page(grid: Page) -> None:
    for part in range(1, 41):
        grid.evaluate(
            "part => new Promise(done => { const box = document.querySelector('.grid');"
            " box.scrollTop = box.scrollHeight * part / 40;"
            " requestAnimationFrame(() => requestAnimationFrame(done)); })",
            part,
        )
        assert grid.locator(".grid-row").count() < 60
    assert grid.locator(".grid-row .cell").first.inner_text() != "1"
    assert grid.locator(".grid-row").last.get_attribute("aria-rowindex") == str(RECORDS + 1)


def test_a_screen_reader_hears_how_many_rows_there_are_and_which_cell_is_active(grid: Page) -> None:
    box = grid.get_by_role("grid")
    assert box.get_attribute("aria-rowcount") == str(RECORDS + 1)
    box.focus()
    grid.keyboard.press("ArrowDown")
    active = grid.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert active.get_attribute("role") == "gridcell"
    assert active.inner_text() == "S-0000"


def test_keys_reach_the_last_record_and_the_first(grid: Page) -> None:
    grid.get_by_role("grid").focus()
    grid.keyboard.press("Control+End")
    grid.locator(".cell-bar", has_text=f"Record {RECORDS},").wait_for()
    grid.keyboard.press("Control+Home")
    grid.locator(".cell-bar", has_text="Record 1,").wait_for()


def test_a_record_is_gone_to_by_its_number(grid: Page) -> None:
    grid.get_by_label("Record", exact=True).fill("77777")
    grid.keyboard.press("Enter")
    grid.locator(".cell-bar", has_text="Record 77777,").wait_for()
    assert "S-0311" in first_cells(grid, "USUBJID")


def test_text_in_any_column_is_found(grid: Page) -> None:
    grid.get_by_label("Find").fill("s-0399")
    grid.locator(".count", has_text="250 of 100,000 records").wait_for()
    assert set(first_cells(grid, "USUBJID")) == {"S-0399"}


def test_a_column_is_sorted_by_size_not_by_letters(grid: Page) -> None:
    open_column(grid, "LBSTRESN")
    grid.get_by_role("button", name="Sort ascending").click()
    assert first_cells(grid, "LBSTRESN")[:4] == ["0", "0.1", "0.2", "0.3"]
    assert grid.locator("[aria-sort='ascending']").count() == 1
    open_column(grid, "LBSTRESN")
    grid.get_by_role("button", name="Sort descending").click()
    values = [float(text) for text in first_cells(grid, "LBSTRESN")]
    assert values == sorted(values, reverse=True)


def test_a_column_is_filtered_by_its_values_and_the_filter_is_taken_off(grid: Page) -> None:
    open_column(grid, "LBTESTCD")
    grid.get_by_label("text 3 ").check()
    grid.get_by_role("button", name="Filter", exact=True).click()
    assert set(first_cells(grid, "LBTESTCD")) == {"text 3"}
    grid.get_by_role("button", name="Take off the filter: LBTESTCD is text 3").click()
    assert grid.locator(".count").inner_text() == "100,000 records"


def test_a_record_leads_to_all_records_of_its_subject(grid: Page) -> None:
    grid.locator(".grid-row .cell").first.click()
    grid.get_by_role("dialog").get_by_role("link", name="LB", exact=True).click()
    grid.locator(".count", has_text="250 of 100,000 records").wait_for()


def test_a_record_number_that_is_not_there_is_told(grid: Page) -> None:
    grid.get_by_label("Record", exact=True).fill("100001")
    grid.keyboard.press("Enter")
    grid.locator("#said", has_text="There is no record 100001.").wait_for(state="attached")


def test_a_column_tells_its_label_and_type_on_demand(grid: Page) -> None:
    open_column(grid, "LBORRES")
    told = grid.locator("dialog").inner_text()
    assert "Label of LBORRES" in told
    assert "Char" in told


def test_how_far_a_grid_is_scrolled_stands_in_the_address_and_a_reload_keeps_it(grid: Page) -> None:
    grid.evaluate("document.querySelector('.grid').scrollTop = 28 * 5000")
    grid.evaluate("document.querySelector('.grid').scrollLeft = 1500")
    grid.locator("main[data-shown*='at='][data-shown*='left=']").wait_for()
    asked = grid.evaluate("location.hash")
    top = first_cells(grid, "USUBJID")
    grid.reload()
    grid.locator(".grid-row [role=rowheader]", has_text="5003").wait_for()
    assert (grid.evaluate("location.hash"), first_cells(grid, "USUBJID")) == (asked, top)


def test_on_paper_a_grid_is_a_table_that_says_what_it_leaves_out(grid: Page) -> None:
    grid.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows = grid.locator(".printed tbody tr")
    assert rows.count() == 1000
    told = str(grid.locator(".printed > p").text_content())
    assert told.startswith("Printed: 1,000 of 100,000 records and ")
    assert "of 30 columns. The others are left out" in told
    grid.evaluate("dispatchEvent(new Event('afterprint'))")
    assert grid.locator(".printed").count() == 0
    grid.get_by_label("Find", exact=True).fill("S-0003")
    grid.locator(".count", has_text="250 of 100,000").wait_for()
    grid.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert "250 of 250 records that are shown (250 of 100,000 records)" in str(
        grid.locator(".printed > p").text_content()
    )
