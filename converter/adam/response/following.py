"""What follows each response: the next one, what lies between, new therapy, death."""

from __future__ import annotations

import numpy as np
import pandas as pd

from converter.adam.response.rows import ranked
from converter.compute.flag import flagged
from converter.dataset import Frame
from converter.spec.confirmation import ConfirmationCriteria

RELATIONS = ("PROGRESSION", "WORSE", "SAME", "BETTER", "NONE")
"""One response against another, the worst first."""
NOTHING = RELATIONS.index("NONE")


def following(points: Frame, therapy: pd.Series, death: pd.Series, criteria: ConfirmationCriteria) -> Frame:
    """Give the features of spec.confirmation.FEATURES for each response, and `next`, the position of the next one.

    `points` has one row a subject and date, in time order on a RangeIndex; `therapy` and `death` (of the disease) are
    the dates of its subject, NaN where there is none.
    """
    usable = points["response"].map({name: one.evaluable for name, one in criteria.responses.items()}).astype("bool")
    pairs = _pairs(points.assign(usable=usable), criteria)
    later = pairs[pairs["usable"]]
    next_ = later[later["gap"] >= criteria.interval].drop_duplicates("n").set_index("n")["k"].reindex(points.index)
    until = pairs["n"].map(points["date"].reindex(next_.to_numpy()).set_axis(points.index))
    inside = pairs[pairs["date_k"] < until]
    between = inside[inside["usable"]].groupby("n")["relation"].min().reindex(points.index)
    relation = later[later["k"] == later["n"].map(next_)].set_index("n")["relation"].reindex(points.index)
    following_date = points["date"].reindex(next_.to_numpy()).set_axis(points.index)
    response = points["response"].reindex(next_.to_numpy()).set_axis(points.index)
    alone = ~points.index.isin(later["n"])
    progressed = points["response"] == criteria.progressed
    return pd.DataFrame(
        {
            "THIS": points["response"],
            "KIND": points["kind"].where(progressed, ""),
            "DAY": points["date"] - points["STARTDT"],
            "NEXT": response.astype("str").fillna(""),
            "RELATION": _worded(relation),
            "GAP": following_date - points["date"],
            "BETWEEN": _worded(between),
            "SKIPPED": (~inside["usable"]).groupby(inside["n"]).sum().reindex(points.index).fillna(0).astype("float64"),
            "NEXTTRT": flagged(following_date > therapy, "Y", "N"),
            "DIED": flagged((death >= points["date"]) & alone, "Y", "N"),
            "next": next_,
        }
    )


def _pairs(points: Frame, criteria: ConfirmationCriteria) -> Frame:
    """Give each response (`n`) with every later one (`k`) of its subject, and how that stands against it."""
    rank = ranked(points["response"], criteria.ranks)
    own = points[["USUBJID", "date", "response", "usable"]].assign(rank=rank, n=points.index)
    joined = own.drop(columns=["usable", "response"]).merge(
        own.rename(columns={"n": "k"}), on="USUBJID", suffixes=("", "_k")
    )
    later = joined[joined["date_k"] > joined["date"]]
    codes = np.select(
        [later["response"] == criteria.progressed, later["rank_k"] < later["rank"], later["rank_k"] == later["rank"]],
        [RELATIONS.index(name) for name in ("PROGRESSION", "WORSE", "SAME")],
        RELATIONS.index("BETTER"),
    )
    return later.assign(relation=codes, gap=later["date_k"] - later["date"])


def _worded(codes: pd.Series) -> pd.Series:
    words = pd.Series(RELATIONS, dtype="str")
    return pd.Series(words.array.take(codes.fillna(NOTHING).astype("int64").to_numpy()), index=codes.index)
