"""The records that a check looks at, the other datasets that it can look into, and counts of the whole study."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

import pandas as pd

from converter.check.catalogue.tables import TABLES
from converter.check.shipment import Shipment
from converter.check.tally import counted
from converter.compute.conditions.condition import is_missing
from converter.compute.numbers.numbers import number_text
from converter.dataset import Frame

SUBJECT, SDTM = "USUBJID", "sdtm."
Key = tuple[str, str]


@dataclass(frozen=True)
class Counts:
    """What is counted of a dataset: combinations of values of its variables, of the records that `where` tells.

    `where` is JSON of a condition, blank for all records.
    """

    of: str
    variables: tuple[str, ...]
    where: str = ""

    @property
    def __name__(self) -> str:
        """What the tally is called."""
        return f"{', '.join(self.variables)} where {self.where or 'all'}"


@dataclass(frozen=True)
class Context:
    """A shipment with what was looked up and asked in it already, so that many checks look once."""

    shipment: Shipment
    known: dict[Counts, Frame] = field(default_factory=dict)
    tables: dict[str, Frame] = field(default_factory=dict)
    held: dict[Hashable, pd.Series] = field(default_factory=dict)
    named: dict[str, frozenset[str]] = field(default_factory=dict)

    def frame(self, name: str) -> Frame | None:
        """Give the records of a dataset by name, of SDTM beside ADaM as sdtm.AE, or of a table about the shipment."""
        if name in TABLES:
            if name not in self.tables:
                self.tables[name] = TABLES[name](self.shipment)
            return self.tables[name]
        own = name.removeprefix(SDTM)
        if name.startswith(SDTM) and own in self.shipment.tabulations:
            return self.shipment.tabulations[own]
        found = self.shipment.found.get(own)
        return None if found is None else found.frame

    def variables(self, name: str) -> frozenset[str]:
        """Name the variables of a dataset or table, none where it is not there: every check asks for them."""
        if name not in self.named:
            frame = self.frame(name)
            self.named[name] = frozenset() if frame is None else frozenset(frame.columns.tolist())
        return self.named[name]

    def counts(self, wanted: Counts, make: Callable[[], Frame]) -> Frame:
        """Give the counts of a dataset: those of the whole study, else those of the records that `make` gives."""
        if wanted not in self.known:
            whole = self.shipment.tallies.get((wanted.__name__, wanted.of))
            self.known[wanted] = counted(make()) if whole is None else whole
        return self.known[wanted]


def filled(frame: Frame, names: Iterable[str]) -> pd.Series:
    """Tell which records have a value in all of these variables."""
    answer = pd.Series(data=True, index=frame.index)
    for name in names:
        answer &= ~is_missing(frame[name])
    return answer


def as_text(values: pd.Series) -> pd.Series:
    """Write values as text: numbers without needless decimals, outer blanks of text left out."""
    return number_text(values) if pd.api.types.is_numeric_dtype(values) else values.str.strip()
