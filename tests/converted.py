"""Packages of whole studies, each converted once for all tests of a run, in however many processes these run."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from converter.pipeline import convert
from converter.report.report import Report

TESTS = Path(__file__).parent
EXAMPLES = TESTS.parent / "examples"
STUDIES = {name: EXAMPLES / name for name in ("demo", "crb401")} | {"recist": TESTS / "studies" / "recist"}
Converted = Callable[[str], tuple[Report, Path]]


def conversions(factory: pytest.TempPathFactory) -> Converted:
    """Give what converts a study of STUDIES, or takes what another process has made: its report and its package.

    Nobody may write into the package.
    """
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "converted"

    @cache
    def converted(study: str) -> tuple[Report, Path]:
        kept, out = shared / f"{study}.report", shared / study
        shared.mkdir(exist_ok=True)
        with (shared / f"{study}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if kept.exists():
                report: Report = pickle.loads(kept.read_bytes())  # noqa: S301 - written below
            else:
                report = convert(STUDIES[study], out)
                kept.write_bytes(pickle.dumps(report))
        return report, out

    return converted
