"""What kinetic parameters have to say of samples: those that count for nothing, and what cannot be computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from converter.adam.groups import group_numbers, keyed, named_keys, shown, without_group
from converter.adam.kinetics.concentrations import Incomplete
from converter.adam.unusable import told
from converter.dataset import Frame
from converter.issues import Severity
from converter.steps import Finding


def lost(taken: Frame, records: Frame, by: Sequence[str], time: str) -> Iterator[Finding]:
    """Report records that count for nothing, and those of one time."""
    yield from without_group(records, by)
    grouped = taken[keyed(records, by).reindex(taken.index)]
    nothing, timeless = ~grouped["result"], grouped["result"] & grouped["time"].isna()
    sampled = grouped[grouped["result"] & grouped["time"].notna()]
    tied = sampled.duplicated(["group", "time"], keep=False).reindex(grouped.index, fill_value=False)
    names = _named(records, by) + (" at " + shown(records[time])).where(records[time].notna(), "")
    kinds: tuple[tuple[str, Severity, pd.Series, str], ...] = (
        ("nca-no-value", "note", nothing, "no result, so the record is no sample"),
        ("nca-no-time", "warning", timeless, "no time, so the sample counts for nothing"),
        ("nca-time-tie", "warning", tied, "several samples of one time; they count in the order of the dataset"),
    )
    for rule, severity, which, message in kinds:
        yield from told(rule, severity, names.reindex(grouped.index[which]).drop_duplicates(), message)


def unmeasured(samples: Frame, records: Frame, by: Sequence[str]) -> Iterator[Finding]:
    """Report groups of which no sample is measurable."""
    nowhere = samples["below"].groupby(samples["group"]).all()
    message = "no sample is measurable, so there is no time of a peak or of a last one"
    yield from told("nca-not-measurable", "note", _groups_named(nowhere.index[nowhere], records, by), message)


def short(groups: pd.Index, records: Frame, by: Sequence[str], what: str, incomplete: Incomplete) -> Iterator[Finding]:
    """Report groups whose samples do not reach over the interval of an area."""
    answer = "no row" if incomplete == "missing" else "the area observed"
    message = f"the samples do not reach over the {what}: {answer}"
    hint = "sample longer, or declare incomplete: or at_end:"
    yield from told("nca-auc-incomplete", "warning", _groups_named(groups, records, by), message, hint)


def _groups_named(groups: pd.Index, records: Frame, by: Sequence[str]) -> pd.Series:
    return _named(records, by)[group_numbers(records, by).isin(groups)].drop_duplicates()


def _named(records: Frame, by: Sequence[str]) -> pd.Series:
    """Write the keys of each record, the subject first and without the study, which is the same for all."""
    return named_keys(records, [name for name in by if name != "STUDYID"])
