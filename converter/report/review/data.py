"""What the page embeds: what is read at once, and parts that are read when they are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import pandas as pd
from pandas.api.types import union_categoricals
from pydantic_core import to_json

from converter.dataset import SUBJECT_READ, TRACE_COLUMNS, AnyDataset, Collected, Frame, Positions
from converter.issues import ISSUES_NAMED, Issue
from converter.report.causes import roots
from converter.report.issue_body import issue_bodies
from converter.report.report import Report
from converter.report.review.bound import SUBJECT, by_table, held_records, held_rows, named_subjects
from converter.report.review.columns import Body, column_body, frame_body, steps_body
from converter.report.review.ledger_body import raw_body, raw_files_body
from converter.report.review.plan_body import plan_body
from converter.report.review.populations import populations_body
from converter.report.review.results_body import MadeResults, behind_body, displays_body, published_body
from converter.report.why.trace import steps_of
from converter.spec.dataset import VariableSpec
from converter.spec.library import load_checks, load_titles
from converter.steps import Plan


@dataclass(frozen=True)
class Reviewed:
    """A conversion as the page shows it: its report, its plan, the raw tables, and its results and figures if any."""

    report: Report
    plan: Plan
    raw: Mapping[str, Collected]
    results: MadeResults | None = None
    figures: Mapping[str, str] = field(default_factory=dict)


def sizes_of(reviewed: Reviewed) -> Iterator[tuple[int, int]]:
    """Give the records and the cells of each table of which the page holds records; those of datasets have sources."""
    for dataset in reviewed.report.datasets.values():
        yield dataset.records, dataset.records * len(dataset.spec.variables) + dataset.sources * len(TRACE_COLUMNS)
    yield from ((len(table.index), len(table.index) * len(table.columns)) for table in reviewed.raw.values())


def held_parts(reviewed: Reviewed, most: int) -> Iterator[tuple[str, Body]]:
    """Give the parts that hold data by their names: the records of datasets, their traces, the rows of raw tables.

    They follow from the datasets, raw tables, issues and ledger alone. A dataset or raw table with more than `most`
    records is held in part (`bound.py`); `all` counts what there is.
    """
    report = reviewed.report
    named = named_subjects(report.issues, most)
    sources: list[Frame] = []
    for name, dataset in report.datasets.items():
        held = held_records(dataset.records, _subjects(dataset, most), named, most)
        sources.append(dataset.lineage_at(held))
        yield f"data-{name}", data_body(dataset, held)
        yield f"trace-{name}", trace_body(dataset, sources[-1])
    behind = by_table(sources)
    for name, table in reviewed.raw.items():
        rows = held_rows(table, behind.get(name, ()), report.issues, report.ledger, most)
        yield f"raw-{name}", raw_body(table, rows, report.ledger)


def _subjects(dataset: AnyDataset, most: int) -> pd.Series | None:
    """Give the subject of each record, a category, where there are more than `most` records: else all are held."""
    if dataset.records <= most or SUBJECT not in dataset.spec.by_name:
        return None
    parts = [pd.Categorical(part[SUBJECT]) for part in dataset.frames([SUBJECT])]
    return pd.Series(union_categoricals(parts))


def told_parts(reviewed: Reviewed) -> Iterator[tuple[str, Body]]:
    """Give the part that tells of a conversion as a whole, which is read at once."""
    yield "main", _main(reviewed)


def behind_parts(reviewed: Reviewed, most: int) -> Iterator[tuple[str, Body]]:
    """Give the part of the records behind results, no more than `most` of each dataset behind each cell."""
    if reviewed.results is not None:
        yield "behind", behind_body(reviewed.results, most)


def compact(body: Body | str) -> str:
    """Write JSON without blanks, in ASCII, the same for the same body."""
    return to_json(body, ensure_ascii=True, inf_nan_mode="constants").decode("ascii")


def data_body(dataset: AnyDataset, held: Positions) -> Body:
    """Give the records of a dataset that the page holds, with their numbers, and how many there are."""
    numbers = pd.Series(held + 1)
    return {**frame_body(dataset.at(held)), "numbers": steps_body(numbers), "all": dataset.records}


def trace_body(dataset: AnyDataset, sources: Frame) -> Body:
    """Give the sources of the records that the page holds, step by step in their order, and what each step did.

    `read` names the steps and datasets of which the trace of any record tells the record of its subject: '12 DM'.
    """
    trace = sources.sort_values("step", kind="stable", ignore_index=True)
    reads = (part.loc[part["item"] == SUBJECT_READ, ["step", "table"]] for part in dataset.lineages())
    told = pd.concat(read.drop_duplicates() for read in reads)
    return {
        "records": steps_body(trace["row"] + 1),
        "step": column_body(trace["step"].astype("str")),
        "table": column_body(trace["table"]),
        "rows": steps_body(trace["source_row"]),
        "item": column_body(trace["item"]),
        "read": sorted({f"{step} {table}" for step, table in zip(told["step"], told["table"], strict=True)}),
        "size": dataset.records,
        "steps": [list(told) for told in steps_of(dataset.making)],
    }


def _main(reviewed: Reviewed) -> Body:
    report, plan = reviewed.report, reviewed.plan
    ledger = report.ledger
    return {
        "study": _study(plan),
        "standards": _standards(plan),
        "datasets": [dataset_body(one, plan) for one in report.datasets.values()],
        "raw": raw_files_body(ledger, reviewed.raw) if ledger is not None else [],
        "issues": issues_body(report.issues),
        "rules": rules_body(report.issues),
        "moreIssues": max(len(report.issues) - ISSUES_NAMED, 0),
        "populations": populations_body(report.datasets, plan),
        "displays": displays_body(reviewed.results, reviewed.figures),
        "published": published_body(report.figures),
        "plan": plan_body(plan, report.datasets),
    }


def issues_body(issues: Sequence[Issue]) -> list[Body]:
    """Give the issues that the page holds; `follows` is the position of the one from which another follows."""
    bodies: list[Body] = list(islice(issue_bodies(issues), ISSUES_NAMED))
    follows = roots(issues[:ISSUES_NAMED])
    return [{**body, "follows": follows[at]} if at in follows else body for at, body in enumerate(bodies)]


def rules_body(issues: Sequence[Issue]) -> Body:
    """Say of each rule of the issues what it tells of, and why where it is a check of the catalogue."""
    titles, why = load_titles(), {spec.id: spec.why for spec in load_checks()}
    rules = dict.fromkeys(issue.rule for issue in issues)
    return {rule: [titles[rule], why.get(rule, "")] for rule in rules if rule in titles}


def _study(plan: Plan) -> Body:
    study = plan.study.study
    dates = {"created": study.created.isoformat(), "cutoff": study.cutoff.isoformat() if study.cutoff else ""}
    return {**study.model_dump(include={"id", "name", "description", "protocol", "synthetic"}), **dates}


def _standards(plan: Plan) -> list[Body]:
    """Name the standards in force: implementation guides, terminology, dictionaries."""
    guides = [("SDTM Implementation Guide", plan.standard.version)]
    if plan.analysis.standard and plan.analysis.specs:
        guides.append(("ADaM Implementation Guide", plan.analysis.standard.version))
    guides += [("Controlled terminology", name) for name in plan.study.standards.terminology]
    guides += [(f"Dictionary {one.name}", one.version) for one in plan.study.dictionaries.values()]
    return [{"name": name, "version": version} for name, version in guides]


def dataset_body(dataset: AnyDataset, plan: Plan) -> Body:
    """Give the description of a dataset and of its variables."""
    spec = dataset.spec
    return {
        "name": spec.name,
        "label": spec.label,
        "package": "ADaM" if spec.name in plan.analysis.specs else "SDTM",
        "class": spec.dataset_class,
        "structure": spec.structure,
        "keys": list(spec.keys),
        "comment": spec.comment,
        "records": dataset.records,
        "variables": [_variable(one) for one in spec.variables],
    }


def _variable(variable: VariableSpec) -> Body:
    origin = variable.origin
    told = " ".join(part for part in (origin.type, origin.source or "", origin.predecessor) if part) if origin else ""
    plain = variable.model_dump(include={"name", "label", "type", "length", "format", "role", "core", "comment"})
    return {**plain, "codelists": list(variable.codelists), "origin": told, "method": variable.method}
