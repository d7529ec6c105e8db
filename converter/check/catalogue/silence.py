"""Say which checks could not run, and why: what is not asked must not pass for what was found right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from converter.check.catalogue.bind import Row, rows
from converter.check.catalogue.context import Context
from converter.check.catalogue.run import every_bound, of_standard, places
from converter.check.shipment import Shipment


def not_run(shipment: Shipment) -> Mapping[str, str]:
    """Say why checks could not be asked of any dataset, by their ids; those that are off are not named."""
    context = Context(shipment)
    ran = {one.spec.id for one in every_bound(shipment, context)}
    reasons: dict[str, str] = {}
    for row in rows(shipment.plan.checks):
        if row.spec.id not in ran and of_standard(row.spec.of, shipment):
            reasons.setdefault(row.spec.id, _why(row, shipment, context))
    return reasons | dict(_functions(shipment, context))


def _functions(shipment: Shipment, context: Context) -> Iterator[tuple[str, str]]:
    """Say which checks that are functions lack a dataset without which they are silent."""
    for spec in shipment.plan.checks:
        lacking = [name for name in spec.needs if context.frame(name) is None]
        if spec.run and spec.severity != "off" and lacking and of_standard(spec.of, shipment):
            yield spec.id, f"dataset absent: {', '.join(lacking)}"


def _why(row: Row, shipment: Shipment, context: Context) -> str:
    lacking = [name for name in (*row.spec.needs, *row.others) if context.frame(name) is None and "--" not in name]
    if lacking:
        return f"dataset absent: {', '.join(dict.fromkeys(lacking))}"
    asked = [*places(row.spec.of, shipment, context)]
    if not asked:
        return "dataset absent"
    return f"variable absent: {', '.join(row.required)}"
