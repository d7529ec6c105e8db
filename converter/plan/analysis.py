"""Analysis datasets to a plan: steps bound, names resolved, datasets in the order in which they need each other."""

from __future__ import annotations

import re
import typing
from dataclasses import replace
from functools import partial
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from converter.adam.rules import ALSO_MAKES, PREDECESSORS
from converter.errors import Problem, SpecError, nearest
from converter.plan.binding.bind import Context, bind, parse_call
from converter.plan.descriptions.analysis_specs import analysis_spec
from converter.plan.loaded import loaded
from converter.plan.problems.references import analysis_problems, lookup_problems
from converter.spec.dataset import Origin, qualifiers_of
from converter.spec.standards.guides import load_analysis_standard
from converter.spec.text.yaml import dotted
from converter.steps import AnalysisPlan, AnalysisStep, BoundRule, Built

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from converter.spec.analysis import Analysis
    from converter.spec.dataset import DatasetSpec
    from converter.spec.load import StudyFiles
    from converter.spec.standards.analysis_standard import AnalysisStandard
    from converter.steps import Plan

DERIVED = Origin(type="Derived", source="Sponsor")
PARAMCD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,7}")
SDTM_OF_OTHERS = "SDTM that others made is named by from: sdtm:FOLDER in study.yaml, or --from sdtm:FOLDER"
Steps = dict[str, tuple[AnalysisStep, ...]]


def analysis_plan(
    files: StudyFiles,
    rules: Mapping[str, Callable[..., Any]],
    context: Context,
    tabulations: Mapping[str, DatasetSpec],
) -> AnalysisPlan:
    """Plan the analysis datasets of a study; raises SpecError with every problem found.

    `tabulations` describes the SDTM datasets that they may read.
    """
    standard = _guide(files)
    steps, problems = _bound(files, rules, context)
    if problems:
        raise SpecError(problems)
    order = _ordered(files, steps)
    known = tabulated(tabulations)
    specs: dict[str, DatasetSpec] = {}
    for name in order:
        analysis = files.analyses[name]
        unknown = tuple(_unknown_names(steps[name], known, files))
        made = {variable for step in steps[name] for variable in step.makes}
        problems += (*unknown, *_unfit(analysis, files), *_undescribed(analysis, made, files))
        problems += analysis_problems(analysis, made, context.codelist_names, files)
        known[name] = made - set(analysis.helpers)
        specs[name], wrong = analysis_spec(analysis, steps[name], {**tabulations, **specs}, standard)
        # labels come from predecessors, so those of names that are not known are missing too
        told = () if unknown else wrong
        problems += (Problem(*files.place(name, *path), dotted(path), message, hint) for path, message, hint in told)
    problems += lookup_problems([step for name in order for step in steps[name]], files)
    if problems:
        raise SpecError(problems)
    datasets = {name: files.analyses[name] for name in order}
    return AnalysisPlan(standard, datasets, specs, tuple(step for name in order for step in steps[name]))


def received_analyses(files: StudyFiles, specs: Mapping[str, DatasetSpec]) -> AnalysisPlan:
    """Plan nothing but results: the analysis datasets are there, described as they were found."""
    return AnalysisPlan(_guide(files), {}, specs)


def _guide(files: StudyFiles) -> AnalysisStandard:
    said = files.study.standards
    guide = partial(load_analysis_standard, "adamig", said.adamig, files.standards)
    loaded(files, ("standards", "adamig"), guide)
    return loaded(files, ("standards", "occds"), partial(guide, f"occds-{said.occds}"))


def tabulated(specs: Mapping[str, DatasetSpec]) -> dict[str, set[str]]:
    """List the variables of each SDTM dataset, its supplemental qualifiers among them."""
    whole = (spec for spec in specs.values() if not spec.qualifies)
    return {spec.name: {*spec.by_name, *qualifiers_of(specs, spec.name)} for spec in whole}


def _bound(files: StudyFiles, rules: Mapping[str, Callable[..., Any]], context: Context) -> tuple[Steps, list[Problem]]:
    steps: Steps = {}
    problems: list[Problem] = []
    for name, analysis in files.analyses.items():
        bound: list[AnalysisStep] = []
        for number, written in enumerate(analysis.steps):
            document = files.documents[name]
            call = parse_call(written, document, ("steps", number), files.relative(document.file))
            result = (call,) if isinstance(call, Problem) else bind(call, rules, DERIVED, context)
            if isinstance(result, BoundRule):
                bound.append(_step(name, result))
            else:
                problems += result
        steps[name] = tuple(bound)
        if len(bound) == len(analysis.steps) and not bound[0].makes_rows:
            message = f"the first step must make rows, such as records; '{bound[0].rule.name}' adds variables"
            problems.append(Problem(*files.place(name, "steps", 0), "steps[0]", message))
    return steps, problems


def _step(dataset: str, rule: BoundRule) -> AnalysisStep:
    """Say what one step makes, and what of it is taken unchanged; what rows copy of their own dataset is neither."""
    copied = PREDECESSORS[rule.name](**rule.arguments) if rule.name in PREDECESSORS else {}
    own = {name for name, before in copied.items() if before == f"{dataset}.{name}"}
    copied = {name: before for name, before in copied.items() if name not in own}
    makes = tuple(dict.fromkeys((*ALSO_MAKES.get(rule.name, ()), *rule.makes)))
    makes = tuple(name for name in makes if name not in own)
    return AnalysisStep(dataset, rule, makes, typing.get_type_hints(rule.function)["return"] is Built, copied)


def _ordered(files: StudyFiles, steps: Steps) -> tuple[str, ...]:
    """Put each dataset after those that it reads, in order of name; raises SpecError where they go in a circle."""
    analyses = set(files.analyses)
    read = {name: {owner for step in steps[name] for owner in _owners(step)} for name in files.analyses}
    sorter = TopologicalSorter({name: sorted((others & analyses) - {name}) for name, others in read.items()})
    try:
        return tuple(sorter.static_order())
    except CycleError as error:
        # graphlib names each before the one that reads it
        before, name = error.args[1][:2]
        number = next(number for number, step in enumerate(steps[name]) if before in _owners(step))
        message = f"analysis datasets need each other in a circle: {' -> '.join(error.args[1])}"
        hint = f"this step of {name} reads {before}"
        path = ("steps", number)
        raise SpecError([Problem(*files.place(name, *path), dotted(path), message, hint)]) from error


def _owners(step: AnalysisStep) -> set[str]:
    """Name the datasets that a step reads."""
    return {name.rpartition(".")[0] for name in step.rule.variables}


def _unknown_names(
    steps: Sequence[AnalysisStep], known: Mapping[str, set[str]], files: StudyFiles
) -> Iterator[Problem]:
    """Find variables that a step reads before they are made, or that no dataset has."""
    here: set[str] = set()
    for number, step in enumerate(steps):
        file, line = files.place(step.dataset, "steps", number)
        absent: set[str] = set()
        for name in step.rule.variables:
            owner, _, variable = name.rpartition(".")
            own = owner in {"", step.dataset}
            have = here if own else known.get(owner, set())
            if not own and owner not in known:
                absent.add(owner)
            elif variable not in have:
                when = "which no earlier step makes" if own else "which the study does not make"
                message = f"rule '{step.rule.name}' reads {owner or step.dataset}.{variable}, {when}"
                yield Problem(file, line, dotted(("steps", number)), message, nearest(variable, have))
        for owner in sorted(absent):
            message = f"rule '{step.rule.name}' reads {owner}, a dataset which the study does not make"
            hint = nearest(owner, known) if files.domains or "DM" in known else SDTM_OF_OTHERS
            yield Problem(file, line, dotted(("steps", number)), message, hint)
        here |= set(step.makes)


def _unfit(analysis: Analysis, files: StudyFiles) -> Iterator[Problem]:
    """Find parameter codes that cannot be the name of a variable (ADaMIG 1.3, 3.3.4)."""
    for number, step in enumerate(analysis.steps):
        for path, code in _codes(step, ("steps", number)):
            if not PARAMCD.fullmatch(str(code)):
                message = f"PARAMCD '{code}': expected at most 8 letters, digits and underscores, no digit first"
                yield Problem(*files.place(analysis.dataset, *path), dotted(path), message)


def _codes(written: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Find the parameter codes that a step sets, wherever they stand in it."""
    inner: Iterable[tuple[str | int, object]] = ()
    if isinstance(written, dict):
        inner = written.items()
        if path[-1] == "set_values" and "PARAMCD" in written:
            yield (*path, "PARAMCD"), written["PARAMCD"]
    elif isinstance(written, list | tuple):
        inner = enumerate(written)
    for key, value in inner:
        yield from _codes(value, (*path, key))


def _undescribed(analysis: Analysis, made: set[str], files: StudyFiles) -> Iterator[Problem]:
    """Find keys, helpers and descriptions of variables that no step makes."""
    for key, names in (
        ("keys", analysis.keys),
        ("helpers", analysis.helpers),
        ("variables", tuple(analysis.variables)),
    ):
        for position, name in enumerate(names):
            if name not in made:
                path = (key, name if key == "variables" else position)
                message = f"no step of {analysis.dataset} makes '{name}'"
                yield Problem(*files.place(analysis.dataset, *path), dotted(path), message, nearest(name, made))
            elif key == "keys" and name in analysis.helpers:
                path = (key, position)
                message = f"the key '{name}' is a helper, which is not shipped"
                yield Problem(*files.place(analysis.dataset, *path), dotted(path), message, "take it out of helpers:")


def analysis_package(plan: Plan) -> Plan:
    """Give the plan of the analysis datasets as that of a package of its own: its standard and its datasets alone."""
    guide = plan.analysis.standard
    known = {"name": guide.name, "version": guide.version, "source": guide.source} if guide else {}
    standard = plan.standard.model_copy(update={**known, "publishing_set": "ADaM", "datasets": {}})
    return replace(plan, standard=standard, sources={}, domains={}, specs=plan.analysis.specs, steps=())
