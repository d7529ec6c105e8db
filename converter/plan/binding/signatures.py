"""Read what a function says of itself, its signature and its docstring, without running the module it stands in."""

from __future__ import annotations

import ast
import builtins
import functools
import importlib
import inspect
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KNOWN_MODULES = (
    *("converter.steps", "converter.spec", "converter.dataset", "converter.compute"),
    *("converter.sdtm", "converter.adam", "converter.results"),
    *("pandas", "typing", "collections.abc", "datetime"),
)
"""Modules whose names an annotation may have: to import them does nothing else."""


class UnreadableError(Exception):
    """What stands there is known only to a program that runs; the text says what, and what can be read instead."""


@dataclass(frozen=True)
class Module:
    """One Python file as text: where each imported name comes from, and what each name of its own is set to."""

    imported: Mapping[str, tuple[str, str]]
    assigned: Mapping[str, ast.expr]
    functions: tuple[ast.FunctionDef | ast.AsyncFunctionDef, ...]


def module_of(tree: ast.Module) -> Module:
    """Read the imports, the assignments and the functions of a module."""
    imported: dict[str, tuple[str, str]] = {}
    assigned: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Import):
            for name in node.names:
                whole = name.name if name.asname else name.name.partition(".")[0]
                imported[name.asname or whole] = (whole, "")
        elif isinstance(node, ast.ImportFrom) and not node.level:
            imported |= {name.asname or name.name: (node.module or "", name.name) for name in node.names}
        elif isinstance(node, ast.Assign):
            assigned |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            assigned[node.target.id] = node.value
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return Module(imported, assigned, tuple(found))


def signature_of(function: ast.FunctionDef, module: Module) -> inspect.Signature:
    """Give the signature of a function: its parameters, the types and usual values of its keyword-only ones.

    Raises UnreadableError for a type or a usual value that only a running program knows.
    """
    given = function.args
    kinds = (
        (given.posonlyargs, inspect.Parameter.POSITIONAL_ONLY),
        (given.args, inspect.Parameter.POSITIONAL_OR_KEYWORD),
    )
    parameters = [inspect.Parameter(one.arg, kind) for part, kind in kinds for one in part]
    if given.vararg:
        parameters.append(inspect.Parameter(given.vararg.arg, inspect.Parameter.VAR_POSITIONAL))
    for one, usual in zip(given.kwonlyargs, given.kw_defaults, strict=True):
        parameters.append(
            inspect.Parameter(
                one.arg,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if usual is None else _value(usual, module),
                annotation=_type(one.annotation, module, one.arg),
            )
        )
    gives = inspect.Signature.empty if function.returns is None else _type(function.returns, module, "return")
    return inspect.Signature(parameters, return_annotation=gives)


def _value(node: ast.expr, module: Module) -> object:
    """Give a usual value: a literal, or a name that the module sets to one."""
    try:
        if isinstance(node, ast.Name) and node.id in module.assigned:
            return _value(module.assigned[node.id], module)
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError) as error:
        message = f"the usual value '{ast.unparse(node)}' is not written out; write a text, a number, True, None or ()"
        raise UnreadableError(message) from error


def _type(node: ast.expr | None, module: Module, name: str) -> Any:  # noqa: ANN401 - a type hint
    """Give the type that an annotation names."""
    if node is None:
        message = f"argument '{name}' has no type; write `{name}: Column`, `{name}: str` or another one"
        raise UnreadableError(message)
    try:
        return _hint(node, module)
    except (AttributeError, ImportError, TypeError, KeyError, SyntaxError, RecursionError) as error:
        message = (
            f"the type '{ast.unparse(node)}' of '{name}' is known only to a program that runs; take one of Python's "
            "own, or of converter.steps and converter.spec"
        )
        raise UnreadableError(message) from error


def _hint(node: ast.expr, module: Module) -> Any:  # noqa: ANN401 - a type hint
    if isinstance(node, ast.Constant):
        return _hint(ast.parse(node.value, mode="eval").body, module) if isinstance(node.value, str) else node.value
    if isinstance(node, ast.Name):
        return _named(node.id, module)
    if isinstance(node, ast.Attribute):
        return getattr(_hint(node.value, module), node.attr)
    if isinstance(node, ast.Tuple):
        return tuple(_hint(item, module) for item in node.elts)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return operator.or_(_hint(node.left, module), _hint(node.right, module))
    if isinstance(node, ast.Subscript):
        outer = _hint(node.value, module)
        inner = _literal(node.slice) if getattr(outer, "_name", "") == "Literal" else _hint(node.slice, module)
        return outer[inner]
    raise TypeError(ast.unparse(node))


def _literal(node: ast.expr) -> Any:  # noqa: ANN401 - what stands in Literal[...]
    return ast.literal_eval(node)


def _named(name: str, module: Module) -> Any:  # noqa: ANN401 - a type hint
    if name in module.assigned:
        return _hint(module.assigned[name], module)
    if name not in module.imported:
        return getattr(builtins, name)
    source, attribute = module.imported[name]
    if not any(source == known or source.startswith(f"{known}.") for known in KNOWN_MODULES):
        raise ImportError(source)
    found = importlib.import_module(source)
    return functools.reduce(getattr, attribute.split("."), found) if attribute else found
