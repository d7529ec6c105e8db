"""Settings of rules in sentences: what a method says of numbers and switches that its own sentence does not name."""

from __future__ import annotations

from collections.abc import Mapping

SWITCHES: Mapping[str, tuple[str, str]] = {
    "add_one": ("The first and the last day both count.", "The first day does not count."),
    "assume": ("A missing date counts as on treatment.", "A missing date does not count as on treatment."),
    "completed": ("Only completed units count.", "Parts of a unit count."),
    "continuity": ("Corrected for continuity.", "Not corrected for continuity."),
    "day_zero": ("The day of the reference is day 0.", "There is no day 0."),
    "exact": ("Exact distribution.", "Normal approximation."),
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


def setting_sentence(rule: str, name: str, value: float) -> str:
    """Say one setting of a rule in a sentence; of a rule of the study's own it is named as it is written."""
    if isinstance(value, bool):
        on, off = SWITCHES.get(name, (f"With {name}.", f"Without {name}."))
        return on if value else off
    known = OF_RULE.get((rule, name)) or NUMBERS.get(name) or f"With {name} {{value}}."
    return known.format(value=f"{value:g}")
