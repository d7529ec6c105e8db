"""What tests ask of result rules, and how they read the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pandas as pd
from pydantic import ConfigDict, validate_call

from converter.dataset import Frame
from converter.steps import Answer
from tests.adam.frames import table


def ask(rule: Callable[..., Answer], others: Mapping[str, Frame], **arguments: Any) -> Answer:
    """Call a rule as a plan does: arguments read by their types, the subjects of ADSL as the column."""
    return _bound(rule)(others["ADSL"], others, **arguments)


@cache
def _bound(rule: Callable[..., Answer]) -> Callable[..., Answer]:
    return validate_call(config=ConfigDict(arbitrary_types_allowed=True))(rule)


def people(number: int) -> Frame:
    """Make ADSL of subjects 001, 002 ..."""
    return table("USUBJID", *((name(one),) for one in range(1, number + 1)))


def name(number: int) -> str:
    """Name a subject."""
    return f"{number:03d}"


def measured(*values: object) -> Frame:
    """Make a dataset with the value of each subject, 001 first."""
    return table("USUBJID AVAL", *((name(one), value) for one, value in enumerate(values, 1)))


def read(answer: Answer) -> dict[str, Any]:
    """Give statistics by name, and by name and level where they have one: 'pct', 'survival 12'."""
    rows = answer.statistics
    names = (rows["STAT"] + " " + rows["LEVEL"]).str.strip()
    values = [
        text or (None if pd.isna(number) else number) for text, number in zip(rows["STATC"], rows["STATN"], strict=True)
    ]
    return dict(zip(names, values, strict=True))


def behind(answer: Answer) -> dict[str, list[int]]:
    """Give the index labels of the records behind an answer by dataset."""
    return {str(dataset): sorted(rows.astype(int)) for dataset, rows in answer.behind.groupby("table")["source_row"]}
