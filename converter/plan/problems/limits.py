"""Limits of normal ranges are rounded as the results are that they are compared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RESULT, LIMIT = "standard_number", "standard_range"
ROUNDED = ("rounding", "digits")


def with_rounded_limits(calls: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give the rules of a domain, those of limits with the rounding of its numbers where they say none themselves.

    Else 100 mg/dL of glucose, which is 5.551 mmol/L as a result and 5.55074 as a limit, would stand above itself.
    """
    numbers = [call[RESULT] for call in calls.values() if isinstance(call.get(RESULT), dict)]
    said = {key: number[key] for number in numbers[:1] for key in ROUNDED if key in number}
    return {variable: _rounded(call, said) for variable, call in calls.items()}


def _rounded(call: dict[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    own = call.get(LIMIT)
    if not isinstance(own, dict) or set(ROUNDED) & set(own):
        return call
    return {**call, LIMIT: {**own, **said}}
