"""Every habit that raw tables are watched for: read this table, know them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from converter.compute.issues.offenders import issue_of
from converter.sdtm.habits.blank import unusual_blanks
from converter.sdtm.habits.coded import Watched, watched
from converter.sdtm.habits.equal import unusual_twins
from converter.sdtm.habits.numbering import gaps_in_numbers
from converter.sdtm.habits.pair import unusual_pairs
from converter.sdtm.habits.shared import differing_tables
from converter.sdtm.habits.swapped import displaced_cells, swapped_cells
from converter.spec.study import Habits
from converter.steps import Finding, Source

if TYPE_CHECKING:
    from converter.issues import Issue
    from converter.sdtm.rows.kept import Kept
    from converter.steps import Plan

Watch = Callable[[Watched, Source, Habits], Iterator[tuple[str, Finding]]]

HABITS: Mapping[str, Watch] = {
    "blank cells": unusual_blanks,
    "twin columns": unusual_twins,
    "telling columns": unusual_pairs,
    "numbered rows": gaps_in_numbers,
    "swapped cells": swapped_cells,
    "displaced cells": displaced_cells,
}


TABLE_HABITS = {"shared columns": differing_tables}
"""What is watched in all tables together."""


def watch_tables(kept: Mapping[str, Kept], plan: Plan) -> Iterator[Issue]:
    """Report raw tables in which a column says of subjects what it says in no other table."""
    if not set(TABLE_HABITS) <= set(plan.study.habits.off):
        yield from differing_tables(kept, plan.sources)


def watch(kept: Kept, source: Source, habits: Habits) -> Iterator[Issue]:
    """Report rows of a raw table that do what hardly any other row of it does.

    Outer blanks do not count: a cell of blanks is blank.
    """
    table = watched(kept)
    for name, found in HABITS.items():
        if name in habits.off:
            continue
        for column, finding in found(table, source, habits):
            rows = finding.rows
            offenders = pd.DataFrame(
                {"row": rows, "subject": kept.subjects.loc[rows].to_numpy(), "value": finding.values.to_numpy()}
            )
            yield issue_of(
                offenders,
                rule=finding.rule,
                severity=finding.severity,
                place=kept.table.file,
                variable=column,
                message=finding.message,
                hint=finding.hint,
            )
