"""What the data themselves tell of datasets that others made: where variables come from, what identifies a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from converter.dataset import Frame
from converter.spec.standards.standard import variable_prefix

ALWAYS = ("STUDYID", "USUBJID", "PARAMCD")
WITHIN = ("BASETYPE", "AVISITN", "AVISIT", "ADTM", "ADT", "ASTDTM", "ASTDT", "ATPTN", "ATPT", "DTYPE", "ASEQ")
"""What tells the records of a subject and parameter apart in an analysis dataset, the first that does first."""


def predecessors(name: str, frame: Frame, others: Mapping[str, Frame]) -> dict[str, str]:
    """Find the variables of an analysis dataset that are those of another one in every record: AETERM of AE.AETERM.

    `others` are the SDTM datasets and ADSL. Records are those of the same subject and sequence number (AESEQ), of ADSL
    and DM those of the subject. A variable without values proves nothing.
    """
    found: dict[str, str] = {}
    for source, keys in _sources(name, frame, others):
        beside = _matched(frame, others[source], keys)
        for variable in map(str, frame.columns):
            if variable not in found and variable in beside and _same(frame[variable], beside[variable]):
                found[variable] = f"{source}.{variable}"
    return found


def _sources(name: str, frame: Frame, others: Mapping[str, Frame]) -> Iterator[tuple[str, list[str]]]:
    """Give the datasets that records may come from with the keys that they share, the nearest first."""
    for source, other in others.items():
        keys = ["USUBJID", f"{variable_prefix(source)}SEQ"]
        if source != name and set(keys) <= set(frame) & set(other):
            yield source, keys
    for source in ("ADSL", "DM"):
        if source != name and source in others and "USUBJID" in frame and "USUBJID" in others[source]:
            yield source, ["USUBJID"]


def _matched(frame: Frame, other: Frame, keys: Sequence[str]) -> Frame:
    """Give the record of the other dataset for each record, on its index; without one of several."""
    alone = other[~other.duplicated(list(keys), keep=False)]
    beside = alone.drop(columns=list(keys)).assign(**{f"_{key}": alone[key] for key in keys})
    asked = frame[list(keys)].set_axis([f"_{key}" for key in keys], axis="columns")
    if any(asked[name].dtype != beside[name].dtype for name in asked):
        return frame.iloc[:, :0]
    found: Frame = asked.merge(beside, how="left", on=list(asked), indicator="_found").set_axis(frame.index)
    is_there = found["_found"] == "both"
    return found.assign(**{key: asked[f"_{key}"].where(is_there) for key in keys})


def _same(values: pd.Series, others: pd.Series) -> bool:
    """Tell whether two columns are equal in every record, and have values."""
    if pd.api.types.is_numeric_dtype(values) != pd.api.types.is_numeric_dtype(others):
        return False
    if pd.api.types.is_numeric_dtype(values):
        return bool(values.notna().any() and ((values == others) | (values.isna() & others.isna())).all())
    left, right = (one.fillna("").astype("str").str.rstrip() for one in (values, others))
    return bool((left != "").any() and (left == right).all())


def identifying(frame: Frame) -> tuple[str, ...]:
    """Find the variables that identify each record of an analysis dataset, the fewest of the usual ones; or none."""
    if not len(frame) or "USUBJID" not in frame:
        return ()
    keys = [name for name in ALWAYS if name in frame]
    sequences = sorted(str(name) for name in frame if str(name).endswith("SEQ"))
    for name in (*WITHIN, *sequences) if "PARAMCD" in frame else sequences:
        if not frame.duplicated(keys).any():
            break
        if name in frame and name not in keys and _tells(frame, keys, name):
            keys.append(name)
    return () if frame.duplicated(keys).any() else tuple(keys)


def _tells(frame: Frame, keys: Sequence[str], name: str) -> bool:
    """Tell whether one more variable tells records apart that the keys do not."""
    return int(frame.duplicated([*keys, name]).sum()) < int(frame.duplicated(list(keys)).sum())
