"""The sheets of displays and results of analyses, in the form of Pinnacle 21."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from converter.spec.condition import Condition
from converter.spec.dataset import Reference
from converter.spec.described.results_metadata import DescribedDisplay, DescribedResult
from converter.write.where_text import where_text

Cells = list[list[Any]]
DISPLAYS = ("ID", "Title", "Document", "Pages")
RESULTS = (
    *("Display", "ID", "Description", "Variables", "Reason", "Purpose", "Selection Criteria", "Join Comment"),
    *("Documentation", "Document", "Pages", "Programming Context", "Programming Code"),
)


def result_sheets(displays: Sequence[DescribedDisplay]) -> dict[str, Cells]:
    """Give the sheets of displays that are described, each with its header; none where there are none."""
    if not displays:
        return {}
    rows = ([one.name, one.title, *_reference(one.documents)] for one in displays)
    results = ([display.name, *_result(one)] for display in displays for one in display.results)
    return {"Analysis Displays": [list(DISPLAYS), *rows], "Analysis Results": [list(RESULTS), *results]}


def _reference(documents: Sequence[Reference]) -> tuple[str, str]:
    return (documents[0].document, documents[0].pages) if documents else ("", "")


def _result(one: DescribedResult) -> list[Any]:
    variables = (f"{each.dataset}.{name}" for each in one.datasets for name in each.variables if "." not in name)
    return [
        one.id,
        one.description,
        ", ".join(dict.fromkeys(variables)),
        one.reason,
        one.purpose,
        " and ".join(_selections(one)),
        one.join,
        one.documentation,
        *_reference(one.documents),
        one.context,
        one.code,
    ]


def _selections(result: DescribedResult) -> Iterator[str]:
    """Write what selects the records of each dataset; where it stands several times, one of its conditions holds."""
    selected: dict[str, list[Condition]] = {}
    for one in result.datasets:
        if one.where is not None:
            selected.setdefault(one.dataset, []).append(_with(one.where, one.dataset))
    for parts in selected.values():
        named = parts[0] if len(parts) == 1 else Condition(any_=tuple(parts))
        yield f"({where_text(named)})" if named.any_ else where_text(named)


def _with(condition: Condition, owner: str) -> Condition:
    """Name the variables of a condition with their dataset."""
    if condition.variable is not None:
        named = condition.variable if "." in condition.variable else f"{owner}.{condition.variable}"
        return condition.model_copy(update={"variable": named})
    parts = {key: tuple(_with(one, owner) for one in getattr(condition, key) or ()) for key in ("all_", "any_")}
    return condition.model_copy(update={key: those for key, those in parts.items() if those})
