"""SUPP--, RELREC and CO point at records that exist."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.check.tally import counted
from converter.compute.numbers import number_text
from converter.dataset import FoundDataset, Frame
from converter.issues import Issue

LINK = ("RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL")
QUALIFIER = ("QNAM", "QLABEL", "QVAL")


def check_supplemental(shipment: Shipment) -> Iterator[Issue]:
    """Report supplemental qualifiers without parent record or value, repeated ones, and names with several labels."""
    for name in shipment.found:
        linked, qualified = shipment.having(name, *LINK), shipment.having(name, *LINK, *QUALIFIER)
        if name.startswith("SUPP") and linked is not None:
            yield from _links(linked, shipment)
        if name.startswith("SUPP") and qualified is not None:
            yield from _qualifiers(qualified, shipment)


def check_relations(shipment: Shipment) -> Iterator[Issue]:
    """Report related records and comments that point at no record."""
    for name in ("RELREC", "CO"):
        linked = shipment.having(name, *LINK)
        if linked is not None:
            yield from _links(linked, shipment)


def _links(dataset: FoundDataset, shipment: Shipment) -> Iterator[Issue]:
    frame = dataset.frame
    linked = pd.Series(data=False, index=frame.index)
    for (domain, variable), rows in frame.groupby(["RDOMAIN", "IDVAR"], sort=False):
        parent = shipment.found.get(str(domain))
        if parent is None or not {"USUBJID", str(variable) or "USUBJID"} <= set(parent.frame):
            continue
        known = _keys(parent, str(variable))
        wanted = pd.MultiIndex.from_frame(rows[["USUBJID", "IDVARVAL"]])
        dataset_level = (rows["USUBJID"] == "") & (rows["IDVARVAL"] == "")
        linked.loc[rows.index] = wanted.isin(known) | dataset_level
    linked |= frame["RDOMAIN"] == ""
    shown = frame["RDOMAIN"] + " " + frame["IDVAR"] + " " + frame["IDVARVAL"]
    message = "no such record in the parent dataset"
    yield from offending(
        dataset, ~linked, rule="link-broken", severity="error", message=message, variable="IDVARVAL", values=shown
    )


def _keys(parent: FoundDataset, variable: str) -> pd.MultiIndex:
    frame = parent.frame
    if not variable:
        return pd.MultiIndex.from_arrays([frame["USUBJID"], pd.Series("", index=frame.index)])
    values = frame[variable]
    text = number_text(values) if pd.api.types.is_numeric_dtype(values) else values
    return pd.MultiIndex.from_arrays([frame["USUBJID"], text])


def _qualifiers(dataset: FoundDataset, shipment: Shipment) -> Iterator[Issue]:
    frame = dataset.frame
    message = "the qualifier has no value"
    yield from offending(
        dataset, frame["QVAL"] == "", rule="qualifier-empty", severity="error", message=message, variable="QVAL"
    )
    repeated = frame.duplicated(["USUBJID", "IDVAR", "IDVARVAL", "QNAM"], keep=False)
    message = "the record has this qualifier more than once"
    yield from offending(
        dataset, repeated, rule="qualifier-repeated", severity="error", message=message, variable="QNAM"
    )
    labels = shipment.usual(qualifier_labels, dataset)
    several = frame["QNAM"].isin(labels.loc[labels["QNAM"].duplicated(keep=False), "QNAM"])
    message = "the qualifier has several labels"
    yield from offending(dataset, several, rule="qualifier-labels", severity="error", message=message, variable="QNAM")
    parent = shipment.found.get(dataset.name.removeprefix("SUPP"))
    taken = frame["QNAM"].isin(parent.frame.columns) if parent is not None else frame["QNAM"] == ""
    message = "also a variable of the parent dataset"
    yield from offending(dataset, taken, rule="qualifier-name", severity="error", message=message, variable="QNAM")


def qualifier_labels(shipment: Shipment, dataset: FoundDataset) -> Frame:
    """Count the labels of each supplemental qualifier."""
    names = ["QNAM", "QLABEL"]
    return counted(dataset.frame[names if shipment.having(dataset.name, *names) else []])
