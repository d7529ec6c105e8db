"""First and last dates of a subject over other datasets."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.conditions.condition import evaluate
from converter.compute.dates.iso8601 import is_valid_dtc
from converter.compute.dates.span import surely_first, surely_last
from converter.dataset import Frame, no_sources
from converter.spec.condition import Condition
from converter.steps import Mapped, Variable


def earliest(
    rows: Frame, datasets: Mapping[str, Frame], *, dates: tuple[Variable, ...], where: Condition | None = None
) -> Mapped:
    """Earliest date of the subject among {dates}.

    `rows` has USUBJID; `dates` are such as 'EX.EXSTDTC', `where` narrows the records of the dataset it
    names ('DS.DSCAT'). A partial date counts only where no complete one can be earlier; it is written as it stands.
    Text that is no ISO 8601 date does not count.
    """
    found = _dates(datasets, dates, where)
    return _of_subject(rows, found.loc[surely_first(found["date"])].drop_duplicates("subject"))


def latest(
    rows: Frame, datasets: Mapping[str, Frame], *, dates: tuple[Variable, ...], where: Condition | None = None
) -> Mapped:
    """Latest date of the subject among {dates}.

    `rows` has USUBJID; `dates` are such as 'EX.EXENDTC', `where` narrows the records of the dataset it
    names ('DS.DSCAT'). A partial date counts only where no complete one can be later; it is written as it stands.
    Text that is no ISO 8601 date does not count.
    """
    found = _dates(datasets, dates, where)
    return _of_subject(rows, found.loc[surely_last(found["date"])].drop_duplicates("subject", keep="last"))


def _dates(datasets: Mapping[str, Frame], dates: tuple[str, ...], where: Condition | None) -> Frame:
    parts = []
    for name in dates:
        variable = name.rpartition(".")[2]
        kept = narrowed(datasets, name, where)
        found = {"subject": kept["USUBJID"], "date": kept[variable], "table": name.partition(".")[0]}
        parts.append(pd.DataFrame({**found, "source_row": kept.index}))
    together = pd.concat(parts, ignore_index=True)
    return together[(together["date"] != "") & is_valid_dtc(together["date"])]


def narrowed(datasets: Mapping[str, Frame], variable: str, where: Condition | None) -> Frame:
    """Give the records of a variable's dataset that meet a condition on its variables ('DS.DSCAT').

    A condition that does not name the dataset does not narrow it.
    """
    dataset = variable.partition(".")[0]
    records = datasets[dataset]
    if where is None or not any(name.startswith(f"{dataset}.") for name in where.variables):
        return records
    return records[evaluate(where, records.add_prefix(f"{dataset}."))]


def _of_subject(rows: Frame, found: Frame) -> Mapped:
    """Give the date of each row's subject, and the record that it stands in."""
    values = rows["USUBJID"].map(found.set_index("subject")["date"]).astype("str").fillna("")
    behind = pd.DataFrame({"subject": rows["USUBJID"], "row": rows.index}).merge(found, on="subject")
    return Mapped(values, sources=behind.assign(variable="")[list(no_sources())])
