"""Every kind of result: read this table, know them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from converter.results.count import count
from converter.results.summary import summary
from converter.steps import Answer

RESULT_RULES: Mapping[str, Callable[..., Answer]] = {
    "count": count,
    "summary": summary,
}

STATISTICS: Mapping[str, tuple[str, ...]] = {
    "count": ("n", "N", "pct"),
    "summary": ("n", "mean", "sd", "min", "q1", "median", "q3", "max"),
}
"""The statistics that each kind of result gives, so that a template is checked before any data are read."""
