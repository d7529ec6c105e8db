"""Settings of rules in sentences: what a method says of numbers and switches that its own sentence does not name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from converter.spec.values.number import plain_number

SWITCHES: Mapping[str, tuple[str, str]] = {
    "add_one": ("The first and the last day both count.", "The first day does not count."),
    "assume": ("A missing date counts as on treatment.", "A missing date does not count as on treatment."),
    "completed": ("Only completed units count.", "Parts of a unit count."),
    "continuity": ("Corrected for continuity.", "Not corrected for continuity."),
    "day_zero": ("The day of the reference is day 0.", "There is no day 0."),
    "exact": ("Exact distribution.", "Normal approximation."),
    "flag_no_ref_groups": (
        "Groups without one are flagged.",
        "Groups without one are not flagged.",
    ),
    "inclusive": ("The record itself as well.", "Not the record itself."),
    "lower": ("Shown in lower case.", "Shown as collected."),
    "span": ("A record that is under way during treatment counts as well.", "Only the start of a record counts."),
    "values_yn": (
        "Where the criterion is known not to hold, the flag is N.",
        "Where it does not hold, the flag is blank.",
    ),
}
"""What a switch means when it is on, and when it is off."""

NUMBERS: Mapping[str, str] = {
    "below_as": "A value below the limit counts as {value}.",
    "commonest": "The {value} commonest.",
    "confidence": "Confidence level {value}.",
    "decimals": "Rounded to {value} decimals.",
    "digits": "Rounded to {value} decimals.",
    "limit": "The limit is {value}.",
    "none": "It is {value} where there is no such record.",
    "pivot": "Years of two digits below {value} are of this century.",
}
"""What a number means."""

OF_RULE: Mapping[tuple[str, str], str] = {
    ("derive_param_censored_tte", "window"): "A planned assessment may be {value} days off.",
    ("derive_var_trtemfl", "window"): "Up to {value} days after the last treatment count.",
    ("standard_character", "digits"): "Numbers have at most {value} significant digits.",
    ("standard_range", "digits"): "Numbers have at most {value} significant digits.",
}
"""What a number means to one rule."""


OTHERS: Mapping[str, str] = {
    "alert_high": "HIGH HIGH above {value}.",
    "alert_low": "LOW LOW below {value}.",
    "among": "Asked are the subjects with {value}.",
    "assessments": "Adequate assessments: {value}.",
    "at": "Survival at {value}.",
    "before_start": "An event before the start counts on it: {value}.",
    "baseline": "Baseline assessments: {value}.",
    "baseline_until": "Baseline is up to {value}.",
    "best_until": "The best is of responses up to the first of: {value}.",
    "by_missing": "A missing value of what groups them is a group of its own.",
    "claim": "Progression that no assessment documents: {value}.",
    "competing": "Competing events: {value}.",
    "date_impute": "Imputation of an unknown month or day: {value}.",
    "equal_censors": "Of censorings on one date the {value} listed counts.",
    "covariates": "Adjusted for {value}.",
    "counting": "Responses count {value}.",
    "criteria": "By {value}.",
    "new_therapy": "New therapy: {value}.",
    "not_after": "An imputed date is not after {value} if it can be earlier.",
    "not_before": "An imputed date is not before {value} if it can be later.",
    "rounding": "Converted numbers are rounded to {value}.",
    "planned": "Assessments are planned on days {value}.",
    "planned_from": "Planned days count from {value}.",
    "numbers": "Analysis values: {value}.",
    "reference": "Differences are from {value}.",
    "risk_at": "Subjects at risk at {value}.",
    "start": "Counted from {value}.",
    "strata": "Stratified by {value}.",
    "stopped": "Treatment stopped for another reason: {value}.",
    "ties": "Ties by {value}.",
    "until": "Observed until {value}.",
}
"""What an argument means that is neither number nor switch: sources, variables, lists."""
EMPTY_SAYS: Mapping[str, str] = {
    "best_until": "The best is of all responses that count; none of them ends it.",
}
"""Arguments of which an empty list says something, and what."""
_PLURAL = re.compile(r"\b1 (decimal|day|significant digit)s\b")


def setting_sentence(rule: str, name: str, value: float) -> str:
    """Say one setting of a rule in a sentence; of a rule of the study's own it is named as it is written."""
    if isinstance(value, bool):
        on, off = SWITCHES.get(name, (f"With {name}.", f"Without {name}."))
        return on if value else off
    known = OF_RULE.get((rule, name)) or NUMBERS.get(name) or f"With {name} {{value}}."
    return _PLURAL.sub(r"1 \1", known.format(value=plain_number(value)))
