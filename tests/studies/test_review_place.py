"""The address of the review page: a reload keeps what is shown, Back returns to it; and what is shown as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from converter.report.report import Report

if TYPE_CHECKING:
    from playwright.sync_api import Page

Package = Callable[[str], tuple[Report, Path]]
Opened = Callable[..., "Page"]


def test_search_sort_and_open_record_are_kept_by_a_reload_and_a_saved_file_has_what_is_shown(
    package: Package, opened: Opened
) -> None:
    page = opened(package("demo")[1] / "review.html", at="#/data/AE?sort=-AETERM&hide=STUDYID")
    page.get_by_label("Find").fill("head")
    page.locator(".count", has_text=" of ").wait_for()
    shown = page.locator(".count").inner_text()
    page.locator(".grid-row .cell").first.click()
    page.locator("dialog.record").wait_for()
    page.reload()
    page.locator("dialog.record").wait_for()
    assert page.locator("[aria-sort=descending]").inner_text().startswith("AETERM")
    page.get_by_role("button", name="Close").click()
    assert page.locator(".count").inner_text() == shown
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as CSV").click()
    rows = list(csv.DictReader(saved.value.path().read_text("utf-8").splitlines()))
    assert shown.startswith(f"{len(rows)} of ")
    assert [("Headache" in row["AETERM"], "STUDYID" in row) for row in rows] == [(True, False)] * len(rows)


def test_back_returns_to_the_columns_that_were_shown(package: Package, opened: Opened) -> None:
    page = opened(package("demo")[1] / "review.html", at="#/data/AE")
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("DOMAIN").uncheck()
    page.get_by_role("dialog").get_by_role("button", name="Show").click()
    head = page.locator(".grid-head .name", has_text="DOMAIN")
    head.wait_for(state="detached")
    page.go_back()
    head.wait_for()
