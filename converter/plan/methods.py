"""A study's own functions: `methods.py` beside its `study.yaml`, bound like ours."""

from __future__ import annotations

import importlib.util
import inspect
from typing import TYPE_CHECKING, Any

from converter.errors import Problem, SpecError
from converter.steps import Built, Derived

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import ModuleType

SHAPES: Mapping[tuple[str, ...], str] = {
    ("rows",): "record",
    ("rows", "datasets"): "derive",
    ("datasets",): "build",
}
ANALYSIS = "analysis"


def study_methods(folder: Path) -> dict[str, dict[str, Callable[..., Any]]]:
    """Collect the public functions of a study's `methods.py` by shape: 'record', 'derive', 'build', 'analysis'.

    The shape is told by the names of the positional parameters: (rows), (rows, datasets) or (datasets); one over (rows,
    datasets) that gives Derived or Built is a step of analysis datasets. A function of another shape, or without a
    docstring, raises SpecError: its first sentence is the method text of define.xml.
    """
    found: dict[str, dict[str, Callable[..., Any]]] = {shape: {} for shape in (*SHAPES.values(), ANALYSIS)}
    path = folder / "methods.py"
    if not path.is_file():
        return found
    problems = []
    for name, function in inspect.getmembers(_module(path), inspect.isfunction):
        if name.startswith("_") or function.__module__ != "study_methods":
            continue
        shape = ANALYSIS if _is_step(function) else SHAPES.get(_positional(function))
        if shape is None or not function.__doc__:
            message = "expected a docstring and the positional parameters (rows), (rows, datasets) or (datasets)"
            problems.append(Problem("methods.py", function.__code__.co_firstlineno, name, message))
        else:
            found[shape][name] = function
    if problems:
        raise SpecError(problems)
    return found


def _is_step(function: Callable[..., Any]) -> bool:
    """Tell whether a function is a step of analysis datasets: what it gives says so."""
    return inspect.get_annotations(function).get("return") in {Built, Derived, "Built", "Derived"}


def _positional(function: Callable[..., Any]) -> tuple[str, ...]:
    parameters = inspect.signature(function).parameters.values()
    return tuple(p.name for p in parameters if p.kind is not inspect.Parameter.KEYWORD_ONLY)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("study_methods", path)
    if spec is None or spec.loader is None:
        raise SpecError([Problem("methods.py", 0, "", "cannot be loaded as Python")])
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (SyntaxError, ImportError, NameError) as error:
        raise SpecError([Problem("methods.py", getattr(error, "lineno", 0) or 0, "", str(error))]) from error
    return module
