"""Toxicity criteria: by which laboratory values a term has its grades, such as those of CTCAE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from pydantic import Field, model_validator

from converter.errors import nearest
from converter.spec.endpoints.decision import Setting, titled
from converter.spec.model import Model
from converter.spec.study import Unit

Direction = Literal["low", "high"]
Limit = Literal["LLN", "ULN", "BASE"]
"""What a value is compared with: the limits of its normal range, and the subject's own value at baseline."""
Grade = Literal["1", "2", "3", "4"]
Comparator = Literal["lt", "le", "gt", "ge"]
COMPARATORS: Mapping[Direction, tuple[Comparator, ...]] = {"low": ("lt", "le"), "high": ("gt", "ge")}
Bound: TypeAlias = Limit | float | dict[str, float]


class Threshold(Model):
    """One comparison of a value, or several joined by all or any.

    `{lt: LLN}`; `{lt: {g/L: 100, g/dL: 10}}` by unit; `{gt: 3, times: ULN}`; `{gt: {g/dL: 2}, above: ULN}` of the
    difference; `{le: ULN, of: BASE}` of the baseline in place of the value.
    """

    lt: Bound | None = None
    le: Bound | None = None
    gt: Bound | None = None
    ge: Bound | None = None
    times: Limit | None = None
    above: Limit | None = None
    of: Literal["BASE"] | None = None
    all_: tuple[Threshold, ...] | None = Field(default=None, alias="all")
    any_: tuple[Threshold, ...] | None = Field(default=None, alias="any")

    @model_validator(mode="after")
    def _one_meaning(self) -> Threshold:
        bounds = [bound for bound in (self.lt, self.le, self.gt, self.ge) if bound is not None]
        groups = [group for group in (self.all_, self.any_) if group]
        if len(bounds) + len(groups) != 1:
            message = "expected one of lt, le, gt, ge, all, any"
            raise ValueError(message)
        if bounds and (isinstance(bounds[0], float) != bool(self.times)):
            message = "a number alone needs `times:` a limit, and nothing else may have it; write {unit: number}"
            raise ValueError(message)
        if self.of and (not bounds or isinstance(bounds[0], dict)):
            message = "`of:` compares the baseline with a limit"
            raise ValueError(message)
        if self.above and not (bounds and isinstance(bounds[0], dict)):
            message = "`above:` compares a difference with {unit: number}"
            raise ValueError(message)
        return self

    @property
    def comparison(self) -> tuple[Comparator, Bound]:
        """The comparator and what the value is compared with; a group has none and raises ValueError."""
        for name, bound in (("lt", self.lt), ("le", self.le), ("gt", self.gt), ("ge", self.ge)):
            if bound is not None:
                return name, bound  # type: ignore[return-value]
        message = "a group of thresholds has no comparison of its own"
        raise ValueError(message)

    @property
    def single(self) -> tuple[Threshold, ...]:
        """The comparisons of which it consists, itself if it is one."""
        parts = self.all_ or self.any_
        return tuple(one for part in parts for one in part.single) if parts else (self,)


class ToxicityTerm(Model):
    """One term: in which direction it grades, and the threshold of each grade that the value can decide.

    The highest grade whose threshold holds is taken. `not_by_value` states what of the grades takes judgement, and so
    is never given.
    """

    term: str
    direction: Direction
    soc: str
    grades: dict[Grade, Threshold]
    not_by_value: dict[Grade, str] = {}
    note: str = ""
    source: str

    @model_validator(mode="after")
    def _one_direction(self) -> ToxicityTerm:
        known = {self._units_of(one) for one in self.single if isinstance(one.comparison[1], dict)}
        problems = [
            f"{self.term}: expected {' or '.join(COMPARATORS[self.direction])}, got '{one.comparison[0]}'"
            for one in self.single
            if one.of is None and one.comparison[0] not in COMPARATORS[self.direction]
        ]
        if len(known) > 1:
            problems.append(f"{self.term}: all thresholds need the same units, got {sorted(map(str, known))}")
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @staticmethod
    def _units_of(threshold: Threshold) -> tuple[str, ...]:
        bound = threshold.comparison[1]
        return tuple(sorted(bound)) if isinstance(bound, dict) else ()

    @property
    def single(self) -> tuple[Threshold, ...]:
        """Every comparison of every grade."""
        return tuple(one for threshold in self.grades.values() for one in threshold.single)

    @property
    def units(self) -> tuple[str, ...]:
        """The units in which there are thresholds; none where limits alone decide."""
        return next((units for one in self.single if (units := self._units_of(one))), ())

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The limits that it reads."""
        named = {one.comparison[1] for one in self.single if isinstance(one.comparison[1], str)}
        read = named | {name for one in self.single for name in (one.times, one.above, one.of)}
        order: tuple[Limit, ...] = ("LLN", "ULN", "BASE")
        return tuple(limit for limit in order if limit in read)


class TestTerms(Model):
    """The terms of one laboratory test: blank where a direction has none.

    `high_not_fasting` takes the place of `high` where the sample was not taken fasting, or that is not known.
    """

    __test__ = False  # its name is no promise to the test runner
    low: str = ""
    high: str = ""
    high_not_fasting: str = ""

    def __str__(self) -> str:
        return " / ".join(dict.fromkeys(term for term in (self.low, self.high, self.high_not_fasting) if term))


class Correction(Model):
    """A value corrected by another: value + factor x (reference - other), in these units."""

    unit: str
    by_unit: str
    factor: float
    reference: float
    source: str


class ToxicityCriteria(Model):
    """Terms with their grades, the terms of each laboratory test, and how units are converted to those of thresholds.

    `corrections` are those of calcium by albumin.
    """

    name: str
    title: str
    source: str
    settings: dict[str, Setting] = {}
    tests: dict[str, TestTerms] = {}
    units: tuple[Unit, ...] = ()
    corrections: tuple[Correction, ...] = ()
    terms: tuple[ToxicityTerm, ...]

    @model_validator(mode="after")
    def _complete(self) -> ToxicityCriteria:
        names = [term.term for term in self.terms]
        problems = [f"term '{name}' stands twice" for name in dict.fromkeys(names) if names.count(name) > 1]
        problems += _unknown_terms(self)
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def __str__(self) -> str:
        return titled(self.title, self.settings)

    def terms_of(self, direction: Direction) -> dict[str, ToxicityTerm]:
        """Give the terms that grade in one direction, by name."""
        return {term.term: term for term in self.terms if term.direction == direction}


def _unknown_terms(criteria: ToxicityCriteria) -> Iterator[str]:
    for test, terms in criteria.tests.items():
        for direction, name in (("low", terms.low), ("high", terms.high), ("high", terms.high_not_fasting)):
            known = [term.term for term in criteria.terms if term.direction == direction]
            if name and name not in known:
                hint = nearest(name, known)
                yield f"tests.{test}: no {direction} term '{name}'{f' ({hint})' if hint else ''}"
