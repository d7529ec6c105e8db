"""Screen raw tables: rows that cannot belong to the study are set aside, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from converter.compute.offenders import issue_of
from converter.compute.template import filled_template
from converter.steps import Fate

if TYPE_CHECKING:
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


def screen(
    table: RawTable, usubjid: pd.Series, known: frozenset[str] | None, source: Source, plan: Plan
) -> tuple[Screened, tuple[Fate, ...], tuple[Issue, ...]]:
    """Set aside blank rows, rows without a subject, of an unknown subject, or that repeat a key.

    `usubjid` is aligned with the table's rows; `known` are the subjects of DM, or nothing where the table has none to
    check. What the study's policies keep is reported all the same.
    """
    rows, fates, issues = table.frame, [], []
    for reason, doubted in _doubts(rows, usubjid, known, source, plan):
        offending = doubted & doubted.index.isin(rows.index)
        numbers = doubted.index[offending]
        if numbers.empty:
            continue
        if not reason.keep:
            rows = rows.drop(index=numbers)
            fates.append(Fate(table.name, "", "set aside", tuple(map(int, numbers)), reason.message))
        issues.append(_reported(reason, table, usubjid.loc[numbers], source))
    return Screened(table, rows, usubjid.loc[rows.index]), tuple(fates), tuple(issues)


def _doubts(
    rows: Frame, usubjid: pd.Series, known: frozenset[str] | None, source: Source, plan: Plan
) -> list[tuple[Reason, pd.Series]]:
    policies = plan.study.policies
    blank = (rows == "").all(axis="columns")
    doubts = [(Reason("row-blank", "note", "every cell is blank", "delete the row at the source"), blank)]
    if known is not None:
        missing = usubjid == ""
        keep = policies.missing_subject == "keep"
        reason = Reason("subject-missing", "error", "no subject identifier", "complete it at the source", keep)
        doubts.append((reason, missing & ~blank))
        unknown = ~usubjid.isin(known) & ~missing
        zeros = unknown & without_zeros(usubjid).isin(without_zeros(pd.Series(sorted(known), dtype="str")))
        keep = policies.unknown_subject == "keep"
        hint = "write the identifier with its leading zeros; spreadsheets drop them"
        text = "the subject is not in DM, but one whose identifier differs only in leading zeros is"
        doubts.append((Reason("subject-zeros", "error", text, hint, keep), zeros))
        hint = "correct the identifier at the source, or add the subject to demographics"
        doubts.append((Reason("subject-unknown", "error", "the subject is not in DM", hint, keep), unknown & ~zeros))
    if source.table.key:
        keep = policies.duplicate_key == "keep"
        text = f"repeats the key ({', '.join(source.table.key)}) of an earlier row"
        doubts.append(
            (Reason("key-duplicate", "error", text, "keep one of them at the source", keep), _repeated(rows, source))
        )
    return doubts


def without_zeros(identifiers: pd.Series) -> pd.Series:
    """Drop the leading zeros of every number in identifiers: S-001-07 becomes S-1-7."""
    return identifiers.str.replace(r"(?<![0-9])0+(?=[0-9])", "", regex=True)


def _repeated(rows: Frame, source: Source) -> pd.Series:
    return rows.duplicated(list(source.table.key), keep="first") & ~(rows == "").all(axis="columns")


def _reported(reason: Reason, table: RawTable, subjects: pd.Series, source: Source) -> Issue:
    written = "row kept" if reason.keep else "row set aside"
    rows = {"row": subjects.index, "subject": subjects.to_numpy(), "value": "", "written": written}
    return issue_of(
        pd.DataFrame(rows),
        rule=reason.rule,
        severity=reason.severity,
        place=table.file,
        variable=", ".join(source.table.key) if reason.rule == "key-duplicate" else "",
        message=reason.message,
        hint=reason.hint,
    )


def usubjids(table: RawTable, source: Source, study: Study) -> pd.Series:
    """Make USUBJID of each row: the table's subject template filled with its columns, then the study's.

    A row whose subject columns are all blank has a blank USUBJID.
    """
    subject = filled_template(source.subject, table.frame)
    whole = filled_template(study.usubjid, pd.DataFrame({"subject": subject, "study": study.study.id}))
    return whole.where(subject != "", "")
