"""The checks of a study in ranges of subjects: the same issues as of the whole, in the memory of one range.

Most checks look at one record, or at those of one subject, so that a range is enough for them. Those of STUDY_SCOPE
compare with the whole study: each range counts first what they compare with, and is checked with the counts of all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from converter.check.catalogue.run import check_catalogue, count, wanted_counts
from converter.check.checks import CHECKS, Check, check_range
from converter.check.gathered import gathered
from converter.check.scope import STUDY_SCOPE
from converter.check.shipment import Shipment
from converter.check.tally import added
from converter.dataset import Frame
from converter.issues import Issue

Tallies: TypeAlias = Mapping[tuple[str, str], Frame]
"""Counts by the name of their tally and of the dataset."""


def check_ranges(ranges: Sequence[Callable[[], Shipment]], checks: Mapping[str, Check] = CHECKS) -> tuple[Issue, ...]:
    """Check a study that comes in ranges of subjects, as `check_shipment` checks it whole; each is given twice."""
    tallies = together(tallied(load(), checks) for load in ranges)
    found = (check_range(replace(load(), tallies=tallies), checks) for load in ranges)
    return gathered(found)


def tallied(part: Shipment, checks: Mapping[str, Check] = CHECKS) -> Tallies:
    """Count in one range what checks compare with."""
    judgeable = part.judgeable()
    tallies = dict.fromkeys(tally for check in checks.values() for tally in STUDY_SCOPE.get(check, ()))
    counts = {(one.__name__, dataset.name): one(judgeable, dataset) for one in tallies for dataset in judgeable.own()}
    own = wanted_counts(judgeable) if check_catalogue in checks.values() else ()
    return counts | {(one.__name__, one.of): count(one, judgeable) for one in own}


def together(parts: Iterable[Tallies]) -> Tallies:
    """Add up the counts of ranges."""
    every: dict[tuple[str, str], Frame] = {}
    for part in parts:
        for name, counts in part.items():
            every[name] = added((every[name], counts)) if name in every else counts
    return every
