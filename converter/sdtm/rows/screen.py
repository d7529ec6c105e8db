"""Screen raw tables: rows that cannot belong to the study are set aside, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from converter.compute.issues.offenders import issue_of
from converter.compute.same_rows import hashes, in_several_rows, numbered, stripped
from converter.compute.template import filled_template, template_columns
from converter.sdtm.rows.choice import left_out
from converter.sdtm.rows.kept import Kept
from converter.steps import Fate, RecordsStep

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from converter.dataset import Collected
    from converter.issues import Issue, Severity
    from converter.sdtm.rows.kept import Marks
    from converter.spec.domain import Records
    from converter.spec.study import Study
    from converter.steps import Plan, Source


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


def roster_of(raw: Mapping[str, Collected], subjects: Mapping[str, pd.Series], plan: Plan) -> Roster:
    """Give the subjects of the rows that DM takes; `subjects` are the USUBJID of each table's rows."""
    known: set[str] = set()
    named: set[str] = set()
    conditions: list[str] = []
    for step in plan.steps:
        if isinstance(step, RecordsStep) and step.dataset == "DM":
            records = step.records
            taken = subjects[records.table].drop(index=_left_out(records, raw[records.table]))
            conditions += [one.describe() for one in (records.where,) if one]
            conditions += [f"not ({aside.when.describe()})" for aside in records.set_aside]
            known |= set(taken.unique())
            named |= set(subjects[records.table].unique())
    return Roster(frozenset(known - {""}), frozenset(named - known - {""}), " and ".join(conditions))


def _left_out(records: Records, table: Collected) -> list[int]:
    """Number the rows that DM does not take, by the columns that its conditions name."""
    conditions = [*((records.where,) if records.where else ()), *(aside.when for aside in records.set_aside)]
    names = dict.fromkeys(name for one in conditions for name in one.variables)
    rows = pd.DataFrame({name: table.column(name).astype("str") for name in names}, index=table.index)
    return [row for _, _, left in left_out(records, rows, "DM") for row in left]


def screen(
    table: Collected, usubjid: pd.Series, roster: Roster, source: Source, plan: Plan
) -> tuple[Kept, tuple[Fate, ...], tuple[Issue, ...]]:
    """Set aside blank rows, rows without a subject, of a subject that DM does not have, or that repeat a key.

    `usubjid` is aligned with the table's rows. Only rows that stay can be repeated. What the study's policies keep is
    reported all the same, and so are rows whose key is blank as that of others.
    """
    stays = np.ones(len(usubjid), dtype=np.bool_)
    fates: list[Fate] = []
    issues: list[Issue] = []
    for doubts in (_subject_doubts, _key_doubts):
        for reason, doubted in doubts(table, usubjid, stays.copy(), roster, source, plan):
            here = doubted & stays
            if not here.any():
                continue
            if not reason.keep:
                stays &= ~here
                fates.append(Fate(table.name, "", "set aside", tuple(map(int, table.index[here])), reason.message))
            issues.append(_reported(reason, table, usubjid[here], source))
    return Kept(table, stays, usubjid if stays.all() else usubjid[stays]), tuple(fates), tuple(issues)


def _subject_doubts(
    table: Collected, usubjid: pd.Series, stays: Marks, roster: Roster, source: Source, plan: Plan
) -> Iterator[tuple[Reason, Marks]]:
    del stays
    policies = plan.study.policies
    distinct, codes = pd.Index(usubjid.cat.categories), usubjid.cat.codes.to_numpy()
    blank = _blank(table)
    yield Reason("row-blank", "note", "every cell is blank", "delete the row at the source"), blank
    missing = distinct == ""
    keep = policies.missing_subject == "keep"
    parts = source.subject if source.subject.count("{") > 1 else ""
    hint = "complete it at the source" + (f", every part of {parts}" if parts else "")
    reason = Reason("subject-missing", "error", "no subject identifier", hint, keep)
    yield reason, missing[codes] & ~blank
    keep = policies.unknown_subject == "keep"
    text = f"DM leaves the subject out: it takes only rows where {roster.where}"
    hint = "nothing, if the subject is meant to be left out; else mend where: of DM"
    yield Reason("subject-left-out", "note", text, hint, keep), distinct.isin(roster.left_out)[codes]
    known = roster.known | roster.left_out
    unknown = ~distinct.isin(known) & ~missing
    zeros = unknown & distinct.isin(_written_without_zeros(distinct[unknown], known))
    hint = "write the identifier with its leading zeros; spreadsheets drop them"
    text = "the subject is not in DM, but one whose identifier differs only in leading zeros is"
    yield Reason("subject-zeros", "error", text, hint, keep), zeros[codes]
    hint = "correct the identifier at the source, or add the subject to demographics"
    yield Reason("subject-unknown", "error", "the subject is not in DM", hint, keep), (unknown & ~zeros)[codes]


def _key_doubts(
    table: Collected, usubjid: pd.Series, stays: Marks, roster: Roster, source: Source, plan: Plan
) -> Iterator[tuple[Reason, Marks]]:
    """Doubt rows that repeat the key of an earlier row; a blank key is none. Without a key the reader tells of them."""
    del usubjid, roster
    names = source.table.key
    if not names:
        return
    here = _like_another(table, names, stays)
    keys = stripped(table.rows(table.index[here])[list(names)])
    blank = (keys == "").any(axis="columns")
    keep = plan.study.policies.duplicate_key == "keep"
    said = ", ".join(names)
    text = f"repeats the key ({said}) of an earlier row"
    reason = Reason("key-duplicate", "error", text, "keep one of them at the source", keep)
    yield reason, _spread(here, keys.duplicated(keep="first") & ~blank)
    text = f"a part of the key ({said}) is blank, in this row and in others"
    reason = Reason("key-blank", "warning", text, "complete it at the source", keep=True)
    yield reason, _spread(here, blank & keys.duplicated(keep=False))


def _like_another(table: Collected, names: Sequence[str], stays: Marks) -> Marks:
    """Mark the rows that stay and seem to have the same in some columns as another of them."""
    numbers = np.concatenate([hashes(piece) for piece in table.pieces(names)])
    return _spread(stays, in_several_rows([numbers[stays]])[0])


def _spread(here: Marks, marks: npt.ArrayLike) -> Marks:
    """Give marks of some rows as marks of all."""
    every = np.zeros(len(here), dtype=np.bool_)
    every[here] = marks
    return every


def _blank(table: Collected) -> Marks:
    """Mark the rows that are blank in every column; most are known by the first."""
    left = np.arange(len(table.index))
    for name in table.columns if len(left) else ():
        codes, texts = pd.factorize(table.column(name).array.take(left))
        left = left[(pd.Series(texts, dtype="str").str.strip() == "").to_numpy()[codes]]
        if not len(left):
            break
    marks = np.zeros(len(table.index), dtype=np.bool_)
    marks[left] = True
    return marks


def _written_without_zeros(unknown: pd.Index, known: Collection[str]) -> Collection[str]:
    """Give the unknown subjects that are known ones but for leading zeros."""
    if unknown.empty:
        return ()
    distinct = pd.Series(unknown, dtype="str")
    return list(distinct[without_zeros(distinct).isin(without_zeros(pd.Series(list(known), dtype="str")))])


def without_zeros(identifiers: pd.Series) -> pd.Series:
    """Drop the leading zeros of every number in identifiers: S-001-07 becomes S-1-7."""
    return identifiers.str.replace(r"(?<![0-9])0+(?=[0-9])", "", regex=True)


def _reported(reason: Reason, table: Collected, subjects: pd.Series, source: Source) -> Issue:
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


def usubjids(table: Collected, source: Source, study: Study) -> pd.Series:
    """Make USUBJID of each row, a category: the table's subject template filled with its columns, then the study's.

    A row that lacks one of the subject columns has a blank USUBJID.
    """
    columns = {name: table.column(name) for name in template_columns(source.subject)}
    numbers, distinct = numbered(pd.DataFrame(columns, index=table.index))
    subject = filled_template(source.subject, distinct.astype("str"))
    whole = filled_template(study.usubjid, pd.DataFrame({"subject": subject, "study": study.study.id}))
    codes, texts = pd.factorize(whole.where(subject != "", ""))
    return pd.Series(pd.Categorical.from_codes(codes[numbers], categories=pd.Index(texts)), index=table.index)
