"""Displays to a plan: the result of each row bound to its function, every variable known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import Problem, SpecError, nearest
from converter.plan.binding.bind import Context, bind, parse_call
from converter.plan.problems.figures import drawing_problems, figure_problems
from converter.plan.problems.styles import style_problems
from converter.results.rendering.template import unknown_statistics
from converter.results.rules import RESULT_RULES
from converter.results.style import styled
from converter.spec.dataset import Origin
from converter.spec.load import RESULTS
from converter.spec.published import load_published
from converter.spec.text.yaml import dotted
from converter.steps import SUBJECTS, BoundRule, ResultPlan, ResultStep

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from converter.spec.condition import Condition
    from converter.spec.dataset import DatasetSpec
    from converter.spec.display import Display, DisplayRow
    from converter.spec.load import StudyFiles

DERIVED = Origin(type="Derived", source="Sponsor")


def result_plan(files: StudyFiles, context: Context, specs: Mapping[str, DatasetSpec]) -> ResultPlan:
    """Plan the results of a study over its analysis datasets; raises SpecError with every problem found."""
    steps: list[ResultStep] = []
    published = load_published(files.study.published, files.folder)
    problems: list[Problem] = [*figure_problems(files, published), *drawing_problems(files)]
    known = {name: set(spec.by_name) for name, spec in specs.items()}
    problems += style_problems(files)
    displays = {name: styled(one, files.study.displays) for name, one in files.displays.items()}
    for display in displays.values():
        problems += _unknown_in_display(display, known, files)
        problems += _unknown_statistics(display, files)
        for step in _bound(display, files, context):
            if isinstance(step, Problem):
                problems.append(step)
            else:
                steps.append(step)
                problems += _unknown_in_step(step, display, known, files)
    if problems:
        raise SpecError(problems)
    return ResultPlan(displays, tuple(steps), published)


def _bound(display: Display, files: StudyFiles, context: Context) -> Iterator[ResultStep | Problem]:
    for number, row in enumerate(display.rows):
        if row.result is None:
            continue
        document = files.documents[f"{RESULTS}{display.display}"]
        call = parse_call(row.result, document, ("rows", number, "result"), files.relative(document.file))
        bound = (call,) if isinstance(call, Problem) else bind(call, RESULT_RULES, DERIVED, context)
        if isinstance(bound, BoundRule):
            yield ResultStep(display.display, row.id, bound)
        else:
            yield from bound


def _unknown_in_display(display: Display, known: Mapping[str, set[str]], files: StudyFiles) -> Iterator[Problem]:
    """Find variables that the population and the columns read of ADSL and that it lacks."""
    conditions: list[tuple[tuple[str | int, ...], Condition]] = [(("population",), display.population.where)]
    conditions += [
        (("columns", number), one.subjects) for number, one in enumerate(display.columns) if one.subjects is not None
    ]
    for path, condition in conditions:
        for name in condition.variables:
            if name not in known.get(SUBJECTS, set()):
                file, line = files.result_place(display.display, *path)
                message = f"{SUBJECTS} has no variable '{name}'"
                yield Problem(file, line, dotted(path), message, nearest(name, known.get(SUBJECTS, set())))


def _unknown_statistics(display: Display, files: StudyFiles) -> Iterator[Problem]:
    for number, key, message, hint in unknown_statistics(display):
        path = ("rows", number, key)
        file, line = files.result_place(display.display, *path)
        yield Problem(file, line, dotted(path), message, hint)


def _unknown_in_step(
    step: ResultStep, display: Display, known: Mapping[str, set[str]], files: StudyFiles
) -> Iterator[Problem]:
    number = [row.id for row in display.rows].index(step.row)
    file, line = files.result_place(display.display, "rows", number, "result")
    owners = {name.rpartition(".")[0] or SUBJECTS for name in step.rule.variables}
    for owner in sorted(owners - set(known)):
        message = f"result '{step.rule.name}' reads {owner}, an analysis dataset which the study does not make"
        yield Problem(file, line, dotted(("rows", number, "result")), message, nearest(owner, known))
    for name in (*step.rule.variables, *_of_records(step, display, display.rows[number])):
        owner, _, variable = name.rpartition(".")
        owner = owner or SUBJECTS
        if owner in known and variable not in known[owner]:
            hint = nearest(variable, known[owner])
            message = f"result '{step.rule.name}' reads {owner}.{variable}, which the study does not make"
            yield Problem(file, line, dotted(("rows", number, "result")), message, hint)


def _of_records(step: ResultStep, display: Display, row: DisplayRow) -> Iterator[str]:
    """Name the variables by which the columns of a row narrow its records."""
    for column in display.columns_of(row):
        if column.records is not None:
            yield from (name if "." in name else f"{step.dataset}.{name}" for name in column.records.variables)
