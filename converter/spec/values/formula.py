"""Formulas: arithmetic of numbers and names, nothing else; they are read, never run as a program."""

from __future__ import annotations

import ast

from pydantic import ConfigDict, model_validator

from converter.spec.model import Model
from converter.spec.short.text import or_text, text_as

LONGEST = 500
"""Characters of a formula: beyond them it wants parameters in between."""
LARGEST = 1e300
"""What a constant of a formula is below: beyond it there are no numbers to reckon with."""
SIGNS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
FUNCTIONS = {"sqrt": (1, 1), "ln": (1, 1), "exp": (1, 1), "abs": (1, 1), "min": (2, 9), "max": (2, 9)}
"""The functions of a formula, with the fewest and the most values they take; other roots are powers, ** (1 / 3)."""
FORM = f"numbers, names, + - * / **, {', '.join(f'{name}()' for name in FUNCTIONS)} and parentheses"


class Formula(Model):
    """A formula such as 'CA + 0.8 * (4 - ALB)': numbers, names, + - * / **, functions of FUNCTIONS and parentheses."""

    text: str

    _short = model_validator(mode="before")(text_as("text"))
    model_config = ConfigDict(json_schema_extra=or_text)

    @model_validator(mode="after")
    def _known(self) -> Formula:
        if not self.names:
            message = f"'{self.text}' names no component"
            raise ValueError(message)
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the formula, in order of first mention."""
        nodes = list(ast.walk(syntax(self.text)))
        functions = [node.func for node in nodes if isinstance(node, ast.Call)]
        found = [node for node in nodes if isinstance(node, ast.Name) and node not in functions]
        return tuple(dict.fromkeys(node.id for node in sorted(found, key=lambda node: node.col_offset)))

    def __str__(self) -> str:
        return self.text


def syntax(text: str) -> ast.expr:
    """Give the tree of a formula; raises ValueError for anything but arithmetic."""
    if len(text) > LONGEST or "\n" in text:
        message = f"a formula is one line of at most {LONGEST} characters"
        raise ValueError(message)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        message = f"'{text}' is no formula"
        raise ValueError(message) from error
    for node in ast.walk(tree):
        if not _is_arithmetic(node):
            shown = ast.unparse(node) if isinstance(node, ast.expr) else text
            message = f"'{shown}' is not arithmetic: a formula has {FORM}"
            raise ValueError(message)
    return tree


def _is_arithmetic(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, SIGNS)
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.UAdd | ast.USub)
    if isinstance(node, ast.Constant):
        return type(node.value) in {int, float} and abs(node.value) < LARGEST  # type: ignore[arg-type]
    if isinstance(node, ast.Call):
        fewest, most = FUNCTIONS.get(node.func.id, (0, -1)) if isinstance(node.func, ast.Name) else (0, -1)
        return fewest <= len(node.args) <= most and not node.keywords
    return isinstance(node, ast.Name | ast.Load | ast.operator | ast.unaryop)
