"""What is known of a study when its guides are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from converter.spec.dataset import DatasetSpec
from converter.spec.package.guide import ANALYSIS_ONLY, QUESTIONS
from converter.spec.start import Stage
from converter.steps import AnalysisStep, Plan, RecordsStep
from converter.submission.document import Block, Text
from converter.submission.findings import Finding
from converter.submission.reasons import is_empty_reason


@dataclass(frozen=True)
class Balance:
    """What became of the rows of one raw table."""

    table: str
    file: str
    rows: int
    mapped: int
    merged: int
    set_aside: int
    not_mapped: int


@dataclass(frozen=True)
class Part:
    """One part of a dataset that was split for its size: its name, and which records of the whole it holds, from 0."""

    name: str
    rows: range


@dataclass(frozen=True)
class Known:
    """What is known: the plan, the records of each dataset, findings, raw rows, the version of the converter.

    `form` tells how the annotated form was made: 'drawn', 'laid' on the sponsor's, 'given' by the study, or '' (none);
    `begins` with which data the line begins, `split` the parts of each dataset that was split for its size.
    """

    plan: Plan
    records: Mapping[str, int]
    findings: tuple[Finding, ...]
    balance: tuple[Balance, ...]
    version: str
    form: str = ""
    begins: Stage = "raw"
    split: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)

    def tabulations(self) -> tuple[DatasetSpec, ...]:
        """Give the SDTM datasets that were shipped."""
        return tuple(spec for name, spec in self.plan.specs.items() if name in self.records)

    def analyses(self) -> tuple[DatasetSpec, ...]:
        """Give the analysis datasets that were shipped, in the order in which they are made."""
        return tuple(spec for name, spec in self.plan.analysis.specs.items() if name in self.records)

    def tables_of(self, dataset: str) -> tuple[str, ...]:
        """Name the raw tables that give rows to a dataset."""
        steps = (step for step in self.plan.steps if isinstance(step, RecordsStep) and step.dataset == dataset)
        return tuple(dict.fromkeys(step.records.table for step in steps))

    def steps_of(self, dataset: str) -> Iterator[AnalysisStep]:
        """Give the steps of an analysis dataset."""
        return (step for step in self.plan.analysis.steps if step.dataset == dataset)

    def sources_of(self, dataset: str) -> tuple[str, ...]:
        """Name the datasets that an analysis dataset is made from."""
        known = {*self.plan.specs, *self.plan.analysis.specs} - {dataset}
        found: dict[str, None] = {}
        for step in self.steps_of(dataset):
            read = [name.partition(".")[0] for name in step.rule.variables if "." in name]
            read += [name.partition(".")[0] for name in step.predecessors.values() if "." in name]
            found |= dict.fromkeys(name for name in (*_named(step.rule.arguments), *read) if name in known)
        return tuple(found)

    def findings_in(self, datasets: Mapping[str, object] | frozenset[str], *, others: bool) -> tuple[Finding, ...]:
        """Give what was found in some datasets, and where `others` in all that is no dataset, such as raw files."""
        every = {*self.plan.specs, *self.plan.analysis.specs}
        return tuple(one for one in self.findings if one.place in datasets or (others and one.place not in every))


def _named(value: object) -> Iterator[str]:
    """Find every `dataset` among arguments."""
    if isinstance(value, Mapping):
        if isinstance(value.get("dataset"), str):
            yield value["dataset"]
        for one in value.values():
            yield from _named(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _named(one)


def answer(plan: Plan, key: str) -> Block:
    """Give what a person said under a key of `guide:`, else what is asked."""
    said = str(getattr(plan.study.guide, key))
    if is_empty_reason(said):
        return Text(f"To be said in study.yaml, guide: {key}: {QUESTIONS[key]}", wanted=True)
    return Text(said)


def unanswered(plan: Plan, *, analysis: bool) -> Iterator[str]:
    """List what only a person knows and nobody has said."""
    for key, question in QUESTIONS.items():
        asked = analysis or key not in ANALYSIS_ONLY
        if asked and is_empty_reason(str(getattr(plan.study.guide, key))):
            yield f"guide: {key}: {question}"
