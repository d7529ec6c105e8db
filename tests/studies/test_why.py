"""Why every value of both examples is what it is: recorded, of its subject, as the step asks, down to raw cells."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from pydantic import BaseModel

from converter.compute.conditions.condition import evaluate
from converter.pipeline.questions import traced
from converter.report.report import Explanation, Report
from converter.report.why.explain import COPIED, FILLED, NOT_SET
from converter.report.why.package import Traced
from converter.report.why.screen import Extent, explained
from converter.report.why.trace import step_numbered
from converter.report.why.why_text import explanation_text
from converter.spec.condition import Condition
from converter.spec.load import load_study
from converter.steps import RecordsStep

ROOT = Path(__file__).resolve().parents[2]
Package = Callable[[str], tuple[Report, Path]]
Answers = dict[tuple[str, str, int], Explanation]
RECORDS = {"DEMO01": 2, "CRB-401": 1}
"""Of each dataset so many records are explained, every variable of them."""
SCREEN = 40


@pytest.fixture(scope="module")
def example(package: Package) -> Callable[[str], Traced]:
    @cache
    def read(study: str) -> Traced:
        return traced(package(study)[1], load_study(ROOT / "examples" / study))

    return read


@pytest.fixture(scope="module")
def told(example: Callable[[str], Traced]) -> Callable[[str], Answers]:
    """Explain the sample of a study once for all tests."""
    return cache(lambda study: {place: explained(example(study), *place) for place in sampled(example(study))})


def sampled(package: Traced) -> Iterator[tuple[str, str, int]]:
    most = RECORDS[package.plan.study.study.id]
    for name, dataset in package.datasets.items():
        chosen = random.Random(name)  # noqa: S311 - a sample, no secret
        records = chosen.sample(range(len(dataset.frame)), min(most, len(dataset.frame)))
        yield from ((name, str(variable), record + 1) for record in records for variable in dataset.frame)


def every(explanation: Explanation) -> Iterator[Explanation]:
    yield explanation
    for one in explanation.inputs:
        yield from every(one)


def pairs(explanation: Explanation) -> Iterator[tuple[Explanation, Explanation]]:
    """Give each explanation with everything that it rests on itself."""
    for one in every(explanation):
        yield from ((one, below) for below in one.inputs)


@pytest.mark.parametrize("study", ["demo", "crb401"])
def test_every_value_has_an_answer_that_fits_a_screen(study: str, told: Callable[[str], Answers]) -> None:
    for place, answer in told(study).items():
        assert answer.rule or answer.method == NOT_SET or answer.note, place
        text = explanation_text(answer).splitlines()
        assert len(text) <= SCREEN, "\n".join(text)
        assert max(map(len, text)) <= 3 * SCREEN, "\n".join(text)


@pytest.mark.parametrize("study", ["demo", "crb401"])
def test_every_record_named_was_read_and_is_of_the_subject(
    study: str, example: Callable[[str], Traced], told: Callable[[str], Answers]
) -> None:
    package = example(study)
    for place, answer in told(study).items():
        for above, below in pairs(answer):
            assert below.subject in {above.subject, ""}, (place, below)
            assert is_recorded(package, above, below), (place, above.rule, below)


def is_recorded(package: Traced, above: Explanation, below: Explanation) -> bool:
    """Tell whether the trace has a record behind another, or it is the only one of its subject, or the same."""
    dataset, row = above.dataset, above.row
    if dataset.startswith("SUPP"):
        dataset, _, row = package.qualified(dataset, above.variable, row)
    if (dataset, row) == (below.dataset, below.row):
        return True
    trace = package.datasets[dataset].sources.frame
    mine = trace[(trace["record"] == row) & (trace["table"] == below.dataset)]
    only = package.datasets[below.dataset].frame["USUBJID"] == below.subject
    return below.row in set(mine["source_row"]) or int(only.sum()) == 1


@pytest.mark.parametrize("study", ["demo", "crb401"])
def test_every_record_named_meets_the_conditions_of_the_step(
    study: str, example: Callable[[str], Traced], told: Callable[[str], Answers]
) -> None:
    package = example(study)
    met = 0
    for place, answer in told(study).items():
        for above, below in pairs(answer):
            conditions = list(conditions_on(package, above, below))
            assert not conditions or any(holds(package, below, one) for one in conditions), (place, above.place, below)
            met += bool(conditions)
    assert met


def conditions_on(package: Traced, above: Explanation, below: Explanation) -> Iterator[Condition]:
    """Give what a step asks of the records of a dataset; none where any of its sources takes all of them."""
    steps = (*package.plan.analysis.steps, *(s for s in package.plan.steps if not isinstance(s, RecordsStep)))
    rule = next((s.rule for s in steps if (s.rule.place, s.rule.name) == (above.place, above.rule)), None)
    if rule is None or (above.dataset, above.row) == (below.dataset, below.row) or above.method == COPIED:
        return
    sources = [conditions for dataset, conditions in sources_of(rule.arguments) if dataset == below.dataset]
    if below.dataset in {name.rpartition(".")[0] for name in rule.of_subject} or not all(sources):
        return
    narrowing = rule.arguments.get("where")
    if isinstance(narrowing, Condition) and any(name.startswith(f"{below.dataset}.") for name in narrowing.variables):
        yield narrowing
    yield from (Condition.model_validate({"all": conditions}) for conditions in sources)


def sources_of(value: object) -> Iterator[tuple[str, list[Condition]]]:
    """Find whatever names a dataset: its name, and the conditions on its records."""
    if isinstance(value, BaseModel) and not isinstance(value, Condition):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        if isinstance(value.get("dataset"), str) and value["dataset"]:
            asked = [value.get(name) for name in ("where", "among", "when")]
            yield value["dataset"], [one for one in asked if isinstance(one, Condition)]
        for item in value.values():
            yield from sources_of(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from sources_of(item)


def holds(package: Traced, record: Explanation, condition: Condition) -> bool:
    """Tell whether a record meets a condition; one on a variable that is not shipped cannot be asked."""
    values: dict[str, object] = {}
    for name in condition.variables:
        owner, _, variable = name.rpartition(".")
        dataset, row = owner or record.dataset, record.row
        frame = package.datasets[dataset].frame
        if dataset != record.dataset:
            row = int((frame["USUBJID"] == record.subject).to_numpy().argmax()) + 1
        shown = package.value(dataset, variable, row)
        if shown == "(not shipped)":
            return True
        values[name] = frame[variable].iloc[row - 1] if variable in frame else shown
    return bool(evaluate(condition, pd.DataFrame([values])).iloc[0])


@pytest.mark.parametrize("study", ["demo", "crb401"])
def test_what_was_collected_ends_at_raw_cells(
    study: str, example: Callable[[str], Traced], told: Callable[[str], Answers]
) -> None:
    package = example(study)
    ended = 0
    for place, answer in told(study).items():
        for one in every(answer):
            if one.origin.startswith("Collected") and not one.again and not package.is_analysis(one.dataset):
                assert one.cells or not one.value or one.rule in {FILLED, "constant"}, (place, one)
                ended += 1
    assert ended


@pytest.mark.parametrize("study", ["demo", "crb401"])
def test_the_raw_rows_named_are_those_that_the_domain_takes(study: str, example: Callable[[str], Traced]) -> None:
    package = example(study)
    for name, dataset in package.datasets.items():
        trace = dataset.sources.frame
        for number in trace["step"].unique():
            step = step_numbered(package.plan, name, int(number))
            if isinstance(step, RecordsStep) and step.records.where is not None:
                mine = trace[(trace["step"] == number) & (trace["table"] == step.records.table)]
                rows = package.tables[step.records.table].frame.loc[mine["source_row"]]
                assert evaluate(step.records.where, rows).all(), (name, step.records.table)


def test_progression_free_survival_names_only_what_ended_it(example: Callable[[str], Traced]) -> None:
    """No therapy before the infusion, which the conditions of the step leave out."""
    package = example("crb401")
    adtte = package.datasets["ADTTE"].frame
    record = int(((adtte["USUBJID"] == "CRB-401-1001-001") & (adtte["PARAMCD"] == "PFS")).to_numpy().argmax()) + 1
    answer = explained(package, "ADTTE", "AVAL", record)
    assert "FDA-2: EVENT = PROGRESSION" in answer.decision
    response, assessment = answer.inputs[0], answer.inputs[0].inputs[0]
    assert (response.dataset, response.beside["AVALC"], response.decision.partition(":")[0]) == (
        "ADRS",
        "PD",
        "IMWG-K-PD-DIRECT",
    )
    assert (assessment.decision.partition(":")[0], assessment.inputs[0].dataset, assessment.inputs[0].part) == (
        "IMWG-PD-NEW",
        "TU",
        "NEW",
    )
    assert {(cell.column, cell.text) for cell in assessment.inputs[0].cells} >= {("TUDAT", "29-MAY-2017")}
    full = explained(package, "ADTTE", "AVAL", record, Extent(full=True))
    assert {one.dataset for one in every(full)}.isdisjoint({"CM", "BS"})
    assert not any(one.left_out for one in every(full))
