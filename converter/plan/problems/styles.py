"""Decimals and templates that are said once: of statistics and rules that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.errors import nearest
from converter.results.rules import RESULT_RULES, STATISTICS
from converter.spec.load import RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.errors import Problem
    from converter.spec.display import DisplayStyle
    from converter.spec.load import StudyFiles
    from converter.spec.text.yaml import Document, Trail

STUDY = ("displays",)
OF_FIGURES = ("at_risk", "geomean", "limit", "value")
"""Statistics that only the results of figures give."""


def style_problems(files: StudyFiles) -> Iterator[Problem]:
    """Find decimals of statistics that no rule gives, and templates of rules that are not known."""
    yield from _problems(files.study.displays, files.documents[""], STUDY)
    for name, display in files.displays.items():
        yield from _problems(display, files.documents[f"{RESULTS}{name}"], ())


def _problems(style: DisplayStyle, document: Document, at: Trail) -> Iterator[Problem]:
    given = sorted({*OF_FIGURES, *(stat for stats in STATISTICS.values() for stat in stats)})
    for name in style.digits:
        if name.partition("[")[0] not in given:
            yield document.problem((*at, "digits", name), f"no result gives a statistic '{name}'", nearest(name, given))
    for rule in style.show:
        if rule not in RESULT_RULES:
            yield document.problem((*at, "show", rule), f"unknown rule '{rule}'", nearest(rule, RESULT_RULES))
