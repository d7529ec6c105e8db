"""What a plan says of every value: rules, and the steps that apply them, in the form the page walks through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from converter.report.why.conversions import conversions_of, units_read
from converter.report.why.decisions import decision_variable, decisions_of
from converter.report.why.reads import Reads, reads_of
from converter.spec.dataset import qualifiers_of, supplemental_of
from converter.steps import AnalysisStep, BoundRule, BuildStep, DeriveStep, Plan, RecordsStep, ResultStep, Step

if TYPE_CHECKING:
    from converter.dataset import AnyDataset
    from converter.report.review.columns import Body
    from converter.spec.domain import Records

ANY = ""
"""In place of a variable: what a step reads for any variable that it makes."""


@dataclass(frozen=True)
class Numbers:
    """Bodies that are told once, each named by its position."""

    bodies: list[Body] = field(default_factory=list)
    known: dict[str, int] = field(default_factory=dict)

    def of(self, body: Body) -> int:
        """Give the position of a body."""
        key = repr(body)
        if key not in self.known:
            self.known[key] = len(self.bodies)
            self.bodies.append(body)
        return self.known[key]


def plan_body(plan: Plan, datasets: Mapping[str, AnyDataset]) -> Body:
    """Give the rules of a plan, and what steps read, each once; the steps of SDTM, analysis and results name them.

    Of rules that convert units, each conversion that records of the `datasets` rest on is told.
    """
    rules, reads = Numbers(), Numbers()
    return {
        "steps": [_step(step, rules, reads) for step in plan.steps],
        "analysis": [_analysis_step(step, rules, reads) for step in plan.analysis.steps],
        "results": [_result(step, rules) for step in plan.results.steps],
        "rules": rules.bodies,
        "reads": reads.bodies,
        "qualifiers": {n: list(qualifiers_of(plan.specs, n)) for n, spec in plan.specs.items() if not spec.qualifies},
        "beside": {n: supplemental_of(plan.specs, n) for n in plan.specs if supplemental_of(plan.specs, n)},
        "received": dict(plan.received),
        "analysisDatasets": list(plan.analysis.specs),
        "conversions": _conversions(datasets, plan),
        "origins": {name: _origins(plan, name) for name in (*plan.specs, *plan.analysis.specs)},
    }


def _conversions(datasets: Mapping[str, AnyDataset], plan: Plan) -> Body:
    """Give by the place of a rule the variables that hold the units and the test, and what is told of their values."""
    made: Body = {}
    for step, values, told, _ in conversions_of(datasets, plan):
        one = made.setdefault(step.rule.place, {"variables": list(units_read(step.rule)), "told": {}})
        one["told"][" | ".join(values)] = told
    return made


def rule_body(rule: BoundRule) -> Body:
    """Give what is told of a rule: its text, the raw columns that it reads, the decisions of its criteria."""
    decisions = {name: asdict(said) for name, said in decisions_of(rule).items()}
    return {
        "name": rule.name,
        "method": rule.method,
        "place": rule.place,
        "origin": f"{rule.origin.type} {rule.origin.source or ''}".strip(),
        "columns": list(rule.columns),
        **({"decided": decision_variable(rule), "decisions": decisions} if decision_variable(rule) else {}),
    }


def _step(step: Step, rules: Numbers, reads: Numbers) -> Body:
    if isinstance(step, RecordsStep):
        records = step.records
        return {
            "dataset": step.dataset,
            "table": records.table,
            "rules": {variable: rules.of(rule_body(rule)) for variable, rule in step.rules.items()},
            "items": records.unpivot.items if records.unpivot else {},
            "named": records.unpivot.name if records.unpivot else "",
            "madeOf": _made_of(records),
            "joins": [{"table": join.table, "columns": join.columns} for join in records.join],
        }
    variable = step.variable if isinstance(step, DeriveStep) else ANY
    read = {variable: reads.of(_reads(reads_of(step, variable)))}
    kind = "build" if isinstance(step, BuildStep) else "derive"
    return {"dataset": step.dataset, "kind": kind, "rule": rules.of(rule_body(step.rule)), "reads": read}


def _made_of(records: Records) -> Body:
    """Give the columns that tell whether an item was done, by the column of the status that is made of them."""
    undone = records.unpivot.not_done if records.unpivot else None
    return {undone.column: list(undone.when.variables)} if undone else {}


def _analysis_step(step: AnalysisStep, rules: Numbers, reads: Numbers) -> Body:
    return {
        "dataset": step.dataset,
        "kind": "records" if step.makes_rows else "variables",
        "rule": rules.of(rule_body(step.rule)),
        "reads": {name: reads.of(_reads(reads_of(step, name))) for name in step.makes},
    }


def _result(step: ResultStep, rules: Numbers) -> Body:
    number = rules.of(rule_body(step.rule))
    return {"display": step.display, "row": step.row, "rule": number, "variables": list(step.rule.variables)}


def _reads(reads: Reads) -> Body:
    names = {"records": reads.records, "subject": reads.subject, "population": reads.population}
    return {"own": list(reads.own), **{kind: _names(of) for kind, of in names.items()}}


def _names(names: Mapping[str, tuple[str, ...]]) -> Body:
    return {owner: list(variables) for owner, variables in names.items()}


def _origins(plan: Plan, dataset: str) -> dict[str, str]:
    spec = {**plan.specs, **plan.analysis.specs}[dataset]
    known = ((one.name, one.origin) for one in spec.variables)
    return {name: f"{origin.type} {origin.source or origin.predecessor}".strip() for name, origin in known if origin}
