"""Every kind of result: read this table, know them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from converter.results.count import count
from converter.results.course import course
from converter.results.points import points
from converter.results.summary import summary
from converter.results.survival_curve import survival_curve
from converter.results.swimmer import swimmer
from converter.steps import Answer

RESULT_RULES: Mapping[str, Callable[..., Answer]] = {
    "count": count,
    "course": course,
    "points": points,
    "summary": summary,
    "survival_curve": survival_curve,
    "swimmer": swimmer,
}
