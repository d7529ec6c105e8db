"""What AE, DS and DM say of death agrees."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from converter.check.shipment import Shipment, offending
from converter.issues import Issue

DIED = (("AE", "AEOUT", "FATAL"), ("AE", "AESDTH", "Y"), ("DS", "DSDECOD", "DEATH"))
"""Where else it is said that a subject died: dataset, variable, value."""


def check_death(shipment: Shipment) -> Iterator[Issue]:
    """Report death dates without the death flag, and events or dispositions of death of subjects without one."""
    dm = shipment.having("DM", "DTHFL", "DTHDTC")
    if dm is None:
        return
    wrong = (dm.frame["DTHDTC"] != "") & (dm.frame["DTHFL"] != "Y")
    message = "a date of death without DTHFL"
    yield from offending(dm, wrong, rule="death-flag", severity="error", message=message, variable="DTHFL")
    if "USUBJID" in dm.frame:
        dead = dm.frame.loc[dm.frame["DTHFL"] == "Y", "USUBJID"]
        yield from _unknown(shipment, dead)


def _unknown(shipment: Shipment, dead: pd.Series) -> Iterator[Issue]:
    """Report records that say that a subject died who is not among the dead; each where it is said first."""
    for name, variable, value in DIED:
        dataset = shipment.having(name, "USUBJID", variable)
        if dataset is None:
            continue
        wrong = (dataset.frame[variable] == value) & ~dataset.frame["USUBJID"].isin(dead)
        dead = pd.concat([dead, dataset.frame.loc[wrong, "USUBJID"]])
        message = "fatal, but DM does not say that the subject died"
        yield from offending(dataset, wrong, rule="death-unknown", severity="error", message=message, variable=variable)
