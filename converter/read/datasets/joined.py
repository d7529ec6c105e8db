"""Put together what was split into several files for its size."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import count, takewhile
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from converter.compute.numbers.numbers import number_text
from converter.compute.part_name import part_name
from converter.dataset import FoundDataset, Frame

NUMBERS = pd.Series(dtype="float64")


def joined(found: Mapping[str, FoundDataset], known: Collection[str]) -> dict[str, FoundDataset]:
    """Put LB1, LB2, ... together as LB, where LB is known and is not there itself.

    A dataset of a known name is one of its own, whatever it ends with.
    """
    return {
        name: found[name] if parts == (name,) else _together(name, [found[part] for part in parts])
        for name, parts in grouped(found, known).items()
    }


def grouped(names: Collection[str], known: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Give each dataset with the names of its parts: LB with LB1, LB2, ..., and what stands alone with its own."""
    whole = {name: tuple(_parts(name, names, known)) for name in known if name not in names}
    together = {name: parts for name, parts in whole.items() if parts}
    taken = {part for parts in together.values() for part in parts}
    return {**{name: (name,) for name in names if name not in taken}, **together}


def _parts(name: str, found: Collection[str], known: Collection[str]) -> Sequence[str]:
    numbered = (part_name(name, number) for number in count(1))
    parts = list(takewhile(lambda part: part in found and part not in known, numbered))
    return parts if len(parts) > 1 else []


def _together(name: str, parts: Sequence[FoundDataset]) -> FoundDataset:
    """Stack the records of parts; where one has other variables than the first, it is its variables that are told.

    A column that one of them lacks is missing there; one that is text in one of them is text.
    """
    first = parts[0]
    other = next((part for part in parts if part.variables != first.variables), first)
    columns = list(dict.fromkeys(str(column) for part in parts for column in part.frame))
    texts = [one for one in columns if any(not is_numeric_dtype(part.frame.get(one, NUMBERS)) for part in parts)]
    parts = [replace(part, frame=_with_columns(part.frame, columns, texts)) for part in parts]
    frame = pd.concat([part.frame for part in parts], ignore_index=True)
    issues = tuple(issue for part in parts for issue in part.issues)
    return replace(first, name=name, frame=frame, variables=other.variables, issues=issues, parts=tuple(parts))


def _with_columns(frame: Frame, columns: Sequence[str], texts: Collection[str]) -> Frame:
    missing = [one for one in columns if one not in frame]
    changed: dict[str, Any] = {one: "" if one in texts else float("nan") for one in missing}
    numbers = [one for one in texts if one in frame and is_numeric_dtype(frame[one])]
    changed |= {one: number_text(frame[one]) for one in numbers}
    return frame.assign(**changed)[list(columns)].astype(dict.fromkeys(texts, "str")) if changed else frame
