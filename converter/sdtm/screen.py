"""Screen raw tables: rows that cannot belong to the study are set aside, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from converter.compute.offenders import issue_of
from converter.compute.template import filled_template, template_columns
from converter.sdtm.choice import left_out
from converter.steps import Fate, RecordsStep

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from converter.dataset import Frame, RawTable
    from converter.issues import Issue, Severity
    from converter.spec.study import Study
    from converter.steps import Plan, Source


@dataclass(frozen=True)
class Screened:
    """One raw table after screening: the rows that stay, and the subject (USUBJID) of each."""

    table: RawTable
    frame: Frame
    subjects: pd.Series


@dataclass(frozen=True)
class Reason:
    """Why a row is doubted: the rule, what is said of it, how to mend it, and what the study does with it."""

    rule: str
    severity: Severity
    message: str
    hint: str
    keep: bool = False


@dataclass(frozen=True)
class Roster:
    """The subjects that DM has, and those that its table names and DM leaves out, with the condition that it has."""

    known: frozenset[str]
    left_out: frozenset[str] = frozenset()
    where: str = ""


def roster_of(raw: Mapping[str, RawTable], subjects: Mapping[str, pd.Series], plan: Plan) -> Roster:
    """Give the subjects of the rows that DM takes; `subjects` are the USUBJID of each table's rows."""
    known: set[str] = set()
    named: set[str] = set()
    conditions: list[str] = []
    for step in plan.steps:
        if isinstance(step, RecordsStep) and step.dataset == "DM":
            name, records = step.records.table, step.records
            left = [row for _, _, rows in left_out(records, raw[name].frame, "DM") for row in rows]
            conditions += [one.describe() for one in (records.where,) if one]
            conditions += [f"not ({aside.when.describe()})" for aside in records.set_aside]
            known |= set(subjects[name].drop(index=left))
            named |= set(subjects[name])
    return Roster(frozenset(known - {""}), frozenset(named - known - {""}), " and ".join(conditions))


def screen(
    table: RawTable, usubjid: pd.Series, roster: Roster, source: Source, plan: Plan
) -> tuple[Screened, tuple[Fate, ...], tuple[Issue, ...]]:
    """Set aside blank rows, rows without a subject, of a subject that DM does not have, or that repeat a key.

    `usubjid` is aligned with the table's rows. Only rows that stay can be repeated. What the study's policies keep is
    reported all the same, and so are rows whose key is blank as that of others.
    """
    rows, fates, issues = table.frame, [], []
    for doubts in (_subject_doubts, _key_doubts):
        for reason, doubted in doubts(rows, usubjid.loc[rows.index], roster, source, plan):
            numbers = rows.index[doubted.reindex(rows.index, fill_value=False)]
            if numbers.empty:
                continue
            if not reason.keep:
                rows = rows.drop(index=numbers)
                fates.append(Fate(table.name, "", "set aside", tuple(map(int, numbers)), reason.message))
            issues.append(_reported(reason, table, usubjid.loc[numbers], source))
    return Screened(table, rows, usubjid.loc[rows.index]), tuple(fates), tuple(issues)


def _subject_doubts(
    rows: Frame, usubjid: pd.Series, roster: Roster, source: Source, plan: Plan
) -> list[tuple[Reason, pd.Series]]:
    policies = plan.study.policies
    blank = _blank(rows)
    doubts = [(Reason("row-blank", "note", "every cell is blank", "delete the row at the source"), blank)]
    missing = usubjid == ""
    keep = policies.missing_subject == "keep"
    parts = source.subject if source.subject.count("{") > 1 else ""
    hint = "complete it at the source" + (f", every part of {parts}" if parts else "")
    reason = Reason("subject-missing", "error", "no subject identifier", hint, keep)
    doubts.append((reason, missing & ~blank))
    keep = policies.unknown_subject == "keep"
    text = f"DM leaves the subject out: it takes only rows where {roster.where}"
    hint = "nothing, if the subject is meant to be left out; else mend where: of DM"
    left_out = usubjid.isin(roster.left_out)
    doubts.append((Reason("subject-left-out", "note", text, hint, keep), left_out))
    known = roster.known | roster.left_out
    unknown = ~usubjid.isin(known) & ~missing
    zeros = unknown & usubjid.isin(_written_without_zeros(usubjid[unknown], known))
    hint = "write the identifier with its leading zeros; spreadsheets drop them"
    text = "the subject is not in DM, but one whose identifier differs only in leading zeros is"
    doubts.append((Reason("subject-zeros", "error", text, hint, keep), zeros))
    hint = "correct the identifier at the source, or add the subject to demographics"
    doubts.append((Reason("subject-unknown", "error", "the subject is not in DM", hint, keep), unknown & ~zeros))
    return doubts


def _key_doubts(
    rows: Frame, usubjid: pd.Series, roster: Roster, source: Source, plan: Plan
) -> list[tuple[Reason, pd.Series]]:
    """Doubt rows that repeat the key of an earlier row; a blank key is none. Without a key the reader tells of them."""
    del usubjid, roster
    names = source.table.key
    if not names:
        return []
    keys = _stripped(rows[list(names)])
    blank = (keys == "").any(axis="columns")
    keep = plan.study.policies.duplicate_key == "keep"
    said = ", ".join(names)
    text = f"repeats the key ({said}) of an earlier row"
    repeats = Reason("key-duplicate", "error", text, "keep one of them at the source", keep)
    text = f"a part of the key ({said}) is blank, in this row and in others"
    without = Reason("key-blank", "warning", text, "complete it at the source", keep=True)
    return [(repeats, keys.duplicated(keep="first") & ~blank), (without, blank & keys.duplicated(keep=False))]


def _blank(rows: Frame) -> pd.Series:
    """Tell which rows are blank in every column; most are known by the first."""
    left = np.arange(len(rows))
    for name in rows:
        left = left[(rows[name].take(left).str.strip() == "").to_numpy()]
    return pd.Series(np.isin(np.arange(len(rows)), left), index=rows.index)


def _written_without_zeros(unknown: pd.Series, known: Collection[str]) -> Collection[str]:
    """Give the unknown subjects that are known ones but for leading zeros."""
    if unknown.empty:
        return ()
    distinct = pd.Series(unknown.unique(), dtype="str")
    return list(distinct[without_zeros(distinct).isin(without_zeros(pd.Series(list(known), dtype="str")))])


def _stripped(rows: Frame) -> Frame:
    return pd.DataFrame({name: rows[name].str.strip() for name in rows}, index=rows.index)


def without_zeros(identifiers: pd.Series) -> pd.Series:
    """Drop the leading zeros of every number in identifiers: S-001-07 becomes S-1-7."""
    return identifiers.str.replace(r"(?<![0-9])0+(?=[0-9])", "", regex=True)


def _reported(reason: Reason, table: RawTable, subjects: pd.Series, source: Source) -> Issue:
    written = "row kept" if reason.keep else "row set aside"
    rows = {"row": subjects.index, "subject": subjects.to_numpy(), "value": "", "written": written}
    return issue_of(
        pd.DataFrame(rows),
        rule=reason.rule,
        severity=reason.severity,
        place=table.file,
        variable=", ".join(_doubted(reason.rule, source)),
        message=reason.message,
        hint=reason.hint,
    )


def _doubted(rule: str, source: Source) -> tuple[str, ...]:
    """Name the columns that a doubt is about: those of the key, or those that make the subject."""
    if rule.startswith("key-"):
        return source.table.key
    return template_columns(source.subject) if rule.startswith("subject-") else ()


def usubjids(table: RawTable, source: Source, study: Study) -> pd.Series:
    """Make USUBJID of each row: the table's subject template filled with its columns, then the study's.

    A row that lacks one of the subject columns has a blank USUBJID.
    """
    subject = filled_template(source.subject, table.frame)
    whole = filled_template(study.usubjid, pd.DataFrame({"subject": subject, "study": study.study.id}))
    return whole.where(subject != "", "")
