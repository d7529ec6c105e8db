"""What a decision rests on, in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np
import pandas as pd

from converter.adam.response.levels import Answer, Answered
from converter.compute.numbers.numbers import number_text
from converter.compute.numbers.rounding import round_half_away, same
from converter.dataset import Frame
from converter.spec.endpoints.decision import Decision
from converter.spec.endpoints.response import CLASS, LEVEL, ResponseCriteria

WIDTH = 200
"""Characters that a variable holds."""
CUT = "..."
WORDS = {
    "BASE": "baseline",
    "CHG": "since baseline",
    "PCHG": "since baseline",
    "NADIR": "at its lowest",
    "NCHG": "since its lowest",
    "PNCHG": "since its lowest",
    "PREV": "before",
    "LASTPCHG": "since baseline",
    "FIRST": "at first",
    "N": "values so far",
    "PEAK": "at its highest",
    "XCHG": "since its highest",
    "PXCHG": "since its highest",
    "SINCE": "days ago",
}
CHANGES = ("CHG", "PCHG", "NCHG", "PNCHG", "LASTPCHG", "XCHG", "PXCHG")
PERCENT = ("PCHG", "PNCHG", "LASTPCHG", "PXCHG")
BARE = ("N", "SINCE")
"""Features without a unit."""
SHOWN_DECIMALS = 2
CLOSER = 6
"""Decimals shown of what would else read as a whole number: -89.995 is not the -90 that a threshold asks for."""


def inputs(points: Frame, answer: Answered, criteria: ResponseCriteria) -> pd.Series:
    """Say what each assessment's decision read, then what the other tables read.

    Of a table it is all that was asked up to the decision taken, of progression what the decision itself asked.
    """
    points = pd.concat([points, answer.said], axis="columns")
    known = (_said_of(one, points, criteria) for one in (*answer.deciding, *answer.others))
    text: pd.Series = reduce(_joined, known, pd.Series("", index=points.index, dtype="str"))
    return clipped(text)


def clipped(text: pd.Series) -> pd.Series:
    """Cut text to what a variable holds, and show that it was cut."""
    return text.where(text.str.len() <= WIDTH, text.str.slice(stop=WIDTH - len(CUT)) + CUT)


def _said_of(answer: Answer, points: Frame, criteria: ResponseCriteria) -> pd.Series:
    pieces = [pd.Series(dtype="str")]
    for number, decision in enumerate(answer.decisions):
        rows = points.loc[answer.position.index[answer.position == number]]
        asked = (decision,) if answer.decisions is criteria.progression else tuple(answer.decisions[: number + 1])
        if len(rows):
            pieces.append(_worded(rows, asked, criteria))
    text: pd.Series = pd.concat(pieces).reindex(points.index).fillna("")
    return text


def _worded(rows: Frame, asked: Sequence[Decision], criteria: ResponseCriteria) -> pd.Series:
    """Say every component or value that decisions read, each with the features that they read of it."""
    read = dict.fromkeys(name for one in asked if one.when for name in one.when.variables if name != CLASS)
    features: dict[str, list[str]] = {}
    for name in read:
        base, _, feature = name.partition(".")
        features.setdefault(base, []).append(feature)
    parts = (_said(rows, base, names, criteria) for base, names in features.items())
    text: pd.Series = reduce(_joined, parts, pd.Series("", index=rows.index, dtype="str"))
    return text


def _joined(first: pd.Series, second: pd.Series) -> pd.Series:
    """Put a semicolon between two texts where there are both."""
    both = (first != "") & (second != "")
    return first + pd.Series("", index=first.index, dtype="str").mask(both, "; ") + second


def _said(rows: Frame, base: str, features: Sequence[str], criteria: ResponseCriteria) -> pd.Series:
    """Say one value with its changes, such as 'serum M-protein 0.89 g/dL (-65.1 % since baseline)'."""
    if base in criteria.looks:
        return _looked(rows, base, criteria)
    if base in ("DAY", "N"):
        return ("day " if base == "DAY" else "assessment ") + number_text(rows[base])
    if base == LEVEL:
        said = (f"{one} " + rows[f"{LEVEL}.{one}"].where(rows[f"{LEVEL}.{one}"] != "", "not asked") for one in features)
        return reduce(_joined, said)
    measure = criteria.components[base] if base in criteria.components else criteria.values[base]
    value = f"{base}.LAST" if f"{base}.LAST" in rows and any(one.startswith("LAST") for one in features) else base
    notes = [_shown(rows[f"{base}.{one}"], measure.unit, one) for one in features if one in WORDS]
    note = reduce(lambda first, second: first + ", " + second, notes) if notes else None
    text = f"{measure.label} " + _shown(rows[value], measure.unit, "")
    return text if note is None else (text + " (" + note + ")").where(rows[value].notna(), text)


def _looked(rows: Frame, name: str, criteria: ResponseCriteria) -> pd.Series:
    """Say what a look saw, such as 'open iUPD (2 seen, the end 56 days away)', or 'open iUPD (none)'."""
    label = criteria.looks[name].label or name
    seen = number_text(rows[f"{name}.N"]) + " seen, the end " + number_text(rows[f"{name}.GAP"]) + " days away"
    return f"{label} (" + seen.where(rows[name] == "Y", "none") + ")"


def _shown(values: pd.Series, unit: str, feature: str) -> pd.Series:
    word = f" {WORDS[feature]}" if feature else ""
    if not pd.api.types.is_numeric_dtype(values):
        return values.mask(values == "", "missing") + word
    shown = "%" if feature in PERCENT else "" if feature in BARE else unit
    sign = pd.Series("", index=values.index, dtype="str").mask((values > 0) & (feature in CHANGES), "+")
    text = sign + number_text(_rounded(values.replace(np.inf, np.nan))) + (f" {shown}" if shown else "")
    without_bound = "up from 0" if feature in PERCENT else "without bound"
    return text.mask(np.isinf(values), without_bound).mask(values.isna(), "missing") + word


def _rounded(values: pd.Series) -> pd.Series:
    usual = round_half_away(values, SHOWN_DECIMALS)
    hides = same(usual, usual.round()) & ~same(usual, values)
    return usual.mask(hides, round_half_away(values, CLOSER))
