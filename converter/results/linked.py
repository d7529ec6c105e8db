"""Records linked with records of another dataset by a value that both have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from converter.compute.conditions.condition import is_missing
from converter.dataset import Frame
from converter.results.members import records_of
from converter.spec.model import Model
from converter.steps import SourceCondition, SourceVariable, Variable


class Linked(Model):
    """A record of `dataset` that meets `where`, of the same subject and with the value of `link` in `variable`.

    `link` is written with its dataset: 'ADAE.AELNKID'.
    """

    link: Variable
    dataset: str
    variable: SourceVariable
    where: SourceCondition | None = None

    def __str__(self) -> str:
        condition = f" where {self.where.describe()}" if self.where else ""
        return f"{self.link} is {self.variable} of a record of {self.dataset}{condition}"


def with_link(records: Frame, links: Iterable[Linked], datasets: Mapping[str, Frame]) -> Frame:
    """Give the records that have all links; a missing value links nothing."""
    for one in links:
        name = one.link.rpartition(".")[2]
        others = records_of(one.dataset, one.where, records, datasets)
        known = others.loc[~is_missing(others[one.variable]), ["USUBJID", one.variable]]
        pairs = known.drop_duplicates().set_axis(["USUBJID", name], axis=1)
        found = records[["USUBJID", name]].reset_index(names="record").merge(pairs, on=["USUBJID", name])
        records = records.loc[found["record"]]
    return records
