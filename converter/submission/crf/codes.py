"""The tests that the values of a column are of, as the mapping decides them."""

from __future__ import annotations

import pandas as pd

from converter.compute.conditions.judged import first_met
from converter.steps import BoundRule, RecordsStep


def codes_of(step: RecordsStep, item: str) -> tuple[str, ...]:
    """Give the codes of the tests that an item is of; several where other columns decide, none where nobody says."""
    rule = next((rule for name, rule in step.rules.items() if name.endswith("TESTCD")), None)
    if rule is None:
        return ()
    named = step.records.unpivot.name if step.records.unpivot else ""
    of_item = bool(item) and rule.columns == (named,)
    if rule.name == "constant":
        return (str(rule.arguments["value"]),)
    if rule.name == "assign" and of_item:
        return (item,)
    if rule.name == "recode" and of_item and rule.arguments.get("map"):
        return tuple(str(code) for raw, code in rule.arguments["map"].items() if raw == item)
    return _chosen(rule, {named: item} if of_item else {}) if rule.name == "by_condition" else ()


def _chosen(rule: BoundRule, known: dict[str, str]) -> tuple[str, ...]:
    """Give the value of the first case that holds for what is known; where nothing is, each that may be chosen."""
    cases, otherwise = rule.arguments["cases"], str(rule.arguments.get("otherwise", ""))
    values = (*(str(case.value) for case in cases), otherwise)
    if known:
        at = int(first_met(pd.DataFrame([known], dtype="str"), [case.when for case in cases]).iloc[0])
        values = (values[at],)
    return tuple(dict.fromkeys(value for value in values if value))
