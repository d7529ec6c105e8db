"""The demo study, converted once for all tests of the library."""

from __future__ import annotations

from pathlib import Path

import pytest

import converter
from converter import Report

DEMO = Path(__file__).resolve().parents[2] / "examples" / "demo"


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("package") / "demo"


@pytest.fixture(scope="session")
def report(package: Path) -> Report:
    return converter.convert(DEMO, package)
