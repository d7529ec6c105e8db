"""Join the columns of other raw tables to raw rows, and tell what was passed over or not found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from converter.compute.conditions.condition import evaluate
from converter.compute.issues.offenders import issue_of
from converter.compute.written import order_keys, order_unclear
from converter.errors import Problem, SpecError
from converter.sdtm.rows.reshape import ROW
from converter.steps import Fate

if TYPE_CHECKING:
    from converter.dataset import Frame
    from converter.issues import Issue, Severity
    from converter.sdtm.rows.kept import Screened
    from converter.spec.domain import Join
    from converter.steps import RecordsStep

KEY, OTHER = "_key", "_other"


@dataclass(frozen=True)
class Joined:
    """Which rows of another table were joined (`row`, `source_row`: a pair a match), and what became of the others."""

    table: str
    pairs: Frame
    fates: tuple[Fate, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True)
class Told:
    """What is said of rows of a raw table."""

    rule: str
    severity: Severity
    message: str
    variable: str
    written: str
    hint: str

    def of(self, rows: pd.Index, table: Screened) -> list[Issue]:
        """Give one issue with all of these rows, none where there are none."""
        subjects = table.subjects.reindex(rows).fillna("")
        cells = {"row": rows, "subject": subjects.to_numpy(), "value": "", "written": self.written}
        told = {name: said for name, said in vars(self).items() if name != "written"}
        return [issue_of(pd.DataFrame(cells), place=table.table.file, **told)] if len(rows) else []


def join(rows: Frame, step: RecordsStep, tables: Mapping[str, Screened]) -> tuple[Frame, tuple[Joined, ...]]:
    """Bring columns of other raw tables to each row; of several matches the first or the last in order is taken.

    `rows` has the row numbers of its own table in `_row`. Keys are compared without outer blanks, a blank one matches
    nothing; rows that have none of the wanted values give way to others of their key, unless an order is given. Matches
    that nothing tells apart and that differ are reported (`join-several`), rows without a match noted
    (`join-unmatched`) and left blank. Raises SpecError where a new column has the name of one that is there.
    """
    matches: list[Joined] = []
    for one in step.records.join:
        _must_be_new(one, rows, step)
        rows, matched = _joined(rows, one, step, tables)
        matches.append(matched)
    return rows, tuple(matches)


def _must_be_new(one: Join, rows: Frame, step: RecordsStep) -> None:
    taken = [name for name in one.columns if name in rows]
    if taken:
        file, _, line = next((rule.place for rule in step.rules.values()), f"{step.dataset}:0").rpartition(":")
        message = f"the join makes column '{taken[0]}', which table {step.records.table} has already"
        path = f"records[{step.position}].join.columns.{taken[0]}"
        raise SpecError([Problem(file, int(line), path, message, f"give it another name, such as {taken[0]}_2")])


def _joined(rows: Frame, one: Join, step: RecordsStep, tables: Mapping[str, Screened]) -> tuple[Frame, Joined]:
    table = tables[one.table]
    wanted = table.frame if one.where is None else table.frame[evaluate(one.where, table.frame)]
    ordered = _ordered(wanted, one)
    usable = ordered[ordered[KEY] != ""]
    best = _with_values(usable, one).drop_duplicates(KEY, keep=one.keep)
    brought = pd.DataFrame({new: best[old] for new, old in one.columns.items()} | {KEY: best[KEY], OTHER: best.index})
    keyed = rows.assign(**{KEY: _keys(rows, one.by)})
    made = keyed.merge(brought, how="left", on=KEY, validate="m:1").set_axis(rows.index)
    matched = made[OTHER].notna()
    pairs = made.loc[matched, [ROW, OTHER]].rename(columns={OTHER: "source_row"}).astype("int64")
    issues = (
        *_several(usable, best, one, table, step.dataset),
        *_unmatched(rows[~matched], one, step, tables),
        *_unclear(usable, one, table),
    )
    fates = _fates(table.frame, wanted, usable, keyed[KEY], one, step.dataset)
    done = made.drop(columns=[KEY, OTHER]).fillna(dict.fromkeys(one.columns, ""))
    return done, Joined(one.table, pairs, fates, issues)


def _keys(rows: Frame, columns: Mapping[str, str] | list[str]) -> pd.Series:
    """Write the key of each row as one text, outer blanks aside; blank where a part of it is blank."""
    parts = [rows[column].str.strip() for column in columns]
    text, blank = parts[0], parts[0] == ""
    for part in parts[1:]:
        text, blank = text + "\x00" + part, blank | (part == "")
    return text.mask(blank, "")


def _ordered(table: Frame, one: Join) -> Frame:
    """Sort by what the order columns mean; a row that has none is never preferred."""
    table = table.assign(**{KEY: _keys(table, list(one.by.values()))})
    if not one.order:
        return table
    last = "last" if one.keep == "first" else "first"
    keys = pd.DataFrame({column: order_keys(table[column]) for column in one.order})
    ordered: Frame = table.loc[keys.sort_values(list(one.order), kind="stable", na_position=last).index]  # type: ignore[call-overload]
    return ordered


def _with_values(usable: Frame, one: Join) -> Frame:
    """Leave out rows that have none of the wanted values where their key has others, and no order decides."""
    if one.order:
        return usable
    empty = (usable[list(one.columns.values())].apply(lambda column: column.str.strip()) == "").all(axis="columns")
    filled = usable.loc[~empty, KEY]
    kept: Frame = usable[~empty | ~usable[KEY].isin(filled)]
    return kept


def _several(usable: Frame, best: Frame, one: Join, table: Screened, dataset: str) -> list[Issue]:
    """Report rows that have the key and the order of the one that was taken, and other values."""
    old = list(dict.fromkeys(one.columns.values()))
    tied = _with_values(usable, one)
    same = tied[[KEY, *one.order]].apply(lambda column: column.str.strip())
    values = same.join(tied[old].rename(columns=lambda name: f"={name}").apply(lambda column: column.str.strip()))
    distinct = values.drop_duplicates()
    differing = distinct[distinct.duplicated([KEY, *one.order], keep=False)][[KEY, *one.order]].drop_duplicates()
    groups = pd.MultiIndex.from_frame(same)
    in_doubt = groups.isin(pd.MultiIndex.from_frame(differing)) & groups.isin(groups[same.index.isin(best.index)])
    rows = same.index[in_doubt].sort_values()
    what = ", ".join(old)
    told = Told(
        rule="join-several",
        severity="warning",
        message=f"several rows of the key ({', '.join(one.by.values())}) differ in {what}; one is joined to {dataset}",
        variable=what,
        written=f"the {one.keep} of them is taken",
        hint="narrow them by where:, or say order: and keep:",
    )
    return told.of(rows, table)


def _unmatched(rows: Frame, one: Join, step: RecordsStep, tables: Mapping[str, Screened]) -> list[Issue]:
    told = Told(
        rule="join-unmatched",
        severity="note",
        message=f"no row of {one.table} has its key ({', '.join(one.by.values())})",
        variable=", ".join(one.by),
        written=f"{', '.join(one.columns)} left blank in {step.dataset}",
        hint="correct the key at the source where there should be one",
    )
    return told.of(pd.Index(rows[ROW]).drop_duplicates(), tables[step.records.table])


def _unclear(usable: Frame, one: Join, table: Screened) -> list[Issue]:
    """Report order columns of which only some values are numbers or dates, or whose dates may be read in two ways."""
    issues: list[Issue] = []
    for column in one.order:
        told = Told(
            rule="join-order",
            severity="warning",
            message="rows are ordered by it, and its values are not all numbers, nor all dates of one reading",
            variable=column,
            written="ordered as text",
            hint="order by a column of numbers, or of dates such as 2024-02-05",
        )
        issues += told.of(usable.index[:1], table) if order_unclear(usable[column]) else []
    return issues


def _fates(table: Frame, wanted: Frame, usable: Frame, asked: pd.Series, one: Join, dataset: str) -> tuple[Fate, ...]:
    """Tell why rows of the other table are joined to nothing."""
    where = f" where {one.where.describe()}" if one.where else ""
    known = usable[KEY].isin(asked)
    reasons = (
        (f"{dataset} joins only rows{where}", table.index.difference(wanted.index)),
        ("a blank key is joined to nothing", wanted.index.difference(usable.index)),
        (f"no row of {dataset} has its key", usable.index[~known]),
        (f"another row of its key is joined to {dataset}", usable.index[known]),
    )
    return tuple(
        Fate(one.table, dataset, "not mapped", tuple(map(int, rows)), why) for why, rows in reasons if len(rows)
    )
