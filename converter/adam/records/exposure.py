"""Exposure: doses of each interval summed up to total, average, greatest dose, and number of doses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from converter.adam.dates.interval import with_constants
from converter.adam.groups import ByMissing, group_numbers, grouping, keyed, named_keys, without_group
from converter.adam.matching import SUBJECT
from converter.adam.records.grouped import Statistic, one_a_group, records_behind, statistic_of
from converter.adam.unusable import told
from converter.compute.conditions.subject import holds
from converter.compute.dates.sas_date import sas_date
from converter.dataset import Frame
from converter.steps import Built, CopiedVariable, Finding, NewVariable, SourceCondition, SourceVariable


def derive_param_exposure(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    value: SourceVariable,
    analysis: Statistic,
    set_values: dict[NewVariable, str | float],
    start: SourceVariable,
    end: SourceVariable,
    by: tuple[CopiedVariable, ...] = SUBJECT,
    keep: tuple[CopiedVariable, ...] = (),
    where: SourceCondition | None = None,
    new_var: NewVariable = "AVAL",
    start_var: NewVariable = "ASTDT",
    end_var: NewVariable = "AENDT",
    by_missing: ByMissing = "no group",
) -> Built:
    """Take the {analysis} of {value} of {dataset} for each {by}, from the first {start} to the last {end}.

    One record for each group that has an interval: the statistic as a number (`count`: the intervals with a dose that
    is known), its first and last date. `value` is a number; an interval without one counts for the dates alone. Dates
    are SAS dates or ISO 8601 text; a missing end is the start, a date that is not complete counts for nothing
    (`exposure-date-partial`). A group without any dose has no statistic (`exposure-no-dose`). `keep` names what the
    intervals agree on (`keep-several` where they do not); intervals that lack one of `by` count for nothing
    (`by-missing`), unless `by_missing` makes a missing value a group of its own. All intervals stand behind the record.
    Source: admiral, derive_param_exposure.
    """
    needed = grouping(by, by_missing)
    del rows
    records = datasets[dataset]
    chosen = records[holds(where, records, datasets)]
    usable = chosen[keyed(chosen, needed)]
    frame, findings = one_a_group(usable, by, keep)
    frame = frame.assign(**{new_var: statistic_of(usable, by, value, analysis)})
    frame = frame.assign(**dict(zip((start_var, end_var), _span(usable, by, start, end), strict=True)))
    findings += (*_partial(usable, (start, end)), *_undosed(frame, new_var, value), *without_group(chosen, needed))
    return Built(with_constants(frame, set_values), records_behind(usable, by, dataset), findings)


def _span(records: Frame, by: Sequence[str], start: str, end: str) -> tuple[pd.Series, pd.Series]:
    """Give the first and last date of each group, by the number of the group."""
    numbers, begin = group_numbers(records, by), _dates(records[start])
    return begin.groupby(numbers).min(), _dates(records[end]).fillna(begin).groupby(numbers).max()


def _undosed(frame: Frame, new_var: str, value: str) -> tuple[Finding, ...]:
    lost = named_keys(frame.loc[frame[new_var].isna()], ("USUBJID",))
    return told("exposure-no-dose", "warning", lost, f"no {value} is known, so the record has none")


def _dates(values: pd.Series) -> pd.Series:
    return values if pd.api.types.is_numeric_dtype(values) else sas_date(values)


def _partial(records: Frame, names: tuple[str, ...]) -> tuple[Finding, ...]:
    text = [name for name in names if not pd.api.types.is_numeric_dtype(records[name])]
    lost = [
        records["USUBJID"] + " " + records[name].where((records[name].str.strip() != "") & _dates(records[name]).isna())
        for name in text
    ]
    values = pd.concat([pd.Series(dtype="str"), *lost]).dropna().drop_duplicates()
    message = "the date is not complete, so it counts for nothing"
    return told("exposure-date-partial", "warning", values, message, "correct it at its source, or derive it before")
