"""Every check of shipped datasets: read this table, know them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from converter.check.columns import check_attributes, check_columns, check_datasets
from converter.check.cross_domain import (
    check_arms,
    check_baseline_flags,
    check_consent,
    check_death,
    check_epochs,
    check_exposure,
    check_serious,
    check_subjects,
    check_visits,
    check_windows,
)
from converter.check.dates import check_dates, check_order, check_study_days
from converter.check.gate import check_gate
from converter.check.keys import check_keys, check_sequence
from converter.check.shipment import Shipment
from converter.check.supplemental import check_relations, check_supplemental
from converter.check.terminology import check_terminology, check_tests
from converter.check.values import (
    check_fixed,
    check_plausible,
    check_required,
    check_results,
    check_text,
    check_text_results,
    check_units,
)
from converter.issues import Issue

Check = Callable[[Shipment], Iterator[Issue]]

CHECKS: Mapping[str, Check] = {
    "datasets": check_datasets,
    "columns": check_columns,
    "attributes": check_attributes,
    "keys": check_keys,
    "sequence": check_sequence,
    "required": check_required,
    "text": check_text,
    "fixed values": check_fixed,
    "results": check_results,
    "text results": check_text_results,
    "standard units": check_units,
    "plausible results": check_plausible,
    "terminology": check_terminology,
    "tests": check_tests,
    "dates": check_dates,
    "order of dates": check_order,
    "study days": check_study_days,
    "subjects": check_subjects,
    "arms": check_arms,
    "visits": check_visits,
    "visit windows": check_windows,
    "epochs": check_epochs,
    "baseline flags": check_baseline_flags,
    "seriousness": check_serious,
    "death": check_death,
    "exposure": check_exposure,
    "consent": check_consent,
    "supplemental qualifiers": check_supplemental,
    "related records": check_relations,
    "gate": check_gate,
}


FOR_ANALYSIS = ("datasets", "columns", "attributes", "keys", "required", "text", "terminology")
"""The checks that analysis datasets pass as well."""


def check_shipment(shipment: Shipment, names: Iterable[str] = tuple(CHECKS)) -> tuple[Issue, ...]:
    """Run checks, all of the table unless named, in its order."""
    return tuple(issue for name in names for issue in CHECKS[name](shipment))
