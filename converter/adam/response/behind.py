"""The measurements behind a response."""

from __future__ import annotations

import pandas as pd

from converter.adam.response.levels import Answered
from converter.adam.response.timeline import AFTER, BEFORE, Timeline
from converter.adam.trace import lineage_of
from converter.dataset import Frame
from converter.spec.endpoints.decision import Decision
from converter.spec.endpoints.response import ResponseCriteria

SERIES = ["component", "item"]


def behind(line: Timeline, points: Frame, answer: Answered, criteria: ResponseCriteria) -> Frame:
    """Give lineage: the measurements of each assessment, those carried forward to it, and those of baseline.

    Also those of the earlier assessment with which a look ended that the decision read. The part that each plays
    (`item`) is the component that it measures. `points` has USUBJID and `group` of each row made, in their order.
    """
    ends = [_ends(points, answer, name, criteria) for name in criteria.looks]
    rows = points.reset_index(drop=True)[["USUBJID", "group"]].reset_index(names="position")
    own = line.records.merge(rows[["position", "group"]], how="inner", on="group")
    before = line.records[line.records["phase"] == BEFORE]
    baseline = before.drop_duplicates(["USUBJID", *SERIES], keep="last").merge(
        rows[["position", "USUBJID"]], how="inner", on="USUBJID"
    )
    looked = [line.records.merge(one, how="inner", on="group") for one in ends]
    pieces = [own, _carried(line.records, own, rows, criteria), baseline, *looked]
    names = {"position": "row", "table": "table", "source_row": "source_row", "component": "item"}
    return lineage_of([one[list(names)].rename(columns=names) for one in pieces])


def _ends(points: Frame, answer: Answered, look: str, criteria: ResponseCriteria) -> Frame:
    """Give the position of each row whose decision read a look, and the `group` of the assessment it ended with."""
    reading = pd.Series(data=False, index=points.index)
    for one in answer.deciding:
        reads = {number: look in _looks(decision, criteria) for number, decision in enumerate(one.decisions)}
        taken = one.position.map(reads).astype("bool")
        reading[taken.index[taken]] = True
    ends = pd.DataFrame({"position": range(len(points)), "group": points[f"{look}.group"].to_numpy()})
    return ends[reading.to_numpy() & ends["group"].notna().to_numpy()].astype({"group": "int64"})


def _looks(decision: Decision, criteria: ResponseCriteria) -> set[str]:
    """Name the looks that a decision reads, also by way of values."""
    asked = list(decision.when.variables) if decision.when else []
    found = set()
    while asked:
        base = asked.pop().partition(".")[0]
        if base in criteria.looks:
            found.add(base)
        elif base in criteria.values:
            asked += criteria.values[base].reads
    return found


def _carried(records: Frame, own: Frame, rows: Frame, criteria: ResponseCriteria) -> Frame:
    """Give the latest earlier measurement of what is carried, where the assessment has none of its own."""
    carry = records["component"].map({name: one.carry for name, one in criteria.components.items()})
    kept = records[(carry == "always") | ((carry == "after_start") & (records["phase"] == AFTER))]
    earlier = kept.merge(rows, how="inner", on="USUBJID", suffixes=("", "_row"))
    earlier = earlier[earlier["group"] < earlier["group_row"]]
    latest = earlier.drop_duplicates(["position", *SERIES], keep="last")
    known = pd.MultiIndex.from_frame(own[["position", *SERIES]])
    return latest[~pd.MultiIndex.from_frame(latest[["position", *SERIES]]).isin(known)]
