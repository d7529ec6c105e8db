"""Which records of other datasets a derived value rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from converter.dataset import SUBJECT_READ, Frame
from converter.steps import DeriveStep, Mapped


def sources_read(step: DeriveStep, rows: Frame, made: Mapped, datasets: Mapping[str, Frame]) -> Iterator[Frame]:
    """Give the records that a rule names, and the first of a subject where a rule takes its value and it has several.

    Columns as in `Dataset`, rows and records by their labels. Where each subject has one record, that is the one that
    is read of it, and need not be told.
    """
    if len(made.sources):
        yield made.sources.drop(columns="variable").assign(item=step.variable)
    if "USUBJID" not in rows:
        return
    for owner in dict.fromkeys(name.rpartition(".")[0] for name in step.rule.of_subject):
        there = datasets[owner]
        if owner != step.dataset and "USUBJID" in there and not there["USUBJID"].is_unique:
            first = there.drop_duplicates("USUBJID")
            found = rows["USUBJID"].map(pd.Series(first.index, index=first["USUBJID"])).dropna().astype("int64")
            yield pd.DataFrame(
                {"row": found.index, "table": owner, "source_row": found.to_numpy(), "item": SUBJECT_READ}
            )


def rests_on(rows: pd.Index, table: str, labels: pd.Series) -> Frame:
    """Give sources as `Mapped` has them: the record of one dataset behind each row, NaN in `labels` for none."""
    known = pd.DataFrame({"row": rows, "source_row": labels.to_numpy()}).dropna()
    return known.assign(variable="", table=table).astype({"source_row": "int64"})[
        ["row", "variable", "table", "source_row"]
    ]
