"""What response criteria read: components that a study measures, values made of them, and features of both."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import model_validator

from converter.spec.condition import Condition
from converter.spec.model import Model

Carry: TypeAlias = Literal["never", "after_start", "always"]
Nadir: TypeAlias = Literal["lowest", "confirmed"]
"""Whether the lowest earlier value counts, or the lowest that the next measurement confirms; baseline always does."""
FEATURES = {
    "BASE": "the last value on or before the baseline reference date",
    "CHG": "change from baseline",
    "PCHG": "change from baseline in percent",
    "NADIR": "the lowest earlier value, or the lowest confirmed one, baseline included",
    "NCHG": "change from nadir",
    "PNCHG": "change from nadir in percent; infinite for a rise from 0",
    "PREV": "the last earlier value",
    "LAST": "the value of this assessment, else the last earlier one as far as it is carried",
    "LASTPCHG": "change of LAST from baseline in percent",
}
"""What a condition may read of a component or value beside itself, as 'SERUM.PCHG'."""
OF_TEXT = ("BASE", "PREV", "LAST")


class Measure(Model):
    """A component that the criteria read and the study supplies.

    `each` names what it is measured of where there may be several a subject (lesion). `carry` says whether a value
    stands for later assessments without one: never, only values after the start, or those of before it too. Records
    of a component that does not `assess` make no assessment of their own. `terms` are the texts that the criteria know;
    without them any text is one.
    """

    label: str
    unit: str = ""
    kind: Literal["number", "text"] = "number"
    terms: tuple[str, ...] = ()
    each: str = ""
    carry: Carry = "never"
    nadir: Nadir = "lowest"
    assess: bool = True
    source: str = ""

    @model_validator(mode="after")
    def _terms_of_text(self) -> Measure:
        if self.terms and self.kind != "text":
            message = "terms are of text; a number has none"
            raise ValueError(message)
        return self


class Case(Model):
    """One way to take a value: under this condition it is that number, or that of the component or value named."""

    when: Condition | None = None
    value: float | str


class Calculation(Model):
    """A value made of components, of earlier values, or of their features, by one operation.

    `sum` and `count` go over the lesions measured at an assessment; `cases` takes the first case that holds.
    `least` is the lowest that the value can be.
    """

    label: str
    unit: str = ""
    difference: tuple[str, str] | None = None
    product: tuple[str, str] | None = None
    quotient: tuple[str, str] | None = None
    sum: str | None = None
    count: Condition | None = None
    cases: tuple[Case, ...] = ()
    least: float | None = None
    carry: Carry = "never"
    nadir: Nadir = "lowest"
    source: str = ""

    @model_validator(mode="after")
    def _one_operation(self) -> Calculation:
        given = [self.difference, self.product, self.quotient, self.sum, self.count, self.cases or None]
        if sum(one is not None for one in given) != 1:
            message = "expected exactly one of difference, product, quotient, sum, count, cases"
            raise ValueError(message)
        return self

    @property
    def pair(self) -> tuple[str, ...]:
        """The two operands of an arithmetic operation."""
        return self.difference or self.product or self.quotient or ()

    @property
    def reads(self) -> tuple[str, ...]:
        """Every component, value or feature that it is made of."""
        cases = [name for one in self.cases for name in (*(one.when.variables if one.when else ()), one.value)]
        counted = self.count.variables if self.count else ()
        summed = (self.sum,) if self.sum else ()
        return tuple(name for name in (*self.pair, *summed, *counted, *cases) if isinstance(name, str))

    @property
    def gathers(self) -> bool:
        """Whether it makes one value of many lesions."""
        return self.sum is not None or self.count is not None
