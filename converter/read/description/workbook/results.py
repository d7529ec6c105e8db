"""Displays and results of analyses, as rows of a workbook describe them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from converter.read.description.where import all_of, parsed
from converter.read.description.words import TYPES
from converter.read.description.workbook.items import Known
from converter.read.description.workbook.sheets import Row
from converter.spec.condition import Condition
from converter.spec.dataset import Reference
from converter.spec.described.results_metadata import DescribedDisplay, DescribedResult, ResultDataset

NUMBERS = ("integer", "float")


def displays_of_sheets(known: Known) -> tuple[DescribedDisplay, ...]:
    """Give the displays with their results, in the order of the sheets; a result of no display makes one."""
    sheets = known.sheets
    rows = {row["id"]: row for row in reversed(sheets.of("displays")) if row["id"]}
    results: dict[str, dict[str, Row]] = {name: {} for name in reversed(rows)}
    for row in sheets.of("results"):
        if row["display"] and row["id"]:
            results.setdefault(row["display"], {}).setdefault(row["id"], row)
    types = {f"{one['dataset']}.{one['variable']}".upper(): one["data_type"] for one in sheets.of("variables")}
    return tuple(_display(name, rows.get(name), those, known, types) for name, those in results.items())


def _display(
    name: str, row: Row | None, results: Mapping[str, Row], known: Known, types: Mapping[str, str]
) -> DescribedDisplay:
    made = tuple(_result(one, known, types) for one in results.values())
    if row is None:
        return DescribedDisplay(name=name, results=made)
    return DescribedDisplay(name=name, title=row["title"], documents=_documents(row, known), results=made)


def _documents(row: Row, known: Known) -> tuple[Reference, ...]:
    name = row["document"]
    if name and name not in known.documents:
        known.tell(row, "document", "Document: not in Documents; not kept", lost=True)
        return ()
    return (Reference(document=known.documents[name], pages=row["pages"]),) if name else ()


def _result(row: Row, known: Known, types: Mapping[str, str]) -> DescribedResult:
    return DescribedResult(
        id=row["id"],
        description=row["description"],
        reason=row["reason"],
        purpose=row["purpose"],
        datasets=tuple(_datasets(row, known, types)),
        join=row["join"],
        documentation=row["documentation"],
        documents=_documents(row, known),
        context=row["context"],
        code=row["code"],
    )


def _datasets(row: Row, known: Known, types: Mapping[str, str]) -> Iterator[ResultDataset]:
    """Give the datasets of a result: those of its variables, and those that its selection names."""
    variables: dict[str, list[str]] = {}
    for name in re.split(r"[\s,;]+", row["variables"].upper()):
        owner, _, variable = name.partition(".")
        if variable:
            variables.setdefault(owner, []).append(variable)
        elif owner:
            known.tell(row, "variables", "Variables: without a dataset (ADSL.AGE); not kept", value=name, lost=True)
    selected: dict[str, list[Condition]] = {}
    for part in _parts(row, known, types):
        owner = next(iter(part.variables)).partition(".")[0]
        selected.setdefault(owner, []).append(_without(part, owner))
    for owner in dict.fromkeys((*variables, *selected)):
        where = all_of(selected[owner]) if owner in selected else None
        yield ResultDataset(dataset=owner, where=where, variables=tuple(variables.get(owner, ())))


def _parts(row: Row, known: Known, types: Mapping[str, str]) -> tuple[Condition, ...]:
    """Give the parts of a selection that all hold, each of one dataset; one that cannot be read is told."""
    if not row["where"]:
        return ()
    try:
        found = parsed(row["where"], lambda name: _is_number(types.get(name, "")))
    except ValueError as error:
        known.tell(row, "where", f"Selection Criteria: {error}; not kept", lost=True)
        return ()
    parts = found.all_ or (found,)
    if any(len({name.partition(".")[0] for name in one.variables if "." in name}) != 1 for one in parts):
        known.tell(row, "where", "Selection Criteria: each part is of one dataset (ADSL.AGE); not kept", lost=True)
        return ()
    return parts


def _is_number(data_type: str) -> bool:
    return TYPES.get(data_type.lower(), {}).get("data_type") in NUMBERS


def _without(condition: Condition, owner: str) -> Condition:
    """Name the variables of a condition without their dataset."""
    if condition.variable is not None:
        return condition.model_copy(update={"variable": condition.variable.removeprefix(f"{owner}.")})
    parts = {key: tuple(_without(one, owner) for one in getattr(condition, key) or ()) for key in ("all_", "any_")}
    return condition.model_copy(update={key: those for key, those in parts.items() if those})
