"""Two groups of subjects compared: the members and the others, with what a comparison leaves out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from converter.compute.conditions.condition import is_missing
from converter.compute.conditions.subject import with_subject_values
from converter.dataset import Frame
from converter.results.members import Members, behind, narrowed, records_of
from converter.results.statistics import level_text
from converter.results.values.single import single
from converter.spec.condition import Condition

MEMBER = "member"
STRATUM = "stratum"


@dataclass(frozen=True)
class Compared:
    """The records of two groups, one a subject, with MEMBER and the variables that a comparison reads.

    `decided` are the records that make a subject a member, `left_out` says who is left out, and why.
    """

    records: Frame
    decided: tuple[tuple[str, pd.Index], ...]
    left_out: tuple[str, ...]

    @property
    def sides(self) -> tuple[Frame, Frame]:
        """The records of the members and of the others."""
        mine = self.records[MEMBER]
        return self.records[mine], self.records[~mine]

    def behind(self, dataset: str) -> Frame:
        """Name the records that are compared, and those that make members."""
        return behind((dataset, self.records.index), *self.decided)


def compared(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    *,
    dataset: str,
    where: Condition | None,
    members: Sequence[Members],
    among: Sequence[Members],
    numbers: Sequence[str],
    others: Sequence[str] = (),
) -> Compared:
    """Give one record of each subject with all `numbers`, and those of `others` which have a value.

    `others` are strata and covariates, of the records or ('ADSL.SEX') of the subject. Raises ValueError for several
    records of a subject, TypeError for text among `numbers`.
    """
    asked = narrowed(subjects, among, datasets)
    records = records_of(dataset, where, asked, datasets)
    known = single(records, dataset, *numbers)
    whole, left_out = complete(with_subject_values(known, datasets, others), others)
    left_out = (*left_out, *lacking(records, numbers))
    mine = whole["USUBJID"].isin(narrowed(asked, members, datasets)["USUBJID"])
    decided = tuple((one.dataset, records_of(one.dataset, one.where, asked, datasets).index) for one in members)
    return Compared(whole.assign(**{MEMBER: mine}), decided, left_out)


def complete(records: Frame, variables: Sequence[str]) -> tuple[Frame, tuple[str, ...]]:
    """Give the records that have a value of each variable, and say who is left out."""
    lacking = pd.DataFrame({name: is_missing(records[name]) for name in variables}, index=records.index)
    said = tuple(_lacking(name, records.loc[lacking[name], "USUBJID"]) for name in lacking if lacking[name].any())
    return records[~lacking.any(axis="columns")], said


def lacking(records: Frame, numbers: Sequence[str]) -> tuple[str, ...]:
    """Say of which subjects there are records, and none with all the numbers that an analysis reads."""
    whole = records.loc[records[list(numbers)].notna().all(axis="columns"), "USUBJID"]
    lost = records.loc[~records["USUBJID"].isin(whole), "USUBJID"].drop_duplicates()
    return (_lacking(" or ".join(numbers), lost),) if len(lost) else ()


def stratum(records: Frame, strata: Sequence[str]) -> pd.Series:
    """Name the stratum of each record by the values of all variables; without any there is one."""
    parts = [level_text(records[name]).reindex(records.index) for name in strata]
    return pd.Series("", index=records.index, dtype="str") if not parts else _joined(parts)


def one_sided(records: Frame) -> tuple[str, ...]:
    """Say which strata have subjects of one group only: they add nothing to a comparison within strata."""
    shares = records.groupby(STRATUM)[MEMBER].mean()
    alone = shares.index[shares.isin([0.0, 1.0])]
    return tuple(f"stratum {name} has subjects of one group only and decides nothing" for name in alone)


def _joined(parts: Sequence[pd.Series]) -> pd.Series:
    return pd.concat(parts, axis="columns").agg(", ".join, axis="columns").astype("str")


def _lacking(name: object, subjects: pd.Series) -> str:
    number = len(subjects)
    return f"{number} subject{'' if number == 1 else 's'} without {name} left out, as {subjects.iloc[0]}"
