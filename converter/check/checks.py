"""Every check of shipped datasets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from converter.check.shipment import Shipment
from converter.issues import Issue

Check = Callable[[Shipment], Iterator[Issue]]

CHECKS: Mapping[str, Check] = {}


def check_shipment(shipment: Shipment) -> tuple[Issue, ...]:
    """Run every check, in the order of the table."""
    return tuple(issue for check in CHECKS.values() for issue in check(shipment))
