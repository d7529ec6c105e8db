"""Methods: the kinds of results, and the statistics that they gave."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version

from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.spec.values.number import plain_number
from converter.steps import BoundRule, ResultStep
from converter.write.ars.model import AnalysisMethod, CodeParameter, Operation, ProgrammingCode
from converter.write.ars.parts import identifier
from converter.write.result_steps import program


def methods(steps: Iterable[ResultStep], rows: Frame) -> Iterator[AnalysisMethod]:
    """Make the method of each rule; its operations are the statistics in the order in which they came first."""
    given = {str(name): tuple(map(str, found.unique())) for name, found in rows.groupby("METHOD")["STAT"]}
    for name, rule in {step.rule.name: step.rule for step in steps}.items():
        yield _method(rule, given.get(name, ()))


def _method(rule: BoundRule, names: Iterable[str]) -> AnalysisMethod:
    return AnalysisMethod(
        id=method_id(rule.name),
        name=rule.name,
        description=_described(rule),
        operations=tuple(
            Operation(id=operation_id(rule.name, name), name=name, order=number) for number, name in enumerate(names, 1)
        ),
        code_template=ProgrammingCode(
            context=_context(), code=rule.name, parameters=tuple(CodeParameter(name=name) for name in rule.arguments)
        ),
    )


def _described(rule: BoundRule) -> str:
    """Say what the rule does, its arguments by their names in braces; an analysis says it with their values."""
    return (inspect.getdoc(rule.function) or "").partition("\n\n")[0].replace("\n", " ")


def method_id(rule: str) -> str:
    """Name the method of a rule."""
    return identifier("MT", rule)


def operation_id(rule: str, statistic: str) -> str:
    """Name the operation that gives a statistic of a rule."""
    return identifier("OP", rule, statistic)


def programming_code(step: ResultStep) -> ProgrammingCode:
    """Name the program of a result with the arguments it was given; what is empty is left out."""
    words = {name: _worded(value) for name, value in step.rule.arguments.items()}
    parameters = tuple(CodeParameter(name=name, value=(text,)) for name, text in words.items() if text)
    return ProgrammingCode(context=_context(), code=program(step), parameters=parameters)


def _worded(value: object) -> str:
    if isinstance(value, Condition):
        return value.describe()
    if isinstance(value, tuple):
        return "; ".join(_worded(one) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_worded(one)}" for name, one in value.items())
    if isinstance(value, float):
        return plain_number(value)
    return "" if value is None else str(value)


@cache
def _context() -> str:
    return f"converter {version('converter')}"
