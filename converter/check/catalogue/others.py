"""Values and records elsewhere: looked up by keys, counted over the whole study where one range does not tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from converter.check.catalogue.context import SDTM, SUBJECT, Context, Counts, as_text, filled
from converter.check.tally import N
from converter.compute.conditions.condition import is_missing
from converter.dataset import Frame
from converter.spec.checks.check_condition import CheckCondition, Keys, Other, Records

Holds = Callable[[CheckCondition, Frame], pd.Series]
"""Tells of which records of a dataset a condition holds."""


def looked_up(other: Other, frame: Frame, context: Context, holds: Holds) -> pd.Series:
    """Give for each record the value that stands elsewhere; missing where there is none, or no one value."""
    if not other.of:
        return frame[other.variable]
    if other.take in {"previous", "next"}:
        return _neighbour(other, frame)
    keys = keys_of(other.by)
    counts = _counts(other.of, (*keys.values(), other.variable), other.where, context, holds)
    by = list(dict.fromkeys(keys.values()))
    found = counts[filled(counts, [*by, other.variable])]
    return _beside(frame, keys, _taken(found, by, other))


def _taken(found: Frame, by: list[str], other: Other) -> pd.Series:
    """Give the value for each combination of keys, on an index of them; without keys a value under 0."""
    groups = found.groupby(by, sort=False) if by else found.groupby([0] * len(found), sort=False)
    if other.take == "count":
        return groups[N].sum().astype("float64")
    values = groups[other.variable]
    if other.take == "only":
        distinct = found.drop_duplicates([*by, other.variable])
        alone = distinct if not by else distinct[~_shared(distinct, by)]
        alone = alone.head(0) if not by and len(distinct) > 1 else alone
        return alone.set_index(by)[other.variable] if by else alone[other.variable].set_axis([0] * len(alone))
    return values.min() if other.take == "least" else values.max()


def _shared(frame: Frame, by: list[str]) -> pd.Series:
    """Tell which rows share their keys with another one."""
    return frame.duplicated(by, keep=False)


def _beside(frame: Frame, keys: Mapping[str, str], values: pd.Series) -> pd.Series:
    """Bring values by keys to the records."""
    text = not pd.api.types.is_numeric_dtype(values)
    if not keys:
        missing = "" if text else float("nan")
        return pd.Series(values.iloc[0] if len(values) else missing, index=frame.index, dtype="str" if text else None)
    ours = _comparable(frame, list(keys), values.index)
    if len(keys) == 1:
        found = ours[next(iter(keys))].map(values)
    else:
        found = pd.Series(values.reindex(pd.MultiIndex.from_frame(ours)).array, index=frame.index)
    found = found.where(filled(frame, keys))
    return found.astype("str").fillna("") if text else found.astype("float64")


def _comparable(frame: Frame, names: list[str], index: pd.Index) -> Frame:
    """Give our keys in the kinds of theirs: a number as text where theirs is text, and a text as number."""
    ours = frame[names].copy(deep=False)
    for at, name in enumerate(names):
        theirs = index.levels[at] if isinstance(index, pd.MultiIndex) else index
        if len(theirs) and pd.api.types.is_numeric_dtype(theirs) != pd.api.types.is_numeric_dtype(ours[name]):
            text = as_text(ours[name])
            ours[name] = pd.to_numeric(text, errors="coerce") if pd.api.types.is_numeric_dtype(theirs) else text
    return ours


def _neighbour(other: Other, frame: Frame) -> pd.Series:
    """Give the value of the record before or after, among those with the same keys."""
    by = [*keys_of(other.by)]
    ordered = frame.sort_values([*by, *other.order], kind="stable")
    moved = ordered.groupby(by, sort=False)[other.variable].shift(1 if other.take == "previous" else -1)
    found = moved.reindex(frame.index)
    return found if pd.api.types.is_numeric_dtype(frame[other.variable]) else found.astype("str").fillna("")


def there(records: Records, frame: Frame, context: Context, holds: Holds) -> pd.Series:
    """Tell for which records others are there; a record with a missing key has none."""
    keys = keys_of(records.by)
    by = tuple(dict.fromkeys(keys.values()))
    counts = _counts(records.of, by or first_of(records.of, context), records.where, context, holds)
    if not keys:
        return pd.Series(data=bool(len(counts)), index=frame.index)
    known = counts[filled(counts, by)].drop_duplicates([*by]).set_index([*by])[N]
    found = _beside(frame, keys, known.astype("float64"))
    return found.notna()


def first_of(name: str, context: Context) -> tuple[str, ...]:
    """Name what records are counted by where only whether there are some is asked: the first variable of theirs."""
    frame = context.frame(name)
    return tuple(map(str, frame.columns[:1])) if frame is not None else ()


def keys_of(by: Keys) -> dict[str, str]:
    """Give the variables by which records are found: ours to theirs."""
    return dict(by) if isinstance(by, dict) else {name: name for name in by}


def _counts(
    name: str, variables: tuple[str, ...], where: CheckCondition | None, context: Context, holds: Holds
) -> Frame:
    variables = tuple(dict.fromkeys(variables))

    def make() -> Frame:
        frame = context.frame(name)
        if frame is None:  # an optional dataset: it has no records
            return pd.DataFrame({one: pd.Series(dtype="str") for one in variables})
        kept = frame if where is None else frame[holds(where, frame)]
        return kept[list(variables)]

    return context.counts(counts_of(name, variables, where), make)


def counts_of(name: str, variables: tuple[str, ...], where: CheckCondition | None) -> Counts:
    """Name the counts of a dataset."""
    return Counts(name, tuple(dict.fromkeys(variables)), _said(where))


def _said(where: CheckCondition | None) -> str:
    return "" if where is None else where.model_dump_json(by_alias=True, exclude_defaults=True)


def compares_study(name: str, variables: tuple[str, ...], context: Context) -> bool:
    """Tell whether one range of subjects is not enough: the dataset has subjects, the keys do not name them."""
    frame = context.frame(name)
    return not name.startswith(SDTM) and frame is not None and SUBJECT in frame and SUBJECT not in variables


def repeated(frame: Frame, keys: tuple[str, ...], counts: Frame) -> pd.Series:
    """Tell which records share the values of keys with another one; those with a missing key do not."""
    keys = tuple(dict.fromkeys(keys))
    asked = filled(frame, keys)
    found = counts[counts[N] > 1]
    if found.empty:
        return pd.Series(data=False, index=frame.index)
    several = _beside(frame, {one: one for one in keys}, found.drop_duplicates([*keys]).set_index([*keys])[N])
    return several.notna() & asked


def unusual(frame: Frame, variable: str, within: tuple[str, ...], counts: Frame) -> pd.Series:
    """Tell which records have another value than most of their group; of a tie all of them."""
    by = [*within]
    known = counts[filled(counts, [*by, variable])]
    distinct = known.groupby([*by, variable], sort=False)[N].sum().reset_index()
    several = distinct[_shared(distinct, by)]
    if several.empty:
        return pd.Series(data=False, index=frame.index)
    most = several.groupby(by, sort=False)[N].transform("max")
    usual = several[N] == most
    tied = usual.groupby([several[name] for name in by], sort=False).transform("sum") > 1
    odd = several[~usual | tied]
    keys = {one: one for one in (*by, variable)}
    return _beside(frame, keys, odd.set_index([*keys])[N].astype("float64")).notna()


def is_filled(values: pd.Series) -> pd.Series:
    """Tell which values are there."""
    return ~is_missing(values)
