"""What to do about each kind of issue, as data."""

from __future__ import annotations

from typing import Literal

from converter.spec.model import Model

Loss = Literal["rows", "values", "nothing"]
LOSSES: tuple[Loss, ...] = ("rows", "values", "nothing")


class Mend(Model):
    """What to do about an issue of one rule, and what the output lacks because of it.

    `line` is pasted `under` a key of the specification, one for each value where it names {value}; words in capitals
    are to be written by the person who pastes it.
    """

    mend: str
    loses: Loss = "nothing"
    under: str = ""
    line: str = ""


UNKNOWN = Mend(mend="correct it at the source, or accept it with the reason")
"""What to do about an issue whose rule has no mend of its own."""


class Mends(Model):
    """The mend of each rule."""

    rules: dict[str, Mend]

    def of(self, rule: str) -> Mend:
        """Give the mend of a rule."""
        return self.rules.get(rule, UNKNOWN)
