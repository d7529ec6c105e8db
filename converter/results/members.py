"""Subjects of a result: those that have a record that meets a condition, or that have none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from converter.compute.conditions.condition import is_missing
from converter.compute.conditions.subject import holds
from converter.compute.written import order_keys
from converter.dataset import Frame
from converter.spec.model import Model
from converter.steps import SourceCondition


class Members(Model):
    """Subjects with a record of `dataset` that meets `where`; with `without` those that have none."""

    dataset: str
    where: SourceCondition | None = None
    without: bool = False

    def __str__(self) -> str:
        condition = f" where {self.where.describe()}" if self.where else ""
        return f"{'no ' if self.without else ''}{self.dataset} record{condition}"


def records_of(dataset: str, where: SourceCondition | None, subjects: Frame, datasets: Mapping[str, Frame]) -> Frame:
    """Give the records of a dataset that belong to the subjects and meet a condition; they keep their index labels."""
    records = datasets[dataset]
    mine = records["USUBJID"].isin(subjects["USUBJID"])
    return records[mine & holds(where, records, datasets)]


def placed(records: Frame, order: Sequence[str]) -> Frame:
    """Give the records in an order, those that have every variable of it; others cannot be placed in it.

    Text that holds nothing but numbers, or nothing but dates, is in their order.
    """
    lacking = pd.concat([is_missing(records[name]) for name in order], axis="columns").any(axis="columns")
    return records[~lacking].sort_values(list(order), kind="stable", key=order_keys)


def narrowed(subjects: Frame, members: Iterable[Members], datasets: Mapping[str, Frame]) -> Frame:
    """Give the subjects that are members of all."""
    for one in members:
        has = subjects["USUBJID"].isin(records_of(one.dataset, one.where, subjects, datasets)["USUBJID"])
        subjects = subjects[has ^ one.without]
    return subjects


def behind(*parts: tuple[str, pd.Index]) -> Frame:
    """Give the records behind a result: of each dataset their index labels."""
    rows: dict[str, pd.Index] = {}
    for name, labels in parts:
        rows[name] = (rows[name].append(labels) if name in rows else labels).unique()
    names = np.repeat([*rows], [len(labels) for labels in rows.values()])
    numbers = np.concatenate([np.asarray(labels, dtype="int64") for labels in rows.values()])
    return pd.DataFrame({"table": pd.Series(names, dtype="str"), "source_row": numbers})
