"""Every example in the documents is held to the code: YAML by a test of its page or as the kind it is, and commands."""

from __future__ import annotations

import re
import shlex
from inspect import signature
from pathlib import Path

import pytest
import typer
import yaml

from converter.adam.rules import ANALYSIS_RULES
from converter.cli import app
from converter.spec.analysis import Analysis
from converter.spec.domain import Domain
from converter.spec.study import Study

ROOT = Path(__file__).resolve().parents[1]
DOCS = sorted((ROOT / "docs").glob("*.md"))
HEAD = {
    "study": {"id": "S", "name": "S", "description": "", "created": "2024-01-01"},
    "standards": {"terminology": []},
}
HELD = {
    "add-a-criterion.md": "tests/adam/response/test_looks_page.py",
    "analysis-datasets.md": "tests/test_docs.py",
    "first-table.md": "tests/studies/test_first_table.py",
    "getting-started.md": "tests/test_docs.py",
    "interchange.md": "tests/pipeline/specs/test_interchange_page.py",
    "looks.md": "tests/adam/response/test_looks_page.py",
    "mapping.md": "tests/pipeline/test_mapping_page.py",
    "results.md": "tests/test_docs.py",
    "short-forms.md": "tests/test_docs.py",
    "standards.md": "tests/test_docs.py",
}
"""Pages whose YAML a test of their own runs."""
KINDS = {
    "package.md": "study",
    "odm.md": "study",
    "first-draft.md": "domain",
    "checking.md": "steps of CI",
    "coming-from-sas.md": "analysis",
}
"""Pages whose YAML is loaded here, as what."""
COMMAND = re.compile(r"^(?:\$ )?converter ([^#\n|]*)", re.MULTILINE)


FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(page: Path, *kinds: str) -> list[str]:
    return [text for kind, text in FENCED.findall(page.read_text(encoding="utf-8")) if kind in kinds]


def commands(page: Path) -> list[list[str]]:
    told = "\n".join(blocks(page, "sh", "bash", "console", "")).replace("\\\n", " ")
    return [shlex.split(line) for line in COMMAND.findall(told)]


def command_problems(words: list[str]) -> list[str]:
    """Name what a line says that the command line does not know: its command, or options of it."""
    command = typer.main.get_command(app)
    words = [word for word in words if word]
    while words and isinstance(getattr(command, "commands", None), dict) and not words[0].startswith("-"):
        known = command.commands  # type: ignore[attr-defined]
        if words[0] not in known:
            return [words[0]]
        command, words = known[words[0]], words[1:]
    options = {"--help", "--version", *(name for one in command.params for name in one.opts + one.secondary_opts)}
    return [word for word in words if word.startswith("-") and word.partition("=")[0] not in options]


def test_the_yaml_of_every_page_is_held_by_somebody() -> None:
    with_yaml = {page.name for page in DOCS if blocks(page, "yaml")}
    assert with_yaml == set(HELD) | set(KINDS)
    for page, test in HELD.items():
        assert page in (ROOT / test).read_text(encoding="utf-8"), f"{test} does not read {page}"


@pytest.mark.parametrize("page", KINDS)
def test_yaml_that_no_page_of_tests_runs_is_right_as_the_kind_it_is(page: str) -> None:
    for text in blocks(ROOT / "docs" / page, "yaml"):
        said = yaml.safe_load(text)
        if KINDS[page] == "study":
            assert set(said) <= Study.model_validate({**HEAD, **said}).model_fields_set
        elif KINDS[page] == "domain":
            assert Domain.model_validate(said).domain
        elif KINDS[page] == "analysis":
            steps = [step for one in Analysis.model_validate(said).steps for step in one.items()]
            assert [name for name, given in steps if set(given) - set(signature(ANALYSIS_RULES[name]).parameters)] == []
        else:
            run = [one for one in re.findall(r"converter check [^\n>]*", text) if "./" not in one]
            assert [command_problems(shlex.split(one)[1:]) for one in run] == [[]]


@pytest.mark.parametrize("page", [ROOT / "README.md", *DOCS], ids=lambda page: page.name)
def test_every_command_that_a_page_shows_is_one_with_options_that_it_has(page: Path) -> None:
    assert commands(page) or page.name != "README.md"
    assert [(words, wrong) for words in commands(page) if (wrong := command_problems(words))] == []


def test_a_command_that_is_mistyped_would_be_told() -> None:
    assert command_problems(["convrt", "S"]) == ["convrt"]
    assert command_problems(["convert", "S", "--outt", "O"]) == ["--outt"]
    assert command_problems(["spec", "import", "x.xlsx", "--to", "S"]) == []


def test_the_rules_that_the_page_for_sas_names_exist() -> None:
    page = (ROOT / "docs" / "coming-from-sas.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(derive_\w+)", page)) <= set(ANALYSIS_RULES)
    rules = {"recode", "datetime", "unpivot"}
    assert {rule for rule in rules if f"`{rule}:" in page} == rules
