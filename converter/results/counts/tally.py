"""Subjects counted among those asked: what counts and proportions share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from converter.dataset import Frame
from converter.results.linked import Linked, with_link
from converter.results.members import Members, behind, narrowed, records_of
from converter.steps import SourceCondition

NOT_DEFINED = float("nan")


@dataclass(frozen=True)
class Tally:
    """How many subjects of how many, and the records behind it."""

    n: int
    of: int
    behind: Frame


def tally(
    subjects: Frame,
    datasets: Mapping[str, Frame],
    dataset: str,
    where: SourceCondition | None,
    also: tuple[Members, ...],
    among: tuple[Members, ...],
    linked: tuple[Linked, ...] = (),
) -> Tally:
    """Count the subjects with a record that are members of all of `also`, among the members of all of `among`.

    A record counts if it has all the links of `linked`.
    The records stand behind the count; where there is none, the subjects that were asked.
    """
    asked = narrowed(subjects, among, datasets)
    records = with_link(records_of(dataset, where, narrowed(asked, also, datasets), datasets), linked, datasets)
    return counted(records, dataset, asked)


def counted(records: Frame, dataset: str, asked: Frame) -> Tally:
    """Count the subjects of records among those asked."""
    n = records["USUBJID"].nunique()
    return Tally(n, len(asked), behind((dataset, records.index)) if n else behind(("ADSL", asked.index)))


def shares(n: int, of: int) -> dict[str, float]:
    """Give n, N and percent, which is missing where N is 0."""
    return {"n": n, "N": of, "pct": 100 * n / of if of else NOT_DEFINED}
