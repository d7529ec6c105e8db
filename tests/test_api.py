"""The public names of the package."""

from __future__ import annotations

import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import converter

PAGE = Path(__file__).resolve().parents[1] / "docs" / "library.md"
ERRORS = {"InputError", "LedgerError", "SpecError", "Issue"}


def test_every_public_name_is_documented_with_an_example() -> None:
    functions = [getattr(converter, name) for name in converter.__all__ if inspect.isfunction(getattr(converter, name))]
    assert [one.__name__ for one in functions if f">>> {one.__name__}(" not in _example(one)] == []
    assert all(getattr(converter, name).__doc__ for name in converter.__all__)
    assert [name for name in converter.__all__ if f"`{name}" not in PAGE.read_text("utf-8")] == []


def _example(function: object) -> str:
    return (inspect.getdoc(function) or "").replace(" = ", " >>> ").replace("[str(edit) for edit in ", ">>> ")


def test_no_public_name_is_that_of_a_module() -> None:
    modules = {module.name for module in pkgutil.iter_modules(converter.__path__)}
    assert modules.isdisjoint(converter.__all__)
    code = [sys.executable, "-c", "import converter; print(set(dir(converter)) >= set(converter.__all__))"]
    assert subprocess.run(code, capture_output=True, text=True, check=True).stdout == "True\n"


def test_to_import_the_package_loads_nothing_heavy() -> None:
    heavy = "pandas numpy pyarrow pydantic scipy matplotlib lxml typer rich openpyxl great_tables yaml"
    code = f"import sys, converter; print([name for name in '{heavy}'.split() if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("epoch", ["abc", "", "-1"])
def test_a_time_that_is_none_does_not_stop_a_program_that_imports(epoch: str) -> None:
    code = [sys.executable, "-c", "from converter import convert, explain"]
    done = subprocess.run(code, env={"SOURCE_DATE_EPOCH": epoch}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
