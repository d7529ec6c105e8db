"""Map the records of one raw table to rows of one domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from converter.compute.issues.findings import Provenance, issues_of
from converter.compute.issues.offenders import issue_of
from converter.dataset import LINEAGE_COLUMNS, TRACE_COLUMNS, Frame, Making, all_sources, no_lineage
from converter.issues import Cell
from converter.sdtm.call import called
from converter.sdtm.found import Findings, Found, Unanswered
from converter.sdtm.rows.choice import left_out
from converter.sdtm.rows.join import Joined, join
from converter.sdtm.rows.near_miss import conditions_in, near_misses
from converter.sdtm.rows.reshape import ITEM, ROW, SUBJECT, answers, unpivot, without_result
from converter.sdtm.typed import typed
from converter.steps import Fate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from converter.issues import Issue
    from converter.sdtm.rows.choice import Left
    from converter.sdtm.rows.kept import Screened
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


OWNER, RELATED = "USUBJID", "RSUBJID"
Named: TypeAlias = "tuple[tuple[str, Finding], ...]"
"""Findings, each with the variable that it is about."""


@dataclass(frozen=True)
class MappedRecords:
    """What one raw table gave to one domain: rows, what became of the other raw rows, issues, and what rules found.

    `found` is to be told when all rows are known; `findings` are the same by the ids of the rows.
    """

    rows: DomainRows
    fates: tuple[Fate, ...]
    issues: tuple[Issue, ...]
    found: Findings
    findings: Named = ()


def map_records(
    step: RecordsStep,
    number: int,
    screened: Mapping[str, Screened],
    spec: DatasetSpec,
    study: str,
    *,
    ranged: bool = False,
) -> MappedRecords:
    """Choose, reshape and map the records of one raw table; row ids are 0, 1, 2, ... in source order.

    `number` is the position of the step in the plan; `ranged`: there are other subjects than those of these rows.
    """
    source = screened[step.records.table]
    chosen, fates = _chosen(step, source)
    own: dict[str, Any] = {ROW: chosen.index, SUBJECT: source.subjects.loc[chosen.index], ITEM: ""}
    rows = chosen.assign(**own)
    rows, joined = join(rows.reset_index(drop=True), step, screened)
    unanswered: tuple[Unanswered, ...] = ()
    if step.records.unpivot:
        wide, rows = rows, unpivot(rows, step.records.unpivot)
        unanswered = tuple(_unanswered(step, step.records.unpivot, number, wide, rows, source, ranged=ranged))
        fates += _without_items(step, chosen.index, rows)
    lineage = _lineage(rows, step.records, joined)
    files = {name: item.table.file for name, item in screened.items()}
    origin = Provenance(lineage, rows[SUBJECT], files)
    frame, findings, usual = _mapped(step, rows, spec, ranged=ranged)
    found = tuple(
        Found(number, name, issue)
        for name, finding in findings
        for issue in issues_of([finding], name, step.dataset, origin)
    )
    issues = tuple(issue for match in joined for issue in match.issues)
    issues += (*_missed_rows(step, source), *_missed_values(step, rows, source))
    frame.insert(0, "STUDYID", study)
    frame.insert(1, "DOMAIN", spec.domain)
    for name in (OWNER, RELATED):  # of an associated person the subject is the one whom it is related to
        if name in spec.by_name and name not in frame:
            frame.insert(2, name, rows[SUBJECT])
    fates += tuple(fate for match in joined for fate in (_merged(step.dataset, match), *match.fates))
    made = DomainRows(frame, with_step(lineage, number), made_by(number, frame))
    said = Findings(found, unanswered, {(number, name): terms for name, terms in usual.items()})
    return MappedRecords(made, fates, issues, said, findings)


def _chosen(step: RecordsStep, source: Screened) -> tuple[Frame, tuple[Fate, ...]]:
    """Keep the records that the domain wants; the others have a fate with its reason."""
    left = [one for one in left_out(step.records, source.frame, step.dataset) if len(one[2])]
    rows = source.frame.drop(index=[row for _, _, rows in left for row in rows]) if left else source.frame
    return rows, tuple(_fate(step, fate, gone, reason) for fate, reason, gone in left)


def _fate(step: RecordsStep, fate: Left, rows: pd.Index, reason: str) -> Fate:
    return Fate(step.records.table, step.dataset, fate, tuple(map(int, rows)), reason)


def _without_items(step: RecordsStep, chosen: pd.Index, rows: Frame) -> tuple[Fate, ...]:
    empty = chosen.difference(pd.Index(rows[ROW]), sort=False)
    asked = step.records.unpivot.where if step.records.unpivot else None
    reason = f"no item of {step.dataset} is filled" + (f" where {asked.describe()}" if asked else "")
    return (_fate(step, "not mapped", empty, reason),) if len(empty) else ()


def _unanswered(
    step: RecordsStep, said: Unpivot, number: int, rows: Frame, made: Frame, source: Screened, *, ranged: bool
) -> Iterator[Unanswered]:
    """Give what was collected of an item without a result: no record of the domain holds it.

    `rows` are wide, `made` those of items, among them such as were not done.
    """
    without = dict(without_result(rows, said))
    for item, columns in said.items.items() if said.required else ():
        names = answers(said, item)
        if item in without or ranged:
            every = without.get(item, rows.iloc[:0][names])
            cells = every[~rows.loc[every.index, ROW].isin(made.loc[made[ITEM] == item, ROW])]
            yield Unanswered(
                step=number,
                item=item,
                place=source.table.file,
                required=", ".join(columns[name] for name in said.required if name in columns),
                rows=len(rows),
                said={name: tuple(map(str, rows[name].str.strip().unique()[:2])) for name in names},
                filled=tuple(name for name in names if (cells[name] != "").any()),
                cells=tuple(_cells(cells, rows.loc[cells.index], f"no record in {step.dataset}")),
            )


def _cells(values: Frame, rows: Frame, written: str) -> Iterator[Cell]:
    texts = [" ".join(map(str, row)).strip() for row in values.itertuples(index=False, name=None)]
    for row, subject, text in zip(rows[ROW], rows[SUBJECT], texts, strict=True):
        yield Cell(int(row), str(subject), text, written)


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


def _mapped(
    step: RecordsStep, rows: Frame, spec: DatasetSpec, *, ranged: bool
) -> tuple[Frame, Named, dict[str, frozenset[str]]]:
    """Carry out the rules; give the variables, what was found, and the terms that rows write exactly."""
    columns: dict[str, pd.Series] = {}
    found: list[tuple[str, Finding]] = []
    usual: dict[str, frozenset[str]] = {}
    for variable, rule in step.rules.items():
        known = spec.by_name.get(variable)
        result = typed(called(rule, rows), known.type if known else "Char")
        columns[variable] = result.values
        found += [(variable, finding) for finding in (*result.findings, *(result.alone if ranged else ()))]
        if result.usual:
            usual[variable] = result.usual
    return pd.DataFrame(columns, index=rows.index), tuple(found), usual


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
