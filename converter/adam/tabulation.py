"""SDTM as analysis reads it: qualifiers beside the records they qualify, nothing later than the data cut-off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from converter.compute.numbers import number_text
from converter.compute.sas_date import completed, sas_date, sas_day
from converter.dataset import Dataset, Frame
from converter.steps import Finding

SUBJECT_LEVEL = "DM"
DEATH = ("DTHDTC", "DTHFL")


def qualified(name: str, datasets: Mapping[str, Dataset], declared: Iterable[str]) -> Frame:
    """Give an SDTM dataset with its supplemental qualifiers as variables; records keep their position as index label.

    A qualifier that is `declared` is there even if no record has it. Text is blank where a record has none.
    """
    frame, qualifiers = datasets[name].frame, datasets.get(f"SUPP{name}")
    blank = {qualifier: pd.Series("", index=frame.index, dtype="str") for qualifier in declared}
    if qualifiers is None:
        return frame.assign(**blank)
    keys = ["USUBJID", "IDVARVAL"]
    wide = qualifiers.frame.set_index([*keys, "QNAM"])["QVAL"].unstack("QNAM")
    sequence = number_text(frame[f"{name}SEQ"]) if f"{name}SEQ" in frame else ""
    found = frame[["USUBJID"]].assign(IDVARVAL=sequence).merge(wide, how="left", left_on=keys, right_index=True)
    return frame.assign(**blank | {str(column): found[column].astype("str").fillna("") for column in wide})


def cut_off(name: str, frame: Frame, cutoff: date) -> tuple[Frame, tuple[Finding, ...]]:
    """Leave out the records that begin after the data cut-off, and say which.

    A partial date counts as the earliest that it can be; a record without a date stays. A death after the cut-off is
    not known to DM.
    """
    limit = sas_day(cutoff)
    names = (DEATH[0],) if name == SUBJECT_LEVEL else (f"{name}STDTC", f"{name}DTC")
    begin = next((column for column in names if column in frame), None)
    if begin is None:
        return frame, ()
    late = sas_date(completed(frame[begin].str.slice(stop=10), "first")) > limit
    if not late.any():
        return frame, ()
    rows = frame.index[late]
    told = Finding(
        rule="analysis-cut-off",
        severity="note",
        rows=rows,
        values=frame.loc[rows, begin],
        message=f"after the data cut-off {cutoff.isoformat()}; analysis leaves it out",
    )
    if name == SUBJECT_LEVEL:
        unknown = {column: frame[column].mask(late, "") for column in DEATH if column in frame}
        return frame.assign(**unknown), (told,)
    return frame[~late], (told,)
