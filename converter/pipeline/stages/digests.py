"""Digests of all that makes values in a plan, so that two packages tell which part of a specification changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from converter.dataset import Frame
from converter.pipeline.stages.fingerprint import DATA, fingerprint
from converter.spec.study import Identity, Study
from converter.steps import AnalysisStep, BoundRule, BuildStep, DeriveStep, Plan, RecordsStep

DIGESTS = ["kind", "dataset", "variable", "place", "digest"]
SHORT = 16
"""Characters of a digest that are written."""
EVERY = "*"
"""In place of a variable where a rule makes whole records."""
PARTED = ("tables", "units", "lookups")
"""Parts of study.yaml of which each entry has a digest of its own where it has a name."""


def digests_table(plan: Plan) -> Frame:
    """Give a digest of each part of study.yaml, of each rule and of what makes records; none of what only describes.

    Columns `DIGESTS`; `kind` is study, records, rule or result. A label, a comment, an origin and the line where a
    thing is said change no digest.
    """
    rows = [*_study(plan.study), *_tabulation(plan), *_analysis(plan), *_results(plan)]
    known: dict[int, str] = {}
    return pd.DataFrame([(*names, _digest(what, known)[:SHORT]) for *names, what in rows], columns=DIGESTS)


def _digest(what: object, known: dict[int, str]) -> str:
    """Give the digest of a part of a plan; `known` has those of objects that several rules share, such as codelists."""
    if id(what) not in known:
        parts = what
        if isinstance(what, BoundRule):
            parts = replace(what, arguments={name: _digest(one, known) for name, one in what.arguments.items()})
        known[id(what)] = fingerprint(parts, DATA)
    return known[id(what)]


def _study(study: Study) -> Iterator[tuple[object, ...]]:
    for name in Study.model_fields:
        said = getattr(study, name)
        if name in DATA[Study]:
            continue
        if isinstance(said, Identity):
            parts = {key: getattr(said, key) for key in Identity.model_fields if key not in DATA[Identity]}
        else:
            parts = said if name in PARTED and isinstance(said, dict) else {}
        for key, part in parts.items():
            yield "study", "", f"{name}.{key}", "study.yaml", part
        if not parts:
            yield "study", "", name, "study.yaml", said


def _tabulation(plan: Plan) -> Iterator[tuple[object, ...]]:
    for step in plan.steps:
        if isinstance(step, RecordsStep):
            yield "records", step.dataset, step.records.table, "", step.records
            for variable, rule in step.rules.items():
                yield "rule", step.dataset, variable, rule.place, rule
        elif isinstance(step, BuildStep):
            yield "rule", step.dataset, EVERY, step.rule.place, step.rule
        elif isinstance(step, DeriveStep):
            yield "rule", step.dataset, step.variable, step.rule.place, step.rule


def _analysis(plan: Plan) -> Iterator[tuple[object, ...]]:
    for step in plan.analysis.steps:
        for variable in _made(step):
            yield "rule", step.dataset, variable, step.rule.place, step.rule


def _made(step: AnalysisStep) -> tuple[str, ...]:
    return (EVERY, *step.makes) if step.makes_rows else step.makes


def _results(plan: Plan) -> Iterator[tuple[object, ...]]:
    """Give each result, and once for each display whom it counts, in which columns, to how many digits."""
    files = {step.display: step.rule.place.partition(":")[0] for step in plan.results.steps}
    for name, file in files.items():
        display = plan.results.displays[name]
        columns = [(one.id, one.subjects, one.records) for one in display.columns]
        rows = [(one.id, one.columns, one.digits) for one in display.rows]
        yield "result", name, EVERY, file, (display.population.where, columns, rows)
    for step in plan.results.steps:
        yield "result", step.display, step.row, step.rule.place, step.rule
