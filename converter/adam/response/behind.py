"""The measurements behind a response."""

from __future__ import annotations

import pandas as pd

from converter.adam.response.timeline import AFTER, BEFORE, Timeline
from converter.adam.trace import lineage_of
from converter.dataset import Frame
from converter.spec.response import ResponseCriteria

SERIES = ["component", "item"]


def behind(line: Timeline, frame: Frame, criteria: ResponseCriteria) -> Frame:
    """Give lineage: the measurements of each assessment, those carried forward to it, and those of baseline.

    The part that each plays (`item`) is the component that it measures.
    `frame` has USUBJID and `group` of each row made, on a RangeIndex.
    """
    rows = frame[["USUBJID", "group"]].reset_index(names="position")
    own = line.records.merge(rows[["position", "group"]], how="inner", on="group")
    before = line.records[line.records["phase"] == BEFORE]
    baseline = before.drop_duplicates(["USUBJID", *SERIES], keep="last").merge(
        rows[["position", "USUBJID"]], how="inner", on="USUBJID"
    )
    pieces = [own, _carried(line.records, own, rows, criteria), baseline]
    names = {"position": "row", "table": "table", "source_row": "source_row", "component": "item"}
    return lineage_of([one[list(names)].rename(columns=names) for one in pieces])


def _carried(records: Frame, own: Frame, rows: Frame, criteria: ResponseCriteria) -> Frame:
    """Give the latest earlier measurement of what is carried, where the assessment has none of its own."""
    carry = records["component"].map({name: one.carry for name, one in criteria.components.items()})
    kept = records[(carry == "always") | ((carry == "after_start") & (records["phase"] == AFTER))]
    earlier = kept.merge(rows, how="inner", on="USUBJID", suffixes=("", "_row"))
    earlier = earlier[earlier["group"] < earlier["group_row"]]
    latest = earlier.drop_duplicates(["position", *SERIES], keep="last")
    known = pd.MultiIndex.from_frame(own[["position", *SERIES]])
    return latest[~pd.MultiIndex.from_frame(latest[["position", *SERIES]]).isin(known)]
