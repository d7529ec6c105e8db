"""New records that are the first or last of each group: the worst value, the last on treatment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import pandas as pd

from converter.adam.dates.interval import ADSL, with_constants
from converter.adam.groups import ByMissing, Mode, Ties, extremes, found, grouping, keyed, named_keys, without_group
from converter.adam.matching import chosen
from converter.adam.trace import lineage_of
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.subject import holds
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Built, CopiedVariable, NewVariable, SourceCondition, SourceVariable

Flags: TypeAlias = tuple[str, str]
"""What is said of a record that was found, and of a subject without one."""


def derive_extreme_records(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    by: tuple[CopiedVariable, ...],
    order: tuple[SourceVariable, ...],
    mode: Mode,
    set_values: dict[NewVariable, str | float],
    variables: tuple[CopiedVariable, ...] = (),
    rename: dict[NewVariable, SourceVariable] | None = None,
    descending: tuple[SourceVariable, ...] = (),
    where: SourceCondition | None = None,
    population: Condition | None = None,
    exist_flag: dict[NewVariable, Flags] | None = None,
    ties: Ties = "report",
    by_missing: ByMissing = "no group",
) -> Built:
    """Add the {mode} record of {dataset} of each {by} by {order} (from high to low: {descending}): {set_values}.

    The dataset may be the one that is made, and then the new record is a copy with all its variables (its flags too,
    where `set_values` does not blank them); of another one it takes `by`, `variables`, and `rename` under new names.
    Only records that meet `where` compete; those of `descending` run from high to low, and a record without a value to
    order by is taken only where no other is there. Among equal records the first (or last) of the dataset is taken: a
    warning (`extreme-tie`), unless `ties` declares that order to decide. Records that lack one of `by` count for
    nothing (`by-missing`), unless `by_missing` makes a missing value a group of its own. `exist_flag` says of each new
    record that one was found, `{AVALC: [Y, N]}`, and with it every subject of ADSL that meets `population` and has none
    gets a record as well, with the second value, its STUDYID and USUBJID, and `set_values`. Source: admiral,
    derive_extreme_records (dataset_ref is ADSL).
    """
    needed = grouping(by, by_missing)
    records = datasets[dataset]
    competing = records[holds(where, records, datasets)]
    usable = competing[keyed(competing, needed)]
    first = extremes(usable, by, order, mode, descending)
    taken = usable.loc[first.labels]
    whole = [str(name) for name in records] if records is rows else []
    names = _renamed((*by, *variables, *whole), rename)
    frame = pd.DataFrame({new: taken[old] for new, old in names.items()}).reset_index(drop=True)
    behind = [pd.DataFrame({"row": frame.index, "table": dataset, "source_row": taken.index})]
    tied = frame[taken.index.isin(first.tied) & (ties == "report")]
    message = f"other records are equal in {', '.join(order)}; the {mode} in the order of the records is taken"
    hint = "order by a further variable, or declare ties:"
    findings = found("extreme-tie", "warning", named_keys(tied, by), message, hint)
    if exist_flag:
        nobody = _without(frame, chosen(datasets, ADSL, population))
        frame = _with_flags(frame, nobody, exist_flag)
        behind.append(pd.DataFrame({"row": frame.index[len(taken) :], "table": ADSL, "source_row": nobody.index}))
    told = (*findings, *without_group(competing, needed))
    return Built(with_constants(frame, set_values), lineage_of(behind), told)


def _without(frame: Frame, subjects: Frame) -> Frame:
    """Give the subjects that have no row."""
    return subjects[~subjects["USUBJID"].isin(frame["USUBJID"])].drop_duplicates("USUBJID")


def _with_flags(frame: Frame, nobody: Frame, flags: Mapping[str, Flags]) -> Frame:
    """Add a row for each subject without a record, and say of all whether there was one."""
    keys = [name for name in ("STUDYID", "USUBJID") if name in frame]
    whole = pd.concat([frame, nobody[keys].astype(frame[keys].dtypes)], ignore_index=True)
    text: list[str] = [*frame.select_dtypes("str")]
    found = pd.Series(whole.index < len(frame), index=whole.index)
    said = {name: flagged(found, *values) for name, values in flags.items()}
    return whole.fillna(dict.fromkeys(text, "")).assign(**said)


def _renamed(names: Sequence[str], rename: Mapping[str, str] | None) -> dict[str, str]:
    """Give the variable that each new one is taken from."""
    return {**{name: name for name in names}, **(rename or {})}


def copied_of_record(
    *,
    dataset: str,
    by: Sequence[str],
    variables: Sequence[str],
    rename: Mapping[str, str] | None,
    **_: object,
) -> dict[str, str]:
    """Name the predecessor of each variable that `derive_extreme_records` takes."""
    return {new: f"{dataset}.{old}" for new, old in _renamed((*by, *variables), rename).items()}
