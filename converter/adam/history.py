"""An analysis dataset while it is made: its rows, where they came from, and which step made and set what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from converter.dataset import SUBJECT_READ, TRACE_COLUMNS, Frame, Making, no_trace
from converter.steps import AnalysisStep, Built, Derived, Finding

NOT_THERE = -1
"""In place of a record that a subject does not have."""


@dataclass(frozen=True)
class AnalysisRows:
    """Rows of one analysis dataset while it is made, labelled 0, 1, 2, ...; lineage and findings name the labels."""

    frame: Frame = field(default_factory=pd.DataFrame)
    lineage: Frame = field(default_factory=no_trace)
    findings: tuple[tuple[str, Finding], ...] = ()
    making: Making = field(default_factory=Making)


def with_step(sources: Frame, number: int) -> Frame:
    """Say which step read some sources, columns TRACE_COLUMNS."""
    if sources.empty:
        return no_trace()
    named = sources.rename(columns={"variable": "item"})
    return named.assign(step=pd.Series(number, index=named.index, dtype="int64"))[list(TRACE_COLUMNS)]


def extended(making: Making, number: int, made: Built) -> Making:
    """Say that a step made rows after those there are."""
    if made.frame.empty:
        return making
    offset = len(making.made_by)
    own = pd.Series(number, index=range(offset, offset + len(made.frame)), dtype="int32")
    only = {key: marks.reindex(range(offset + len(own)), fill_value=False) for key, marks in making.only.items()}
    gave = {**making.gave, number: tuple(map(str, made.frame.columns))}
    return Making(pd.concat([making.made_by, own]), gave, only)


def added(making: Making, number: int, made: Derived) -> Making:
    """Say that a step set variables of the rows there are."""
    only = {(number, name): marks.astype("bool") for name, marks in made.only.items() if not marks.all()}
    gave = {**making.gave, number: tuple(map(str, made.values.columns))}
    return Making(making.made_by, gave, {**making.only, **only})


def first_of_subject(frame: Frame, whole: int, *, told: bool = False) -> pd.Series | None:
    """Give the label of each subject's first record, none where each has one of them; `whole` is how many there were.

    Where each subject has one record, that is the one that is read of it, and need not be `told`.
    """
    if "USUBJID" not in frame or (not told and len(frame) == whole and frame["USUBJID"].is_unique):
        return None
    first = frame.drop_duplicates("USUBJID")
    return pd.Series(first.index, index=first["USUBJID"], dtype="int64")


def subject_reads(
    step: AnalysisStep, number: int, subjects: pd.Series, firsts: Mapping[str, pd.Series | None]
) -> Iterable[Frame]:
    """Tell which record was read where a step takes the subject's value of a dataset with several records of it.

    `subjects` is the subject of each row, on its label.
    """
    for owner in dict.fromkeys(name.rpartition(".")[0] for name in step.rule.of_subject):
        first = firsts.get(owner)
        if first is not None:
            found = subjects.map(first).fillna(NOT_THERE).astype("int64")
            read = pd.DataFrame({"row": found.index, "table": owner, "source_row": found.to_numpy()})
            yield with_step(read.assign(item=SUBJECT_READ), number)
