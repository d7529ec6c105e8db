"""What response criteria read: components that a study measures, values made of them, and features of both."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import model_validator

from converter.spec.condition import Condition
from converter.spec.model import Model

Operand: TypeAlias = str | float
"""A component or value by its name, or a number."""
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
    "FIRST": "the first value after the start, where it was before this assessment",
    "N": "how many assessments after the start had a value so far, this one included",
    "PEAK": "the highest earlier value, baseline included",
    "XCHG": "change from PEAK",
    "PXCHG": "change from PEAK in percent",
    "SINCE": "days from the last record of the component, on this assessment or before; of the subject alone",
}
"""What a condition may read of a component or value beside itself, as 'SERUM.PCHG'."""
OF_TEXT = ("BASE", "PREV", "LAST", "FIRST", "N", "SINCE")
NUMBERED = ("N", "SINCE")
"""Features that are numbers of text too."""


class Measure(Model):
    """A component that the criteria read and the study supplies.

    `each` names what it is measured of where there may be several a subject (lesion). `carry` says whether a value
    stands for later assessments without one: never, only values after the start, or those of before it too. Records
    of a component that does not `assess` make no assessment of their own. A baseline that is more than `base_within`
    days before the baseline reference date is none. `terms` are the texts that the criteria know;
    without them any text is one.
    """

    label: str
    unit: str = ""
    kind: Literal["number", "text"] = "number"
    terms: tuple[str, ...] = ()
    each: str = ""
    carry: Carry = "never"
    nadir: Nadir = "lowest"
    base_within: float | None = None
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


OPERATIONS = ("difference", "product", "quotient", "add", "sum", "count", "met", "cases")


class Calculation(Model):
    """A value made of components, of earlier values, of their features, or of numbers, by one operation.

    `difference`, `product` and `quotient` are of two, `add` of two or more; `sum` and `count` go over the lesions
    measured at an assessment; `met` is how many of its conditions hold; `cases` takes the first case that holds, and is
    text with `kind: text`. `least` is the lowest that the value can be.
    """

    label: str
    unit: str = ""
    kind: Literal["number", "text"] = "number"
    difference: tuple[Operand, Operand] | None = None
    product: tuple[Operand, Operand] | None = None
    quotient: tuple[Operand, Operand] | None = None
    add: tuple[Operand, ...] = ()
    sum: str | None = None
    count: Condition | None = None
    met: tuple[Condition, ...] = ()
    cases: tuple[Case, ...] = ()
    least: float | None = None
    carry: Carry = "never"
    nadir: Nadir = "lowest"
    source: str = ""

    @model_validator(mode="after")
    def _one_operation(self) -> Calculation:
        given = {name: getattr(self, name) or None for name in OPERATIONS}
        if sum(one is not None for one in given.values()) != 1:
            message = f"expected exactly one of {', '.join(OPERATIONS[:-1])} and {OPERATIONS[-1]}"
            raise ValueError(message)
        if self.kind == "text" and not self.cases:
            message = "text is made by cases alone"
            raise ValueError(message)
        return self

    @property
    def operands(self) -> tuple[Operand, ...]:
        """What an arithmetic operation is of."""
        return self.difference or self.product or self.quotient or self.add

    @property
    def reads(self) -> tuple[str, ...]:
        """Every component, value or feature that it is made of; what a case of text says is no name."""
        whens = (*self.met, *((self.count,) if self.count else ()), *(one.when for one in self.cases if one.when))
        asked = (name for one in whens for name in one.variables)
        taken = () if self.kind == "text" else tuple(one.value for one in self.cases)
        summed = (self.sum,) if self.sum else ()
        return tuple(name for name in (*self.operands, *summed, *asked, *taken) if isinstance(name, str))

    @property
    def gathers(self) -> bool:
        """Whether it makes one value of many lesions."""
        return self.sum is not None or self.count is not None
