"""Rows of an analysis dataset: records of SDTM, or of an analysis dataset made before."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.adam.dates.interval import with_constants
from converter.adam.matching import chosen
from converter.dataset import Frame
from converter.steps import Built, CopiedVariable, NewVariable, SourceCondition, SourceVariable


def records(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    variables: tuple[CopiedVariable, ...] = (),
    rename: dict[NewVariable, SourceVariable] | None = None,
    set_values: dict[NewVariable, str | float] | None = None,
    where: SourceCondition | None = None,
) -> Built:
    """Take the records of {dataset}.

    Each record gives one row with `variables` under their own names, `rename` under new ones, and the constants of
    `set_values`. `where` narrows the records, and may read the subject's value of another dataset ('ADSL.SAFFL').
    """
    del rows
    source = chosen(datasets, dataset, where)
    names = {**{name: name for name in variables}, **(rename or {})}
    frame = pd.DataFrame({new: source[old] for new, old in names.items()}).reset_index(drop=True)
    lineage = pd.DataFrame({"row": frame.index, "table": dataset, "source_row": source.index, "item": ""})
    return Built(with_constants(frame, set_values or {}), lineage)


def taken_unchanged(
    *,
    dataset: str,
    variables: tuple[str, ...],
    rename: Mapping[str, str] | None,
    **_: object,
) -> dict[str, str]:
    """Name the predecessor of each variable that `records` takes."""
    names = {**{name: name for name in variables}, **(rename or {})}
    return {new: f"{dataset}.{old}" for new, old in names.items()}
