"""The figures of CRB-401 are computed by a reader of their own: it knows the raw files, not how they were drawn."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

STUDY = Path(__file__).resolve().parents[2] / "examples" / "crb401"


def _imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


@pytest.mark.parametrize(("folder", "other"), [("figures", "generator"), ("generator", "figures")])
def test_figures_and_generator_do_not_import_each_other(folder: str, other: str) -> None:
    modules = sorted((STUDY / folder).glob("*.py"))
    assert modules
    wrong = [path.name for path in modules if any(other in name.split(".") for name in _imported(path))]
    assert wrong == []


def test_figures_do_not_use_the_converter() -> None:
    wrong = [p.name for p in (STUDY / "figures").glob("*.py") if any(n.startswith("converter") for n in _imported(p))]
    assert wrong == []
