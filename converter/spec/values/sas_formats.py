"""The formats that SAS brings along, by what the number is that they show."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, TypeAlias

from converter.spec.model import Model

Shown: TypeAlias = Literal["date", "datetime", "time", "clock", "number"]
"""What a number is: days or seconds since 1960-01-01, seconds, the clock of a time or date-time, anything else."""
Names: TypeAlias = tuple[tuple[str, ...], ...]


class Languages(Model):
    """Formats that begin with a language, with DF, and with what of a date or date-time they show."""

    of: tuple[str, ...]
    date: tuple[str, ...]
    datetime: tuple[str, ...]


class SasFormats(Model):
    """Names of formats by what they show; `styled` ones of dates go on with a letter, or with none."""

    source: str
    date: Names
    datetime: Names
    time: Names
    clock: Names
    number: Names
    styled: dict[str, str]
    languages: Languages

    @cached_property
    def shown(self) -> Mapping[str, Shown]:
        """What each format shows, by its name."""
        plain: Mapping[Shown, Names] = {
            "date": self.date,
            "datetime": self.datetime,
            "time": self.time,
            "clock": self.clock,
            "number": self.number,
        }
        found: dict[str, Shown] = {name: kind for kind, lines in plain.items() for line in lines for name in line}
        found |= {stem + letter: "date" for stem, letters in self.styled.items() for letter in ("", *letters)}
        for language in self.languages.of:
            found |= {f"{language}DF{end}": "date" for end in self.languages.date}
            found |= {f"{language}DF{end}": "datetime" for end in self.languages.datetime}
        return found
