"""A study's own functions: `methods.py` beside its `study.yaml`, bound like ours, and run only to make rows."""

from __future__ import annotations

import ast
import inspect
import traceback
from functools import cache, partial
from string import Formatter
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pandas as pd

from converter.errors import Problem, SpecError, nearest
from converter.plan.binding.signatures import Module, UnreadableError, module_of, signature_of
from converter.steps import Built, Derived, Mapped

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from converter.spec.load import StudyFiles

FILE = "methods.py"
MODULE = "study_methods"
"""What the functions of a study give as their module: they may fail, ours are held to their contract by our tests."""
ANALYSIS = "analysis"
SHAPES: Mapping[tuple[str, ...], str] = {("rows",): "record", ("rows", "datasets"): "derive", ("datasets",): "build"}
GIVES: Mapping[str, tuple[type, ...]] = {
    "record": (pd.Series, Mapped),
    "derive": (pd.Series, Mapped),
    "build": (Built,),
    ANALYSIS: (Derived, Built),
}
EXPECTED = "expected a docstring and the positional parameters (rows), (rows, datasets) or (datasets)"
ANSWER = {
    "record": "`-> pd.Series` or `-> Mapped`, the values of one variable",
    "derive": "`-> Derived`, variables of an analysis dataset; `-> Built`, records of one; or `-> pd.Series` or "
    "`-> Mapped`, the values of one variable of SDTM",
    "build": "`-> Built`, the rows of a domain",
}
"""What a function of each shape says that it gives."""


def study_methods(folder: Path, taken: Collection[str] = ()) -> dict[str, dict[str, Callable[..., Any]]]:
    """Collect the public functions of a study's `methods.py` by shape: 'record', 'derive', 'build', 'analysis'.

    The file is read, not run: each function given here imports it when it is called. The shape is told by the names of
    the positional parameters: (rows), (rows, datasets) or (datasets); one over (rows, datasets) that gives Derived or
    Built is a step of analysis datasets. A function of another shape, without a docstring, whose arguments cannot be
    read, or that bears a name of ours (`taken`) raises SpecError.
    """
    found: dict[str, dict[str, Callable[..., Any]]] = {shape: {} for shape in GIVES}
    path = folder / FILE
    if not path.is_file():
        return found
    tree = _tree(path)
    module, load = module_of(tree), cache(partial(_module, tree, path))
    problems: list[Problem] = []
    names = [*taken, *(function.name for function in module.functions)]
    for function in module.functions:
        if function.name.startswith("_"):
            continue
        try:
            shape, stand_in = _read(function, module, load, path)
            found[shape][function.name] = stand_in
        except UnreadableError as error:
            problems.append(Problem(path.as_posix(), function.lineno, function.name, str(error)))
        if names.count(function.name) > 1:
            message = "another rule has this name; call it otherwise"
            problems.append(Problem(path.as_posix(), function.lineno, function.name, message))
    if problems:
        raise SpecError(problems)
    return found


def method_problems(files: StudyFiles, found: Mapping[str, Mapping[str, object]]) -> Iterator[Problem]:
    """Find names under `methods:` of study.yaml that are no function of `methods.py`; `found` are those, by shape."""
    known = {name for functions in found.values() for name in functions}
    for name in files.study.methods:
        if name not in known:
            message = f"{FILE} has no function '{name}'"
            yield Problem(*files.place("", "methods", name), f"methods.{name}", message, nearest(name, known))


def rules_told(folder: Path) -> frozenset[str]:
    """List the texts of a study's `methods.py` that may be rules of its findings."""
    path = folder / FILE
    nodes = ast.walk(_tree(path)) if path.is_file() else iter(())
    return frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _tree(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_bytes(), filename=path.name)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", 0) or 0
        raise SpecError([Problem(path.as_posix(), line, "", f"not Python: {getattr(error, 'msg', error)}")]) from error


def _read(
    function: ast.FunctionDef | ast.AsyncFunctionDef, module: Module, load: Callable[[], ModuleType], path: Path
) -> tuple[str, Callable[..., Any]]:
    """Give the shape of a function and what stands for it in the plan; raises UnreadableError."""
    told = ast.get_docstring(function)
    if isinstance(function, ast.AsyncFunctionDef) or function.decorator_list:
        message = "a rule is a plain function, without async and decorators"
        raise UnreadableError(message)
    positional = tuple(one.arg for one in (*function.args.posonlyargs, *function.args.args))
    shape = SHAPES.get(positional)
    if shape is None or function.args.vararg or function.args.kwarg or not told:
        raise UnreadableError(EXPECTED)
    signature = signature_of(function, module)
    shape = _shape(shape, signature.return_annotation)
    _known_placeholders(told, signature)
    return shape, _stand_in(function, told, signature, shape, load, path)


def _shape(shape: str, gives: object) -> str:
    """Tell a step of analysis datasets by what it gives; raises UnreadableError where that fits no shape."""
    if shape == "derive" and gives in GIVES[ANALYSIS]:
        return ANALYSIS
    unsaid = gives is inspect.Signature.empty and shape != "derive"
    if not unsaid and gives not in (*GIVES[shape], pd.Series | Mapped, Mapped | pd.Series):
        message = f"its return type must say what it gives: {ANSWER[shape]}"
        raise UnreadableError(message)
    return shape


def _known_placeholders(told: str, signature: inspect.Signature) -> None:
    """Raise UnreadableError where the sentence for define.xml fills in what is no argument."""
    summary = told.split("\n\n", maxsplit=1)[0]
    try:
        filled = {name for _, name, _, _ in Formatter().parse(summary) if name is not None}
    except ValueError as error:
        message = f"the first sentence of its docstring has a brace too many: {error}"
        raise UnreadableError(message) from error
    unknown = sorted(filled - set(signature.parameters))
    if unknown:
        message = f"the first sentence of its docstring fills in {{{unknown[0]}}}, which is no argument"
        raise UnreadableError(message)


def _stand_in(
    function: ast.FunctionDef,
    told: str,
    signature: inspect.Signature,
    shape: str,
    load: Callable[[], ModuleType],
    path: Path,
) -> Callable[..., Any]:
    """Make a function that looks like one of the study, and runs the study's code only when it is called."""
    name = function.name

    def called(*frames: Any, **arguments: Any) -> Any:  # noqa: ANN401 - what the function is given and gives
        try:
            answer = getattr(load(), name)(*frames, **arguments)
        except SpecError:
            raise
        except Exception as error:  # code of somebody else may fail with anything, and is told where
            raise SpecError([_failed(error, name, path)]) from error
        if message := _wrong(answer, shape, frames):
            raise SpecError([Problem(path.as_posix(), function.lineno, name, f"function '{name}' {message}")])
        return answer

    called.__name__ = called.__qualname__ = name
    called.__module__, called.__doc__ = MODULE, told
    hints = {one.name: one.annotation for one in signature.parameters.values() if one.kind is one.KEYWORD_ONLY}
    gives = {} if signature.return_annotation is signature.empty else {"return": signature.return_annotation}
    called.__annotations__ = {**hints, **gives}
    vars(called)["__signature__"] = signature  # what inspect reads in place of the parameters
    return called


def _wrong(answer: object, shape: str, frames: tuple[Any, ...]) -> str:
    """Say what is wrong with what a function gave; blank where nothing is."""
    if not isinstance(answer, GIVES[shape]):
        said = " or ".join(kind.__name__ for kind in GIVES[shape])
        wanted = "a series on the index of the rows it was given" if pd.Series in GIVES[shape] else said
        return f"expected {wanted}, got {type(answer).__name__}"
    if isinstance(answer, Derived) and not answer.values.index.equals(frames[0].index):
        return "expected values on the index of the rows it was given"
    return ""


def _failed(error: Exception, name: str, path: Path) -> Problem:
    lines = [frame.lineno or 0 for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    message = f"function '{name}' failed with {type(error).__name__}: {error}"
    return Problem(path.as_posix(), lines[-1] if lines else 0, name, message)


def _module(tree: ast.Module, path: Path) -> ModuleType:
    """Run a study's functions as they were read; whatever they raise is told by who called one.

    The file is not opened again, so what runs is what the manifest tells, and nothing is cached beside it.
    """
    module = ModuleType(MODULE)
    module.__file__ = str(path)
    exec(compile(tree, str(path), "exec", dont_inherit=True), vars(module))  # noqa: S102 - code of the study's own
    return module
