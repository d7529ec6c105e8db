"""Every kind of result: read this table, know them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from converter.results.comparisons.ancova import ancova
from converter.results.comparisons.difference import difference
from converter.results.comparisons.hazard_ratio import hazard_ratio
from converter.results.comparisons.log_rank import log_rank
from converter.results.comparisons.odds_ratio import odds_ratio
from converter.results.comparisons.rank_sum import rank_sum
from converter.results.counts.categories import categories
from converter.results.counts.consecutive import consecutive
from converter.results.counts.count import count
from converter.results.counts.proportion import proportion
from converter.results.survival.cumulative_incidence import cumulative_incidence
from converter.results.survival.incidence_curve import incidence_curve
from converter.results.survival.kaplan_meier import kaplan_meier
from converter.results.survival.survival_curve import survival_curve
from converter.results.terms import terms
from converter.results.values.correlation import correlation
from converter.results.values.course import course
from converter.results.values.days import days
from converter.results.values.interval import interval
from converter.results.values.points import points
from converter.results.values.summary import summary
from converter.results.values.swimmer import swimmer
from converter.steps import Answer

RESULT_RULES: Mapping[str, Callable[..., Answer]] = {
    "ancova": ancova,
    "categories": categories,
    "consecutive": consecutive,
    "correlation": correlation,
    "count": count,
    "course": course,
    "cumulative_incidence": cumulative_incidence,
    "days": days,
    "difference": difference,
    "hazard_ratio": hazard_ratio,
    "incidence_curve": incidence_curve,
    "interval": interval,
    "kaplan_meier": kaplan_meier,
    "log_rank": log_rank,
    "odds_ratio": odds_ratio,
    "points": points,
    "proportion": proportion,
    "rank_sum": rank_sum,
    "summary": summary,
    "survival_curve": survival_curve,
    "swimmer": swimmer,
    "terms": terms,
}

GROUPS = ("n1", "events1", "n2", "events2")
SUMMARY = ("n", "mean", "sd", "min", "q1", "median", "q3", "max")
STATISTICS: Mapping[str, tuple[str, ...]] = {
    "ancova": (
        *("n", "df", "lsmean", "lsmean_se", "lsmean_lower", "lsmean_upper"),
        *("difference", "difference_se", "difference_lower", "difference_upper", "difference_p"),
    ),
    "categories": ("n", "N", "pct"),
    "consecutive": ("n", "N", "pct"),
    "correlation": ("n", "r", "p"),
    "count": ("n", "N", "pct"),
    "cumulative_incidence": (
        *("n", "events", "competing", "censored"),
        *("incidence", "incidence_lower", "incidence_upper"),
    ),
    "days": ("n", "days", "day"),
    "difference": ("n1", "N1", "pct1", "n2", "N2", "pct2", "difference", "lower", "upper"),
    "hazard_ratio": (*GROUPS, "hazard_ratio", "lower", "upper", "p"),
    "interval": SUMMARY,
    "kaplan_meier": (
        *("n", "events", "censored", "median", "lower", "upper", "q1", "q3", "min", "max"),
        *("survival", "survival_lower", "survival_upper"),
    ),
    "log_rank": (*GROUPS, "chi_square", "p"),
    "odds_ratio": ("n1", "N1", "n2", "N2", "odds_ratio", "lower", "upper", "chi_square", "p"),
    "proportion": ("n", "N", "pct", "lower", "upper"),
    "rank_sum": ("n1", "n2", "U", "p"),
    "summary": SUMMARY,
    "terms": ("n", "terms", "term"),
}
"""The statistics that each kind of result gives, so that a template is checked before any data are read."""
