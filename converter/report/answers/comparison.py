"""Two sets of datasets beside each other: as text for a person, as JSON for a program."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from converter.compute.several import several
from converter.issues import and_more
from converter.report.aligned import table
from converter.report.json import as_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.comparison.comparison import Comparison, DatasetComparison, Side, Values

SCHEMA = "converter.compare/1"
HEAD = ("dataset", "base", "compare", "matched", "only base", "only compare", "attributes", "variables", "values", "")


def comparison_text(comparison: Comparison) -> str:
    """Word a comparison: one line for each dataset, then what differs in each."""
    parts = [f"BASE     {comparison.base}\nCOMPARE  {comparison.compare}"]
    if comparison.datasets:
        parts.append(table(HEAD, [line_of(one) for one in comparison.datasets], right=set(range(1, 9))))
    parts += [f"only in {side}: {', '.join(names)}" for side, names in comparison.only.items() if names]
    parts += ["\n".join(_dataset(one)) for one in comparison.datasets if not one.equal]
    parts.append("equal" if comparison.equal else "not equal")
    return "\n\n".join(parts) + "\n"


def line_of(one: DatasetComparison) -> tuple[str, ...]:
    """Count what differs in a dataset, under the names of `HEAD`."""
    sizes = one.sizes["base"], one.sizes["compare"], len(one.records.base)
    only = (len(one.records.only["base"]), len(one.records.only["compare"]))
    values = sum(values.unequal for values in one.values)
    counts = (*only, len(one.attributes), len(one.values), values)
    told = "equal" if one.equal else "differs"
    return (one.name, *map(_count, sizes), *(_count(n) if n else "-" for n in counts), told)


def _more(one: DatasetComparison, side: Side) -> str:
    """Count the records of one side that are not named."""
    return and_more(len(one.records.only[side]) - len(one.left[side]))


def _count(number: int) -> str:
    return f"{number:,}"


def _dataset(one: DatasetComparison) -> Iterator[str]:
    """Say what differs in a dataset, a line each."""
    yield f"{one.name}: {by_words(one)}"
    yield from (f"  {line}" for line in notes(one))
    for side, names in one.only.items():
        if names:
            yield f"  variables only in {side}: {', '.join(names)}"
    for attribute in one.attributes:
        what = f"{attribute.variable} {attribute.attribute}".strip()
        yield f"  {what}: {quoted(attribute.base)} | {quoted(attribute.compare)}"
    for side, rows in one.records.only.items():
        if len(rows):
            yield f"  {several(len(rows), 'record')} only in {side}: {'; '.join(one.left[side])}{_more(one, side)}"
    for values in one.values:
        yield f"  {values_words(values, len(one.records.base))}"
        yield from (f"    {line}" for line in _first(values))


def by_words(one: DatasetComparison) -> str:
    """Say how the records of a dataset were matched."""
    return f"records matched by {', '.join(one.keys)} ({one.chosen})" if one.keys else one.chosen


def notes(one: DatasetComparison) -> Iterator[str]:
    """Say what a reader must know of how a dataset was compared."""
    for side, repeated in one.records.repeated.items():
        if repeated:
            records = several(repeated, "record")
            yield f"{records} of {side} with the key of an earlier one: the second matches the second"
    if one.records.reordered:
        yield "the records stand in another order"
    for side, told in one.unread.items():
        yield from (f"{side} has values that cannot be read, which equal nothing: {text}" for text in told)
    if one.uncompared:
        yield f"not compared, text on one side and numbers on the other: {', '.join(one.uncompared)}"


def values_words(values: Values, matched: int) -> str:
    """Say how many values of a variable differ, and by how much at most."""
    most = "" if values.largest is None else f", by {values.largest:g} at most"
    return f"{values.variable}: {_count(values.unequal)} of {_count(matched)} values differ{most}"


def _first(values: Values) -> Iterator[str]:
    for one in values.first:
        apart = "" if one.apart is None else f"  ({one.apart:+g})"
        yield f"{one.key}: {quoted(one.base)} | {quoted(one.compare)}{apart}"
    if values.unequal > len(values.first):
        yield f"... and {_count(values.unequal - len(values.first))} more"


def quoted(text: str) -> str:
    """Quote text that has no or outer blanks, so that it can be seen."""
    return text if text and text == text.strip() else f"'{text}'"


def comparison_json(comparison: Comparison) -> str:
    """Write a comparison as JSON."""
    datasets = [_body(one) for one in comparison.datasets]
    said = {"base": comparison.base, "compare": comparison.compare, "equal": comparison.equal}
    return as_json({"schema": SCHEMA, **said, "only": comparison.only, "datasets": datasets})


def _body(one: DatasetComparison) -> dict[str, Any]:
    records = {
        f"only_{side}": {"records": len(rows), "first": one.left[side]} for side, rows in one.records.only.items()
    }
    return {
        "dataset": one.name,
        "equal": one.equal,
        "unread": one.unread,
        "keys": one.keys,
        "chosen": one.chosen,
        "records": {**one.sizes, "matched": len(one.records.base), **records, "repeated": one.records.repeated},
        "reordered": one.records.reordered,
        "attributes": [asdict(attribute) for attribute in one.attributes],
        "variables_only": one.only,
        "not_compared": one.uncompared,
        "variables_compared": one.compared,
        "values": [_values_body(values) for values in one.values],
    }


def _values_body(values: Values) -> dict[str, Any]:
    first = [asdict(each) for each in values.first]
    return {"variable": values.variable, "unequal": values.unequal, "largest": values.largest, "first": first}
