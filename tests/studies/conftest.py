"""What the tests of whole studies share."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pyreadstat
import pytest

from converter.report.report import Report
from tests.converted import Converted

Package = Callable[[str], tuple[Report, Path]]
Became = Callable[[Path, str, str, str], list[str | float | None]]


@pytest.fixture(scope="session")
def comparison() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compare", Path(__file__).with_name("compare.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def became() -> Became:
    """Read what became of one raw cell."""
    return _became


def _became(out: Path, dataset: str, raw: str, variable: str) -> list[str | float | None]:
    """Give the values of a variable in the records that come from a row of a raw table, such as 'ae:23'."""
    table, _, row = raw.partition(":")
    trace = pd.read_parquet(out / "trace" / f"{dataset}.parquet")
    records = trace[(trace["table"] == table) & (trace["source_row"] == int(row))]["record"]
    frame, _ = pyreadstat.read_xport(str(out / "sdtm" / f"{dataset}.xpt"))
    return [None if pd.isna(value) else value for value in frame[variable].iloc[records - 1]]


@pytest.fixture(scope="session")
def package(converted: Converted) -> Package:
    """Give the report of an example study and the folder of its package."""
    return converted
