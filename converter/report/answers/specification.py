"""What a right specification makes: said where nothing but the specification is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from converter.report.json import as_json
from converter.report.summary import as_html

if TYPE_CHECKING:
    from converter.steps import Plan


@dataclass(frozen=True, repr=False)
class StudyPlan:
    """What a right specification makes: raw tables, domains, analysis datasets, displays, each by name."""

    plan: Plan

    @property
    def study(self) -> str:
        """The identifier of the study."""
        return self.plan.study.study.id

    @property
    def tables(self) -> tuple[str, ...]:
        """The raw tables that are read."""
        return tuple(self.plan.sources)

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains of SDTM that are made."""
        return tuple(self.plan.domains)

    @property
    def analyses(self) -> tuple[str, ...]:
        """The analysis datasets that are made, in their order."""
        return tuple(self.plan.analysis.specs)

    @property
    def displays(self) -> tuple[str, ...]:
        """The tables, figures and texts of results."""
        return tuple(self.plan.results.displays)

    @property
    def described(self) -> tuple[str, ...]:
        """The datasets that are described only."""
        return tuple(self.plan.described)

    def __repr__(self) -> str:
        return specification_text(self.plan).rstrip("\n")

    def _repr_html_(self) -> str:
        return as_html(repr(self))


def specification_text(plan: Plan) -> str:
    """Word what a plan makes: 'the specification is right: 12 raw tables, 9 domains, ...'."""
    said = ", ".join(_counted(len(names), one, many) for (one, many), names in _made(plan).items())
    told = "".join(f"  {issue.severity} [{issue.rule}] {issue}\n" for issue in plan.told)
    return f"{plan.study.study.id}: the specification is right: {said}\n{told}"


def specification_json(plan: Plan) -> str:
    """Give what a plan makes by name (schema converter.specification/1)."""
    made = {many: list(names) for (_, many), names in _made(plan).items()}
    told = {"told": [str(issue) for issue in plan.told]} if plan.told else {}
    return as_json({"schema": "converter.specification/1", "study": plan.study.study.id, **made, **told})


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
