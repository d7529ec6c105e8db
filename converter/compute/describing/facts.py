"""What datasets are described by: facts of their values that add up, those of two ranges of subjects to those of both.

Sums need not commute: of what stands first (a decode, a label), the first range says it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from converter.spec.condition import Condition
from converter.spec.dataset import DataType

MOST_CODES = 5_000
"""So many codes of one variable are listed; with more it has no list of codes that anybody reads."""
K = TypeVar("K")
Codes = Mapping[str, str] | None


@dataclass(frozen=True)
class Slice:
    """The values of a variable in the records for which a condition holds."""

    variable: str
    where: Condition


@dataclass(frozen=True)
class Facts:
    """What is known of the values of one variable, or of one slice of them; of no values, where nothing is said.

    `filled` counts those that are not missing. `width` is the longest in bytes; `digits` are the most that one has,
    without sign and point, and `decimals` the most after it. `kinds` are the data types of single values: of numbers,
    of a date variable, and in a slice. `numeric` tells whether one holds a number, such as 12 or <0.5. `codes` are
    those of a coded variable, each with the name that first stands beside it (blank where none does); None where they
    are more than MOST_CODES, or where a result holds numbers. `labels` and `origins` are the first two that stand
    beside the values of a slice: one alone is that of all. `shared` counts those of a slice of the study that one
    before it holds as well.
    """

    filled: int = 0
    width: int = 0
    digits: int = 0
    decimals: int = 0
    kinds: frozenset[DataType] = frozenset()
    numeric: bool = False
    codes: Codes = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    shared: int = 0

    def __add__(self, other: Facts) -> Facts:
        """Give the facts of these values and of others that come after them."""
        return Facts(
            filled=self.filled + other.filled,
            width=max(self.width, other.width),
            digits=max(self.digits, other.digits),
            decimals=max(self.decimals, other.decimals),
            kinds=self.kinds | other.kinds,
            numeric=self.numeric or other.numeric,
            codes=_both(self.codes, other.codes),
            labels=first_two((*self.labels, *other.labels)),
            origins=first_two((*self.origins, *other.origins)),
            shared=self.shared + other.shared,
        )


def first_two(texts: Sequence[str]) -> tuple[str, ...]:
    """Give the first two distinct texts."""
    return tuple(dict.fromkeys(texts))[:2]


def listed(codes: Mapping[str, str]) -> Codes:
    """Give codes, or None where they are too many."""
    return codes if len(codes) <= MOST_CODES else None


def _both(codes: Codes, others: Codes) -> Codes:
    return None if codes is None or others is None else listed({**others, **codes})


@dataclass(frozen=True)
class DatasetFacts:
    """The facts of a dataset: how many records it has, and those of each variable and each slice that has values."""

    rows: int = 0
    variables: Mapping[str, Facts] = field(default_factory=dict)
    slices: Mapping[Slice, Facts] = field(default_factory=dict)

    def __add__(self, other: DatasetFacts) -> DatasetFacts:
        """Give the facts of these records and of others that come after them."""
        return DatasetFacts(
            self.rows + other.rows, _summed(self.variables, other.variables), _summed(self.slices, other.slices)
        )


def _summed(facts: Mapping[K, Facts], others: Mapping[K, Facts]) -> dict[K, Facts]:
    nothing = Facts()
    return {key: facts.get(key, nothing) + others.get(key, nothing) for key in {**facts, **others}}


def to_json(facts: DatasetFacts) -> dict[str, Any]:
    """Give facts as JSON has them: objects, lists, texts and numbers."""
    return {
        "rows": facts.rows,
        "variables": {name: _as_json(one) for name, one in facts.variables.items()},
        "slices": [
            {"variable": key.variable, "where": _said(key.where), **_as_json(one)} for key, one in facts.slices.items()
        ],
    }


def from_json(given: Mapping[str, Any]) -> DatasetFacts:
    """Read facts as `to_json` gives them."""
    variables = {name: _from_json(one) for name, one in given["variables"].items()}
    slices = {
        Slice(one["variable"], Condition.model_validate(one["where"])): _from_json(
            {name: fact for name, fact in one.items() if name not in {"variable", "where"}}
        )
        for one in given["slices"]
    }
    return DatasetFacts(given["rows"], variables, slices)


def _said(where: Condition) -> dict[str, Any]:
    return where.model_dump(mode="json", by_alias=True, exclude_none=True)


def _as_json(facts: Facts) -> dict[str, Any]:
    return {**vars(facts), "kinds": sorted(facts.kinds), "labels": list(facts.labels), "origins": list(facts.origins)}


def _from_json(given: Mapping[str, Any]) -> Facts:
    texts = {name: tuple(given[name]) for name in ("labels", "origins")}
    return Facts(**{**given, "kinds": frozenset(given["kinds"]), **texts})
