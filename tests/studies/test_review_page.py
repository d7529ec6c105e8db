"""The review page of whole studies in a browser: every section, every jump, and the same reasons as `explain`."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from converter.pipeline.questions import traced
from converter.report.report import Report
from converter.report.why.screen import explained
from converter.spec.load import load_study

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
Package = Callable[[str], tuple[Report, Path]]
Opened = Callable[..., "Page"]
SECTIONS = ("Overview", "Results", "Datasets", "Ledger", "Issues")
VARIABLES = 2
"""Of each dataset so many variables are explained, each of one record."""


@pytest.fixture
def page(package: Package, opened: Opened) -> Page:
    return opened(package("crb401")[1] / "review.html")


def go(page: Page, to: str) -> None:
    page.evaluate("to => { location.hash = to; }", to)
    page.locator(f'main[data-shown="{to}"]').wait_for()


@pytest.mark.parametrize("study", ["demo", "crb401"])
def test_the_page_gives_the_reasons_that_explain_gives(study: str, package: Package, opened: Opened) -> None:
    report, out = package(study)
    page = opened(out / "review.html")
    found = traced(out, load_study(ROOT / "examples" / study))
    filled = {name: dataset for name, dataset in report.datasets.items() if len(dataset.frame)}
    for name, dataset in filled.items():
        chosen = random.Random(name)  # noqa: S311 - a sample, no secret
        for variable in chosen.sample(list(dataset.frame.columns), min(VARIABLES, len(dataset.frame.columns))):
            record = chosen.randrange(len(dataset.frame)) + 1
            wanted = json.loads(json.dumps(asdict(explained(found, name, variable, record))))
            place = {"dataset": name, "variable": variable, "record": record}
            assert page.evaluate("place => explained(place)", place) == wanted, place


def test_the_file_is_small_enough_to_send(package: Package) -> None:
    assert (package("crb401")[1] / "review.html").stat().st_size < 12_000_000


def test_the_page_may_not_reach_the_network(package: Package, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((package("demo")[1] / "review.html").as_uri())
    answer = page.evaluate(
        "new Promise(done => { document.addEventListener('securitypolicyviolation', e => done(e.effectiveDirective));"
        " fetch('data:text/plain,x').catch(() => {}); })"
    )
    page.close()
    assert answer == "connect-src"


def test_the_overview_tells_study_balance_issues_and_populations(page: Page, package: Package) -> None:
    report, _ = package("crb401")
    text = page.locator("main").inner_text()
    counts = report.counts()
    for told in ("CRB-401", "SYNTHETIC", "every row is accounted for", f"error {counts['error']}", "SDTM", "ADaM"):
        assert told in text
    drawing = page.get_by_role("img", name="Flow of subjects through the populations")
    assert "Safety Population" in str(drawing.text_content())
    page.get_by_text("The same as a list").click()
    assert "Safety Population (SAFFL): 33 subjects" in page.locator("main").inner_text()


def test_every_section_is_reached_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    for name in SECTIONS:
        page.keyboard.press("Tab")
        assert str(page.evaluate("document.activeElement.textContent")).startswith(name)
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Issues").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    assert page.title() == "Issues - CRB-401"


def test_the_skip_link_goes_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("to", ["#/overview", "#/results", "#/data", "#/data/LB", "#/ledger", "#/raw/ae", "#/issues"])
def test_everything_has_a_name_that_a_screen_reader_can_say(page: Page, to: str) -> None:
    go(page, to)
    assert page.locator("h1").count() == 1
    assert [page.locator(tag).count() for tag in ("header", "main")] == [1, 1]
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, input, select, a, summary, img, [role=grid], [role=region]')]"
        ".filter(one => !(one.textContent.trim() || one.getAttribute('aria-label') || one.alt || one.labels?.length))"
        ".map(one => one.outerHTML.slice(0, 120))"
    )
    assert nameless == []


def test_why_goes_from_an_analysis_value_to_the_raw_text_by_keyboard(page: Page) -> None:
    go(page, "#/data/ADSL?record=1&variable=SEX")
    page.get_by_role("grid").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Raw cells").wait_for()
    text = dialog.inner_text()
    for told in ("ADSL.SEX", "DM.SEX", "adam/adsl.yaml:", "sdtm/dm.yaml:", "edc/dm.csv"):
        assert told in text
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "grid"


def test_a_raw_cell_of_a_trace_opens_the_raw_file_at_its_row(page: Page) -> None:
    go(page, "#/data/AE?record=3&variable=AETERM")
    page.get_by_role("button", name="Why this value").click()
    place = page.locator("dialog table a")
    place.wait_for()
    row = place.inner_text()
    place.click()
    page.locator("h1", has_text="edc/ae.csv").wait_for()
    page.locator(".cell-bar", has_text=f"Row {row},").wait_for()
    page.get_by_role("button", name="Where it went").click()
    page.get_by_text("This row went to").wait_for()
    assert "AE record" in page.get_by_role("dialog").inner_text()


def test_the_ledger_opens_a_raw_file_with_its_set_aside_rows_marked_in_words(page: Page, package: Package) -> None:
    ledger = package("crb401")[0].ledger
    assert ledger is not None
    go(page, "#/ledger")
    assert "It balances" in page.locator("main").inner_text()
    page.locator("a[href='#/raw/ae?aside=1']").click()
    page.wait_for_selector(".grid-row.aside")
    aside = ledger.rows[(ledger.rows["table"] == "ae") & (ledger.rows["fate"] == "set aside")]
    rows = page.locator(".grid-row.aside").all_inner_texts()
    assert len(rows) == len(aside)
    assert all(f"set aside: {reason}" in row for row, reason in zip(rows, aside["reason"], strict=True))


def test_an_issue_leads_to_its_record_and_to_the_raw_row_behind_it(page: Page) -> None:
    go(page, "#/issues?rule=result-text")
    page.get_by_label("explained by the study").check()
    cause = page.locator("details[open]")
    links = cause.locator("td a, th a").all_inner_texts()
    assert any(text.startswith("LB:") for text in links)
    cause.locator("a", has_text="lab/central.csv:").first.click()
    page.locator("h1", has_text="lab/central.csv").wait_for()


def test_issues_are_counted_as_the_report_counts_them(page: Page, package: Package) -> None:
    report, _ = package("crb401")
    go(page, "#/issues")
    assert page.locator(".count").inner_text().startswith(f"{len(report.open_issues)} issues of ")
    page.get_by_label("explained by the study").check()
    assert page.locator(".count").inner_text().startswith(f"{len(report.issues)} issues of ")


def test_a_result_tells_its_method_and_opens_the_records_behind_it(page: Page) -> None:
    go(page, "#/results")
    page.locator("button.result").first.click()
    dialog = page.get_by_role("dialog")
    show = dialog.get_by_role("link", name="Show")
    show.first.wait_for()
    assert "Method" in dialog.inner_text()
    number = show.first.inner_text().split()[1]
    show.first.click()
    page.locator(".count", has_text=f"{number} of ").wait_for()


def test_a_study_without_results_says_so(package: Package, opened: Opened) -> None:
    page = opened(package("demo")[1] / "review.html", at="#/results")
    assert "This study has no results" in page.locator("main").inner_text()


def test_dark_is_as_the_system_has_it_until_the_reader_chooses(package: Package, opened: Opened) -> None:
    page = opened(package("demo")[1] / "review.html", scheme="dark")
    ground: Callable[[], Any] = lambda: page.evaluate("getComputedStyle(document.documentElement).backgroundColor")  # noqa: E731
    dark = ground()
    page.get_by_label("Appearance").select_option("light")
    assert ground() == "rgb(255, 255, 255)" != dark
    page.get_by_label("Appearance").select_option("dark")
    assert ground() == dark


def test_the_overview_is_printed_in_black_on_white(package: Package, opened: Opened) -> None:
    page = opened(package("demo")[1] / "review.html", scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    style = "(name) => getComputedStyle(document.documentElement)[name]"
    assert [page.evaluate(style, name) for name in ("backgroundColor", "color")] == [
        "rgb(255, 255, 255)",
        "rgb(0, 0, 0)",
    ]
    assert not page.get_by_role("navigation", name="Sections").is_visible()


@pytest.mark.parametrize("to", ["#/overview", "#/results", "#/data", "#/data/LB", "#/ledger", "#/raw/ae", "#/issues"])
def test_nothing_is_wider_than_a_telephone(package: Package, opened: Opened, to: str) -> None:
    page = opened(package("crb401")[1] / "review.html", at=to, width=390, height=844)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
