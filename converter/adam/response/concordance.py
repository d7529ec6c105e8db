"""Computed responses against recorded ones, each with the reason of the difference."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from converter.adam.dates.interval import with_constants
from converter.adam.response.recorded import Responses, recorded
from converter.adam.response.rows import MADE, roster_of
from converter.adam.response.wording import clipped
from converter.adam.source import TREATMENT, Origin
from converter.adam.trace import lineage_of, piece
from converter.dataset import Frame
from converter.spec.condition import Condition
from converter.steps import Built, NewVariable, Variable

AGREED, DISAGREED, NOT_COMPUTED, NOT_RECORDED = "AGREED", "DISAGREED", "NOT COMPUTED", "NOT RECORDED"


def derive_param_concordance(
    rows: Frame,
    datasets: Mapping[str, Frame],
    *,
    computed: Responses,
    recorded_by: Responses,
    set_values: dict[NewVariable, str | float],
    window: int = 0,
    start: Origin = TREATMENT,
    population: Condition | None = None,
    until: tuple[Variable, ...] = (),
    rule_var: NewVariable = "RSPRULE",
    reason_var: NewVariable = "RSPREAS",
) -> Built:
    """Agreement of {recorded_by} with {computed} on the nearest date no more than {window} days away, one to one.

    Of a subject the nearest two responses pair first, the earlier of those equally near, and each pairs with one other
    at most. One row for each recorded response, and one for each computed one that pairs with none: AVALC is AGREED,
    DISAGREED, NOT COMPUTED or NOT RECORDED, AVAL 1, 0 or missing, ADT the date of the recorded response (of the
    computed one where there is no other). `rule_var` names the rule of the computed response, `reason_var` says both
    and what the rule read. Findings as in `derive_param_confirmed_response`.
    """
    roster, lost = roster_of(rows, datasets, population, start, until)
    made, unusable = recorded(computed, rows, datasets, roster)
    said, more = recorded(recorded_by, rows, datasets, roster)
    pairs = _paired(said, made, window)
    both = pairs["row"].notna() & pairs["row_c"].notna()
    agreed = both & (pairs["response"] == pairs["response_c"])
    words = np.select([agreed, both, pairs["row"].notna()], [AGREED, DISAGREED, NOT_COMPUTED], NOT_RECORDED)
    frame = pairs[["USUBJID"]].assign(
        STUDYID=pairs["USUBJID"].map(roster.set_index("USUBJID")["STUDYID"]).astype("str"),
        ADT=pairs["date"].fillna(pairs["date_c"]),
        AVALC=pd.Series(words, index=pairs.index, dtype="str"),
        AVAL=agreed.astype("float64").where(both),
        **{rule_var: pairs["rule_c"], reason_var: _reason(pairs)},
    )
    lineage = lineage_of([piece(pairs), piece(pairs[["table_c", "row_c"]].set_axis(["table", "row"], axis="columns"))])
    return Built(with_constants(frame[[*MADE, rule_var, reason_var]], set_values), lineage, (*lost, *unusable, *more))


def _paired(said: Frame, made: Frame, window: int) -> Frame:
    """Put each recorded response beside the computed one it pairs with, and add the computed ones that none has."""
    renamed = made.rename(columns={name: f"{name}_c" for name in made.columns if name != "USUBJID"})
    near = _nearest(said, made, window)
    beside = renamed.drop(columns="USUBJID").reindex(near.reindex(said.index)).set_axis(said.index)
    pairs = pd.concat([said.join(beside), renamed[~renamed.index.isin(near)]], ignore_index=True)
    pairs = pairs.assign(at=pairs["date"].fillna(pairs["date_c"]))
    texts = [f"{name}{side}" for name in ("response", "rule", "inputs", "table") for side in ("", "_c")]
    pairs = pairs.assign(**{name: pairs[name].astype("str").fillna("") for name in texts})
    return pairs.sort_values(["USUBJID", "at"], kind="stable", ignore_index=True)


def _nearest(said: Frame, made: Frame, window: int) -> pd.Series:
    """Pair recorded with computed responses, the nearest first: the index label of one by that of the other."""
    sides = [one[["USUBJID", "date"]].assign(label=one.index) for one in (said, made)]
    near = sides[0].merge(sides[1], on="USUBJID", suffixes=("", "_c"))
    near = near.assign(apart=(near["date"] - near["date_c"]).abs())
    near = near[near["apart"] <= window].sort_values(["apart", "date", "date_c"], kind="stable")
    pairs = [pd.Series(dtype="int64")]
    while len(near):
        first = near[~near["label"].duplicated() & ~near["label_c"].duplicated()]
        pairs.append(first.set_index("label")["label_c"])
        near = near[~near["label"].isin(first["label"]) & ~near["label_c"].isin(first["label_c"])]
    found: pd.Series = pd.concat(pairs)
    return found


def _reason(pairs: Frame) -> pd.Series:
    """Say what was recorded, what was computed and by which rule, and what the rule read."""
    rule = (" by " + pairs["rule_c"]).where(pairs["rule_c"] != "", "")
    read = (": " + pairs["inputs_c"]).where(pairs["inputs_c"] != "", "")
    computed = ("computed " + pairs["response_c"] + rule + read).where(pairs["response_c"] != "", "nothing computed")
    known = ("recorded " + pairs["response"]).where(pairs["response"] != "", "nothing recorded")
    return clipped(known + "; " + computed)
