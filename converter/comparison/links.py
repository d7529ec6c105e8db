"""Numbers that name a record of another dataset: they follow their record, whatever number it has now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from converter.comparison.comparison import DatasetComparison
from converter.compute.numbers.numbers import number_text
from converter.dataset import FoundDataset, Frame

GONE = "{number} (old)"
"""How the number of a record is told that the other side lacks: no record there has it."""
NAMING = {"RDOMAIN": "IDVARVAL", "SRCDOM": "SRCSEQ"}
"""What names the dataset of a record that is referred to, and what then names the record."""

Numbers = Mapping[tuple[str, str], str]
"""Subject and number of a record of BASE to its number in COMPARE, both as text."""


@dataclass
class Links:
    """The numbers of the records compared so far, by dataset: what names them is compared as if it had the new ones."""

    numbers: dict[str, Numbers] = field(default_factory=dict)

    def learn(self, base: FoundDataset, compare: FoundDataset, comparison: DatasetComparison) -> None:
        """Keep which number each record of a dataset had and has, where it has numbers within the subject."""
        name = f"{base.name}SEQ"
        if all(name in side.frame and "USUBJID" in side.frame for side in (base, compare)):
            at = comparison.records
            old, new = (_named(one.frame, name).take(p) for one, p in ((base, at.base), (compare, at.compare)))
            self.numbers[base.name] = dict(zip(zip(old["who"], old["no"], strict=True), new["no"], strict=True))

    def followed(self, base: FoundDataset, compare: FoundDataset) -> tuple[FoundDataset, FoundDataset]:
        """Write in BASE, in place of numbers of other datasets' records, those that they have in COMPARE."""
        for name in (name for name in map(str, base.frame) if name.endswith("SEQ") and name in compare.frame):
            owner = name.removesuffix("SEQ")
            if owner in self.numbers and owner != base.name:
                base, compare = self._renamed(base, compare, name, _all(base.frame, owner))
        for by, name in NAMING.items():
            if all({by, name} <= set(side.frame) for side in (base, compare)):
                base, compare = self._renamed(base, compare, name, _referring(base.frame, by))
        return base, compare

    def _renamed(
        self, base: FoundDataset, compare: FoundDataset, name: str, owners: pd.Series
    ) -> tuple[FoundDataset, FoundDataset]:
        told = _named(base.frame, name).assign(owner=owners)
        now = pd.Series([self._now(*one) for one in told.itertuples(index=False, name=None)], index=told.index)
        return _with(base, name, now), _with(compare, name, _named(compare.frame, name)["no"])

    def _now(self, who: str, number: str, owner: str) -> str:
        known = self.numbers.get(owner)
        return number if known is None or not number else known.get((who, number), GONE.format(number=number))


def _all(frame: Frame, owner: str) -> pd.Series:
    return pd.Series(owner, index=frame.index, dtype="str")


def _referring(frame: Frame, by: str) -> pd.Series:
    """Give the dataset whose record a reference names by its number; blank where it names it otherwise."""
    owner = frame[by].fillna("").astype("str").str.strip()
    if by == "SRCDOM":
        return owner
    return owner.where(frame["IDVAR"].astype("str").str.strip() == owner + "SEQ", "")


def _named(frame: Frame, name: str) -> Frame:
    """Give the subject (`who`) of each record and a number as text (`no`), blank where it is missing."""
    values = frame[name]
    numeric = pd.api.types.is_numeric_dtype(values)
    text = number_text(values).where(values.notna(), "") if numeric else values.fillna("").astype("str").str.strip()
    who = frame["USUBJID"].astype("str") if "USUBJID" in frame else _all(frame, "")
    return pd.DataFrame({"who": who, "no": text})


def _with(dataset: FoundDataset, name: str, values: pd.Series) -> FoundDataset:
    told = tuple(replace(one, type="Char") if one.name == name else one for one in dataset.variables)
    return replace(dataset, frame=dataset.frame.assign(**{name: values.astype("str")}), variables=told)
