"""Settings of all tests, and the browser of those that open a page."""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from converter.__main__ import COLLECTED
from tests.converted import Converted, conversions

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from xdist.remote import Producer

# Timings belong to benchmarks, and a loaded machine fails no test.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
gc.set_threshold(COLLECTED)  # as the command line has it: a tenth of a conversion's seconds

TOGETHER = "tests/studies/"
"""The tests of whole studies share their packages: one process runs them all."""
APART = ("tests/pipeline/stages/", "tests/trust/", "tests/test_cli.py", "tests/library/test_page.py")
"""Tests that take long each and share little are spread over the processes, one by one."""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
Opened = Callable[..., "Page"]
Violations = Callable[["Page"], list[str]]


class _Scheduling(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """The tests of a file run in one process, so that what they share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(APART):
            return nodeid
        return TOGETHER if nodeid.startswith(TOGETHER) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Spread the tests over the processes of `-n`, in the order of their collection."""
    config.option.loadscopereorder = False
    return _Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let whole studies begin, and tests that take long each: small files come last, so that processes end together."""
    each = Counter(item.nodeid.partition("::")[0] for item in items)
    items.sort(key=lambda item: _turn(item.nodeid, each))


def _turn(nodeid: str, tests: Mapping[str, int]) -> tuple[bool, bool, int]:
    return (
        not nodeid.startswith(TOGETHER),
        not nodeid.startswith(APART),
        0 if nodeid.startswith((TOGETHER, *APART)) else -tests[nodeid.partition("::")[0]],
    )


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Converted:
    """Give the report and the package of a study that several tests look at; nobody may write into it."""
    return conversions(tmp_path_factory)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's own Chromium; without it or Playwright the test is skipped, nothing is downloaded."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip(f"none of {', '.join(CHROMIUM)} is installed")
    root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium has no sandbox for root
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--disable-dev-shm-usage", *(["--no-sandbox"] if root else [])]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Open a page from its file; at the end of the test, whatever it complained of or asked the network for fails."""
    troubles: list[str] = []
    contexts = []

    def _opened(file: Path, *, at: str = "", width: int = 1440, height: int = 900, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: None if _is_local(request.url) else troubles.append(request.url))
        page.goto(f"{file.as_uri()}{at}")
        page.wait_for_selector("h1")
        return page

    yield _opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(scope="session")
def violations() -> Violations:
    """Name what axe-core finds wrong with a page for people who cannot see it or use no mouse: rule, element, mend."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")

    def _violations(page: Page) -> list[str]:
        found = axe.Axe().run(page).response["violations"]
        nodes = [(one["id"], node) for one in found for node in one["nodes"]]
        return [f"{rule}: {node['html'][:150]}: {node['failureSummary']}" for rule, node in nodes]

    return _violations


def _is_local(url: str) -> bool:
    return url.startswith(("file:", "data:", "blob:"))
