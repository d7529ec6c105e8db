"""Which slices of values are described by themselves: those of the study, results by test, qualifiers by name."""

from __future__ import annotations

from collections.abc import Iterator

from converter.errors import Problem, SpecError, nearest
from converter.spec.condition import Condition
from converter.spec.dataset import DatasetSpec

FINDINGS = ("FINDINGS", "FINDINGS ABOUT")
RESULTS = ("ORRES", "STRESC", "STRESN")
PARAMETERS, ANALYSIS_VALUES = "BASIC DATA STRUCTURE", ("AVAL", "AVALC")


def sliced(spec: DatasetSpec) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Name each variable that is sliced though no slice of the study says so, and the variables it is sliced by.

    They are those that reviewers look for: --ORRES, --STRESC and --STRESN by --TESTCD, AVAL and AVALC by PARAMCD (or
    the variables in `value_level_by`), QVAL by QNAM.
    """
    known = spec.by_name
    if {"QNAM", "QVAL"} <= set(known):
        yield "QVAL", ("QNAM",)
    if spec.dataset_class in FINDINGS:
        results, usual = tuple(f"{spec.prefix}{result}" for result in RESULTS), f"{spec.prefix}TESTCD"
    elif spec.dataset_class == PARAMETERS:
        results, usual = ANALYSIS_VALUES, "PARAMCD"
    else:
        return
    by = spec.value_level_by or (usual,)
    yield from ((name, by) for name in results if name in known and set(by) <= set(known))


def refuse_unknown(spec: DatasetSpec) -> None:
    """Raise SpecError for a slice of, or by, a variable that the dataset itself does not have."""
    said = [name for level in spec.value_level for name in (level.variable, *level.where.variables)]
    named = [name for name in said if "." not in name]
    message = f"{spec.name} has no variable '{{}}' to describe values by"
    problems = [
        Problem("", 0, "value_level", message.format(name), nearest(name, spec.by_name))
        for name in (*named, *spec.value_level_by)
        if name not in spec.by_name
    ]
    if problems:
        raise SpecError(problems)


def equal(by: tuple[str, ...], values: tuple[object, ...]) -> Condition:
    """Give the condition that variables have these values."""
    parts = tuple(Condition(variable=name, eq=_plain(value)) for name, value in zip(by, values, strict=True))
    return parts[0] if len(parts) == 1 else Condition(all_=parts)


def values_of(where: Condition, by: tuple[str, ...]) -> tuple[object, ...]:
    """Give the values of variables that a condition begins with, as `equal` makes it and `without` narrows it."""
    one = where.any_[0] if where.any_ else where
    said = {part.variable: part.eq for part in one.all_ or (one,) if part.eq is not None}
    return tuple(said[name] for name in by)


def _plain(value: object) -> str | int | float:
    if isinstance(value, float):
        return int(value) if value.is_integer() else float(value)
    return str(value)
