"""Decisions in order: the first whose condition holds is taken. Criteria are tables of them."""

from __future__ import annotations

from collections.abc import Mapping

from converter.spec.condition import Condition
from converter.spec.model import Model
from converter.spec.values.number import plain_number


class Decision(Model):
    """One row of a decision table: its name, the condition under which it is taken, what follows, and its source.

    Without a condition it is always taken.
    """

    id: str
    when: Condition | None = None
    then: dict[str, str | int | float] = {}
    source: str = ""


class Setting(Model):
    """One value that a study may set otherwise: a threshold, a window, a choice. `changed`: the study has."""

    value: str | int | float
    unit: str = ""
    meaning: str
    source: str = ""
    changed: bool = False

    @property
    def shown(self) -> str:
        """The value as text, a number in its shortest form."""
        return self.value if isinstance(self.value, str) else plain_number(self.value)


def titled(title: str, settings: Mapping[str, Setting]) -> str:
    """Name criteria by their title, with the settings that the study changed: 'IMWG 2016 (serum_measurable: 0.5)'."""
    changed = [f"{name}: {one.shown} {one.unit}".strip() for name, one in settings.items() if one.changed]
    return f"{title} ({', '.join(changed)})" if changed else title
