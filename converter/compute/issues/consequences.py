"""One cause, one issue: what a rule told of a record when it was made is not told of it again when it is checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

import pandas as pd

from converter.dataset import AnyDataset, Frame
from converter.issues import Issue, with_cells
from converter.steps import Plan, RecordsStep, Told

CODED = ("codelist-value", "codelist-extended", "codelist-synonym")
"""What is told of a term where it is tabulated is not told again of its copies in analysis datasets."""
TEXTS = ("text-blanks", "text-formula", "text-long", "text-nothing", "text-not-ascii", "text-wordless")
"""The same of any other text."""
REPEATED = ("row-repeated", "key-duplicate")
"""What is told of a raw row that repeats an earlier one."""
_CODES = ("code-unmapped", "code-ambiguous", *CODED)
_DATES = ("date-unreadable", "date-impossible", "year-two-digits", "column-missing")
CAUSES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(CODED, _CODES),
    **{rule: (rule,) for rule in TEXTS},
    "date-missing": _DATES,
    "end-before-start": ("element-order",),
    "exposure-without-dose": ("number-unreadable",),
    "record-repeated": REPEATED,
    "result-missing": ("column-missing",),
    "result-standard-missing": ("unit-unconverted", "unit-missing"),
    "visit-alone": ("visit-unknown",),
    "value-required": ("lookup-unmapped", "criterion-unknown", "number-unreadable", *_DATES),
}
"""The rule of a check, and what brings about what it finds."""
EVERY_CAUSE = frozenset(cause for several in CAUSES.values() for cause in several)
OF_RECORDS = ("unit-unconverted", "unit-missing", "criterion-unknown", "element-order", "visit-unknown", *REPEATED)
"""Causes that concern other variables of the record as well: a result without conversion has no form at all."""


def told_of_columns(issues: Iterable[Issue], datasets: Mapping[str, AnyDataset], plan: Plan) -> Iterator[Told]:
    """Give the records of which a variable is read from a column that its file lacks."""
    lacking = {(issue.place, issue.variable) for issue in issues if issue.rule == "column-missing"}
    for number, step in enumerate(plan.steps):
        if lacking and isinstance(step, RecordsStep):
            place = plan.sources[step.records.table].place
            made_by = datasets[step.dataset].making.made_by
            rows = frozenset(int(row) + 1 for row in made_by.index[made_by == number])
            for variable, rule in step.rules.items():
                if lacking & {(place, column) for column in rule.columns}:
                    yield Told("column-missing", step.dataset, variable, rows)


def told_of_rows(issues: Iterable[Issue], datasets: Mapping[str, AnyDataset], plan: Plan) -> Iterator[Told]:
    """Give the records that were made of raw rows which repeat an earlier row of their table."""
    repeated = [issue for issue in issues if issue.rule in REPEATED]
    made_of = {(step.dataset, step.records.table): None for step in plan.steps if isinstance(step, RecordsStep)}
    for name, table in made_of:
        mine = [issue for issue in repeated if issue.place == plan.sources[table].place]
        of_table = _resting_on(datasets[name], {table: [issue.rows for issue in mine]}) if mine else pd.DataFrame()
        for issue in mine:
            rows = of_table.loc[of_table["source_row"].isin(issue.rows), "row"]
            if len(rows):
                yield Told(issue.rule, name, "", frozenset(int(row) + 1 for row in rows))


def told_of_texts(issues: Iterable[Issue], tabulations: Collection[str]) -> Iterator[Told]:
    """Give the records of tabulations of which checks say that a term is not in its codelist, or what a text is not."""
    for issue in issues:
        if issue.rule in {*CODED, *TEXTS} and issue.place in tabulations:
            yield Told(issue.rule, issue.place, issue.variable, frozenset(issue.rows))


def told_of_copies(told: Iterable[Told], analysis: Mapping[str, AnyDataset]) -> Iterator[Told]:
    """Give the records of analysis datasets that rest on records of which something was told, of the same variable."""
    known = [one for one in told if one.rule in EVERY_CAUSE]
    for name, dataset in analysis.items():
        described = dataset.spec.by_name
        copied = [one for one in known if one.variable in described or one.rule in OF_RECORDS]
        named: dict[str, list[Iterable[int]]] = {}
        for one in copied:
            named.setdefault(one.dataset, []).append(one.rows)
        rests = _resting_on(dataset, named) if copied else pd.DataFrame()
        for one in copied:
            rows = rests.loc[(rests["table"] == one.dataset) & rests["source_row"].isin(one.rows), "row"]
            if len(rows):
                yield Told(one.rule, name, one.variable, frozenset(int(row) + 1 for row in rows))


def _resting_on(dataset: AnyDataset, named: Mapping[str, Iterable[Iterable[int]]]) -> Frame:
    """Give the lineage of the records that rest on rows of tables, or records of datasets, that are named."""
    numbers = {table: pd.Index(sorted({*chain.from_iterable(several)})) for table, several in named.items()}
    return pd.concat(
        part[(part["table"] == table) & part["source_row"].isin(rows)]
        for part in dataset.lineages()
        for table, rows in numbers.items()
    )


def without_consequences(issues: Iterable[Issue], told: Iterable[Told]) -> Iterator[Issue]:
    """Leave out of the issues of checks the records of which the cause was told; the others stay as they are."""
    known: dict[tuple[str, str, str], set[int]] = {}
    for one in told:
        variable = "" if one.rule in OF_RECORDS else one.variable
        known.setdefault((one.dataset, one.rule, variable), set()).update(one.rows)
    for issue in issues:
        rows: set[int] = set()
        for cause in CAUSES.get(issue.rule, ()):
            rows |= known.get((issue.place, cause, "" if cause in OF_RECORDS else issue.variable), set())
        cells = issue.occurrences() if rows else ()
        left = [cell for cell in cells if cell.row not in rows]
        if len(left) == len(cells):
            yield issue
        elif left:
            yield with_cells(issue, left)
