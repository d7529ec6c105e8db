"""Our checks that are functions, by what they are of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from converter.check.checks import ANALYSIS_CHECKS, CHECKS
from converter.sdtm.habits.habits import HABITS, TABLE_HABITS

EVERY_CHECK: Mapping[str, Mapping[str, Callable[..., Any]]] = {
    "raw tables": {**HABITS, **TABLE_HABITS},
    "SDTM": CHECKS,
    "ADaM": ANALYSIS_CHECKS,
}
