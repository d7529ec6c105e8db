"""Value-level metadata: results by test and qualifiers by name, each described by the facts of its values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from converter.compute.describing.beside import is_beside
from converter.compute.describing.data_type import NUMBERS, common_type
from converter.compute.describing.facts import DatasetFacts, Facts, Slice
from converter.compute.describing.slices import sliced, values_of
from converter.spec.dataset import DatasetSpec, DataType, Origin, ValueLevel, VariableSpec

QUALIFIER_ORIGINS: Mapping[str, Origin] = {
    "CRF": Origin(type="Collected", source="Investigator"),
    "COLLECTED": Origin(type="Collected", source="Investigator"),
    "EDT": Origin(type="Collected", source="Vendor"),
    "ASSIGNED": Origin(type="Assigned", source="Sponsor"),
    "DERIVED": Origin(type="Derived", source="Sponsor"),
    "PROTOCOL": Origin(type="Protocol", source="Sponsor"),
}
"""What QORIG says, in the words of Define-XML 2.1."""


def value_levels(spec: DatasetSpec, facts: DatasetFacts) -> tuple[ValueLevel, ...]:
    """Give the slices of a dataset's variables, completed from their facts.

    Those that the study describes come first and keep what it says; the rest are those of `slices.sliced`, in the order
    of their values. A slice without values is left out, as are those on other datasets, which facts do not tell.
    """
    own = (level for level in spec.value_level if not is_beside(level))
    levels = (*own, *_automatic(spec, facts))
    found = ((level, facts.slices.get(Slice(level.variable, level.where))) for level in levels)
    return tuple(_completed(level, spec, one) for level, one in found if one is not None)


def _automatic(spec: DatasetSpec, facts: DatasetFacts) -> Iterator[ValueLevel]:
    said = [Slice(level.variable, level.where) for level in spec.value_level]
    for name, by in sliced(spec):
        left = [one for one in facts.slices if one.variable == name and one not in said]
        for one in sorted(left, key=lambda found: values_of(found.where, by)):
            yield ValueLevel(variable=name, where=one.where, **_qualifier_origin(facts.slices[one]))


def _qualifier_origin(facts: Facts) -> dict[str, object]:
    """Give the origin of a qualifier, where all its records have the same."""
    return {"origin": QUALIFIER_ORIGINS.get(_only(facts.origins).upper())} if facts.origins else {}


def _only(texts: Sequence[str]) -> str:
    """Give the one text that stands beside all values, or nothing."""
    return texts[0] if len(texts) == 1 else ""


def _completed(level: ValueLevel, spec: DatasetSpec, facts: Facts) -> ValueLevel:
    """Complete one slice: what it does not say itself comes from its values, and from its variable."""
    parent = spec.by_name[level.variable]
    found = {"label": _only(facts.labels), **_described(level, parent, facts)}
    said = {name: getattr(level, name) for name in level.model_fields_set}
    inherited = {} if level.origin else {"origin": parent.origin, "method": level.method or parent.method}
    return level.model_copy(update={**found, **said, **inherited})


def _described(level: ValueLevel, parent: VariableSpec, facts: Facts) -> dict[str, object]:
    nothing: DataType = "integer" if parent.type == "Num" else "text"
    kind = level.data_type or common_type(facts.kinds, nothing)
    if kind in NUMBERS:
        return {"data_type": kind, **digits(facts, kind)}
    if kind != "text":
        return {"data_type": kind}
    coded = {} if facts.numeric else {"codelists": parent.codelists}
    return {"data_type": kind, "length": facts.width, **coded}


def digits(facts: Facts, kind: DataType) -> dict[str, int]:
    """Give the digits of numbers: `length`, the most of one without sign and point, and the most decimals of floats."""
    length = {"length": facts.digits if facts.filled else 1}
    return length if kind == "integer" else {**length, "significant_digits": facts.decimals}
