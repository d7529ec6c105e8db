"""What a right specification makes: said where nothing but the specification is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.report.json import as_json

if TYPE_CHECKING:
    from converter.steps import Plan


def specification_text(plan: Plan) -> str:
    """Word what a plan makes: 'the specification is right: 12 raw tables, 9 domains, ...'."""
    said = ", ".join(_counted(len(names), one, many) for (one, many), names in _made(plan).items())
    return f"{plan.study.study.id}: the specification is right: {said}\n"


def specification_json(plan: Plan) -> str:
    """Give what a plan makes by name (schema converter.specification/1)."""
    made = {many: list(names) for (_, many), names in _made(plan).items()}
    return as_json({"schema": "converter.specification/1", "study": plan.study.study.id, **made})


def _made(plan: Plan) -> dict[tuple[str, str], tuple[str, ...]]:
    return {
        ("raw table", "raw tables"): tuple(plan.sources),
        ("domain", "domains"): tuple(plan.domains),
        ("analysis dataset", "analysis datasets"): tuple(plan.analysis.specs),
        ("display", "displays"): tuple(plan.results.displays),
        **({("dataset described only", "datasets described only"): tuple(plan.described)} if plan.described else {}),
    }


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
