"""The conversions of units that results rest on: the factor, and what says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from converter.compute.conversion import conversion
from converter.compute.units import named_units
from converter.dataset import AnyDataset, Frame
from converter.steps import BoundRule, DeriveStep, Plan

CONVERTING = frozenset({"standard_character", "standard_number", "standard_range"})
"""The rules that convert results from one unit to another."""
COLUMNS = ["dataset", "variable", "test", "from", "to", "conversion", "records"]


def units_read(rule: BoundRule) -> tuple[str, ...]:
    """Name the variables that hold the collected unit, the standard unit and the test; none for other rules."""
    names = tuple(str(rule.arguments.get(key)) for key in ("unit", "standard", "test"))
    return names if rule.name in CONVERTING and not any("." in name for name in names) else ()


def conversion_told(rule: BoundRule, unit: str, standard: str, test: str) -> str:
    """Say how a unit of a test was converted, 'mg/dL to umol/L of CREAT: x 88.4017 (...)'; blank where it was not."""
    return _told(rule, named_units(pd.Series([unit]), rule.arguments["codelist"]).iloc[0], standard, test)


def _told(rule: BoundRule, named: str, standard: str, test: str) -> str:
    if named == standard:
        return ""
    found = conversion(named, standard, test, rule.arguments["study"].units)
    return f"{named} to {standard} of {test}: {found}" if found else ""


def conversions_of(datasets: Mapping[str, AnyDataset], plan: Plan) -> Iterator[tuple[DeriveStep, list[str], str, int]]:
    """Give each step that converts, unit, standard unit and test as records have them, what is told, and how many."""
    for step in plan.steps:
        names = units_read(step.rule) if isinstance(step, DeriveStep) else ()
        dataset = datasets.get(step.dataset)
        if isinstance(step, DeriveStep) and names and dataset and set(names) <= set(dataset.spec.by_name):
            counted = _counted(dataset, names)
            named = named_units(counted[names[0]], step.rule.arguments["codelist"])
            for term, *values, records in zip(named, *(counted[one] for one in counted), strict=True):
                told = _told(step.rule, term, values[1], values[2])
                if told:
                    yield step, values, told, int(records)


def _counted(dataset: AnyDataset, names: Sequence[str]) -> Frame:
    """Count the records of each combination of the values of some variables, in their order."""
    by = list(names)
    parts = [frame.groupby(by, sort=False).size().reset_index(name="records") for frame in dataset.frames(by)]
    return pd.concat(parts).groupby(by, sort=True)["records"].sum().reset_index()


def conversions_table(datasets: Mapping[str, AnyDataset], plan: Plan) -> Frame:
    """Give one row for each conversion: the variable, test, both units, factor with its source, how many records."""
    rows = [
        (step.dataset, step.variable, test, unit, standard, told, records)
        for step, [unit, standard, test], told, records in conversions_of(datasets, plan)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
