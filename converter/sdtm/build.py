"""Raw tables to SDTM: screen the rows, run the steps of the plan, finish each domain, balance the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

import pandas as pd

from converter.compute.issues.consequences import EVERY_CAUSE
from converter.compute.issues.findings import Provenance, issues_of
from converter.dataset import Ledger, all_sources, no_trace
from converter.sdtm.call import called
from converter.sdtm.finish import finished, numbered, shippable
from converter.sdtm.found import Findings, Found, told
from converter.sdtm.habits.habits import watch, watch_tables
from converter.sdtm.made.built import known_alone
from converter.sdtm.rows.ledger import account, column_issues, fates_by_row
from converter.sdtm.rows.records import DomainRows, made_by, map_records, stacked, with_step
from converter.sdtm.rows.screen import Roster, roster_of, screen, usubjids
from converter.sdtm.sources import sources_read
from converter.sdtm.typed import typed
from converter.spec.dataset import supplemental_of
from converter.steps import BuildStep, DeriveStep, RecordsStep, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from converter.dataset import AnyDataset, Collected, Dataset, Frame
    from converter.issues import Issue
    from converter.sdtm.rows.kept import Kept, Screened
    from converter.steps import Fate, Finding, Plan


@dataclass(frozen=True)
class Sdtm:
    """The SDTM datasets by name, the ledger of every raw row, what was found on the way, and of which records."""

    datasets: Mapping[str, AnyDataset]
    ledger: Ledger
    issues: tuple[Issue, ...]
    told: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Progress:
    """What the steps have made so far: rows by domain, fates of raw rows, issues, and what was told of row ids."""

    rows: Mapping[str, DomainRows]
    fates: tuple[Fate, ...] = ()
    issues: tuple[Issue, ...] = ()
    told: tuple[Told, ...] = ()
    found: Findings = field(default_factory=Findings)


@dataclass(frozen=True)
class Mapped:
    """What mapping made: the SDTM datasets, what became of raw rows that were read, issues, and of which records.

    `found` is to be told when all rows are known.
    """

    datasets: Mapping[str, AnyDataset]
    fates: tuple[Fate, ...]
    issues: tuple[Issue, ...]
    found: Findings
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Screening:
    """Raw tables after screening: the rows that stay, the subjects DM takes, what became of the others, and why."""

    tables: Mapping[str, Kept]
    subjects: frozenset[str]
    fates: tuple[Fate, ...] = ()
    issues: tuple[Issue, ...] = ()


def build_sdtm(raw: Mapping[str, Collected], plan: Plan) -> Sdtm:
    """Carry out the plan on the raw tables; raises LedgerError where a raw row is unaccounted for."""
    return in_one_piece(raw, screened(raw, plan), plan)


def in_one_piece(raw: Mapping[str, Collected], screening: Screening, plan: Plan) -> Sdtm:
    """Map raw tables that were screened, all rows at once."""
    made = map_sdtm({name: kept.whole() for name, kept in screening.tables.items()}, plan)
    return accounted(raw, screening, made, [fates_by_row(made.datasets, made.fates, plan)], plan)


def accounted(
    raw: Mapping[str, Collected], screening: Screening, made: Mapped, fates: Iterable[Frame], plan: Plan
) -> Sdtm:
    """Account for every raw row, and tell what rules found in all; raises LedgerError where one is unaccounted for.

    `fates` are those of the rows that stayed, all together or in parts.
    """
    ledger = account(raw, chain([fates_by_row({}, screening.fates, plan)], fates), plan)
    issues = (*screening.issues, *made.issues, *told(made.found, plan), *column_issues(ledger))
    return Sdtm(made.datasets, ledger, issues, made.told)


def map_sdtm(tables: Mapping[str, Screened], plan: Plan, *, ranged: bool = False) -> Mapped:
    """Carry out the plan on raw rows that were screened: those of the whole study, or `ranged`, of some subjects."""
    progress = Progress({})
    for number, step in enumerate(plan.steps):
        if isinstance(step, RecordsStep):
            progress = _after_records(step, number, progress, tables, plan, ranged=ranged)
        elif isinstance(step, BuildStep):
            progress = _after_build(step, number, progress, plan)
        else:
            progress = _after_derive(step, number, progress, tables, plan)
    datasets, positions, more = _finished(progress, tables, plan)
    of = tuple(replace(one, rows=frozenset(positions[one.dataset][list(one.rows)] + 1)) for one in progress.told)
    return Mapped(datasets, progress.fates, (*progress.issues, *more), progress.found, of)


def screened(raw: Mapping[str, Collected], plan: Plan) -> Screening:
    """Screen every raw table against the subjects that DM takes."""
    subjects = {name: usubjids(table, plan.sources[name], plan.study) for name, table in raw.items()}
    roster = roster_of(raw, subjects, plan)
    of_dm = _read_by_dm_only(plan)
    everybody = Roster(roster.known | roster.left_out)
    tables: dict[str, Kept] = {}
    fates: list[Fate] = []
    issues: list[Issue] = []
    for name, table in raw.items():
        subjects_of = everybody if name in of_dm else roster
        tables[name], aside, doubts = screen(table, subjects[name], subjects_of, plan.sources[name], plan)
        fates += aside
        issues += doubts
        issues += watch(tables[name], plan.sources[name], plan.study.habits)
    issues += watch_tables(tables, plan)
    return Screening(tables, roster.known, tuple(fates), tuple(issues))


def _read_by_dm_only(plan: Plan) -> frozenset[str]:
    """Name the tables that only DM reads: what it leaves out of them it says itself."""
    steps = [step for step in plan.steps if isinstance(step, RecordsStep)]
    of_others = {step.records.table for step in steps if step.dataset != "DM"}
    return frozenset({step.records.table for step in steps} - of_others)


def _after_records(
    step: RecordsStep,
    number: int,
    progress: Progress,
    screened: Mapping[str, Screened],
    plan: Plan,
    *,
    ranged: bool,
) -> Progress:
    spec = plan.specs[step.dataset]
    made = map_records(step, number, screened, spec, plan.study.study.id, ranged=ranged)
    before = [progress.rows[step.dataset]] if step.dataset in progress.rows else []
    rows = stacked([*before, made.rows], spec)
    offset = sum(len(part.frame) for part in before)
    return Progress(
        {**progress.rows, step.dataset: rows},
        (*progress.fates, *made.fates),
        (*progress.issues, *made.issues),
        (*progress.told, *_told(step.dataset, made.findings, offset)),
        progress.found + made.found,
    )


def _told(dataset: str, findings: Iterable[tuple[str, Finding]], offset: int = 0) -> Iterator[Told]:
    """Say of which row ids findings are that bring about others; `offset` is the id of the first row of these."""
    for variable, finding in findings:
        if finding.rule in EVERY_CAUSE:
            yield Told(finding.rule, dataset, variable, frozenset(int(row) + offset for row in finding.rows))


def _after_build(step: BuildStep, number: int, progress: Progress, plan: Plan) -> Progress:
    built = known_alone(step.rule.function(_frames(progress), **step.rule.arguments), step, plan)
    frame = built.frame.copy(deep=False)
    frame.insert(0, "STUDYID", plan.study.study.id)
    if "DOMAIN" in plan.specs[step.dataset].by_name:
        frame.insert(1, "DOMAIN", plan.specs[step.dataset].domain)
    subjects = frame["USUBJID"] if "USUBJID" in frame else pd.Series("", index=frame.index, dtype="str")
    origin = Provenance(no_trace(), subjects, {})
    issues = issues_of(built.findings, "", step.dataset, origin)
    made = DomainRows(frame, with_step(built.lineage, number), made_by(number, frame))
    rows = {**progress.rows, step.dataset: made}
    of = (*progress.told, *_told(step.dataset, (("", finding) for finding in built.findings)))
    return replace(progress, rows=rows, issues=(*progress.issues, *issues), told=of)


def _after_derive(
    step: DeriveStep, number: int, progress: Progress, screened: Mapping[str, Screened], plan: Plan
) -> Progress:
    rows = progress.rows[step.dataset]
    known = plan.specs[step.dataset].by_name.get(step.variable)
    frames = _frames(progress)
    result = typed(called(step.rule, rows.frame, frames), known.type if known else "Char")
    issues = issues_of(result.findings, step.variable, step.dataset, _provenance(rows, screened))
    found = Findings(tuple(Found(number, step.variable, issue) for issue in issues))
    frame = rows.frame.assign(**{step.variable: result.values})
    read = [with_step(part, number) for part in sources_read(step, rows.frame, result, frames)]
    lineage = all_sources(rows.lineage, *read)
    making = replace(rows.making, gave={**rows.making.gave, number: (step.variable,)})
    made = {**progress.rows, step.dataset: DomainRows(frame, lineage, making)}
    own = _told(step.dataset, ((step.variable, finding) for finding in result.findings))
    of = (*progress.told, *own, *_inherited(step, progress))
    return replace(progress, rows=made, found=progress.found + found, told=of)


def _inherited(step: DeriveStep, progress: Progress) -> Iterator[Told]:
    """Say what was told of the variables of the record that a derived one is made of: their fault is also its own."""
    for one in progress.told:
        if one.dataset == step.dataset and one.variable in step.rule.variables:
            yield replace(one, variable=step.variable)


def _finished(
    progress: Progress, screened: Mapping[str, Screened], plan: Plan
) -> tuple[dict[str, Dataset], dict[str, pd.Series], tuple[Issue, ...]]:
    """Finish every domain, in the order of the plan's datasets; each SUPP-- follows its parent.

    Gives the datasets, the position of each row id in them, and issues.
    """
    datasets: dict[str, Dataset] = {}
    positions: dict[str, pd.Series] = {}
    issues: list[Issue] = []
    for name, rows in sorted(progress.rows.items()):
        clean, findings = shippable(rows)
        beside = supplemental_of(plan.specs, name)
        done = finished(clean, plan.specs[name], plan.domains[name], plan.specs.get(beside))
        for variable, found in (*findings.items(), *done.findings.items()):
            issues += issues_of(found, variable, name, _provenance(rows, screened))
        positions[name] = done.positions
        datasets[name] = done.dataset
        if done.supplemental is not None:
            datasets[beside] = done.supplemental
    raw = frozenset(number for number, step in enumerate(plan.steps) if isinstance(step, RecordsStep))
    traced = {name: numbered(dataset, positions, raw) for name, dataset in datasets.items()}
    return traced, positions, tuple(issues)


def _frames(progress: Progress) -> dict[str, Frame]:
    return {name: rows.frame for name, rows in progress.rows.items()}


def _provenance(rows: DomainRows, screened: Mapping[str, Screened]) -> Provenance:
    subjects = rows.frame["USUBJID"] if "USUBJID" in rows.frame else pd.Series("", index=rows.frame.index, dtype="str")
    return Provenance(rows.lineage, subjects, {name: table.table.file for name, table in screened.items()})
