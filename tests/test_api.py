"""The public names of the package."""

from __future__ import annotations

import subprocess
import sys

import pytest

import converter


def test_the_public_names_are_few_and_documented() -> None:
    assert converter.__all__ == ["InputError", "Issue", "LedgerError", "Report", "SpecError", "convert", "explain"]
    assert all(getattr(converter, name).__doc__ for name in converter.__all__)


@pytest.mark.parametrize("epoch", ["abc", "", "-1"])
def test_a_time_that_is_none_does_not_stop_a_program_that_imports(epoch: str) -> None:
    code = [sys.executable, "-c", "from converter import convert, explain"]
    done = subprocess.run(code, env={"SOURCE_DATE_EPOCH": epoch}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
