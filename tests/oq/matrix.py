"""Requirements traced to tests: read, checked against the tests that there are, written as a table."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "validation"
REQUIREMENTS, MATRIX = FOLDER / "requirements.yaml", FOLDER / "matrix.md"
HEAD = """\
# Traceability matrix

Made of [requirements.yaml](requirements.yaml) by `python -m tests.oq --matrix`; a test keeps it up to date.
`make oq` runs these tests and writes a report to sign.

| requirement | what is required | tests |
|---|---|---|
"""


@dataclass(frozen=True)
class Requirement:
    """A requirement with the tests that show it: files, or functions of files as FILE::NAME."""

    id: str
    text: str
    tests: tuple[str, ...]


def requirements(path: Path = REQUIREMENTS) -> tuple[Requirement, ...]:
    """Read the requirements in their order."""
    said = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(Requirement(one["id"], one["text"], tuple(one["tests"])) for one in said)


def functions(file: str) -> tuple[str, ...]:
    """Name the tests of a file; none where there is no such file."""
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return tuple(one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_"))


def traced(requirement: Requirement) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the files that show a requirement, each with the tests that do."""
    parts = (one.partition("::") for one in requirement.tests)
    return tuple((file, (name,) if name else functions(file)) for file, _, name in parts)


def problems(every: tuple[Requirement, ...]) -> Iterator[str]:
    """Tell requirements that stand twice or have no test, and tests that are not there."""
    ids = [one.id for one in every]
    yield from (f"{name}: stands twice" for name in sorted({one for one in ids if ids.count(one) > 1}))
    for one in every:
        if not one.tests:
            yield f"{one.id}: no test"
        for file, names in traced(one):
            there = functions(file)
            if not there:
                yield f"{one.id}: {file} has no test"
            yield from (f"{one.id}: {file} has no {name}" for name in names if name not in there)


def matrix(every: tuple[Requirement, ...]) -> str:
    """Write the matrix: a row for each requirement, with the tests that show it."""
    return HEAD + "".join(f"| {one.id} | {one.text} | {_tests(one)} |\n" for one in every)


def _tests(one: Requirement) -> str:
    return "<br>".join(f"[{test}](../../{test.partition('::')[0]})" for test in one.tests)
