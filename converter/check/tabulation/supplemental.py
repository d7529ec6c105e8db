"""SUPP--, RELREC and CO point at records that exist."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.catalogue.others import unusual
from converter.check.shipment import Shipment, offending
from converter.check.tally import counted
from converter.compute.qualifiers import LINK, beside_links, links, subject_of
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue

RELATED = ("RDOMAIN", *LINK)
QUALIFIER = ("QNAM", "QLABEL", "QVAL")


def check_supplemental(shipment: Shipment) -> Iterator[Issue]:
    """Report supplemental qualifiers without parent record or value, repeated ones, and names with several labels."""
    for name in shipment.found:
        parent = shipment.plan.standard.non_standard.parent_of(name)
        linked, qualified = _related(name, shipment), _related(name, shipment, *QUALIFIER)
        if parent and linked is not None:
            yield from _links(linked, shipment)
        elif parent in shipment.found and shipment.plan.standard.non_standard.shape == "variables":
            yield from _beside(shipment.found[name], shipment.found[parent])
        if parent and qualified is not None:
            yield from _qualifiers(qualified, shipment.found.get(parent), shipment)


def check_relations(shipment: Shipment) -> Iterator[Issue]:
    """Report related records and comments that point at no record."""
    for name in ("RELREC", "CO"):
        linked = _related(name, shipment)
        if linked is not None:
            yield from _links(linked, shipment)


def _related(name: str, shipment: Shipment, *others: str) -> FoundDataset | None:
    """Give a dataset that is there and says in text which records it is about, and whom they are of."""
    dataset = shipment.having(name, *RELATED, *others)
    if dataset is None or not subject_of(dataset.frame):
        return None
    said = dataset.frame[[subject_of(dataset.frame), *RELATED, *others]]
    return dataset if said.select_dtypes("number").empty else None


def _links(dataset: FoundDataset, shipment: Shipment) -> Iterator[Issue]:
    frame = dataset.frame
    linked = frame["RDOMAIN"] == ""
    of_dataset = (frame[subject_of(frame)] == "") & (frame["IDVARVAL"] == "")
    for domain, rows in frame[~linked].groupby("RDOMAIN", sort=False):
        for parent in _parents(str(domain), shipment):
            linked.loc[links(parent, rows)["linked"]] = True
            linked |= of_dataset & frame["IDVAR"].isin(["", *map(str, parent)]) & (frame["RDOMAIN"] == domain)
    shown = frame["RDOMAIN"] + " " + frame["IDVAR"] + " " + frame["IDVARVAL"]
    message = "no such record in the parent dataset"
    yield from offending(
        dataset, ~linked, rule="link-broken", severity="error", message=message, variable="IDVARVAL", values=shown
    )


def _parents(domain: str, shipment: Shipment) -> Iterator[Frame]:
    """Give the records of a domain, which may be split into several datasets: LBCH and LBHE are of LB."""
    for name, dataset in shipment.found.items():
        of_domain = name == domain or ("DOMAIN" in dataset.frame and (dataset.frame["DOMAIN"] == domain).any())
        if subject_of(dataset.frame) and of_domain:
            yield dataset.frame


def _beside(dataset: FoundDataset, parent: FoundDataset) -> Iterator[Issue]:
    """Report records of non-standard variables that identify no record of their dataset."""
    if not subject_of(dataset.frame, parent.frame):
        return
    known = beside_links(parent.frame, dataset.frame)["linked"]
    lost = pd.Series(~dataset.frame.index.isin(known), index=dataset.frame.index)
    message = "no such record in the parent dataset"
    yield from offending(dataset, lost, rule="link-broken", severity="error", message=message)


def _qualifiers(dataset: FoundDataset, parent: FoundDataset | None, shipment: Shipment) -> Iterator[Issue]:
    frame = dataset.frame
    message = "the qualifier has no value"
    yield from offending(
        dataset, frame["QVAL"] == "", rule="qualifier-empty", severity="error", message=message, variable="QVAL"
    )
    repeated = frame.duplicated([subject_of(frame), *LINK, "QNAM"], keep=False)
    message = "the record has this qualifier more than once"
    yield from offending(
        dataset, repeated, rule="qualifier-repeated", severity="error", message=message, variable="QNAM"
    )
    several = unusual(frame, "QLABEL", ("QNAM",), shipment.usual(qualifier_labels, dataset))
    message = "not the label that most records of the qualifier have"
    yield from offending(dataset, several, rule="qualifier-labels", severity="error", message=message, variable="QNAM")
    taken = frame["QNAM"].isin(parent.frame.columns) if parent is not None else frame["QNAM"] == ""
    message = "also a variable of the parent dataset"
    yield from offending(dataset, taken, rule="qualifier-name", severity="error", message=message, variable="QNAM")


def qualifier_labels(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the labels of each supplemental qualifier."""
    names = ["QNAM", "QLABEL"]
    return counted(dataset.frame[names if shipment.having(dataset.name, *names) else []])
