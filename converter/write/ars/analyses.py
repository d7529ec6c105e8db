"""Analyses: each row of a display with its results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from converter.compute.numbers.numbers import number_text
from converter.dataset import Frame
from converter.write.ars.groupings import comparisons
from converter.write.ars.methods import method_id, operation_id, programming_code
from converter.write.ars.model import (
    Analysis,
    OperationResult,
    OrderedGroupingFactor,
    ResultGroup,
)
from converter.write.ars.parts import Part, Records, Subjects, group_id
from converter.write.ars.terms import term

SUBJECT = "USUBJID"


def analysis(
    part: Part,
    rows: Frame,
    sets: Mapping[Subjects, str],
    subsets: Mapping[Records, str],
) -> Analysis:
    """Describe an analysis with its results: `rows` are those of the part."""
    by_group = {part.grouping: True, **({part.levels: True} if has_levels(rows) else {})}
    by_group |= dict.fromkeys((one.id for one in comparisons(part)), False)
    return Analysis(
        id=part.analysis,
        name=part.title,
        description=part.step.rule.method,
        reason=term(part.display.reason, "AnalysisReasonEnum"),
        purpose=term(part.display.purpose, "AnalysisPurposeEnum"),
        analysis_set_id=sets[part.subjects],
        ordered_groupings=tuple(
            OrderedGroupingFactor(order=number, grouping_id=name, results_by_group=each)
            for number, (name, each) in enumerate(by_group.items(), 1)
        ),
        data_subset_id=subsets[part.records] if part.records else "",
        dataset=part.dataset,
        variable=_variable(part),
        method_id=method_id(part.step.rule.name),
        programming_code=programming_code(part.step),
        results=tuple(_results(part, rows)),
    )


def rows_by_part(parts: Sequence[Part], rows: Frame) -> dict[str, Frame]:
    """Give the results of each part by its analysis, in the order in which they are: with EXACT, as text.

    EXACT is a statistic unrounded, nothing where it is missing.
    """
    exact = rows["STATC"].where(rows["STATC"] != "", number_text(rows["STATN"]))
    made = dict(iter(rows.assign(EXACT=exact).groupby(["DISPLAY", "ROW"], sort=False)))
    nothing = rows.iloc[:0].assign(EXACT="")
    found = {part.analysis: made.get((part.display.display, part.row.id), nothing) for part in parts}
    return {
        part.analysis: found[part.analysis][found[part.analysis]["COLUMN"].isin([one.id for one in part.columns])]
        for part in parts
    }


def has_levels(rows: Frame) -> bool:
    """Tell whether there are statistics of several levels."""
    return bool((rows["LEVEL"] != "").any())


def _variable(part: Part) -> str:
    """Name the variable that is analysed: the argument `variable`, else the subjects of a dataset, who are counted."""
    arguments = part.step.rule.arguments
    return str(arguments.get("variable") or (SUBJECT if "dataset" in arguments else ""))


def _results(part: Part, rows: Frame) -> Iterator[OperationResult]:
    """Give each statistic: unrounded (nothing where it is missing), and as it is printed."""
    values = (rows[name].tolist() for name in ("COLUMN", "STAT", "LEVEL", "SHOWN", "EXACT"))
    for column, statistic, level, shown, exact in zip(*values, strict=True):
        yield OperationResult(
            operation_id=operation_id(part.step.rule.name, statistic),
            result_groups=(
                ResultGroup(grouping_id=part.grouping, group_id=group_id(part.grouping, column)),
                *([ResultGroup(grouping_id=part.levels, group_value=level)] if level else []),
            ),
            raw_value=exact,
            formatted_value=shown,
        )
