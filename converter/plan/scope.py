"""How much of a study each step of a plan looks at: a row, the records of a subject, or all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import TYPE_CHECKING, Literal

from converter.plan.binding.methods import MODULE
from converter.plan.extent import ORDERED_BY, RULES, Extent
from converter.steps import AnalysisStep, BoundRule, BuildStep, DeriveStep, RecordsStep

if TYPE_CHECKING:
    from converter.spec.dataset import DatasetSpec
    from converter.spec.domain import Join
    from converter.steps import Plan, Source

RuleStep = BuildStep | DeriveStep | AnalysisStep
STUDY, SUBJECT = "STUDYID", "USUBJID"


@dataclass(frozen=True)
class Scope:
    """How much of the study one step looks at.

    `row` and `subject`: it can be carried out on a range of subjects. `once`: its dataset is not of subjects and takes
    nothing from those that are. `study`: it needs the records of all subjects, and `why` is the sentence that says so.
    `copied` names raw tables and datasets that every range needs whole. `sorted_by` names the text that the step sorts
    by: as numbers, as dates, or else as text, whichever all values of the column are ('LB.LBREFID', 'labs.ACCESSION').
    """

    dataset: str
    place: str
    extent: Extent | Literal["once"]
    why: str = ""
    copied: tuple[str, ...] = ()
    sorted_by: tuple[str, ...] = ()


def scopes(plan: Plan) -> tuple[Scope, ...]:
    """Say of each step of a plan, in the order in which they run, how much of the study it looks at."""
    specs = {**plan.specs, **plan.analysis.specs}
    return tuple(_scope(step, plan, specs) for step in (*plan.steps, *plan.analysis.steps))


def sorted_anew(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Give the keys of each dataset that is not in the order of subjects: put together of ranges, it is sorted by them.

    The sort is stable, with missing values first; RELREC is such a dataset.
    """
    numbered = {step.dataset for step in plan.steps if isinstance(step, DeriveStep) and step.variable.endswith("SEQ")}
    specs = {name: plan.specs[name] for name in plan.domains if name not in numbered} | dict(plan.analysis.specs)
    keys = {name: spec.keys for name, spec in specs.items() if SUBJECT in spec.by_name}
    return {name: said for name, said in keys.items() if next(key for key in (*said, "") if key != STUDY) != SUBJECT}


def _scope(step: RecordsStep | RuleStep, plan: Plan, specs: Mapping[str, DatasetSpec]) -> Scope:
    if isinstance(step, RecordsStep):
        return _of_records(step, plan, of_subjects=_of_subjects(step.dataset, specs))
    if not _of_subjects(step.dataset, specs):
        return _without_subjects(step, plan, specs)
    return _of_rule(step, plan, specs)


def _of_subjects(dataset: str, specs: Mapping[str, DatasetSpec]) -> bool:
    return dataset in specs and SUBJECT in specs[dataset].by_name


def _of_records(step: RecordsStep, plan: Plan, *, of_subjects: bool) -> Scope:
    """Judge the mapping of raw rows: each by itself, with the joined rows of its subject or of a table copied whole."""
    own, joins = plan.sources[step.records.table], step.records.join
    place = next((rule.place for rule in step.rules.values()), step.dataset)
    if not of_subjects and own.subject:  # such as associated persons
        why = f"{place}: {step.dataset} is not of subjects, and {own.name} is"
        return Scope(step.dataset, place, "study", why)
    if not of_subjects:
        return Scope(step.dataset, place, "once", copied=_each(own.name, *(one.table for one in joins)))
    within = [one for one in joins if _within_subject(one, own, plan.sources[one.table])]
    copied = _each(*(one.table for one in joins if one not in within))
    for rule in step.rules.values():
        if _extent(rule, plan) == "study":
            return Scope(step.dataset, rule.place, "study", _unsaid(rule), copied)
    ordered = _each(*(f"{one.table}.{column}" for one in within for column in one.order))
    return Scope(step.dataset, place, "subject" if within else "row", "", copied, ordered)


def _within_subject(one: Join, own: Source, other: Source) -> bool:
    """Tell whether rows of equal keys are of one subject: the keys hold what makes its id, in both tables alike."""
    made = [(text, one.by.get(name) if name else name) for text, name, _, _ in Formatter().parse(own.subject)]
    wanted = [(text, name) for text, name, _, _ in Formatter().parse(other.subject)]
    return made == wanted and any(name for _, name in wanted)


def _without_subjects(step: RuleStep, plan: Plan, specs: Mapping[str, DatasetSpec]) -> Scope:
    """Judge a step of a dataset that is not of subjects: made once, unless it takes something from those that are."""
    rule = step.rule
    read = [name for name in datasets_read(step) if _of_subjects(name, specs)]
    if read:
        why = f"{rule.name} makes {step.dataset}, which is not of subjects, of {', '.join(read)} of the whole study"
        return Scope(step.dataset, rule.place, "study", f"{rule.place}: {why}")
    if _is_own(rule) and rule.name not in plan.study.methods:
        return Scope(step.dataset, rule.place, "study", _unsaid(rule))
    return Scope(step.dataset, rule.place, "once")


def _of_rule(step: RuleStep, plan: Plan, specs: Mapping[str, DatasetSpec]) -> Scope:
    rule = step.rule
    copied = tuple(name for name in datasets_read(step) if name in specs and not _of_subjects(name, specs))
    extent = _extent(rule, plan)
    if extent == "by":
        by = rule.arguments["by"]
        if SUBJECT not in by:
            why = f"{rule.place}: {rule.name} by {', '.join(by)} reads the whole study"
            return Scope(step.dataset, rule.place, "study", why, copied)
        extent = "subject"
    if extent == "study":
        return Scope(step.dataset, rule.place, "study", _unsaid(rule), copied)
    if extent == "row" and _takes_of_subject(step):
        extent = "subject"
    return Scope(step.dataset, rule.place, extent, "", copied, _each(*_sorted_by(step, specs)))


def _extent(rule: BoundRule, plan: Plan) -> Extent | Literal["by"]:
    """Give what a rule looks at; a function of the study looks at all there is unless the study says otherwise."""
    if not _is_own(rule):
        return RULES[rule.name]
    return plan.study.methods[rule.name].scope if rule.name in plan.study.methods else "study"


def _is_own(rule: BoundRule) -> bool:
    return bool(rule.function.__module__ == MODULE)


def _unsaid(rule: BoundRule) -> str:
    hint = f"methods: {{{rule.name}: {{scope: subject}}}} in study.yaml says that it does not"
    return f"{rule.place}: {rule.name} of methods.py may read the whole study; {hint}"


def datasets_read(step: RuleStep) -> tuple[str, ...]:
    """Name the other datasets that a step reads."""
    owners = (name.rpartition(".")[0] for name in step.rule.variables)
    return _each(*(owner for owner in owners if owner not in {"", step.dataset}))


def _takes_of_subject(step: RuleStep) -> bool:
    """Tell whether a step takes the subject's value of another dataset."""
    names = step.rule.of_subject if isinstance(step, AnalysisStep) else step.rule.variables
    return any(name.rpartition(".")[0] not in {"", step.dataset} for name in names)


def _sorted_by(step: RuleStep, specs: Mapping[str, DatasetSpec]) -> Iterator[str]:
    """Name the text a step sorts by; numbers, and dates in ISO 8601, are in their order whatever others there are."""
    if step.rule.name not in ORDERED_BY:
        return
    dataset = str(step.rule.arguments.get("dataset") or step.dataset)
    for name in step.rule.arguments[ORDERED_BY[step.rule.name]]:
        known = specs[dataset].by_name.get(name)
        if not name.endswith("DTC") and (known is None or known.type == "Char"):
            yield f"{dataset}.{name}"


def _each(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
