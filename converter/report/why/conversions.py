"""The conversions of units that results rest on: the factor, and what says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from converter.compute.conditions.subject import holds
from converter.compute.terms.signs import spelled
from converter.compute.units.conversion import conversion, wanted_unit
from converter.compute.units.units import named_units
from converter.dataset import AnyDataset, Frame, columns_of
from converter.spec.condition import Condition
from converter.spec.study import Unit
from converter.steps import BoundRule, DeriveStep, Plan

CONVERTING = frozenset({"standard_character", "standard_number", "standard_range"})
"""The rules that convert results from one unit to another."""
DERIVING = frozenset({"derive_param_computed", "derive_var_atoxgr_dir"})
"""The rules of analysis that do."""
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
    rows: list[tuple[object, ...]] = [
        (step.dataset, step.variable, test, unit, standard, told, records)
        for step, [unit, standard, test], told, records in conversions_of(datasets, plan)
    ]
    for made in plan.analysis.steps:
        if made.dataset in datasets and made.rule.name in DERIVING:
            frames = _read(made.rule, made.dataset, datasets)
            rows += [(made.dataset, *row) for row in _of_analysis(made.rule, made.dataset, frames)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _read(rule: BoundRule, dataset: str, datasets: Mapping[str, AnyDataset]) -> dict[str, Frame]:
    """Give the variables that a rule reads, of each dataset; none of those that are not shipped."""
    read: dict[str, dict[str, None]] = {dataset: {}}
    for name in rule.variables:
        owner, _, variable = name.rpartition(".")
        read.setdefault(owner or dataset, {})[variable] = None
    return {
        name: columns_of(one, [each for each in read[name] if each in one.spec.by_name])
        for name, one in datasets.items()
        if name in read
    }


def _of_analysis(rule: BoundRule, dataset: str, frames: Mapping[str, Frame]) -> Iterator[tuple[object, ...]]:
    """Give the rows of what a rule of analysis converts: components of a formula, values to the units of thresholds.

    Where the variables that say so are not shipped, the records cannot be counted, and there are none.
    """
    said, frame = rule.arguments, frames[dataset]
    if not {one for one in rule.variables if "." not in one} <= set(frame):
        return
    if rule.name == "derive_param_computed":
        for name, one in said["formula"].components.items():
            test = Condition(variable=said["param_var"], eq=one.paramcd or name)
            counts = holds(said["where"], frame, frames) & holds(one.where or test, frame, frames)
            asked = (one.value or said["value"], said["param_var"], one.unit_var)
            if one.unit:
                yield from _converted(frame[counts], asked, said["new_var"], (one.unit,), said["study"].units)
    if rule.name == "derive_var_atoxgr_dir":
        for term in said["criteria"].terms_of(said["direction"]).values():
            asked = (said["value"], said["term"], said["unit"])
            graded = frame[frame[said["term"]] == term.term]
            yield from _converted(graded, asked, said["new_var"], term.units, said["criteria"].units)


def _converted(
    records: Frame, asked: tuple[str, str, str], made: str, wanted: Sequence[str], table: Sequence[Unit]
) -> Iterator[tuple[object, ...]]:
    """Give a row for each test and unit of records with a value; `asked` names the value, the test and the unit."""
    value, test, unit = asked
    counted = records[records[value].notna()].groupby([test, unit], sort=True).size().reset_index(name="records")
    for of, from_, number in counted.itertuples(index=False):
        to = wanted_unit(from_, wanted, of, table)
        found = conversion(from_, to, of, table) if spelled(to) != spelled(from_) else None
        if found:
            yield made, of, from_, to, f"{from_} to {to} of {of}: {found}", int(number)
