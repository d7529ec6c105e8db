"""Which checks compare with the whole study: read this table, know them; all others look at one subject at most."""

from __future__ import annotations

from collections.abc import Mapping

from converter.check.analysis.baseline import check_change, decimals_of_changes
from converter.check.analysis.pairs import check_pairs, pairs
from converter.check.analysis.sources import check_predecessors, check_traced, names_of_qualifiers, sources_with_several
from converter.check.analysis.times import check_censoring, check_times, timed_parameters, times_of_days
from converter.check.checks import Check
from converter.check.tabulation.columns import check_attributes, check_filled, filled_variables, text_widths
from converter.check.tabulation.contradictions import check_ongoing, unended_records
from converter.check.tabulation.conversions import check_conversions, conversion_factors
from converter.check.tabulation.cross_domain import check_consent, check_visits, consents, visit_names
from converter.check.tabulation.doses import check_dose_units, dose_units
from converter.check.tabulation.keys import check_keys, keys_of_several
from converter.check.tabulation.magnitude import (
    check_constant,
    check_magnitude,
    largest_leaps,
    measured_subjects,
    measurements,
    numbers_of_kinds,
)
from converter.check.tabulation.supplemental import check_supplemental, qualifier_labels
from converter.check.tabulation.terminology import check_terminology, check_tests, strange_terms, test_names
from converter.check.tabulation.unsaid import (
    check_negative,
    check_undated,
    check_unended,
    check_without_unit,
    dated_by,
    ends,
    negative_results,
    units_of_numbers,
)
from converter.check.tabulation.values import (
    check_plausible,
    check_text_results,
    check_units,
    numeric_results,
    standard_units,
    units_of_tests,
)
from converter.check.tally import Tally

STUDY_SCOPE: Mapping[Check, tuple[Tally, ...]] = {
    check_attributes: (text_widths,),
    check_censoring: (timed_parameters,),
    check_change: (decimals_of_changes,),
    check_consent: (consents,),
    check_constant: (measurements, measured_subjects),
    check_conversions: (conversion_factors,),
    check_dose_units: (dose_units,),
    check_filled: (filled_variables,),
    check_keys: (keys_of_several,),
    check_magnitude: (numbers_of_kinds, largest_leaps),
    check_negative: (negative_results,),
    check_ongoing: (unended_records,),
    check_pairs: (pairs,),
    check_plausible: (units_of_tests,),
    check_predecessors: (sources_with_several,),
    check_supplemental: (qualifier_labels,),
    check_terminology: (strange_terms,),
    check_tests: (test_names,),
    check_text_results: (numeric_results,),
    check_times: (times_of_days,),
    check_traced: (names_of_qualifiers,),
    check_undated: (dated_by,),
    check_unended: (ends,),
    check_units: (standard_units,),
    check_visits: (visit_names,),
    check_without_unit: (units_of_numbers,),
}
"""The checks that compare with the whole study, and what they count of it. All others look at one subject at most."""
