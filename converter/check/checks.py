"""Every check of shipped datasets: read this table, know them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from converter.check.analysis.baseline import check_baseline, check_change, check_values
from converter.check.analysis.dates import check_analysis_dates, check_collected, check_imputed
from converter.check.analysis.days import check_analysis_days
from converter.check.analysis.guide import check_guide, check_structure
from converter.check.analysis.pairs import check_pairs
from converter.check.analysis.sources import check_predecessors, check_sources_given, check_traced
from converter.check.analysis.subjects import check_adsl, check_analysis_subjects, check_copied
from converter.check.analysis.times import check_censoring, check_times
from converter.check.catalogue.run import check_catalogue
from converter.check.gate import check_gate
from converter.check.gathered import Found, gathered
from converter.check.said import as_said, check_said
from converter.check.shipment import Shipment
from converter.check.tabulation.columns import check_attributes, check_columns, check_datasets, check_filled
from converter.check.tabulation.contradictions import check_ages, check_ongoing, check_ranges, check_sexes
from converter.check.tabulation.conversions import check_conversions
from converter.check.tabulation.cross_domain import (
    check_baseline_flags,
    check_consent,
    check_epochs,
    check_exposure,
    check_subjects,
    check_visits,
    check_windows,
)
from converter.check.tabulation.dates import check_dates, check_order, check_study_days
from converter.check.tabulation.doses import check_dose_units, check_negative_doses
from converter.check.tabulation.keys import check_keys, check_repeated, check_sequence
from converter.check.tabulation.magnitude import check_constant, check_magnitude
from converter.check.tabulation.safety import check_death
from converter.check.tabulation.supplemental import check_relations, check_supplemental
from converter.check.tabulation.terminology import check_packages, check_terminology, check_tests
from converter.check.tabulation.unsaid import (
    check_negative,
    check_status,
    check_undated,
    check_unended,
    check_without_unit,
)
from converter.check.tabulation.values import (
    check_fixed,
    check_plausible,
    check_required,
    check_standard_numbers,
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
    "filled": check_filled,
    "keys": check_keys,
    "repeated records": check_repeated,
    "sequence": check_sequence,
    "required": check_required,
    "text": check_text,
    "fixed values": check_fixed,
    "standard numbers": check_standard_numbers,
    "text results": check_text_results,
    "standard units": check_units,
    "plausible results": check_plausible,
    "conversions": check_conversions,
    "magnitude": check_magnitude,
    "constant results": check_constant,
    "units of doses": check_dose_units,
    "reference ranges": check_ranges,
    "results below zero": check_negative,
    "doses below zero": check_negative_doses,
    "results without unit": check_without_unit,
    "results or status": check_status,
    "records without date": check_undated,
    "records without end": check_unended,
    "terminology": check_terminology,
    "tests": check_tests,
    "dates": check_dates,
    "order of dates": check_order,
    "study days": check_study_days,
    "subjects": check_subjects,
    "visits": check_visits,
    "visit windows": check_windows,
    "epochs": check_epochs,
    "baseline flags": check_baseline_flags,
    "what is over": check_ongoing,
    "ages": check_ages,
    "sexes": check_sexes,
    "death": check_death,
    "exposure": check_exposure,
    "consent": check_consent,
    "terminology packages": check_packages,
    "supplemental qualifiers": check_supplemental,
    "related records": check_relations,
    "gate": check_gate,
    "catalogue": check_catalogue,
    "study's own checks": check_said,
}

"""The checks of SDTM datasets."""

ANALYSIS_CHECKS: Mapping[str, Check] = {
    "datasets": check_datasets,
    "columns": check_columns,
    "attributes": check_attributes,
    "filled": check_filled,
    "keys": check_keys,
    "required": check_required,
    "text": check_text,
    "terminology": check_terminology,
    "structure": check_structure,
    "guide": check_guide,
    "pairs": check_pairs,
    "subject level": check_adsl,
    "analysis subjects": check_analysis_subjects,
    "copies of ADSL": check_copied,
    "sources": check_sources_given,
    "predecessors": check_predecessors,
    "traced sources": check_traced,
    "imputation flags": check_imputed,
    "collected dates": check_collected,
    "analysis dates": check_analysis_dates,
    "analysis days": check_analysis_days,
    "analysis values": check_values,
    "baseline": check_baseline,
    "change": check_change,
    "censoring": check_censoring,
    "times to events": check_times,
    "catalogue": check_catalogue,
    "study's own checks": check_said,
}
"""The checks of analysis datasets: against the ADaM guide, ADSL, each other and the SDTM datasets they rest on."""


def check_shipment(shipment: Shipment, checks: Mapping[str, Check] = CHECKS) -> tuple[Issue, ...]:
    """Run the checks of a table, in its order; what one check finds stands in the order of datasets and variables."""
    return gathered([check_range(shipment, checks)])


def check_range(part: Shipment, checks: Mapping[str, Check] = CHECKS) -> Found:
    """Run the checks of a table on one range of a study, of which `part` has the counts, or on all of it."""
    judgeable = part.judgeable()
    issues = {
        name: tuple(issue for issue in as_said(check(judgeable), part.plan) if issue.place not in part.beside)
        for name, check in checks.items()
    }
    variables = {name: tuple(one.name for one in dataset.variables) for name, dataset in part.found.items()}
    return Found(issues, variables)
