"""Units of time, in days."""

from __future__ import annotations

from collections.abc import Mapping

DAYS: Mapping[str, float] = {"hours": 1 / 24, "days": 1, "weeks": 7, "months": 365.25 / 12, "years": 365.25}
"""Days of a unit; a month is a twelfth of the mean year, 30.4375 days."""
