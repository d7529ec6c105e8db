"""RELREC: records of two datasets that belong together."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from converter.compute.conditions.condition import is_missing
from converter.compute.numbers.numbers import number_text
from converter.dataset import Frame
from converter.spec.model import Model
from converter.spec.standards.standard import variable_prefix
from converter.steps import Built, Variable

RELREC = ("RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL", "RELTYPE", "RELID")


class Relation(Model):
    """Two variables whose equal values relate their records, such as AE.AELNKID and CM.CMLNKID."""

    first: Variable
    second: Variable

    def __str__(self) -> str:
        return f"{self.first} and {self.second}"


def related_records(datasets: Mapping[str, Frame], *, relations: tuple[Relation, ...]) -> Built:
    """Records of a subject related by equal filled values of {relations}, each named by its sequence number.

    Outer blanks do not count, and a number is equal to its text. One row for each record of a relationship; RELID is
    made of both dataset names and a number that counts the subject's relationships of these two datasets, over all
    relations. A relationship has two records at least.
    """
    links = [_links(datasets, relation, order) for order, relation in enumerate(relations)]
    if not links:
        return Built(pd.DataFrame(columns=list(RELREC), dtype="str"))
    keys = pd.concat(links, ignore_index=True)
    number = (keys.groupby(["USUBJID", "pair"]).cumcount() + 1).astype("str")
    keys = keys.assign(RELID=keys["pair"] + number, RELTYPE="")
    parts = [_related(datasets, relation, keys[keys["order"] == order]) for order, relation in enumerate(relations)]
    together = pd.concat(parts, ignore_index=True)
    lineage = pd.DataFrame(
        {"row": together.index, "table": together["_table"], "source_row": together["_row"], "item": ""}
    )
    return Built(together[list(RELREC)], lineage)


def sequences_read(*, relations: tuple[Relation, ...]) -> tuple[str, ...]:
    """Name the sequence numbers that identify the related records."""
    owners = [name.rpartition(".")[0] for one in relations for name in (one.first, one.second)]
    return tuple(f"{owner}.{variable_prefix(owner)}SEQ" for owner in dict.fromkeys(owners))


def _links(datasets: Mapping[str, Frame], relation: Relation, order: int) -> Frame:
    """List the values by which records of a subject are related: USUBJID, link, both dataset names, the relation."""
    first, second = _linked(datasets, relation.first), _linked(datasets, relation.second)
    both = ["USUBJID", "link"]
    keys = first[both].merge(second[both], on=both).drop_duplicates()
    records = pd.concat([first, second]).drop_duplicates([*both, "_table", "_row"])
    alone = records.groupby(both).size()  # within one dataset a record may link to none but itself
    keys = keys[pd.MultiIndex.from_frame(keys).isin(alone.index[alone > 1])]
    pair = f"{relation.first.partition('.')[0]}{relation.second.partition('.')[0]}"
    return keys.assign(pair=pd.Series(pair, index=keys.index, dtype="str"), order=order)


def _related(datasets: Mapping[str, Frame], relation: Relation, keys: Frame) -> Frame:
    first, second = _linked(datasets, relation.first), _linked(datasets, relation.second)
    rows = pd.concat([keys.merge(side, on=["USUBJID", "link"]) for side in (first, second)])
    rows = rows.drop_duplicates(["RELID", "USUBJID", "_table", "IDVARVAL"])
    return rows.sort_values(["USUBJID", "RELID", "RDOMAIN", "_row"], kind="stable")


def _linked(datasets: Mapping[str, Frame], name: str) -> Frame:
    dataset, _, variable = name.rpartition(".")
    rows = datasets[dataset]
    sequence, links = f"{variable_prefix(dataset)}SEQ", rows[variable]
    linked = pd.DataFrame(
        {
            "USUBJID": rows["USUBJID"],
            "link": number_text(links) if pd.api.types.is_numeric_dtype(links) else links.str.strip(),
            "RDOMAIN": rows.get("DOMAIN", dataset),
            "IDVAR": sequence,
            "IDVARVAL": number_text(rows[sequence]),
            "_row": rows.index,
            "_table": dataset,
        }
    )
    return linked[~is_missing(linked["link"])]
