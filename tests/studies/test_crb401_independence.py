"""CRB-401: the figures are computed from the raw files alone, by nothing that drew them; and the other way round."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STUDY = ROOT / "examples" / "crb401"


def _imported(path: Path) -> Iterator[str]:
    """Every module, and every name that may be one, that a file imports, relative ones written in full."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*above, *filter(None, [node.module])))
            yield from (f"{module}.{name.name}" for name in node.names)


@pytest.mark.parametrize(("ours", "theirs"), [("figures", "generator"), ("generator", "figures")])
def test_generator_and_figures_know_nothing_of_each_other(ours: str, theirs: str) -> None:
    files = sorted((STUDY / ours).rglob("*.py"))
    foreign = f"examples.crb401.{theirs}"
    assert files
    assert [
        (path.name, name) for path in files for name in _imported(path) if f"{name}.".startswith(f"{foreign}.")
    ] == []


def test_figures_do_not_import_the_converter_that_they_are_compared_with() -> None:
    files = (STUDY / "figures").rglob("*.py")
    assert [path.name for path in files for name in _imported(path) if name.partition(".")[0] == "converter"] == []


def test_no_program_reads_a_file_of_the_other_side() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in (STUDY / "figures").rglob("*.py")}
    assert [path.name for path, text in texts.items() if "candidate_tte" in text or "dirt_plan" in text] == []
