"""Values that a specification sets: what each of several parts says of a variable, and what stays elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

import numpy as np
import pandas as pd

from converter.dataset import Frame


class Says(Protocol):
    """Part of a specification that sets variables."""

    @property
    def set_values(self) -> Mapping[str, str | float]:
        """The variables and the value of each."""


T = TypeVar("T", bound=Says)


def one_kind(parts: tuple[T, ...]) -> tuple[T, ...]:
    """Give back parts that set each variable to text throughout, or to numbers; raises ValueError for others."""
    kinds: dict[str, set[bool]] = {}
    for part in parts:
        for name, value in part.set_values.items():
            kinds.setdefault(name, set()).add(isinstance(value, str))
    mixed = [name for name, found in kinds.items() if len(found) > 1]
    if mixed or not parts:
        message = f"{', '.join(mixed)}: some entries set text, others numbers" if mixed else "the list is empty"
        raise ValueError(message)
    return parts


def said_values(parts: Sequence[Says], name: str) -> pd.Series:
    """List what the parts set one variable to, missing where they do not, and last what stands for none of them."""
    said = [part.set_values.get(name) for part in parts]
    text = any(isinstance(value, str) for value in said)
    blank: float | str = "" if text else np.nan
    return pd.Series(
        [*(blank if value is None else value for value in said), blank], dtype="str" if text else "float64"
    )


def kept(rows: Frame, name: str, values: pd.Series, counts: pd.Series) -> pd.Series:
    """Give the values where they count; elsewhere what the rows have, or missing."""
    blank: float | str = np.nan if pd.api.types.is_numeric_dtype(values) else ""
    return values.where(counts, rows.get(name, blank))
