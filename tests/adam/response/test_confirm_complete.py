"""Every combination of response, next assessment, reason, new therapy, death and last confirmed has its answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import pandas as pd
import pytest

from converter.adam.response.confirm import derive_param_confirmed_response
from converter.dataset import Frame
from tests.adam.response.tables import DEATH, RESPONSES, adsl_of, confirmation
from tests.adam.timelines import DAY_0, bound

# The order in which a later response takes the place of an earlier one: the last confirmed is kept until then.
RANKS = {"NE": 1, "SD": 2, "MR": 3, "PR": 4, "VGPR": 5, "CR": 6, "sCR": 7, "PD": 8}
KINDS = ("", "IMAGING", "MARROW", "BIOCHEMICAL")
LAST_DAYS, THIS_DAY, NEXT_DAY = (10, 20), 40, 70
THERAPY_DAYS = {"none": None, "before": 30, "same day": 40, "between": 50, "day of next": 70, "after next": 80}


class Combination(NamedTuple):
    """One subject: what was confirmed last (blank: nothing), this response, the next one, and what happened."""

    last: str
    this: str
    kind: str
    next: str
    therapy: str
    died: bool


def combinations() -> list[Combination]:
    """Enumerate them all: the kind is one of progression only."""
    made = product(("", *RANKS), RANKS, KINDS, ("", *RANKS), THERAPY_DAYS, (False, True))
    return [one for one in map(Combination._make, made) if one.this == "PD" or not one.kind]


def stands_alone(one: Combination) -> str:
    """Read the table of confirmation by itself, without what was confirmed before."""
    followed = one.next not in {"", "NE"}
    in_time = one.therapy not in {"before", "same day", "between"}
    if one.this in {"NE", "SD"}:
        return one.this
    if one.this == "PD":
        died_first = one.died and not followed
        return "NE" if one.kind == "BIOCHEMICAL" and one.next != "PD" and not died_first else "PD"
    if not followed or one.next == "PD" or not in_time:
        return "SD"
    return min(one.this, one.next, key=RANKS.__getitem__)


def stands(one: Combination) -> str:
    """Keep what was confirmed last where it ranks higher."""
    return max(one.last or "NE", stands_alone(one), key=RANKS.__getitem__)


def frames(subjects: list[Combination]) -> dict[str, Frame]:
    names = [str(number) for number in range(len(subjects))]
    points, events = [], []
    for name, one in zip(names, subjects, strict=True):
        points += [(name, day, one.last, "IMAGING" if one.last == "PD" else "") for day in LAST_DAYS if one.last]
        points.append((name, THIS_DAY, one.this, one.kind))
        points += [(name, NEXT_DAY, one.next, "BIOCHEMICAL" if one.next == "PD" else "")] * bool(one.next)
        events += [(name, THERAPY_DAYS[one.therapy], "THERAPY"), (name, 90 if one.died else None, "DEATH")]
    return {
        "ADSL": adsl_of(["1"]).loc[[0] * len(names)].assign(USUBJID=names).reset_index(drop=True),
        "ADRS": dated(points, "AVALC", "KIND"),
        "EV": dated(events, "AVALC"),
    }


def dated(rows: Sequence[tuple[object, ...]], *names: str) -> Frame:
    frame = pd.DataFrame(rows, columns=["USUBJID", "DTC", *names])
    return frame.assign(
        DTC=frame["DTC"].astype("float64") + DAY_0, **{name: frame[name].astype("str") for name in names}
    )


@pytest.fixture(scope="module")
def answered() -> Frame:
    """Confirm every combination; one row each, that of the response asked for."""
    subjects = combinations()
    built = bound(
        derive_param_confirmed_response,
        frames(subjects),
        criteria=confirmation("imwg-2016-confirmation"),
        **RESPONSES,
        death=DEATH,
        set_values={},
    )
    rows = built.frame[built.frame["ADT"] == DAY_0 + THIS_DAY].set_index("USUBJID")[["AVALC", "RSPRULE"]]
    return pd.DataFrame(subjects).join(rows.set_axis(rows.index.astype("int64")))


def test_every_combination_has_the_answer_of_the_table(answered: Frame) -> None:
    subjects = combinations()
    assert len(answered) == len(subjects) == 11 * 9 * 9 * 6 * 2
    wrong = [
        (one, found, stands(one))
        for one, found in zip(subjects, answered["AVALC"], strict=True)
        if found != stands(one)
    ]
    assert wrong == []


def test_every_decision_of_the_table_is_taken_for_some_combination(answered: Frame) -> None:
    decisions = confirmation("imwg-2016-confirmation").decisions
    assert set(answered["RSPRULE"]) == {one.id for one in decisions}


def test_no_recorded_progression_disappears_without_a_reason(answered: Frame) -> None:
    """What stands after a progression is progression, unless it was one in blood or urine that nothing confirmed."""
    progressed = answered[(answered["this"] == "PD") & (answered["kind"] != "BIOCHEMICAL")]
    assert set(progressed["AVALC"]) == {"PD"}


def test_no_confirmed_response_is_lost(answered: Frame) -> None:
    confirmed = answered[answered["last"] != ""]
    assert (confirmed["AVALC"].map(RANKS) >= confirmed["last"].map(RANKS)).all()
