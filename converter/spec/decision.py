"""Decisions in order: the first whose condition holds is taken. Criteria are tables of them."""

from __future__ import annotations

from converter.spec.condition import Condition
from converter.spec.model import Model


class Decision(Model):
    """One row of a decision table: its name, the condition under which it is taken, what follows, and its source.

    Without a condition it is always taken.
    """

    id: str
    when: Condition | None = None
    then: dict[str, str | int | float] = {}
    source: str = ""


class Setting(Model):
    """One value that a study may set otherwise: a threshold, a window, a choice."""

    value: str | int | float
    unit: str = ""
    meaning: str
    source: str = ""
