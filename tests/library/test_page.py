"""The page on the library and the notebook say what happens: every snippet and every cell is run."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "library.md"
NOTEBOOK = ROOT / "examples" / "library.ipynb"


@pytest.fixture
def beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a copy of the example, and work in it."""
    shutil.copytree(ROOT / "examples" / "demo", tmp_path / "examples" / "demo")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(code: str, names: dict[str, Any]) -> object:
    """Run a cell; give the value of its last line, which a notebook shows."""
    body = ast.parse(code).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)  # noqa: S102 - what the page and the notebook say
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None  # noqa: S307


def test_every_snippet_of_the_page_runs(beside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    shown = [run(code, names) for code in re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)]
    assert len(shown) == 12
    assert names["report"].counts() == {"error": 14, "warning": 8, "note": 3}
    assert names["again"].frame("DM").equals(names["report"].frame("DM"))
    assert names["alone"].frame("DM").equals(names["report"].frame("DM"))
    assert names["imported"].paths[-1].name == "study.yaml"
    assert "examples/nothing: no such folder" in capsys.readouterr().out
    assert (beside / "out" / "described" / "define.xml").is_file()


def test_every_cell_of_the_notebook_runs_and_none_holds_an_output(
    beside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [cell for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert [cell for cell in cells if cell["outputs"] or cell["execution_count"]] == []
    monkeypatch.chdir(beside / "examples")
    monkeypatch.setenv("TMPDIR", str(beside))
    names: dict[str, Any] = {}
    shown = [run("".join(cell["source"]), names) for cell in cells]
    assert repr(shown[1]).startswith("Study DEMO01 (synthetic data)\n")
    assert repr(shown[4]).startswith("AE.AESTDY of record 1, subject DEMO01-101-001\n")
    assert len(names["adam"].frame("ADSL")) == len(names["report"].frame("DM"))
    assert len([one for one in shown if one is True]) == 2  # the frames of both ways are equal
    assert any(isinstance(one, tuple) and not one for one in shown)  # and the workbook says what the study does
