"""Supplemental qualifiers and the records they belong to: by IDVAR and IDVARVAL (SDTMIG 3.4, 8.4), never by habit."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from converter.compute.numbers.numbers import read_numbers
from converter.dataset import Frame

SUBJECTS = ("USUBJID", "APID", "POOLID")
"""Who records are of: a subject, an associated person, a pool of subjects."""
LINK = ("IDVAR", "IDVARVAL")
QUALIFIER = (*LINK, "QNAM", "QVAL")
"""What a supplemental qualifier needs, beside whom it is of, to be brought to its record."""


@dataclass(frozen=True)
class Qualified:
    """Qualifiers as variables of the records they belong to, and those that do not fit.

    `values` is on the index of the records, a column for each QNAM, blank where a record has none. `several` are index
    labels of records that have a qualifier more than once, with what is left aside; `lost` are labels of qualifiers
    that belong to no record.
    """

    values: Frame
    several: pd.Series
    lost: pd.Index


def links(records: Frame, linked: Frame) -> Frame:
    """Pair records with the rows that name them: columns `record` and `linked`, index labels of both.

    A row names a subject's records by the value (IDVARVAL) of a variable (IDVAR), or all of them where IDVAR is blank.
    Numbers are compared as numbers, text without outer blanks; a missing value is named by nothing.
    """
    subject = subject_of(records, linked)
    rows_by = linked.groupby("IDVAR", sort=False) if subject else ()
    parts = [_by_variable(records, rows, str(name).strip(), subject) for name, rows in rows_by]
    return pd.concat([pd.DataFrame({"record": [], "linked": []}, dtype="int64"), *parts], ignore_index=True)


def subject_of(*frames: Frame) -> str:
    """Name the variable that tells in all of these frames whom a record is of; blank where there is none."""
    return next((name for name in SUBJECTS if all(name in frame for frame in frames)), "")


def beside_links(records: Frame, beside: Frame) -> Frame:
    """Pair records with those of a dataset that holds their non-standard variables as variables, as `links` does.

    They have in common what identifies a record, such as the subject and --SEQ.
    """
    shared = [str(name) for name in beside if name in records]
    left = records[shared].assign(record=records.index)
    return left.dropna().merge(beside[shared].assign(linked=beside.index).dropna(), on=shared)[["record", "linked"]]


def _by_variable(records: Frame, rows: Frame, variable: str, subject: str) -> Frame:
    left = pd.DataFrame({subject: records[subject], "record": records.index})
    right = pd.DataFrame({subject: rows[subject], "linked": rows.index})
    if variable and variable not in records:
        return right.iloc[:0].assign(record=0)[["record", "linked"]]
    if variable and pd.api.types.is_numeric_dtype(records[variable]):
        left, right = left.assign(key=records[variable]), right.assign(key=read_numbers(rows["IDVARVAL"])[0])
    elif variable:
        left, right = left.assign(key=_named(records[variable])), right.assign(key=_named(rows["IDVARVAL"]))
    keys = [name for name in (subject, "key") if name in left]
    return left.dropna().merge(right.dropna(), on=keys)[["record", "linked"]]


def _named(values: pd.Series) -> pd.Series:
    text = values.str.strip()
    return text.where(text != "")


def with_qualifiers(records: Frame, supplemental: Frame) -> Qualified:
    """Bring non-standard variables to the records they belong to; of one that a record has several times the first.

    `supplemental` is SUPP--, or has them as variables beside what identifies the records.
    Where they say nothing of their records, or these have no subject, all are lost.
    """
    if subject_of(records, supplemental) and "QNAM" not in supplemental:
        return _beside(records, supplemental)
    if not subject_of(records, supplemental) or not set(QUALIFIER) <= set(supplemental):
        return Qualified(pd.DataFrame(index=records.index), pd.Series(dtype="str"), supplemental.index)
    pairs = links(records, supplemental).sort_values("linked", kind="stable")
    told = supplemental.loc[pairs["linked"], ["QNAM", "QVAL"]].assign(record=pairs["record"].to_numpy())
    again = told.duplicated(["record", "QNAM"])
    wide = told[~again].pivot(index="record", columns="QNAM", values="QVAL").reindex(records.index)
    more = told[again]
    several = pd.Series((more["QNAM"] + " " + more["QVAL"]).to_numpy(), index=more["record"].to_numpy(), dtype="str")
    lost = supplemental.index.difference(pd.Index(pairs["linked"]), sort=False)
    return Qualified(wide.astype("str").fillna(""), several, lost)


def _beside(records: Frame, beside: Frame) -> Qualified:
    pairs = beside_links(records, beside).sort_values("linked", kind="stable")
    own = beside[[name for name in beside if name not in records]]
    again = pairs["record"].duplicated()
    found = own.loc[pairs.loc[~again, "linked"]].set_axis(pairs.loc[~again, "record"].to_numpy()).reindex(records.index)
    text = [name for name in own if not pd.api.types.is_numeric_dtype(own[name])]
    more = [" ".join(map(str, row)) for row in own.loc[pairs.loc[again, "linked"]].itertuples(index=False)]
    several = pd.Series(more, index=pairs.loc[again, "record"].to_numpy(), dtype="str")
    lost = beside.index.difference(pd.Index(pairs["linked"]), sort=False)
    return Qualified(found.fillna(dict.fromkeys(text, "")), several, lost)
