"""Why a value is what it is: its rule, the values the rule read, and the raw cells it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from converter.compute.sas_date import iso_date
from converter.dataset import FoundDataset, Frame, RawTable
from converter.errors import InputError, nearest
from converter.report.analysis_trace import own_variables, records_behind, step_behind, subject_record, variables_read
from converter.report.report import Explanation, RawCell
from converter.report.values import value_text, value_texts
from converter.steps import AnalysisStep, BoundRule, DeriveStep, Plan, RecordsStep

MOST = 20
"""Of more records behind a value than these the others are counted."""
COPIED = "Taken from the record that this one was made of."
NOT_SET = "Not set for this record."


@dataclass(frozen=True)
class Traced:
    """A package with its trace: each dataset with the sources of its records (record, table, source_row, item)."""

    datasets: Mapping[str, tuple[FoundDataset, Frame]]
    tables: Mapping[str, RawTable]
    plan: Plan


def explained(package: Traced, dataset: str, variable: str, record: int) -> Explanation:
    """Explain one value: what made it, what that read (each explained in turn), and the raw cells below.

    Raises InputError for a variable that the dataset lacks.
    """
    if dataset in package.plan.analysis.datasets:
        return _explained_analysis(package, dataset, variable, record, len(package.plan.analysis.steps))
    found, trace = package.datasets[dataset]
    if variable not in found.frame and _is_qualifier(package, dataset, variable):
        return _qualifier(package, dataset, variable, record)
    if variable not in found.frame:
        message = f"{dataset} has no variable '{variable}'; {nearest(variable, map(str, found.frame.columns))}"
        raise InputError(message)
    sources = trace[trace["record"] == record]
    home, made, at = _home(package, dataset, variable, record)
    rule = _rule(home, made, package.plan, set(sources["table"]))
    value = value_text(found.frame[variable].iloc[record - 1])
    return Explanation(
        dataset=dataset,
        variable=variable,
        row=record,
        subject=str(found.frame["USUBJID"].iloc[record - 1]) if "USUBJID" in found.frame else "",
        value=value,
        rule=rule.name if rule else "filled by the converter",
        method=rule.method if rule else "",
        place=rule.place if rule else "",
        origin=f"{rule.origin.type} {rule.origin.source or ''}".strip() if rule else "",
        cells=tuple(_cells(sources, rule, package)) if rule and rule.columns else (),
        inputs=tuple(_inputs(package, home, at, rule, value)),
    )


def _is_qualifier(package: Traced, dataset: str, variable: str) -> bool:
    domain = package.plan.domains.get(dataset)
    return f"SUPP{dataset}" in package.datasets and domain is not None and variable in domain.supplemental


def _qualifier(package: Traced, dataset: str, variable: str, record: int) -> Explanation:
    """Explain a supplemental qualifier of a record, which analysis reads beside the record's own variables."""
    found = package.datasets[dataset][0].frame
    qualifiers = package.datasets[f"SUPP{dataset}"][0].frame
    sequence = value_text(found[f"{dataset}SEQ"].iloc[record - 1]) if f"{dataset}SEQ" in found else ""
    mine = (qualifiers["USUBJID"] == found["USUBJID"].iloc[record - 1]) & (qualifiers["QNAM"] == variable)
    rows = qualifiers.index[mine & (qualifiers["IDVARVAL"] == sequence)]
    if len(rows):
        return explained(package, f"SUPP{dataset}", "QVAL", int(rows[0]) + 1)
    subject = str(found["USUBJID"].iloc[record - 1])
    return Explanation(dataset, variable, record, subject, "", "no such qualifier of the record", "", "", "")


def _explained_analysis(package: Traced, dataset: str, variable: str, record: int, before: int) -> Explanation:
    """Explain one value of an analysis dataset as the steps before a certain one made it, down to SDTM and below."""
    found, trace = package.datasets[dataset]
    plan = package.plan.analysis
    row = found.frame.iloc[record - 1]
    number = step_behind(plan, dataset, variable, row, before)
    known = variable in row or any(variable in step.makes for step in plan.steps if step.dataset == dataset)
    if number < 0 or not known:
        message = f"{dataset} has no variable '{variable}'; {nearest(variable, map(str, found.frame.columns))}"
        raise InputError(message)
    step = plan.steps[number]
    origin = plan.specs[dataset].by_name[variable].origin if variable in plan.specs[dataset].by_name else None
    behind = list(records_behind(step, variable, trace[trace["record"] == record]))
    inputs = [_explained_analysis(package, dataset, name, record, number) for name in own_variables(step)]
    shown = [(table, name, at) for table, at, names in behind[:MOST] for name in names]
    if variable in step.makes:
        shown += _of_subject(package, step, variable, str(row["USUBJID"]), {table for table, _, _ in behind})
    inputs += [explained(package, *place) for place in shown if place != (dataset, variable, record)]
    return Explanation(
        dataset=dataset,
        variable=variable,
        row=record,
        subject=str(row["USUBJID"]),
        value=_dated(found, variable, row[variable]) if variable in row else "(not shipped)",
        rule=step.rule.name,
        method=step.rule.method if variable in step.makes else COPIED if behind else NOT_SET,
        place=step.rule.place,
        origin=f"{origin.type} {origin.source or origin.predecessor}".strip() if origin else "",
        inputs=tuple(inputs),
        more=max(len(behind) - MOST, 0),
    )


def _dated(found: FoundDataset, variable: str, value: float) -> str:
    """Show a value, and of a numeric date the day that it is."""
    shown = next((one.format for one in found.variables if one.name == variable), "")
    if not shown.startswith("DATE9") or pd.isna(value):
        return value_text(value)
    return f"{iso_date(pd.Series([value])).iloc[0]} ({value_text(value)})"


def _of_subject(
    package: Traced, step: AnalysisStep, variable: str, subject: str, behind: set[str]
) -> Iterator[tuple[str, str, int]]:
    """Name what a step read of the subject's record in datasets that the trace has no record of."""
    owners = dict.fromkeys(name.rpartition(".")[0] for name in step.rule.variables)
    for owner in owners:
        if owner and owner != step.dataset and owner not in behind and owner in package.datasets:
            record = subject_record(package.datasets[owner][0].frame, subject)
            for name in variables_read(step, variable, owner) if record else ():
                yield owner, name, record


def _home(package: Traced, dataset: str, variable: str, record: int) -> tuple[str, str, int]:
    """Find where a value was made: QVAL of SUPP-- in the record of the parent that it qualifies, all others in place.

    Text that goes on in NAME1, NAME2, ... was made as NAME.
    """
    frame, parent = package.datasets[dataset][0].frame, dataset.removeprefix("SUPP")
    if variable != "QVAL" or parent not in package.datasets:
        return dataset, variable, record
    row = frame.iloc[record - 1]
    seq = int(float(row["IDVARVAL"] or 0))
    name, found = str(row["QNAM"]), package.datasets[parent][0]
    made = name if name in package.plan.domains[parent].supplemental else name.rstrip("0123456789")
    return parent, made, _parent(found, str(row["USUBJID"]), seq)


def _parent(found: FoundDataset, subject: str, seq: int) -> int:
    """Find the record that a qualifier qualifies: by its sequence number, without one the subject's first."""
    mine = found.frame["USUBJID"] == subject
    if seq and f"{found.name}SEQ" in found.frame:
        mine &= found.frame[f"{found.name}SEQ"] == seq
    if not mine.any():
        message = f"SUPP{found.name}: the qualifier belongs to no record of {found.name}"
        raise InputError(message)
    return int(mine.to_numpy().argmax()) + 1


def _rule(dataset: str, variable: str, plan: Plan, tables: set[str]) -> BoundRule | None:
    """Find the rule that made a variable of a record from these tables; a derived one goes before a mapped one."""
    steps = [step for step in plan.steps if step.dataset == dataset]
    derived = (step.rule for step in steps if isinstance(step, DeriveStep) and step.variable == variable)
    mapped = (
        step.rules[variable]
        for step in steps
        if isinstance(step, RecordsStep) and step.records.table in tables and variable in step.rules
    )
    built = (step.rule for step in steps if not isinstance(step, DeriveStep | RecordsStep))
    return next((rule for rules in (derived, mapped, built) for rule in rules), None)


def _inputs(package: Traced, dataset: str, record: int, rule: BoundRule | None, value: str) -> Iterator[Explanation]:
    """Explain what a rule read: the same record's values, and the subject's record of other datasets."""
    for name in rule.variables if rule else ():
        owner, _, variable = name.rpartition(".")
        if not owner or owner == dataset:
            if variable in package.datasets[dataset][0].frame:
                yield explained(package, dataset, variable, record)
        elif owner in package.datasets and variable in package.datasets[owner][0].frame:
            other = _record_of_subject(package, dataset, record, owner, variable, value)
            if other:
                yield explained(package, owner, variable, other)


def _record_of_subject(package: Traced, dataset: str, record: int, owner: str, variable: str, value: str) -> int:
    """Find the record of the subject in another dataset: the only one, or the first that has the value."""
    here, there = package.datasets[dataset][0].frame, package.datasets[owner][0].frame
    if "USUBJID" not in here or "USUBJID" not in there:
        return 0
    mine = there[there["USUBJID"] == here["USUBJID"].iloc[record - 1]]
    if len(mine) > 1:
        mine = mine[value_texts(mine[variable]) == value]
    return int(mine.index[0]) + 1 if len(mine) else 0


def _cells(sources: Frame, rule: BoundRule, package: Traced) -> Iterator[RawCell]:
    """Give the raw cells of the columns a rule reads."""
    for table, row, item in zip(sources["table"], sources["source_row"], sources["item"], strict=True):
        raw = package.tables.get(str(table))
        if raw is not None:
            for name in _columns(rule, str(table), str(item), package.plan):
                if name in raw.frame:
                    yield RawCell(raw.file, int(row), name, str(raw.frame.at[row, name]))  # noqa: PD008


def _columns(rule: BoundRule, table: str, item: str, plan: Plan) -> list[str]:
    """Name the raw columns behind the columns a rule reads: through the unpivoted item, and through joins."""
    names = list(rule.columns)
    for step in plan.steps:
        if isinstance(step, RecordsStep) and rule in step.rules.values():
            unpivot = step.records.unpivot
            if unpivot and item in unpivot.items:
                names = [unpivot.items[item].get(name, name) for name in names]
            for join in step.records.join:
                names = [join.columns.get(name, name) if join.table == table else name for name in names]
    return names
