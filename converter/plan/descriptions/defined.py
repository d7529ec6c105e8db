"""What a define.xml beside datasets of others says of them, where neither the study nor the guide does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from converter.dataset import FoundDataset
    from converter.spec.dataset import DatasetSpec, VariableSpec
    from converter.spec.standards.terminology import Codelist


def with_defined(spec: DatasetSpec, found: FoundDataset) -> DatasetSpec:
    """Complete the description of a dataset from its define.xml, and its keys from its file; what is said stays."""
    keys = spec.keys or _keys(found)
    if found.defined is None:
        return spec.model_copy(update={"keys": keys})
    defined = found.defined.spec
    known = defined.by_name
    variables = tuple(_completed(one, known[one.name]) if one.name in known else one for one in spec.variables)
    comment = spec.comment or defined.comment
    label = spec.label or defined.label
    return spec.model_copy(update={"keys": keys, "variables": variables, "comment": comment, "label": label})


def _keys(found: FoundDataset) -> tuple[str, ...]:
    named = found.keys or (found.defined.spec.keys if found.defined else ())
    return named if set(named) <= set(found.frame) else ()


def _completed(variable: VariableSpec, defined: VariableSpec) -> VariableSpec:
    """Fill what a variable lacks; the method goes with its origin."""
    said: dict[str, Any] = {
        name: getattr(defined, name)
        for name in ("label", "codelists", "format", "comment")
        if not getattr(variable, name) and getattr(defined, name)
    }
    if variable.dictionary or variable.described:
        said.pop("codelists", None)
    if variable.origin is None and defined.origin is not None:
        said |= {"origin": defined.origin, "method": variable.method or defined.method}
    return variable.model_copy(update=said) if said else variable


def defined_codelists(found: Iterable[FoundDataset]) -> dict[str, Codelist]:
    """Give the codelists that the define.xml of datasets names."""
    return {name: one for each in found if each.defined for name, one in each.defined.codelists.items()}
