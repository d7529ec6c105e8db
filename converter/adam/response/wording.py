"""What a decision rests on, in plain words."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from converter.adam.response.levels import Answer
from converter.compute.numbers import number_text
from converter.dataset import Frame
from converter.spec.response import CLASS, ResponseCriteria

WIDTH = 200
"""Characters that a variable holds."""
WORDS = {
    "": "",
    "BASE": " at baseline",
    "CHG": " since baseline",
    "PCHG": " since baseline",
    "NADIR": " at its lowest before",
    "NCHG": " since its lowest",
    "PNCHG": " since its lowest",
    "PREV": " before",
    "LAST": "",
    "LASTPCHG": " since baseline",
}
SHOWN_DECIMALS = 2


def inputs(points: Frame, answers: Iterable[Answer], criteria: ResponseCriteria) -> pd.Series:
    """Say what each assessment's decision read: of its table all that was asked up to it, of progression its own."""
    text = pd.Series("", index=points.index, dtype="str")
    for answer in answers:
        first_only = answer.decisions == criteria.progression
        for number, decision in enumerate(answer.decisions):
            rows = answer.position.index[answer.position == number]
            asked = (decision,) if first_only else tuple(answer.decisions)[: number + 1]
            names = dict.fromkeys(name for one in asked if one.when for name in one.when.variables)
            parts = [_said(points.loc[rows], name, criteria) for name in names if name != CLASS]
            if len(rows) and parts:
                text.loc[rows] = _joined(parts)
    return text.str.slice(stop=WIDTH)


def _joined(parts: list[pd.Series]) -> pd.Series:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + "; " + part
    return whole


def _said(points: Frame, name: str, criteria: ResponseCriteria) -> pd.Series:
    """Say one value, such as 'serum M-protein 0.89 g/dL' or 'serum M-protein since baseline -65.1 %'."""
    base, _, feature = name.partition(".")
    measure = criteria.components[base] if base in criteria.components else criteria.values[base]
    unit = "%" if feature in {"PCHG", "PNCHG", "LASTPCHG"} else measure.unit
    values = points[name]
    if pd.api.types.is_numeric_dtype(values):
        shown = number_text(values.replace(np.inf, np.nan).round(SHOWN_DECIMALS)) + (f" {unit}" if unit else "")
        shown = shown.mask(values.isna(), "missing").mask(np.isinf(values), "up from 0")
    else:
        shown = values.mask(values == "", "missing")
    return f"{measure.label}{WORDS[feature]} " + shown
