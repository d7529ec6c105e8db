"""Codes of millions of rows, looked up and counted piece by piece: numpy makes eight bytes of each that it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    Codes: TypeAlias = NDArray[np.signedinteger[Any]]
    Scalar = TypeVar("Scalar", bound=np.generic)

PIECE = 1 << 20
"""Rows of a piece."""


def pieces(rows: int) -> Iterator[slice]:
    """Cut so many rows into pieces, one below the other."""
    return (slice(first, first + PIECE) for first in range(0, rows, PIECE))


def spread(values: NDArray[Scalar], codes: Codes) -> NDArray[Scalar]:
    """Give of each row the value of its code."""
    found = np.empty(len(codes), dtype=values.dtype)
    for rows in pieces(len(codes)):
        found[rows] = values[codes[rows]]
    return found


def counted(parts: Iterable[Codes], size: int) -> NDArray[np.int64]:
    """Count of each code below `size` in how many rows of all parts it stands."""
    counts = np.zeros(size, dtype=np.int64)
    for part in parts:
        counts += np.bincount(part, minlength=size)
    return counts


def small(codes: Codes, size: int) -> Codes:
    """Give codes the smallest type that holds so many."""
    return codes.astype(np.min_scalar_type(-max(size, 1)))


def numbered(numbers: Callable[[slice], NDArray[np.int64]], rows: int) -> tuple[Codes, NDArray[np.int64]]:
    """Code the numbers of so many rows in the order in which they come; gives also what each code stands for."""
    first = [pd.unique(numbers(piece)) for piece in pieces(rows)]
    distinct = pd.unique(np.concatenate([np.zeros(0, dtype=np.int64), *first]))
    known = pd.Index(distinct)
    codes = small(np.zeros(rows, dtype=np.int8), len(distinct))
    for piece in pieces(rows):
        codes[piece] = known.get_indexer(numbers(piece))
    return codes, distinct
