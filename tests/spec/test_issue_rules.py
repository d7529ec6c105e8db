"""The list of rules is that of the code: what a study may name is what an issue may carry, no more, no less."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import converter
from converter.spec.library import load_checks, load_mends

RULE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
OTHER_WORDS = {
    *("base-uri", "default-src", "form-action", "img-src", "script-src", "style-src", "xml-stylesheet"),
    *(
        "dataset-json",
        "set-aside",
        "yyyy-mm-dd",
        "log-log",
        "mpl-data",
        "sans-serif",
        "steps-post",
        "results-all",
        "color-scheme",
        "agresti-caffo",
        "system-out",
        "sdtm-ct-2025-03-28",
        "adam-ct-2025-03-28",
    ),
    *("latin-1", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le", "utf-32"),
}
"""Words of the code that look like rules and are none."""


def told(file: Path) -> set[str]:
    """List the words of a file that look like rules, parts of longer text and docstrings left out."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    parts = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    parts |= {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    words = (node.value for node in nodes if isinstance(node, ast.Constant) and id(node) not in parts)
    return {word for word in words if isinstance(word, str) and RULE.fullmatch(word)}


def test_the_list_names_each_rule_of_the_code_and_nothing_else() -> None:
    root = Path(converter.__file__).parent
    as_data = {spec.id for spec in load_checks() if spec.wrong}
    rules = set().union(*map(told, root.rglob("*.py"))) - OTHER_WORDS - as_data
    listed = set(load_mends().rules) - as_data
    unlisted, unused = sorted(rules - listed), sorted(listed - rules)
    assert not unlisted, f"give a mend in specs/mends.yaml (or add to OTHER_WORDS here): {', '.join(unlisted)}"
    assert not unused, f"take out of specs/mends.yaml: {', '.join(unused)}"


def test_no_rule_is_put_together_when_the_program_runs() -> None:
    root = Path(converter.__file__).parent
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "rule":
                assert not isinstance(node.value, ast.JoinedStr), f"{file}:{node.value.lineno}"
