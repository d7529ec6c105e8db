"""The look: what lies before or after a record, said once for all verbs and criteria."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal, TypeAlias

from pydantic import Field, model_validator

from converter.errors import nearest
from converter.spec.condition import Condition
from converter.spec.model import Model

Toward: TypeAlias = Literal["later", "earlier", "both"]
THIS = "THIS"
"""The record that looks: 'THIS.AVAL' is its own value in a condition on the others."""
LOOK = "LOOK"
"""What the look of a verb is called: 'LOOK.GAP'."""
OF_PAIR = ("AWAY", "PLACE")
"""What a condition reads of the other record beside its variables: days between the two, 1 for the nearest."""
OF_LOOK = ("GAP", "N")
"""What the record that looks reads of the end beside its variables: days to it, and how many others were seen."""
OF_COUNT = ("FIRST", "LAST")
"""What it reads of a count beside the number itself: days to the first and to the last of those counted."""


class Look(Model):
    """The other records of a subject that one record sees, from the nearest on, and where it stops.

    Of those that lie `toward` it goes on while each meets `while`, sees those that meet `of`, and ends with the first
    that meets `until`, that one seen too. `counts` name how many of those seen meet a condition. Without `until` the
    farthest one seen is the end. Records of the same day are seen with `same_day` alone.

    A condition reads any variable of the other record, AWAY (days between the two) and PLACE (1 is the nearest of all
    that lie there), and of the one that looks THIS.variable. A look named PR is read as PR (Y or N: an end was found),
    PR.GAP (days to the end), PR.N (how many were seen), PR.AVAL (a variable of the end), PR.HIGH (the count HIGH),
    PR.HIGH.FIRST and PR.HIGH.LAST (days to the first and last of them). Without an end all that lie there are seen.
    """

    label: str = ""
    toward: Toward = "later"
    same_day: bool = False
    while_: Condition | None = Field(default=None, alias="while")
    of: Condition | None = None
    until: Condition | None = None
    counts: dict[str, Condition] = {}

    @model_validator(mode="after")
    def _names(self) -> Look:
        taken = [name for name in self.counts if name in (*OF_LOOK, *OF_PAIR) or "." in name]
        if taken:
            message = f"counts: '{taken[0]}' is a name of the look itself; give it another one"
            raise ValueError(message)
        return self

    @property
    def conditions(self) -> dict[str, Condition]:
        """Every condition of the look, by its place."""
        whole = {"while": self.while_, "of": self.of, "until": self.until}
        counts = {f"counts {name}": one for name, one in self.counts.items()}
        return {name: one for name, one in whole.items() if one is not None} | counts

    @property
    def reads(self) -> tuple[str, ...]:
        """Every name that its conditions read."""
        return tuple(dict.fromkeys(name for one in self.conditions.values() for name in one.variables))

    def __str__(self) -> str:
        stops = {"while": self.while_, "of": self.of, "until": self.until}
        words = [f"{name} {one.describe()}" for name, one in stops.items() if one is not None]
        words += [f"{name} counts {one.describe()}" for name, one in self.counts.items()]
        return "; ".join([f"toward {self.toward}{', the same day too' if self.same_day else ''}", *words])

    def feature_problems(self, feature: str, variables: Collection[str]) -> Iterator[str]:
        """Tell what is wrong with one thing read of the look ('GAP', 'OTHER.FIRST'); `variables` are the end's."""
        count, _, which = feature.partition(".")
        if feature in ("", *OF_LOOK, *variables) or (count in self.counts and which in ("", *OF_COUNT)):
            return
        known = (*OF_LOOK, *self.counts, *variables)
        hint = nearest(feature, known)
        yield f"no feature '{feature}' of the look" + (f" ({hint})" if hint else "")


def asked_of(condition: Condition, variable: str) -> tuple[str, ...]:
    """Give every text that a condition compares a variable with."""
    parts = (*(condition.all_ or ()), *(condition.any_ or ()), *((condition.not_,) if condition.not_ else ()))
    below = tuple(name for one in parts for name in asked_of(one, variable))
    comparison = condition.comparison if condition.variable == variable else None
    operands = comparison[1] if comparison else ()
    values = operands if isinstance(operands, tuple) else (operands,)
    return (*below, *(one for one in values if isinstance(one, str)))
