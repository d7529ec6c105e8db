"""Map the records of one raw table to rows of one domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from converter.compute.findings import Provenance, issues_of
from converter.compute.offenders import issue_of
from converter.dataset import LINEAGE_COLUMNS, TRACE_COLUMNS, Frame, Making, all_sources, no_lineage
from converter.sdtm.call import called
from converter.sdtm.choice import left_out
from converter.sdtm.join import Joined, join
from converter.sdtm.near_miss import conditions_in, near_misses
from converter.sdtm.reshape import ITEM, ROW, SUBJECT, unpivot, without_result
from converter.sdtm.typed import typed
from converter.steps import Fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from converter.issues import Issue
    from converter.sdtm.choice import Left
    from converter.sdtm.screen import Screened
    from converter.spec.condition import Condition
    from converter.spec.dataset import DatasetSpec
    from converter.spec.domain import Records, Unpivot
    from converter.steps import Finding, RecordsStep


@dataclass(frozen=True)
class DomainRows:
    """Rows of one domain while it is made: an index of row ids, the lineage of each id, and which steps made them."""

    frame: Frame
    lineage: Frame
    making: Making = field(default_factory=Making)


def made_by(step: int, frame: Frame) -> Making:
    """Say that one step made all rows of a frame, with every column of it."""
    by = pd.Series(step, index=frame.index, dtype="int32")
    return Making(by, {step: tuple(map(str, frame.columns))} if len(frame) else {})


def with_step(lineage: Frame, step: int) -> Frame:
    """Say which step read the sources, columns TRACE_COLUMNS."""
    return lineage.assign(step=pd.Series(step, index=lineage.index, dtype="int64"))[list(TRACE_COLUMNS)]


DOZEN = 12
"""Rows that make a habit of a table (`habits:` in study.yaml has the same)."""
Named: TypeAlias = "tuple[tuple[str, Finding], ...]"
"""Findings, each with the variable that it is about."""


@dataclass(frozen=True)
class MappedRecords:
    """What one raw table gave to one domain: rows, what became of the other raw rows, issues, and what rules found."""

    rows: DomainRows
    fates: tuple[Fate, ...]
    issues: tuple[Issue, ...]
    findings: Named = ()


def map_records(
    step: RecordsStep, number: int, screened: Mapping[str, Screened], spec: DatasetSpec, study: str
) -> MappedRecords:
    """Choose, reshape and map the records of one raw table; row ids are 0, 1, 2, ... in source order.

    `number` is the position of the step in the plan.
    """
    source = screened[step.records.table]
    chosen, fates = _chosen(step, source)
    own: dict[str, Any] = {ROW: chosen.index, SUBJECT: source.subjects.loc[chosen.index], ITEM: ""}
    rows = chosen.assign(**own)
    rows, joined = join(rows.reset_index(drop=True), step, screened)
    lost: tuple[Issue, ...] = ()
    if step.records.unpivot:
        lost = tuple(_without_result(step, step.records.unpivot, rows, source))
        rows = unpivot(rows, step.records.unpivot)
        fates += _without_items(step, chosen.index, rows)
    lineage = _lineage(rows, step.records, joined)
    files = {name: item.table.file for name, item in screened.items()}
    origin = Provenance(lineage, rows[SUBJECT], files)
    frame, findings = _mapped(step, rows, spec)
    told = [(finding, name) for name, finding in _once(findings, step)]
    issues = tuple(issue for finding, name in told for issue in issues_of([finding], name, step.dataset, origin))
    issues += (*lost, *(issue for match in joined for issue in match.issues))
    issues += (*_missed_rows(step, source), *_missed_values(step, rows, source))
    frame.insert(0, "STUDYID", study)
    frame.insert(1, "DOMAIN", step.dataset)
    if "USUBJID" in spec.by_name and "USUBJID" not in frame:
        frame.insert(2, "USUBJID", rows[SUBJECT])
    fates += tuple(fate for match in joined for fate in (_merged(step.dataset, match), *match.fates))
    made = DomainRows(frame, with_step(lineage, number), made_by(number, frame))
    return MappedRecords(made, fates, issues, findings)


def _chosen(step: RecordsStep, source: Screened) -> tuple[Frame, tuple[Fate, ...]]:
    """Keep the records that the domain wants; the others have a fate with its reason."""
    left = [one for one in left_out(step.records, source.frame, step.dataset) if len(one[2])]
    rows = source.frame.drop(index=[row for _, _, rows in left for row in rows]) if left else source.frame
    return rows, tuple(_fate(step, fate, gone, reason) for fate, reason, gone in left)


def _fate(step: RecordsStep, fate: Left, rows: pd.Index, reason: str) -> Fate:
    return Fate(step.records.table, step.dataset, fate, tuple(map(int, rows)), reason)


def _without_items(step: RecordsStep, chosen: pd.Index, rows: Frame) -> tuple[Fate, ...]:
    empty = chosen.difference(pd.Index(rows[ROW]), sort=False)
    reason = f"no item of {step.dataset} is filled"
    return (_fate(step, "not mapped", empty, reason),) if len(empty) else ()


def _without_result(step: RecordsStep, said: Unpivot, rows: Frame, source: Screened) -> Iterator[Issue]:
    """Report what was collected of an item without a result: no record of the domain holds it.

    What is the same in every row may be printed by the form, such as a unit: a note, and nothing in a dozen rows.
    """
    for item, cells in without_result(rows, said):
        filled = [name for name in map(str, cells) if (cells[name] != "").any()]
        printed = all((rows[name].str.strip() == cells[name].iloc[0]).all() for name in filled)
        if printed and len(rows) >= DOZEN:
            continue
        required = ", ".join(said.items[item][name] for name in said.required if name in said.items[item])
        found = rows.loc[cells.index, [ROW, SUBJECT]].rename(columns={ROW: "row", SUBJECT: "subject"})
        yield issue_of(
            found.assign(value=cells.agg(" ".join, axis="columns").str.strip(), written=f"no record in {step.dataset}"),
            rule="item-without-result",
            severity="note" if printed else "warning",
            place=source.table.file,
            variable=", ".join(filled),
            message=f"filled for {item}, which has no result ({required})",
            hint="complete the result at the source, or name the variable under required: so that it makes a record",
        )


def _lineage(rows: Frame, records: Records, joined: tuple[Joined, ...]) -> Frame:
    own = pd.DataFrame(
        {"row": rows.index, "table": records.table, "source_row": rows[ROW].to_numpy(), "item": rows[ITEM].to_numpy()}
    )
    others = [
        rows[[ROW]]
        .assign(row=rows.index)
        .merge(match.pairs.drop_duplicates(), on=ROW)
        .assign(table=match.table, item="")
        for match in joined
    ]
    parts = [own, *(other[list(LINEAGE_COLUMNS)] for other in others)]
    return all_sources(no_lineage(), *parts)


def _merged(dataset: str, match: Joined) -> Fate:
    rows = tuple(map(int, match.pairs["source_row"].drop_duplicates()))
    return Fate(match.table, dataset, "merged", rows, f"joined to the rows of {dataset}")


def _mapped(step: RecordsStep, rows: Frame, spec: DatasetSpec) -> tuple[Frame, Named]:
    columns: dict[str, pd.Series] = {}
    found: list[tuple[str, Finding]] = []
    for variable, rule in step.rules.items():
        known = spec.by_name.get(variable)
        result = typed(called(rule, rows), known.type if known else "Char")
        columns[variable] = result.values
        found += [(variable, finding) for finding in result.findings]
    return pd.DataFrame(columns, index=rows.index), tuple(found)


def _once(findings: Named, step: RecordsStep) -> Named:
    """Put findings together that say the same of the same raw cells: one cause, though several variables read it."""
    named: dict[tuple[object, ...], list[str]] = {}
    first: dict[tuple[object, ...], Finding] = {}
    for variable, found in findings:
        cells = step.rules[variable].columns, tuple(found.rows), tuple(found.values)
        cause = found.rule, found.severity, found.message, found.hint, *cells
        named.setdefault(cause, []).append(variable)
        first.setdefault(cause, found)
    return tuple((", ".join(names), first[cause]) for cause, names in named.items())


def _missed_rows(step: RecordsStep, source: Screened) -> Iterator[Issue]:
    """Report raw rows that a condition on rows misses only by case."""
    records = step.records
    conditions = [*((records.where,) if records.where else ()), *(aside.when for aside in records.set_aside)]
    own: dict[str, Any] = {ROW: source.frame.index, SUBJECT: source.subjects.loc[source.frame.index]}
    numbered = source.frame.assign(**own)
    yield from _missed(conditions, numbered, source)


def _missed_values(step: RecordsStep, rows: Frame, source: Screened) -> Iterator[Issue]:
    """Report raw rows that a condition of a rule misses only by case."""
    for rule in step.rules.values():
        yield from _missed(conditions_in(dict(rule.arguments)), rows, source)


def _missed(conditions: Iterable[Condition], rows: Frame, source: Screened) -> Iterator[Issue]:
    for column, operand, missed in near_misses(conditions, rows):
        found = rows.loc[missed, [ROW, SUBJECT]].rename(columns={ROW: "row", SUBJECT: "subject"})
        yield issue_of(
            found.assign(value=rows.loc[missed, column], written="the condition does not hold"),
            rule="code-case",
            severity="warning",
            place=source.table.file,
            variable=column,
            message=f"a condition asks for '{operand}', and this is another text",
            hint="correct it at the source, or name both writings in the condition",
        )


def stacked(parts: list[DomainRows], spec: DatasetSpec) -> DomainRows:
    """Stack the rows of several raw tables; a variable that one of them lacks is missing there."""
    offset, frames, lineages, made, gave = 0, [], [], [], dict[int, tuple[str, ...]]()
    for part in parts:
        frames.append(part.frame.set_axis(part.frame.index + offset))
        lineages.append(part.lineage.assign(row=part.lineage["row"] + offset))
        made.append(part.making.made_by.set_axis(part.frame.index + offset))
        gave |= part.making.gave
        offset += len(part.frame)
    frame = pd.concat(frames)
    numeric = {variable.name for variable in spec.variables if variable.type == "Num"}
    text = [name for name in frame if name not in numeric]
    making = Making(pd.concat(made), gave)
    return DomainRows(frame.fillna(dict.fromkeys(text, "")), pd.concat(lineages, ignore_index=True), making)
