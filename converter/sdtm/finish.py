"""Finish a domain: text that XPT can hold, rows sorted, columns in the guide's order, SUPP-- split off."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

import pandas as pd

from converter.compute.continued import OWN_CONTINUATION, continuations, continued_variable
from converter.compute.qualifiers import subject_of
from converter.dataset import TRACE_COLUMNS, Dataset, Frame
from converter.sdtm.long_text import ascii_text, continued
from converter.sdtm.rows.records import DomainRows
from converter.sdtm.supplemental import supplemental_qualifiers, variables_beside
from converter.spec.dataset import QNAM, DatasetSpec, VariableSpec
from converter.spec.domain import Domain
from converter.steps import Finding


@dataclass(frozen=True)
class Finished:
    """A finished domain: the dataset, its SUPP-- if it has any, the position of each row id, and what was found."""

    dataset: Dataset
    supplemental: Dataset | None
    positions: pd.Series
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)


def shippable(rows: DomainRows) -> tuple[DomainRows, dict[str, tuple[Finding, ...]]]:
    """Make all text printable ASCII of at most 200 bytes; longer text goes on in NAME1, NAME2, ...

    Gives what was changed by variable.
    """
    columns: dict[str, pd.Series] = {}
    findings: dict[str, tuple[Finding, ...]] = {}
    for name in map(str, rows.frame):
        values = rows.frame[name]
        if pd.api.types.is_numeric_dtype(values):
            columns[name] = values
            continue
        plain = ascii_text(values)
        parts = continued(plain.values)
        free = _free_names(name, {*map(str, rows.frame), *columns})
        columns |= {next(free) if position else name: parts[position] for position in parts}
        findings[name] = (*plain.findings, *_split(name, plain.values, parts))
    return replace(rows, frame=pd.DataFrame(columns, index=rows.frame.index)), findings


def _free_names(name: str, taken: Collection[str]) -> Iterator[str]:
    """Name the continuations of a variable, in at most 8 characters, by numbers that no other variable has."""
    numbered_names = (f"{name[: 8 - len(str(number))]}{number}" for number in count(1))
    return (free for free in numbered_names if free not in taken)


def _split(name: str, values: pd.Series, parts: Frame) -> tuple[Finding, ...]:
    if len(parts.columns) == 1:
        return ()
    rows = parts.index[parts[1] != ""]
    finding = Finding(
        rule="text-too-long",
        severity="note",
        rows=rows,
        values=values.loc[rows],
        message="longer than 200 bytes",
        written=f"continued in {name}1" if name in OWN_CONTINUATION else "continued in supplemental qualifiers",
        hint="nothing is lost; shorten it at the source if it should be one value",
    )
    return (finding,)


def finished(rows: DomainRows, spec: DatasetSpec, domain: Domain, supplemental: DatasetSpec | None) -> Finished:
    """Sort the rows, keep the columns that have data or must be there, and number the lineage by position."""
    frame = rows.frame.sort_values(_order(rows.frame, spec), kind="stable")
    positions = pd.Series(range(len(frame)), index=frame.index, dtype="int64")
    frame = frame.reset_index(drop=True)
    narrow = _narrowed(spec, frame)
    lineage = rows.lineage.assign(row=rows.lineage["row"].map(positions).astype("int64"))
    lineage = lineage.sort_values(["row", "step", "table", "source_row"], kind="stable", ignore_index=True)
    making = rows.making.moved(positions)
    parent = Dataset(narrow, _completed(frame, narrow), lineage[list(TRACE_COLUMNS)], making)
    extra = frame.drop(columns=[name for name in parent.frame if name in frame])
    filled = supplemental is not None and (extra != "").any(axis=None)
    if not (filled and supplemental):
        return Finished(parent, None, positions)
    if QNAM in supplemental.by_name:
        made = supplemental_qualifiers(parent, extra, domain, supplemental)
    else:
        made = variables_beside(parent, extra, supplemental)
    ids = positions.index  # in the order of positions
    found = {name: tuple(_of_ids(one, ids) for one in told) for name, told in made.findings.items()}
    return Finished(parent, made.dataset, positions, found)


def _of_ids(finding: Finding, ids: pd.Index) -> Finding:
    """Name the rows of a finding by their ids instead of their positions."""
    return replace(finding, rows=ids[finding.rows])


def _order(frame: Frame, spec: DatasetSpec) -> list[str]:
    sequence, subject = f"{spec.prefix}SEQ", subject_of(frame)
    if sequence in frame and subject:
        return [subject, sequence]
    return [key for key in spec.keys if key in frame]


def _narrowed(spec: DatasetSpec, frame: Frame) -> DatasetSpec:
    """Drop permissible variables that no rule gave a value, and describe the continuations of TSVAL and COVAL."""
    variables: list[VariableSpec] = []
    for variable in spec.variables:
        if variable.name in frame or variable.core in {"Req", "Exp"}:
            variables.append(variable)
        more = continuations(variable.name, map(str, frame))
        variables += [continued_variable(name, spec.by_name) for name in more]
    keys = tuple(key for key in spec.keys if key in frame)
    return spec.model_copy(update={"variables": tuple(variables), "keys": keys})


def _completed(frame: Frame, spec: DatasetSpec) -> Frame:
    """Give the columns of the spec in its order; an expected variable without data is there and empty."""
    return pd.DataFrame({variable.name: _column(variable, frame) for variable in spec.variables})


def _column(variable: VariableSpec, frame: Frame) -> pd.Series:
    """Give a column in the type of its variable (a domain without records has columns of any type)."""
    values = frame.get(variable.name)
    if values is None:
        values = pd.Series(index=frame.index, dtype="object")
    return values.astype("str").fillna("") if variable.type == "Char" else values.astype("float64")


def numbered(dataset: Dataset, positions: dict[str, pd.Series], raw: frozenset[int]) -> Dataset:
    """Point the lineage at record numbers (1-based) of the finished datasets; that of the steps `raw` has raw rows."""
    lineage = dataset.lineage
    built = lineage[~lineage["step"].isin(raw)]
    if built.empty:
        return dataset
    parts = [
        part.assign(source_row=part["source_row"].map(positions[str(table)]).astype("int64") + 1)
        for table, part in built.groupby("table", sort=False)
    ]
    together = pd.concat([lineage[lineage["step"].isin(raw)], *parts]).sort_index()
    return replace(dataset, lineage=together[list(TRACE_COLUMNS)].reset_index(drop=True))
