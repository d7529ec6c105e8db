"""SDTM as analysis reads it: qualifiers beside the records they qualify, nothing later than the data cut-off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import reduce

import pandas as pd

from converter.compute.dates.imputed import open_days
from converter.compute.dates.sas_date import sas_day
from converter.compute.qualifiers import with_qualifiers
from converter.dataset import AnyDataset, Frame
from converter.spec.dataset import supplemental_of
from converter.spec.standards.standard import variable_prefix
from converter.steps import Finding

SUBJECT_LEVEL = "DM"
BEGIN = ("STDTC", "DTC")
"""How the names of dates end that tell when a record begins, the one first that counts first."""
DEATH, DEATH_FLAG = "DTHDTC", "DTHFL"
KNOWN_LATER = ("RFSTDTC", "RFENDTC", "RFXSTDTC", "RFXENDTC", "RFICDTC", "RFPENDTC", DEATH)
"""Dates of DM that an analysis at a cut-off knows only up to then."""


def qualified(
    name: str, datasets: Mapping[str, AnyDataset], declared: Iterable[str]
) -> tuple[Frame, tuple[Finding, ...]]:
    """Give an SDTM dataset with its supplemental qualifiers as variables; records keep their position as index label.

    A qualifier that is `declared` is there even if no record has it. Text is blank where a record has none. Of one that
    a record has several times the first counts; the record is reported (`qualifier-several`). One that is called as a
    variable of the dataset does not take its place (`qualifier-name`).
    """
    frame, qualifiers = datasets[name].frame, datasets.get(_beside(name, datasets))
    blank = {one: pd.Series("", index=frame.index, dtype="str") for one in declared if one not in frame}
    if qualifiers is None:
        return frame.assign(**blank), ()
    found = with_qualifiers(frame, qualifiers.frame)
    named = {str(column): found.values[column] for column in found.values}
    made = {column: values for column, values in named.items() if column and column not in frame}
    taken = (_taken(values, column) for column, values in named.items() if column not in made)
    return frame.assign(**blank | made), (*_several(found.several), *(one for one in taken if len(one.rows)))


def _beside(name: str, datasets: Mapping[str, AnyDataset]) -> str:
    return supplemental_of({one: dataset.spec for one, dataset in datasets.items()}, name)


def _several(values: pd.Series) -> Iterator[Finding]:
    """Report records that have a qualifier several times."""
    if len(values):
        message = "the record has this qualifier more than once; analysis takes the first"
        yield Finding("qualifier-several", "error", values.index, values, message, hint="correct it in SDTM")


def _taken(values: pd.Series, name: str) -> Finding:
    """Report qualifiers that analysis does not see, for they have the name of a variable of the dataset, or none."""
    filled = values[values != ""]
    what = f"{name} is a variable of the dataset, too" if name else "the qualifier has no name (QNAM)"
    message = f"{what}; analysis does not see the qualifier"
    return Finding("qualifier-name", "error", filled.index, filled, message, hint="correct QNAM in SDTM")


def unqualifying(name: str, datasets: Mapping[str, AnyDataset]) -> Iterator[Finding]:
    """Report supplemental qualifiers that belong to no record of their dataset, so that analysis does not see them."""
    qualifiers = datasets[_beside(name, datasets)].frame
    lost = with_qualifiers(datasets[name].frame, qualifiers).lost
    if len(lost):
        named = [qualifiers[key].loc[lost] for key in ("IDVAR", "IDVARVAL", "QNAM") if key in qualifiers]
        values = reduce(lambda said, part: said + " " + part, named)
        message = f"the qualifier belongs to no record of {name}; analysis does not see it"
        yield Finding("qualifier-lost", "error", lost, values, message, hint="correct IDVAR and IDVARVAL in SDTM")


def cut_off(name: str, frame: Frame, cutoff: date) -> tuple[Frame, tuple[Finding, ...]]:
    """Leave out the records that begin after the data cut-off, and say which.

    A record begins on its --STDTC, else its --DTC; a partial date counts as the earliest that it can be. A record with
    neither stays, for its end does not tell when it began. Of a subject, what DM tells of dates after the cut-off, such
    as a first dose or a death, is not known.
    """
    limit = sas_day(cutoff)
    if name == SUBJECT_LEVEL:
        return _not_known(frame, limit, cutoff)
    begin = pd.Series("", index=frame.index, dtype="str")
    prefix = variable_prefix(name)
    for column in (f"{prefix}{end}" for end in BEGIN if f"{prefix}{end}" in frame):
        begin = begin.where(_earliest(begin).notna(), frame[column])
    late = _is_late(begin, limit)
    if not late.any():
        return frame, ()
    return frame[~late], (_told(begin[late], f"after the data cut-off {cutoff}; analysis leaves it out"),)


def _not_known(frame: Frame, limit: float, cutoff: date) -> tuple[Frame, tuple[Finding, ...]]:
    """Take dates after the cut-off out of DM, the death flag with the date of death."""
    findings: list[Finding] = []
    for name in (column for column in KNOWN_LATER if column in frame):
        late = _is_late(frame[name], limit)
        if late.any():
            message = f"{name} is after the data cut-off {cutoff}; analysis does not know it"
            findings.append(_told(frame.loc[late, name], message))
            taken = (name, *(flag for flag in (DEATH_FLAG,) if name == DEATH and flag in frame))
            frame = frame.assign(**{column: frame[column].mask(late, "") for column in taken})
    return frame, tuple(findings)


def _is_late(dates: pd.Series, limit: float) -> pd.Series:
    return _earliest(dates) > limit


def _earliest(dates: pd.Series) -> pd.Series:
    """Give the earliest SAS date that each text can be, missing where its year is not known."""
    return open_days(dates)[0]


def _told(values: pd.Series, message: str) -> Finding:
    return Finding(rule="analysis-cut-off", severity="note", rows=values.index, values=values, message=message)
