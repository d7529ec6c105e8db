"""What follows each response: the next one, what lies between, new therapy, death, and what the looks see."""

from __future__ import annotations

import numpy as np
import pandas as pd

from converter.adam.response.rows import ranked
from converter.compute.conditions.flag import flagged
from converter.compute.conditions.look import looked, pairs
from converter.dataset import Frame
from converter.spec.endpoints.confirmation import OF_OTHER, ConfirmationCriteria
from converter.spec.endpoints.look import OF_PAIR, THIS, Look

RELATIONS = ("PROGRESSION", "WORSE", "SAME", "BETTER", "NONE")
"""One response against another, the worst first."""
NOTHING = RELATIONS.index("NONE")
SEEN = ("n", "k", *OF_PAIR, *OF_OTHER, THIS, f"{THIS}.RESPONSE", f"{THIS}.KIND", f"{THIS}.DAY")


def following(
    points: Frame, therapy: pd.Series, death: pd.Series, counts: pd.Series, criteria: ConfirmationCriteria
) -> Frame:
    """Give the features of spec.confirmation.FEATURES for each response, and `next`, the position of the next one.

    Also those of the looks of `criteria`, and of each the position of its end (`PR.end`). `points` has one row a
    subject and date, in time order on a RangeIndex; `therapy` and `death` (of the disease) are the dates of its
    subject, NaN where there is none. `counts` says which responses count; with `sees: counted` the others are not seen.
    """
    own = _facts(points, counts, criteria)
    later = _pairs(own, Look())
    usable = later[later["usable"]]
    next_ = usable[usable["AWAY"] >= criteria.interval].drop_duplicates("n").set_index("n")
    next_ = next_.reindex(points.index)
    inside = later[later["AWAY"] < later["n"].map(next_["AWAY"])]
    between = inside[inside["usable"]].groupby("n")["relation"].min().reindex(points.index)
    date = points["date"] + next_["AWAY"]
    features = pd.DataFrame(
        {
            "THIS": own["RESPONSE"],
            "KIND": own["KIND"],
            "DAY": own["DAY"],
            "NEXT": next_["RESPONSE"].astype("str").fillna(""),
            "RELATION": _worded(next_["relation"]),
            "GAP": next_["AWAY"],
            "BETWEEN": _worded(between),
            "SKIPPED": (~inside["usable"]).groupby(inside["n"]).sum().reindex(points.index).fillna(0).astype("float64"),
            "NEXTTRT": flagged(beyond(date, therapy, criteria), "Y", "N"),
            "DIED": flagged((death >= points["date"]) & ~points.index.isin(usable["n"]), "Y", "N"),
            "next": next_["k"],
        }
    )
    return pd.concat([features, *_looks(own, criteria)], axis="columns")


def beyond(date: pd.Series, therapy: pd.Series, criteria: ConfirmationCriteria) -> pd.Series:
    """Tell which dates lie beyond the start of new therapy, as the criteria count its first day."""
    mode = criteria.counting.new_therapy
    if mode == "ignored":
        return pd.Series(data=False, index=date.index)
    return (date >= therapy) if mode == "before" else (date > therapy)


def _facts(points: Frame, counts: pd.Series, criteria: ConfirmationCriteria) -> Frame:
    """Give what is read of each response by itself."""
    progressed = points["response"] == criteria.progressed
    usable = points["response"].map({name: one.evaluable for name, one in criteria.responses.items()}).astype("bool")
    return pd.DataFrame(
        {
            "USUBJID": points["USUBJID"],
            "date": points["date"],
            "RESPONSE": points["response"],
            "KIND": points["kind"].where(progressed, ""),
            "DAY": points["date"] - points["STARTDT"],
            "rank": ranked(points["response"], criteria.ranks),
            "progressed": progressed,
            "usable": usable,
            "seen": counts if criteria.sees == "counted" else True,
        }
    )


def _pairs(own: Frame, look: Look) -> Frame:
    """Pair each response with those that a look may see, and say how these stand against it."""
    found = pairs(own, own, ["USUBJID"], ["date"], look)
    found = found[found["seen"]]
    codes = np.select(
        [found["progressed"], found["rank"] < found[f"{THIS}.rank"], found["rank"] == found[f"{THIS}.rank"]],
        [RELATIONS.index(name) for name in ("PROGRESSION", "WORSE", "SAME")],
        RELATIONS.index("BETTER"),
    )
    return found.assign(relation=codes)


def _looks(own: Frame, criteria: ConfirmationCriteria) -> list[Frame]:
    """Give what each look sees; those that go the same way share their pairs."""
    ways = {(one.toward, one.same_day): one for one in criteria.looks.values()}
    found = {}
    for way, look in ways.items():
        made = _pairs(own, look)
        found[way] = made.assign(RELATION=_worded(made["relation"]), **{THIS: made[f"{THIS}.RESPONSE"]})[list(SEEN)]
    return [looked(name, one, found[one.toward, one.same_day], own.index) for name, one in criteria.looks.items()]


def _worded(codes: pd.Series) -> pd.Series:
    words = pd.Series(RELATIONS, dtype="str")
    return pd.Series(words.array.take(codes.fillna(NOTHING).astype("int64").to_numpy()), index=codes.index)
