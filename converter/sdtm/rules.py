"""Every mapping rule, by shape: read these three tables, know them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from converter.sdtm.made.related_records import related_records, sequences_read
from converter.sdtm.made.subject_elements import subject_elements
from converter.sdtm.made.subject_visits import subject_visits, visits_read
from converter.sdtm.made.trial_design import trial_arms, trial_criteria, trial_elements, trial_summary, trial_visits
from converter.sdtm.timing.baseline import last_before
from converter.sdtm.timing.epoch import element_order, epoch
from converter.sdtm.timing.reference_dates import earliest, latest
from converter.sdtm.timing.relative import relative_end, relative_start
from converter.sdtm.timing.sequence import sequence
from converter.sdtm.timing.study_day import age, duration, study_day
from converter.sdtm.values.assign import assign, first_filled
from converter.sdtm.values.by_condition import by_condition, derive_by_condition, derive_flag, flag
from converter.sdtm.values.constant import constant
from converter.sdtm.values.criterion import criterion, criterion_category
from converter.sdtm.values.datetime import date_parts, datetime
from converter.sdtm.values.derived_value import arm_name, copy, decode, derive_constant
from converter.sdtm.values.lookup import lookup
from converter.sdtm.values.number import number
from converter.sdtm.values.recode import recode
from converter.sdtm.values.standard_result import (
    range_indicator,
    standard_character,
    standard_number,
    standard_range,
    standard_unit,
)
from converter.sdtm.values.text import extract, join_columns, split_column
from converter.sdtm.values.visit import visit
from converter.sdtm.values.visit_number import (
    arms_read,
    unscheduled_visit_number,
    visit_day,
    visit_number,
    visits_numbered,
)
from converter.spec.dataset import Origin

Rule = Callable[..., Any]

RECORD_RULES: Mapping[str, Rule] = {
    "assign": assign,
    "by_condition": by_condition,
    "constant": constant,
    "criterion": criterion,
    "criterion_category": criterion_category,
    "date_parts": date_parts,
    "datetime": datetime,
    "extract": extract,
    "first_filled": first_filled,
    "flag": flag,
    "join_columns": join_columns,
    "lookup": lookup,
    "number": number,
    "recode": recode,
    "split_column": split_column,
    "visit": visit,
}

DERIVE_RULES: Mapping[str, Rule] = {
    "age": age,
    "arm_name": arm_name,
    "copy": copy,
    "decode": decode,
    "derive_by_condition": derive_by_condition,
    "derive_constant": derive_constant,
    "derive_flag": derive_flag,
    "duration": duration,
    "earliest": earliest,
    "element_order": element_order,
    "epoch": epoch,
    "last_before": last_before,
    "latest": latest,
    "range_indicator": range_indicator,
    "relative_end": relative_end,
    "relative_start": relative_start,
    "sequence": sequence,
    "standard_character": standard_character,
    "standard_number": standard_number,
    "standard_range": standard_range,
    "standard_unit": standard_unit,
    "study_day": study_day,
    "unscheduled_visit_number": unscheduled_visit_number,
    "visit_day": visit_day,
    "visit_number": visit_number,
}

BUILD_RULES: Mapping[str, Rule] = {
    "related_records": related_records,
    "subject_elements": subject_elements,
    "subject_visits": subject_visits,
    "trial_arms": trial_arms,
    "trial_criteria": trial_criteria,
    "trial_elements": trial_elements,
    "trial_summary": trial_summary,
    "trial_visits": trial_visits,
}

ALSO_READS: Mapping[str, Callable[..., tuple[str, ...]]] = {
    "related_records": sequences_read,
    "subject_visits": visits_read,
    "unscheduled_visit_number": visits_numbered,
    "visit_day": arms_read,
    "visit_number": arms_read,
}
"""The variables that a rule reads beyond the ones its arguments name."""

ORIGINS: Mapping[str, Origin] = {
    "arm_name": Origin(type="Assigned", source="Sponsor"),
    "by_condition": Origin(type="Derived", source="Sponsor"),
    "constant": Origin(type="Assigned", source="Sponsor"),
    "criterion": Origin(type="Protocol", source="Sponsor"),
    "criterion_category": Origin(type="Protocol", source="Sponsor"),
    "decode": Origin(type="Assigned", source="Sponsor"),
    "derive_constant": Origin(type="Assigned", source="Sponsor"),
    "flag": Origin(type="Derived", source="Sponsor"),
    "lookup": Origin(type="Assigned", source="Sponsor"),
    "visit": Origin(type="Assigned", source="Sponsor"),
    "visit_day": Origin(type="Protocol", source="Sponsor"),
    "visit_number": Origin(type="Assigned", source="Sponsor"),
    "trial_arms": Origin(type="Protocol", source="Sponsor"),
    "trial_criteria": Origin(type="Protocol", source="Sponsor"),
    "trial_elements": Origin(type="Protocol", source="Sponsor"),
    "trial_summary": Origin(type="Protocol", source="Sponsor"),
    "trial_visits": Origin(type="Protocol", source="Sponsor"),
}
"""The origin of what a rule makes, where it is neither collected (record rules) nor derived (the others)."""

OF_SUBJECT = frozenset(
    {
        "age",
        "arm_name",
        "copy",
        "decode",
        "derive_by_condition",
        "derive_flag",
        "last_before",
        "relative_end",
        "relative_start",
        "study_day",
    }
)
"""Rules that take the subject's value of another dataset: that of its first record there."""
