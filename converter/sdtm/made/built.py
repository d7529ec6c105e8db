"""What a build rule made, as the guide of the study knows it: another guide has other variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from converter.steps import Finding

if TYPE_CHECKING:
    from converter.steps import BuildStep, Built, Plan


def known_alone(built: Built, step: BuildStep, plan: Plan) -> Built:
    """Leave out the variables that neither the guide nor the study's supplemental qualifiers know.

    Those with values are told as `variable-not-in-guide`.
    """
    known = {*plan.specs[step.dataset].by_name, *plan.domains[step.dataset].supplemental}
    unknown = [str(name) for name in built.frame if name not in known]
    guide = f"{plan.standard.name} {plan.standard.version}"
    findings = (*built.findings, *_told(built, unknown, guide))
    return replace(built, frame=built.frame.drop(columns=unknown), findings=findings)


def _told(built: Built, unknown: list[str], guide: str) -> Iterator[Finding]:
    for name in unknown:
        values = built.frame[name].astype("str")
        rows = values.index[built.frame[name].notna() & (values != "")]
        if len(rows):
            yield Finding(
                rule="variable-not-in-guide",
                severity="note",
                rows=rows,
                values=values.loc[rows],
                message=f"{name} is no variable of the dataset in {guide}",
                written="left out",
            )
